"""Clocks of the server: the machine's, or one that a test can move."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """The time in seconds since 1970."""

    def now(self) -> float:
        """Return the time."""

    def advance(self, seconds: float) -> None:
        """Move the time by ``seconds``, backwards too."""


class SystemClock:
    """The machine's own time, and what it was moved by."""

    def __init__(self) -> None:
        """Begin with the machine's time itself."""
        self._moved = 0.0

    def now(self) -> float:
        """Return the time."""
        return time.time() + self._moved

    def advance(self, seconds: float) -> None:
        """Move the time by ``seconds``, backwards too; it runs on from there."""
        self._moved += seconds


class ManualClock:
    """A time that stands still until it is moved."""

    def __init__(self, start: float = 1_700_000_000.0) -> None:
        """Begin at ``start``, seconds since 1970."""
        self._now = start

    def now(self) -> float:
        """Return the time."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the time by ``seconds``, backwards too."""
        self._now += seconds
