"""Where the bot takes the time from: one clock tells the moment, the other measures and waits; tests replace both."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Gives the moment in seconds since 1970 (UTC), for announcements, budgets and everything stored."""

    def now(self) -> float:
        """Give the moment."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        """Give the moment."""
        return time.time()


class PacingClock(Protocol):
    """Gives time that only goes forward, and waits: what rates and pauses go by."""

    def now(self) -> float:
        """Give the time in seconds from some beginning."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class MonotonicClock:
    """The machine's own time, whatever its date is set to."""

    def now(self) -> float:
        """Give the time in seconds from some beginning."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
