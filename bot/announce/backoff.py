"""Backoff of the sender: pauses while Telegram wants silence, and while it cannot be reached."""

from __future__ import annotations

import math

from bot.messaging.telegram_errors import Outcome
from bot.transport.pacing import PacingClock

PAUSES_SECONDS = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Pauses while requests fail one after the other; then only one at a time is tried."""


class Backoff:
    """The pauses of the sender, set by what became of the last requests: for the whole bot, and for single chats."""

    def __init__(self, clock: PacingClock) -> None:
        """Begin without a pause."""
        self._clock = clock
        self._until = 0.0
        self._failures = 0
        self._chats: dict[int, float] = {}

    @property
    def careful(self) -> bool:
        """Whether the last request failed for the connection's sake: one at a time is enough then."""
        return self._failures > 0

    def left(self) -> float:
        """Return how many seconds of a pause are left."""
        return max(self._until - self._clock.now(), 0.0)

    def of_chat(self, chat_id: int) -> bool:
        """Return whether a chat wants silence."""
        return chat_id in self._chats

    def ended(self) -> bool:
        """Return whether a chat's silence came to its end since the last call."""
        over = [chat_id for chat_id, until in self._chats.items() if until <= self._clock.now()]
        for chat_id in over:
            del self._chats[chat_id]
        return bool(over)

    def next_end(self) -> float:
        """Return in how many seconds the next silence of a chat ends; infinity if there is none."""
        return max(min(self._chats.values(), default=math.inf) - self._clock.now(), 0.0)

    def after(self, outcome: Outcome, chat_id: int) -> None:
        """Pause where ``outcome`` of a request to a chat asks for it."""
        now = self._clock.now()
        match outcome.kind:
            case "silence":
                self._until = max(self._until, now + outcome.seconds)
            case "later":
                self._chats[chat_id] = now + outcome.seconds
            case "withheld":
                return
            case "not_sent" | "unknown":
                pause = PAUSES_SECONDS[min(self._failures, len(PAUSES_SECONDS) - 1)]
                self._failures += 1
                self._until = max(self._until, now + pause)
                return
        self._failures = 0
