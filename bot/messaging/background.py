"""Background messages: sent or edited at low priority, behind the answers to readers, each with its outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.errors import StateError
from bot.messaging.markup import NO_PREVIEW, Form, send_with_fallback
from bot.messaging.telegram_errors import Outcome, outcome_of
from bot.transport.pacing import Leaving, PendingSend, low_priority
from bot.views import Message

STOPPED = "the bot was stopped"


class WithheldError(Exception):
    """Raised by what is done before a request leaves: it is not ours to send any more."""


class OutgoingMessage:
    """One message to be sent or edited at low priority; ``waits`` until its request leaves."""

    def __init__(self, bot: Bot) -> None:
        """Send as ``bot``, whose requests are paced."""
        self._bot = bot
        self._pending: PendingSend | None = None

    @property
    def waits(self) -> bool:
        """Whether a request waits for its turn and certainly has not left."""
        return self._pending is not None and not self._pending.left

    async def send(self, chat_id: int, thread_id: int, message: Message, leaving: Leaving | None = None) -> Outcome:
        """Send ``message`` to a chat, or to a topic of it, and do ``leaving`` just before each request leaves.

        It does not leave where ``leaving`` raises StateError or WithheldError.
        """
        return await self._deliver(
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
        return await self._deliver(
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

    async def _deliver(
        self, message: Message, send: Callable[[Form], Awaitable[Any]], leaving: Leaving | None = None
    ) -> Outcome:
        try:
            sent = await send_with_fallback(message, lambda form: self._request(partial(send, form), leaving))
        except TelegramError as error:
            return outcome_of(error)
        except (StateError, WithheldError) as error:
            return Outcome("withheld", str(error))
        except asyncio.CancelledError:
            # only the sender cancels, and it waits for this to be recorded
            left = self._pending is not None and self._pending.left
            return Outcome("unknown" if left else "not_sent", STOPPED)
        finally:
            self._pending = None
        return Outcome("sent", message_id=getattr(sent, "message_id", 0))

    async def _request(self, send: Callable[[], Awaitable[Any]], leaving: Leaving | None) -> Any:
        with low_priority(leaving) as self._pending:
            return await send()
