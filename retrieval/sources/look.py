"""A look at files and what lies below folders, opening none: two looks differ where a note may have changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

LEFT_OUT_FOLDERS = ("_drafts", "node_modules")
"""Names of folders in which no notes are looked for, besides those that begin with a dot."""
ANY_ENDING = ("",)
"""The endings of all files there are."""


class Seen(NamedTuple):
    """A folder, or a file that may change a note; ``stat`` (of what a link leads to) is None where there is none."""

    path: str
    is_folder: bool
    stat: os.stat_result | None
    link: os.stat_result | None = None


@dataclass(frozen=True, slots=True)
class WatchedPath:
    """The target of a path: ``real`` is empty if there is none, ``inode`` tells a folder from one put there later."""

    path: Path
    real: str
    inode: int
    is_folder: bool


@dataclass(frozen=True, slots=True)
class Look:
    """The state of files at one moment; ``places`` are the paths that the system can watch for changes."""

    places: tuple[WatchedPath, ...]
    digest: bytes

    @classmethod
    def of_all(cls, looks: Iterable[Look | None]) -> Look | None:
        """Join ``looks`` into one; None where one of them was given up."""
        places: list[WatchedPath] = []
        state = hashlib.blake2b(digest_size=16)
        for one in looks:
            if one is None:
                return None
            places += one.places
            state.update(one.digest)
        return cls(tuple(places), state.digest())


def look_below(
    path: Path, endings: tuple[str, ...] = ANY_ENDING, given_up: Callable[[], bool] = lambda: False
) -> Look | None:
    """Look at the file ``path``, or the files with one of the ``endings`` below it; None if ``given_up`` meanwhile.

    The digest goes by where the path leads, by names, sizes and the times of content and of state: a file that was
    replaced by an older one, or whose time was set back, has another time of state. The numbers of files (inodes) do
    not count, as some network file systems give a file a new one whenever they please.
    """
    place = _place(path)
    state = hashlib.blake2b(repr(place).encode("utf-8", "surrogateescape"), digest_size=16)
    for seen in _seen_below(str(path), endings):
        if given_up():
            return None
        if seen.is_folder and seen.stat is not None:
            # its time changes with every file that comes, also with those that are no notes
            continue
        times = None if seen.stat is None else _times(seen.stat)
        link = None if seen.link is None else _times(seen.link)
        state.update(repr((seen.path, times, link)).encode("utf-8", "surrogateescape"))
    return Look((place,), state.digest())


def changed_below(path: Path, endings: tuple[str, ...], moment: float) -> bool:
    """Return whether ``path``, or a file with one of the ``endings`` below it, changed, came or went after ``moment``.

    Goes by the times of the file system alone: where there is nothing, nothing changed.
    """
    # a folder's own time tells of what came and went
    return any(seen.stat is not None and seen.stat.st_mtime > moment for seen in _seen_below(str(path), endings))


def _seen_below(root: str, endings: tuple[str, ...]) -> Iterator[Seen]:
    """Yield ``root`` and what is below it, folder by folder, sorted by name: folders, and files with ``endings``."""
    if not os.path.isdir(root):  # noqa: PTH112
        yield Seen(root, False, _stat(root))
        return
    folders = [root]
    while folders:
        folder = folders.pop()
        yield Seen(folder, True, _stat(folder))
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            yield Seen(folder, True, None)
            continue
        for entry in found:
            if entry.name.startswith(".") or entry.name in LEFT_OUT_FOLDERS:
                continue
            if _is_folder(entry):
                folders.append(entry.path)
            elif entry.name.lower().endswith(endings):
                yield Seen(entry.path, False, _stat(entry.path), _link(entry))


def _place(path: Path) -> WatchedPath:
    try:
        is_folder = path.is_dir()
        return WatchedPath(path, os.path.realpath(path, strict=True), path.stat().st_ino if is_folder else 0, is_folder)
    except OSError:
        return WatchedPath(path, "", 0, False)


def _times(stat: os.stat_result) -> tuple[int, int, int, int]:
    return stat.st_mode, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116
    except OSError:
        return None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _link(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat(follow_symlinks=False) if entry.is_symlink() else None
    except OSError:
        return None
