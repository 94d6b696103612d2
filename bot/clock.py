"""The one clock of announcements, budgets and everything stored: tests put another in its place."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Gives the moment in seconds since 1970 (UTC)."""

    def now(self) -> float:
        """Give the moment."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        """Give the moment."""
        return time.time()
