"""Catching up: when a chat can be reached again, what it missed is offered once; two buttons take it or leave it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.announce.catching_up import catch_up, missed_count, pass_over
from bot.handlers.access import may_change_settings
from bot.handlers.service import Context, Service
from bot.locales import Texts
from bot.messaging.replies import answer_button, post, put_in_place
from bot.views.announcement import catch_up_offer
from bot.views.callback_data import CatchUp
from bot.views.welcome import notice

logger = logging.getLogger(__name__)


class CatchingUp:
    """Offers chats what they missed."""

    def __init__(self, service: Service, wake: Callable[[], None]) -> None:
        """Look into the outbox of ``service``; call ``wake`` when there is something to be sent."""
        self._service = service
        self._wake = wake

    async def offer(self, bot: Bot, chat_id: int, texts: Texts) -> bool:
        """Offer a chat that is back what it missed; tell whether there was anything."""
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

    async def button(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Send what was missed, or let go of it, for who may; the offer turns into a word about it."""
        query = update.callback_query
        if query is None:
            return
        texts = self._service.texts(update)
        if query.message is None:
            await answer_button(query, texts("button-stale"))
            return
        chat_id, now = query.message.chat.id, self._service.clock.now()
        if not await may_change_settings(update):
            await answer_button(query, texts("subscribe-admins"))
            return
        if CatchUp.read(query.data or "") == CatchUp(True):
            count = await self._service.database.run(lambda session: catch_up(session, chat_id, now))
            key = "catch-up-coming" if count else "catch-up-nothing"
            self._wake()
        else:
            await self._service.database.run(lambda session: pass_over(session, chat_id))
            key = "catch-up-passed"
        await answer_button(query)
        await put_in_place(query, notice(key, texts))
