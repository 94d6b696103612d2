"""What is sent in private and is no question: unknown commands, pictures and voices, edited messages."""

from __future__ import annotations

from telegram import Update

from bot.handlers.memory import Recent
from bot.handlers.sending import reply
from bot.handlers.service import Context, Service
from bot.views.welcome import notice


class Others:
    """Says a friendly word."""

    def __init__(self, service: Service) -> None:
        """Speak in the languages of ``service``."""
        self._service = service
        self._albums: Recent[str, bool] = Recent(1000)

    async def unknown(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Answer a command that there is not."""
        await self._say(update, "other-command")

    async def unreadable(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Answer a picture, a voice message, a sticker; an album once."""
        album = update.effective_message.media_group_id if update.effective_message else None
        if album is not None:
            if self._albums.get(album):
                return
            self._albums.put(album, True)
        await self._say(update, "other-kind")

    async def edited(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Answer a message that was edited."""
        await self._say(update, "other-edited")

    async def _say(self, update: Update, key: str) -> None:
        if update.effective_message is not None:
            await reply(update.effective_message, notice(key, self._service.texts(update)))
