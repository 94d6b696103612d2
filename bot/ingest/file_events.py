"""File events of the operating system below the sources (inotify and similar), used as hints only.

The system reports nothing of what others change on a network mount, nothing once its limit of watches is reached, and
goes by inodes: of a folder that was swapped, or a link that leads elsewhere now, it reports the old one. So a hint only
triggers a look (:mod:`bot.ingest.watch`), and looks come without any hint too.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from watchfiles import Change, watch

from retrieval import WatchedPath

logger = logging.getLogger(__name__)

GATHER_MS = 1600
"""Changes within this time are one hint: an editor, or git, writes many files in a row."""
FIRST_WORD_MS = 1000
"""After this time of listening a listener reports once, as it cannot know what happened before."""


class Listener:
    """Sets ``hint`` when the system reports a change below the places last given to :meth:`turn_to`."""

    def __init__(self, hint: asyncio.Event, rescan_seconds: float) -> None:
        """Listen to nothing yet; ``rescan_seconds`` is for what the log says where nothing can be heard."""
        self._loop = asyncio.get_running_loop()
        self._hint = hint
        self._rescan_seconds = rescan_seconds
        self._places: tuple[WatchedPath, ...] | None = None
        self._ended = threading.Event()
        self._told = ""

    def turn_to(self, places: tuple[WatchedPath, ...]) -> None:
        """Listen to ``places`` from now on, also if that could not be done before; they are as they were seen last."""
        if places == self._places and not self._ended.is_set():
            return
        self.close()
        self._places, self._ended = places, threading.Event()
        folders = {place.real for place in places if place.is_folder}
        # what is replaced by rename, and a link that is switched, is seen only from the folder around it
        single = {str(place.path.parent.resolve() / place.path.name) for place in places if place.path.is_symlink()}
        single |= {place.real for place in places if place.real and not place.is_folder}
        if folders:
            self._start(folders, _of_no_concern_if_hidden(folders), recursive=True)
        if single:
            around = {str(Path(path).parent) for path in single}
            self._start(around, lambda _, path: path in single, recursive=False)

    def close(self) -> None:
        """Listen no longer."""
        self._ended.set()

    def _start(self, paths: set[str], concerns: Callable[[Change, str], bool], *, recursive: bool) -> None:
        # a thread of its own that nobody waits for: on a mount that hangs, so does who begins to listen there
        arguments = (self._ended, sorted(paths), concerns, recursive)
        threading.Thread(target=self._listen, args=arguments, daemon=True).start()

    def _listen(
        self, ended: threading.Event, paths: list[str], concerns: Callable[[Change, str], bool], recursive: bool
    ) -> None:
        begun = False
        try:
            for changed in watch(
                *paths,
                watch_filter=concerns,
                debounce=GATHER_MS,
                rust_timeout=FIRST_WORD_MS,
                yield_on_timeout=True,
                stop_event=ended,
                recursive=recursive,
                raise_interrupt=False,
            ):
                if changed or not begun:
                    begun = True
                    self._pass_on(self._hint.set)
        except FileNotFoundError:
            # it went since it was seen: the next look reports it
            ended.set()
        except Exception as error:
            # whatever it is: looks go on without hints, and the next look tries to listen again
            fault = str(error)
            self._pass_on(lambda: self._could_not(ended, fault))

    def _pass_on(self, call: Callable[[], object]) -> None:
        # the loop may have ended before this thread
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call)

    def _could_not(self, ended: threading.Event, fault: str) -> None:
        if ended.is_set():
            return
        ended.set()
        if fault != self._told:
            self._told = fault
            logger.warning(
                "the system does not tell of changes of the notes (%s); they are looked at every %g s",
                fault,
                self._rescan_seconds,
            )


def _of_no_concern_if_hidden(folders: set[str]) -> Callable[[Change, str], bool]:
    """Return a filter for changes below ``folders`` that leaves out hidden files and folders, as git's own."""

    def concerns(_: Change, path: str) -> bool:
        below = [path[len(folder) :] for folder in folders if path.startswith(folder)]
        return not below or any("/." not in rest for rest in below)

    return concerns
