"""Sends one message or edits one, giving way to answers, and says what became of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.announce.outcomes import Outcome, outcome_of
from bot.errors import StateError
from bot.outgoing import NO_PREVIEW, markup
from bot.transport.pacing import Leaving, Passage, giving_way
from bot.views import Message
from bot.views.limits import text_of

logger = logging.getLogger(__name__)

STOPPED = "the bot was stopped"


class WithheldError(Exception):
    """Raised by what is done before a request leaves: it is not ours to send any more."""


class Post:
    """One message on its way."""

    def __init__(self, bot: Bot) -> None:
        """Send as ``bot``, whose requests are paced."""
        self._bot = bot
        self._passage: Passage | None = None

    @property
    def waits(self) -> bool:
        """Whether a request waits for its turn and certainly has not left."""
        return self._passage is not None and not self._passage.left

    async def send(self, chat_id: int, thread_id: int, message: Message, leaving: Leaving | None = None) -> Outcome:
        """Send ``message`` to a chat, or to a topic of it, and do ``leaving`` just before each request leaves.

        It does not leave where ``leaving`` raises StateError or WithheldError.
        """
        return await self._readable(
            message,
            lambda text, parse_mode: self._bot.send_message(
                chat_id,
                text,
                parse_mode=parse_mode,
                link_preview_options=NO_PREVIEW,
                reply_markup=markup(message.keyboard),
                message_thread_id=thread_id or None,
            ),
            leaving,
        )

    async def edit(self, chat_id: int, message_id: int, message: Message) -> Outcome:
        """Let a message that was sent show ``message``; nobody is notified."""
        return await self._readable(
            message,
            lambda text, parse_mode: self._bot.edit_message_text(
                text,
                chat_id,
                message_id,
                parse_mode=parse_mode,
                link_preview_options=NO_PREVIEW,
                reply_markup=markup(message.keyboard),
            ),
        )

    async def _readable(
        self,
        message: Message,
        send: Callable[[str, ParseMode | None], Awaitable[Any]],
        leaving: Leaving | None = None,
    ) -> Outcome:
        outcome = await self._attempt(lambda: send(message.text, ParseMode.HTML), leaving)
        if outcome.kind != "unreadable":
            return outcome
        logger.error("an announcement of ours does not parse, it goes out as plain text: %s", outcome.reason)
        return await self._attempt(lambda: send(text_of(message.text), None), leaving)

    async def _attempt(self, send: Callable[[], Awaitable[Any]], leaving: Leaving | None) -> Outcome:
        with giving_way(leaving) as passage:
            self._passage = passage
            try:
                sent = await send()
            except TelegramError as error:
                return outcome_of(error)
            except (StateError, WithheldError) as error:
                return Outcome("withheld", str(error))
            except asyncio.CancelledError:
                # only the sender cancels, and it waits for this to be recorded
                return Outcome("unknown" if passage.left else "not_sent", STOPPED)
            finally:
                self._passage = None
        return Outcome("sent", message_id=getattr(sent, "message_id", 0))
