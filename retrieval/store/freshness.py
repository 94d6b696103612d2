"""Whether notes changed after the last refresh: a quick look at the times of the file system, and a hint only."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

ENDINGS = (".md", ".markdown", ".html", ".htm", ".yml", ".yaml")
"""Of the files whose change may change a note."""


def mark_refreshed(lock: Path, began: float) -> None:
    """Keep when the last refresh ``began`` (seconds since 1970) as the time of the library's ``lock`` file."""
    os.utime(lock, (began, began))


def changed_since(lock: Path, roots: Iterable[Path]) -> bool:
    """Tell whether anything below ``roots`` was written, added, taken away or renamed since the last refresh."""
    try:
        began = lock.stat().st_mtime
    except OSError:
        return False
    return any(time > began for root in roots for time in _times(root))


def _times(root: Path) -> Iterator[float]:
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            # a folder's own time tells of what came and went
            yield folder.stat().st_mtime
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(Path(entry.path))
                    elif entry.name.lower().endswith(ENDINGS):
                        yield entry.stat().st_mtime
        except OSError:
            continue  # a file in place of a folder, or one that is gone: the refresh will say
