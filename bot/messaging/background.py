"""Sends one message or edits one, giving way to answers, and says what became of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.errors import StateError
from bot.messaging.markup import NO_PREVIEW, Form
from bot.messaging.telegram_errors import Outcome, outcome_of
from bot.transport.pacing import Leaving, PendingSend, giving_way
from bot.views import Message

logger = logging.getLogger(__name__)

STOPPED = "the bot was stopped"


class WithheldError(Exception):
    """Raised by what is done before a request leaves: it is not ours to send any more."""


class Post:
    """One message on its way."""

    def __init__(self, bot: Bot) -> None:
        """Send as ``bot``, whose requests are paced."""
        self._bot = bot
        self._passage: PendingSend | None = None

    @property
    def waits(self) -> bool:
        """Whether a request waits for its turn and certainly has not left."""
        return self._passage is not None and not self._passage.left

    async def send(self, chat_id: int, thread_id: int, message: Message, leaving: Leaving | None = None) -> Outcome:
        """Send ``message`` to a chat, or to a topic of it, and do ``leaving`` just before each request leaves.

        It does not leave where ``leaving`` raises StateError or WithheldError.
        """
        return await self._taken(
            message,
            lambda form: self._bot.send_message(
                chat_id,
                form.text,
                parse_mode=form.parse_mode,
                link_preview_options=NO_PREVIEW,
                reply_markup=form.markup,
                message_thread_id=thread_id or None,
            ),
            leaving,
        )

    async def edit(self, chat_id: int, message_id: int, message: Message) -> Outcome:
        """Let a message that was sent show ``message``; nobody is notified."""
        return await self._taken(
            message,
            lambda form: self._bot.edit_message_text(
                form.text,
                chat_id,
                message_id,
                parse_mode=form.parse_mode,
                link_preview_options=NO_PREVIEW,
                reply_markup=form.markup,
            ),
        )

    async def _taken(
        self, message: Message, send: Callable[[Form], Awaitable[Any]], leaving: Leaving | None = None
    ) -> Outcome:
        form: Form | None = Form.of(message)
        outcome = Outcome("refused")
        while form is not None:
            outcome = await self._attempt(partial(send, form), leaving)
            form = form.simpler(outcome.reason) if outcome.kind == "refused" else None
            if form is not None:
                logger.error("an announcement of ours %s: %s", form.because, outcome.reason)
        return outcome

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
