"""Errors of handlers: the log gets all of an error under an id, the reader an apology with that id."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from telegram import Update
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, RetryAfter

from bot.errors import StateError
from bot.handlers.admin_alerts import AdminAlerts
from bot.handlers.membership import Membership
from bot.handlers.service import Context, Service
from bot.messaging.replies import answer_button, reply
from bot.messaging.telegram_errors import refusal_of
from bot.transport.conflicts import ConflictDetector
from bot.views.welcome import notice

logger = logging.getLogger(__name__)


def _broke(error: Exception | None) -> bool:
    # a refusal is one of the library's network errors too
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def _apology_for(error: Exception | None) -> str:
    if isinstance(error, StateError):
        return "error-database"
    # when the connection breaks nobody knows whether the answer arrived, and a second one might be one too many
    return "error-connection" if _broke(error) else "error-apology"


class ErrorHandler:
    """Logs what handlers and polling raise, and apologises to the reader."""

    def __init__(
        self,
        service: Service,
        membership: Membership,
        alerts: AdminAlerts,
        conflicts: ConflictDetector,
        give_up: Callable[[], None],
    ) -> None:
        """Apologise in the languages of ``service``; call ``give_up`` when ``conflicts`` says that we must go."""
        self._service = service
        self._membership = membership
        self._alerts = alerts
        self._conflicts = conflicts
        self._give_up = give_up

    async def handle(self, update: object, context: Context) -> None:
        """Log an error and apologise to the reader, if there is one; failures meanwhile are only logged."""
        try:
            await self._deal_with(update, context)
        except Exception:
            logger.exception("an error could not be dealt with")

    async def _deal_with(self, update: object, context: Context) -> None:
        error = context.error
        self._service.metrics.error(error)
        if not isinstance(update, Update):
            self._of_polling(error)
            return
        if isinstance(error, Forbidden):
            logger.info("update %d: the bot may not write there: %s", update.update_id, error)
            return
        if isinstance(error, ChatMigrated) and update.effective_chat is not None:
            await self._membership.move(update.effective_chat.id, error.new_chat_id)
            return
        if refusal_of(error) == "no_topic":
            # the topic was closed or deleted, with the question in it: there is nobody to apologise to
            logger.info("update %d: its topic takes no messages: %s", update.update_id, error)
            return
        if isinstance(error, RetryAfter):
            # longer than one waits for; an apology would be refused too, and lengthen it
            logger.warning("update %d gets no answer: %s", update.update_id, error)
            return
        reference = secrets.token_hex(4)
        if isinstance(error, StateError):
            # its sentence says all; where it was raised says nothing
            logger.error("error %s in update %d: %s", reference, update.update_id, error)
        else:
            logger.error("error %s in update %d", reference, update.update_id, exc_info=error)
        await self._apologise(update, error, reference)
        await self._alerts.tell(context.bot, reference, type(error).__name__)

    async def _apologise(self, update: Update, error: Exception | None, reference: str) -> None:
        key = _apology_for(error)
        texts = self._service.texts(update)
        try:
            if update.callback_query is not None:
                await answer_button(update.callback_query, texts(key, id=reference))
            elif update.effective_message is not None:
                await reply(update.effective_message, notice(key, texts, id=reference))
        except Exception as second:
            # not only what Telegram refuses: its answer may be one that the library cannot read
            said = f"{type(second).__name__}: {second}"
            logger.warning("error %s: the apology could not be sent either: %s", reference, said)

    def _of_polling(self, error: Exception | None) -> None:
        if isinstance(error, Conflict):
            if self._conflicts.give_up():
                self._give_up()
        elif isinstance(error, NetworkError):
            # the connection has logged that it is lost
            logger.debug("no updates: %s", error)
        else:
            logger.error("an error outside any update", exc_info=error)
