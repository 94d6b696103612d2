"""When the last refresh began, kept as the time of the lock file: it changes nothing that is verified."""

from __future__ import annotations

import os
from pathlib import Path


def mark_refreshed(lock: Path, began: float) -> None:
    """Keep when the last refresh ``began`` (seconds since 1970) as the time of the library's ``lock`` file."""
    os.utime(lock, (began, began))


def refreshed_at(lock: Path) -> float | None:
    """Return when the last refresh began, in seconds since 1970; None where that is not known."""
    try:
        return lock.stat().st_mtime
    except OSError:
        return None
