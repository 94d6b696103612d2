"""Alerts to the bot's administrators: what needs attention, and errors by id and kind; never what anybody wrote."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from telegram import Bot
from telegram.error import TelegramError

from bot.handlers.service import Service
from bot.locales import Texts
from bot.messaging.replies import post
from bot.views import Message
from bot.views.administration import duplicates
from bot.views.welcome import notice
from retrieval import Duplicate

logger = logging.getLogger(__name__)

QUIET_SECONDS = 300.0
"""Errors within this time after a notice are counted and reported with the next one."""


class AdminAlerts:
    """Sends alerts at most every ``QUIET_SECONDS`` and counts those in between."""

    def __init__(self, service: Service, administrators: tuple[int, ...]) -> None:
        """Send them to ``administrators``, in the languages of ``service``."""
        self._service = service
        self._administrators = administrators
        self._next = 0.0
        self._untold = 0

    async def tell(self, bot: Bot, reference: str, kind: str) -> None:
        """Report an error; a failure to deliver the notice is only logged."""
        now = self._service.steady_clock.now()
        if now < self._next:
            self._untold += 1
            return
        self._next, untold = now + QUIET_SECONDS, self._untold
        self._untold = 0
        more: dict[str, str | int] = {"untold": untold} if untold else {}
        await self.say(bot, "admin-errors" if untold else "admin-error", id=reference, kind=kind, **more)

    async def say(self, bot: Bot, key: str, **variables: str | int) -> None:
        """Send every administrator the sentence ``key``; a failure to deliver it is only logged."""
        await self._post(bot, key, lambda texts: notice(key, texts, **variables))

    async def say_duplicates(self, bot: Bot, found: Sequence[Duplicate]) -> None:
        """Report to every administrator the files whose papers are served from others."""
        await self._post(bot, "duplicates", lambda texts: duplicates(found, texts))

    async def _post(self, bot: Bot, what: str, written: Callable[[Texts], Message]) -> None:
        for administrator in self._administrators:
            try:
                await post(bot, administrator, written(await self._service.texts_of(administrator)))
            except TelegramError as error:
                logger.info("an administrator could not be told (%s): %s", what, error)
