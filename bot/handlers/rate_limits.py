"""Rate limits per minute, of a reader and of a group: announced once when used up, then silence until they free.

What inline queries cost is not counted: Telegram keeps their results for a minute, and typing on replaces them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cachetools import TTLCache
from telegram import Update

from bot.clock import Clock
from bot.config.settings import LimitsSettings
from bot.handlers.request import Callback
from bot.handlers.service import Context, Service
from bot.messaging.replies import answer_button, reply
from bot.views.welcome import notice

MINUTE = 60.0
MESSAGE_COST, BUTTON_COST = 1.0, 0.25
"""Going through a note page by page must not use up what is there for questions."""
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class UsedUp:
    """A used-up budget: whose, for how many seconds, and whether the reader is yet to be told."""

    whose: str
    seconds: int
    first: bool


@dataclass(slots=True)
class _Minute:
    """What was spent in the minute that ends at ``until``."""

    until: float
    spent: float = 0.0
    told: bool = False


class RateLimits:
    """Budgets of readers and groups, each for a minute that begins with the first request."""

    def __init__(self, clock: Clock, limits: LimitsSettings) -> None:
        """Count by ``clock``, which must not jump; a limit of 0 is none."""
        self._clock = clock
        self._most = {"reader": limits.reader_per_minute, "group": limits.group_per_minute}
        self._minutes: TTLCache[tuple[str, int], _Minute] = TTLCache(_REMEMBERED, MINUTE, clock.now)

    def spend(self, reader: int | None, group: int | None, cost: float) -> UsedUp | None:
        """Spend from the budgets of a reader and a group (None: no such budget); return one that is used up, if any."""
        now = self._clock.now()
        minutes = {
            whose: self._minute(whose, key, now)
            for whose, key in (("reader", reader), ("group", group))
            if key is not None and self._most[whose]
        }
        for whose, minute in minutes.items():
            if minute.spent + cost > self._most[whose]:
                first, minute.told = not minute.told, True
                return UsedUp(whose, math.ceil(minute.until - now), first)
        # only now: who is refused must not use up the group's budget
        for minute in minutes.values():
            minute.spent += cost
        return None

    def _minute(self, whose: str, key: int, now: float) -> _Minute:
        minute = self._minutes.get((whose, key))
        if minute is None:
            minute = _Minute(now + MINUTE)
            self._minutes[whose, key] = minute
        return minute


class RateLimiter:
    """Calls handlers only for readers and groups that have something left to spend."""

    def __init__(self, service: Service, limits: LimitsSettings) -> None:
        """Count by the steady clock of ``service``."""
        self._service = service
        self._budgets = RateLimits(service.steady_clock, limits)

    def limited(self, callback: Callback) -> Callback:
        """Return ``callback`` as one that is called only while the budgets last."""

        async def within_budget(update: Update, context: Context) -> None:
            if (used_up := self._spend(update)) is None:
                await callback(update, context)
            elif update.callback_query is not None:
                # even then: a button that is not answered looks broken
                await answer_button(update.callback_query, self._word(update, used_up) if used_up.first else "")
            elif used_up.first and update.effective_message is not None:
                await reply(
                    update.effective_message,
                    notice(f"budget-{used_up.whose}", self._service.texts(update), seconds=used_up.seconds),
                )

        return within_budget

    def _spend(self, update: Update) -> UsedUp | None:
        message, chat, user = update.effective_message, update.effective_chat, update.effective_user
        if chat is None:
            return None
        pressed = update.callback_query is not None
        if not pressed and (message is None or update.my_chat_member is not None):
            return None
        # who writes in the name of a chat is known by it
        behind = message.sender_chat if message is not None and not pressed else None
        reader = behind.id if behind else user.id if user else None
        group = None if chat.type == chat.PRIVATE else chat.id
        return self._budgets.spend(reader, group, BUTTON_COST if pressed else MESSAGE_COST)

    def _word(self, update: Update, used_up: UsedUp) -> str:
        return self._service.texts(update)(f"budget-{used_up.whose}", seconds=used_up.seconds)
