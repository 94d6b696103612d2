"""When nothing may be sent: while Telegram wants silence, and while it cannot be reached."""

from __future__ import annotations

import logging

from bot.announce.outcomes import Outcome
from bot.transport.pacing import PacingClock

logger = logging.getLogger(__name__)

PAUSES_SECONDS = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Pauses while requests fail one after the other; then only one at a time is tried."""


class Pauses:
    """Tells how long to wait, by what became of the last requests."""

    def __init__(self, clock: PacingClock) -> None:
        """Begin without a pause."""
        self._clock = clock
        self._until = 0.0
        self._failures = 0

    @property
    def careful(self) -> bool:
        """Whether the last request failed for the connection's sake: one at a time is enough then."""
        return self._failures > 0

    def left(self) -> float:
        """Give how many seconds of a pause are left."""
        return max(self._until - self._clock.now(), 0.0)

    def after(self, outcome: Outcome) -> None:
        """Pause where ``outcome`` asks for it."""
        if outcome.kind == "later":
            pause = outcome.seconds
            if self._clock.now() + pause > self._until + 1:
                # once, not for everything that was under way
                logger.warning("Telegram wants silence: announcements wait for %.0f seconds", pause)
        elif outcome.kind in {"not_sent", "unknown"}:
            pause = PAUSES_SECONDS[min(self._failures, len(PAUSES_SECONDS) - 1)]
            self._failures += 1
        else:
            self._failures = 0
            return
        self._until = max(self._until, self._clock.now() + pause)
