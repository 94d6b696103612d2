"""The two clocks, for which tests put others in their place: moments are stored and shown, durations are measured.

The machine's time may jump, by a day or a year, when it is set; what waits for a duration to pass must not notice.
"""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """The time in seconds."""

    def now(self) -> float:
        """Return the time."""


class SystemClock:
    """The moment, in seconds since 1970 (UTC): the machine's own time."""

    def now(self) -> float:
        """Return the moment."""
        return time.time()


class SteadyClock:
    """Time that only goes forward, in seconds from some beginning, whatever the machine's is set to: for durations."""

    def now(self) -> float:
        """Return the time."""
        return time.monotonic()
