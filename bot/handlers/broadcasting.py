"""/broadcast: a message from those who run the bot to everybody who can be reached in private, after a preview."""

from __future__ import annotations

import logging
import re

from telegram import Bot
from telegram import Message as TelegramMessage
from telegram.error import Forbidden, TelegramError

from bot.handlers.mentions import words_of
from bot.handlers.request import ButtonRequest, MessageRequest
from bot.handlers.service import Service
from bot.locales import Texts
from bot.messaging.replies import change, post
from bot.state.chats import suspend
from bot.state.user_data import private_chats
from bot.views.administration import broadcast, confirm_broadcast
from bot.views.callback_data import Broadcast
from bot.views.welcome import notice
from retrieval import Language

logger = logging.getLogger(__name__)

_COMMAND = re.compile(r"/broadcast(?:@\w+)?\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"^-{3,}\s*$", re.MULTILINE)


class Broadcasting:
    """Sends broadcasts to the private chats in the database, paced like everything else."""

    def __init__(self, service: Service, administrators: tuple[int, ...]) -> None:
        """Send to the chats that ``service`` knows, on behalf of ``administrators``."""
        self._service = service
        self._administrators = administrators
        self._begun: set[tuple[int, int]] = set()

    async def preview(self, request: MessageRequest) -> None:
        """Show what would be sent to how many, and ask (/broadcast)."""
        texts = request.texts
        said = _said(request.message)
        if not said:
            await request.reply(notice("broadcast-how", texts))
            return
        chats = await self._service.database.run(private_chats)
        if not chats:
            await request.reply(notice("broadcast-nobody", texts))
            return
        for language, text in said.items():
            await request.reply(broadcast(text, Texts(language)))
        await request.reply(confirm_broadcast(len(chats), tuple(said), texts))

    async def decide(self, request: ButtonRequest[Broadcast]) -> None:
        """Send what was previewed, or do not; the words stand in the message that the preview replies to."""
        texts, preview = request.texts, request.shown
        if request.user is None or request.user.id not in self._administrators:
            await request.answer_stale()
            return
        said = _said(preview.reply_to_message) if preview is not None and preview.reply_to_message else {}
        if preview is None or not said or (preview.chat_id, preview.message_id) in self._begun:
            await request.answer_stale()
            return
        await request.answer()
        if not request.data.sure:
            await request.put_in_place(notice("broadcast-dropped", texts))
            return
        self._begun.add((preview.chat_id, preview.message_id))
        chats = await self._service.database.run(private_chats)
        await request.put_in_place(notice("broadcast-begun", texts, chats=len(chats)))
        request.context.application.create_task(self._send(request.bot, preview, said, chats, texts))

    async def _send(
        self,
        bot: Bot,
        preview: TelegramMessage,
        said: dict[Language, str],
        chats: list[tuple[int, Language | None]],
        texts: Texts,
    ) -> None:
        first = self._service.languages[0]
        logger.info("a broadcast to %d chats begins", len(chats))
        reached = 0
        for chat_id, chosen in chats:
            words = Texts(chosen or first)
            text = said.get(words.language) or next(iter(said.values()))
            reached += await self._reaches(bot, chat_id, text, words)
        logger.info("the broadcast reached %d of %d chats", reached, len(chats))
        await change(preview, notice("broadcast-done", texts, reached=reached, missed=len(chats) - reached))

    async def _reaches(self, bot: Bot, chat_id: int, text: str, words: Texts) -> bool:
        try:
            await post(bot, chat_id, broadcast(text, words))
        except Forbidden as error:
            logger.info("a broadcast does not reach a chat: %s", error)
            now = self._service.clock.now()
            await self._service.database.try_run(lambda session: suspend(session, chat_id, "blocked", now))
            return False
        except TelegramError as error:
            logger.warning("a broadcast does not reach a chat: %s", error)
            return False
        return True


def _said(message: TelegramMessage) -> dict[Language, str]:
    """Return what is to be sent by language: a line of dashes parts Chinese from English; one text is for everybody."""
    parts = [part.strip() for part in _BETWEEN.split(_COMMAND.sub("", words_of(message), count=1), maxsplit=1)]
    if len(parts) == 1 or not all(parts):
        text = next((part for part in parts if part), "")
        return {"en": text} if text else {}
    return {"zh": parts[0], "en": parts[1]}
