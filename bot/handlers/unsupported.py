"""What is sent in private and is no question: unknown commands, pictures and voices, edited messages."""

from __future__ import annotations

import asyncio

from telegram import Message, Update

from bot.handlers.memory import LruCache
from bot.handlers.once import Once
from bot.handlers.service import Context, Service
from bot.messaging.replies import reply
from bot.views.welcome import notice

ALBUM_SECONDS = 1.5
"""How long after the first message of an album the one with the question may come: some clients put it last."""


class Unsupported:
    """Says a friendly word."""

    def __init__(self, service: Service, once: Once) -> None:
        """Speak in the languages of ``service``, but not to an album that ``once`` knows as answered."""
        self._service = service
        self._once = once
        self._albums: LruCache[str, bool] = LruCache(1000)

    async def unknown(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Answer a command that there is not."""
        await self._say(update, "other-command")

    def begins(self, message: Message) -> bool:
        """Return whether a message stands alone, or is the first of its album without a word."""
        return message.media_group_id is None or not self._albums.get(message.media_group_id)

    async def unreadable(self, update: Update, context: Context) -> None:
        """Answer a picture, a voice message, a sticker; an album once, and only if no question comes with it."""
        message = update.effective_message
        if message is None or message.media_group_id is None:
            await self._say(update, "other-kind")
            return
        self._albums.put(message.media_group_id, True)
        # not here: the rest of the album waits for this message to be done
        context.application.create_task(self._unless_asked(update, message), update=update)

    async def _unless_asked(self, update: Update, message: Message) -> None:
        await asyncio.sleep(ALBUM_SECONDS)
        if not self._once.answered(message):
            await self._say(update, "other-kind")

    async def edited(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Answer a message that was edited."""
        await self._say(update, "other-edited")

    async def _say(self, update: Update, key: str) -> None:
        if update.effective_message is not None:
            await reply(update.effective_message, notice(key, self._service.texts(update)))
