"""Conflicts of two processes on one token: which one must end.

Telegram answers 409 to a long poll when another one begins. Both processes see that in turn, so both could give up; the
rule here is that the newcomer goes and the one that was there first stays.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable

logger = logging.getLogger(__name__)

NEWCOMER_SECONDS = 60.0
"""Who meets a rival this soon after its start is the newcomer."""
STUBBORN_CONFLICTS = 20
STUBBORN_SECONDS = 600.0
"""So many conflicts in so many seconds, and the older one gives up too: neither would ever be heard."""


class ConflictDetector:
    """Counts conflicts since the start and decides when to give up."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Start counting; ``now`` returns seconds that only go forward."""
        self._now = now
        self._start = now()
        self._conflicts: deque[float] = deque(maxlen=STUBBORN_CONFLICTS)

    def give_up(self) -> bool:
        """Count a conflict; return whether this process is the one to go."""
        now = self._now()
        self._conflicts.append(now)
        if now - self._start < NEWCOMER_SECONDS:
            return True
        if len(self._conflicts) == STUBBORN_CONFLICTS and now - self._conflicts[0] < STUBBORN_SECONDS:
            return True
        if len(self._conflicts) < 2 or now - self._conflicts[-2] > NEWCOMER_SECONDS:
            logger.warning("Another process asked for this bot's updates; if it goes on, stop one of the two")
        return False
