"""Whether notes changed after the last refresh: a quick look at the times of the file system, and a hint only."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from retrieval.sources.look import seen_below


def mark_refreshed(lock: Path, began: float) -> None:
    """Keep when the last refresh ``began`` (seconds since 1970) as the time of the library's ``lock`` file."""
    os.utime(lock, (began, began))


def changed_since(lock: Path, roots: Iterable[Path]) -> bool:
    """Return whether anything below ``roots`` was written, added, taken away or renamed since the last refresh."""
    try:
        began = lock.stat().st_mtime
    except OSError:
        return False
    # a folder's own time tells of what came and went; what is not there at all the refresh will tell
    seen = (seen for root in roots for seen in seen_below(str(root)))
    return any(one.stat is not None and one.stat.st_mtime > began for one in seen)
