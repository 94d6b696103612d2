"""Messages answered only once: an album, which is a message for each picture; a group's edited message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from telegram import Message, Update
from telegram.ext.filters import MessageFilter

from bot.handlers.mentions import words_of
from bot.handlers.question_text import question_of
from bot.handlers.request import Callback
from bot.handlers.service import Context, Service

EDITED_WITHIN = timedelta(days=1)
"""Whoever forgot the bot's name adds it soon; a word put right in an old message is not meant for the bot."""


class PredicateFilter(MessageFilter):
    """Lets through messages for which ``told`` returns true."""

    def __init__(self, told: Callable[[Message], bool]) -> None:
        """Ask ``told``."""
        super().__init__()
        self._told = told

    def filter(self, message: Message) -> bool:
        """Return whether a message is let through."""
        return self._told(message)


class Once:
    """Knows which messages, and which albums, were answered."""

    def __init__(self, service: Service) -> None:
        """Keep it in the memory of ``service``."""
        self._service = service

    def answered(self, message: Message) -> bool:
        """Return whether a message, or another one of its album, was answered."""
        return self._service.memory.answered.get(_key(message)) is not None

    def asks_anew(self, message: Message) -> bool:
        """Return whether a message that was edited asks something, was not answered before, and is not long past.

        What was answered before the last start is not known; messages from then are left alone.
        """
        edited = message.edit_date or message.date
        in_time = edited - message.date <= EDITED_WITHIN
        known = int(message.date.timestamp()) >= int(self._service.usage.since)
        return in_time and known and not self.answered(message) and bool(question_of(message).text)

    def noting(self, callback: Callback) -> Callback:
        """Return ``callback`` as one that notes what it answers.

        A single message counts as answered only if it asked something: whoever was told how to ask may put the question
        into the same message.
        """

        async def noted(update: Update, context: Context) -> None:
            message = update.effective_message if update.callback_query is None else None
            if message is not None and (words_of(message) if message.media_group_id else question_of(message).text):
                self._service.memory.answered[_key(message)] = True
            await callback(update, context)

        return noted


def _key(message: Message) -> tuple[int, int | str]:
    return message.chat_id, message.media_group_id or message.message_id
