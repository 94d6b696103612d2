"""Telegram's limits as windows of time: at most a number of events in a number of seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

MARGIN = 1.05
"""Windows are this much longer than Telegram's, since requests may come closer together than they left."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most ``events`` in any ``seconds``."""

    events: int
    seconds: float


CHAT_RATE = RateLimit(1, 1.0)
GROUP_RATE = RateLimit(20, 60.0)
OVERALL_RATE = RateLimit(25, 1.0)
"""Telegram allows 30; what leaves evenly may still arrive in bunches."""
BURST_RATE = RateLimit(3, 0.1)
"""Spreads what is sent to many chats over the second."""
LEFTOVER_RATE = RateLimit(20, 1.0)
"""What is of low priority takes no more than this, so that an answer can leave at once."""
CAREFUL_RATE = RateLimit(1, 1.0)
"""Nor more than this while the penalty of a chat runs: it may be the first sign of one for all."""


@dataclass(slots=True)
class _Window:
    """The last events under a rate; no window of its length ever holds more than it allows."""

    rate: RateLimit
    times: deque[float] = field(default_factory=deque)

    def free_at(self) -> float:
        if len(self.times) < self.rate.events:
            return 0.0
        return self.times[0] + self.rate.seconds * MARGIN

    def take(self, moment: float) -> None:
        self.times.append(moment)
        if len(self.times) > self.rate.events:
            self.times.popleft()


class Windows:
    """The windows of several rates that hold together."""

    def __init__(self, *rates: RateLimit) -> None:
        """Begin without an event."""
        self._windows = [_Window(rate) for rate in rates]

    def free_at(self) -> float:
        """Return the time from which one more event fits."""
        return max(window.free_at() for window in self._windows)

    def take(self, moment: float) -> None:
        """Count an event at ``moment``."""
        for window in self._windows:
            window.take(moment)

    def answered(self, moment: float) -> None:
        """Count the last event at ``moment``: it may have arrived as late as that."""
        for window in self._windows:
            window.times[-1] = moment

    def used_since(self, moment: float) -> bool:
        """Return whether there was an event after ``moment``."""
        return any(window.times and window.times[-1] > moment for window in self._windows)
