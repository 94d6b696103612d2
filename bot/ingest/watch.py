"""The watch on the notes: reports that something in the sources changed, once it has come to rest for a moment.

Changes are found by a look from time to time (:meth:`retrieval.Library.look`), which sees everything that can happen to
a source. File events of the system only make the next look come sooner.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

from bot.ingest.file_events import Listener
from bot.waiting import pause_after, wait
from retrieval import Look

logger = logging.getLogger(__name__)

REST_SECONDS = 1.0
"""Changes have come to rest when two looks so far apart are alike: an editor, or git, writes many files in a row."""
MAX_UNREST_SECONDS = 15.0
"""After this time a change counts though others go on: something may be written all the time."""
IDLE_SHARE = 20
"""After a look that saw nothing new none follows for so many times as long as it took, whatever the system tells."""


Looking = Callable[[Callable[[], bool]], Look | None]
"""Looks at whatever is watched; gives up, for None, when the function given to it says so."""


async def changes(look: Looking, stop: asyncio.Event, rescan_seconds: float) -> AsyncGenerator[None]:
    """Yield after every change that ``look`` sees, until ``stop`` is set.

    Every change is seen after ``rescan_seconds`` at the latest. Sources that are not there are waited for; when one
    goes or comes back, that counts as a change. The first yield comes at once, as something may have changed before;
    what changes from then on is not missed.
    """
    hint = asyncio.Event()
    listener, eyes = Listener(hint, rescan_seconds), _Watcher(look, stop)
    try:
        known = await eyes.look()
        if known is None:
            return
        yield
        idle = 0.0
        while not stop.is_set():
            listener.turn_to(known.places)
            await wait(idle, stop)
            await wait(rescan_seconds - idle, stop, hint)
            hint.clear()
            began = time.monotonic()
            seen = await eyes.look()
            if seen is not None and seen.digest != known.digest:
                seen = await eyes.look_until_at_rest(seen)
            if seen is None:
                return
            changed, known = seen.digest != known.digest, seen
            idle = 0.0 if changed else min(max(REST_SECONDS, IDLE_SHARE * (time.monotonic() - began)), rescan_seconds)
            if changed:
                yield
    finally:
        listener.close()


async def keep_up(
    look: Looking, rescan_seconds: float, stop: asyncio.Event, work: Callable[[], Awaitable[bool]]
) -> None:
    """Do ``work`` now and after every change that ``look`` sees, until ``stop`` is set.

    Work that returns False has failed and is tried again, after ever longer pauses or when something changes.
    """
    changed = asyncio.Event()

    async def follow() -> None:
        async with contextlib.aclosing(changes(look, stop, rescan_seconds)) as signs:
            async for _ in signs:
                changed.set()

    following = asyncio.create_task(follow())
    ended = asyncio.Event()
    following.add_done_callback(lambda _: ended.set())
    failures = 0
    try:
        while True:
            await wait(pause_after(failures) if failures else None, changed, ended)
            if ended.is_set():
                break
            changed.clear()
            failures = 0 if await work() else failures + 1
    finally:
        following.cancel()
        await asyncio.wait({following})
    if not following.cancelled():
        following.result()


def on_changes(look: Looking, rescan_seconds: float, work: Callable[[], bool]) -> None:
    """Do ``work`` now and after every change that ``look`` sees, until Ctrl-C; again where it fails."""

    async def do() -> bool:
        return work()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(keep_up(look, rescan_seconds, asyncio.Event(), do))


class _Watcher:
    """Looks, in a thread, until it is time to stop; logs which files and folders are not there."""

    def __init__(self, look: Looking, stop: asyncio.Event) -> None:
        self._look = look
        self._stop = stop
        self._missing: set[Path] = set()

    async def look(self) -> Look | None:
        """Look once; None when it is time to stop."""
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        found: list[Look | Exception | None] = []

        def work() -> None:
            try:
                found.append(self._look(self._stop.is_set))
            except Exception as error:
                found.append(error)
            # the loop may have ended before this thread
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(done.set)

        # a thread of its own that nobody waits for: a network mount that hangs would hold up the end of the process
        threading.Thread(target=work, daemon=True).start()
        await wait(None, done, self._stop)
        if not found or self._stop.is_set():
            return None
        if isinstance(found[0], Exception):
            raise found[0]
        if found[0] is not None:
            self._tell_of_missing(found[0])
        return found[0]

    async def look_until_at_rest(self, seen: Look) -> Look | None:
        """Look until two looks in a row are alike, but not endlessly; return the last, None when it is time to stop."""
        until = time.monotonic() + MAX_UNREST_SECONDS
        while time.monotonic() < until:
            await wait(REST_SECONDS, self._stop)
            again = await self.look()
            if again is None or again.digest == seen.digest:
                return again
            seen = again
        return seen

    def _tell_of_missing(self, seen: Look) -> None:
        missing = {place.path for place in seen.places if not place.real}
        if missing - self._missing:
            logger.warning("%s cannot be watched for changes: it is not there", ", ".join(map(str, sorted(missing))))
        self._missing = missing
