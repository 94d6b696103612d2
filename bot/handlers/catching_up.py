"""Catching up: when a chat can be reached again, what it missed is offered once; two buttons take it or leave it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from telegram import Bot
from telegram.error import TelegramError

from bot.announce.catching_up import catch_up, missed_count, pass_over
from bot.handlers.chat_targets import may_change_settings
from bot.handlers.request import ButtonRequest
from bot.handlers.service import Service
from bot.locales import Texts
from bot.messaging.replies import post
from bot.views.announcement import catch_up_offer
from bot.views.callback_data import CatchUp
from bot.views.welcome import notice

logger = logging.getLogger(__name__)


class CatchingUp:
    """Offers what the outbox holds back for a chat, and does what the chat's administrators decide."""

    def __init__(self, service: Service, wake: Callable[[], None]) -> None:
        """Look into the outbox of ``service``; call ``wake`` when there is something to be sent."""
        self._service = service
        self._wake = wake

    async def offer(self, bot: Bot, chat_id: int, texts: Texts) -> bool:
        """Offer a chat that is back what it missed; return whether there was anything."""
        count = await self._service.database.run(lambda session: missed_count(session, chat_id))
        if not count:
            return False
        try:
            await post(bot, chat_id, catch_up_offer(count, texts))
        except TelegramError as error:
            # it may be gone again; what it missed is kept for the next time
            logger.info("a chat that came back could not be offered what it missed: %s", error)
            return False
        return True

    async def decide(self, request: ButtonRequest[CatchUp]) -> None:
        """Send what was missed, or drop it, for who may; the offer turns into a word about it."""
        texts, offer = request.texts, request.query.message
        if offer is None:
            await request.answer_stale()
            return
        chat_id, now = offer.chat.id, self._service.clock.now()
        if not await may_change_settings(request.update):
            await request.answer(texts("subscribe-admins"))
            return
        if request.data.wanted:
            count = await self._service.database.run(lambda session: catch_up(session, chat_id, now))
            key = "catch-up-coming" if count else "catch-up-nothing"
            self._wake()
        else:
            await self._service.database.run(lambda session: pass_over(session, chat_id))
            key = "catch-up-passed"
        await request.answer()
        await request.put_in_place(notice(key, texts))
