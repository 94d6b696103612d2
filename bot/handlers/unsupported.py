"""Unsupported messages in private chats: unknown commands, pictures and voice messages, edited messages."""

from __future__ import annotations

import asyncio

from cachetools import LRUCache
from telegram import Message

from bot.handlers.once import Once
from bot.handlers.request import MessageRequest
from bot.views.welcome import notice

ALBUM_SECONDS = 1.5
"""How long after the first message of an album the one with the question may come: some clients put it last."""


class Unsupported:
    """Answers what the bot cannot read, an album as one message."""

    def __init__(self, once: Once) -> None:
        """Leave alone an album that ``once`` knows as answered."""
        self._once = once
        self._albums: LRUCache[str, bool] = LRUCache(1000)

    async def unknown_command(self, request: MessageRequest) -> None:
        """Answer an unknown command."""
        await request.reply(notice("other-command", request.texts))

    async def edited(self, request: MessageRequest) -> None:
        """Answer a message that was edited."""
        await request.reply(notice("other-edited", request.texts))

    def begins(self, message: Message) -> bool:
        """Return whether a message stands alone, or is the first of its album without a word."""
        return message.media_group_id is None or not self._albums.get(message.media_group_id)

    async def unreadable(self, request: MessageRequest) -> None:
        """Answer a picture, a voice message, a sticker; an album once, and only if no question comes with it."""
        album = request.message.media_group_id
        if album is None:
            await request.reply(notice("other-kind", request.texts))
            return
        self._albums[album] = True
        # not here: the rest of the album waits for this message to be done
        request.context.application.create_task(self._unless_asked(request), update=request.update)

    async def _unless_asked(self, request: MessageRequest) -> None:
        await asyncio.sleep(ALBUM_SECONDS)
        if not self._once.answered(request.message):
            await request.reply(notice("other-kind", request.texts))
