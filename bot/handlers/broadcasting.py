"""/broadcast: a word from those who run the bot to everybody who can be reached in private, after a preview."""

from __future__ import annotations

import logging
import re

from telegram import Bot, Update
from telegram import Message as TelegramMessage
from telegram.error import Forbidden, TelegramError

from bot.handlers.mentions import words_of
from bot.handlers.service import Context, Service
from bot.locales import Texts
from bot.messaging.replies import answer_button, change, post, put_in_place, reply
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

    def __init__(self, service: Service) -> None:
        """Send to the chats that ``service`` knows."""
        self._service = service
        self._begun: set[tuple[int, int]] = set()

    async def preview(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Show what would be sent to how many, and ask (/broadcast)."""
        message, texts = update.effective_message, self._service.texts(update)
        if message is None:
            return
        said = _said(message)
        if not said:
            await reply(message, notice("broadcast-how", texts))
            return
        chats = await self._service.database.run(private_chats)
        if not chats:
            await reply(message, notice("broadcast-nobody", texts))
            return
        for language, text in said.items():
            await reply(message, broadcast(text, Texts(language)))
        await reply(message, confirm_broadcast(len(chats), tuple(said), texts))

    async def decide(self, update: Update, context: Context) -> None:
        """Send what was previewed, or do not; the words stand in the message that the preview replies to."""
        query, texts = update.callback_query, self._service.texts(update)
        message = query.message if query is not None else None
        wanted = Broadcast.read(query.data or "") if query is not None else None
        if query is None or wanted is None:
            return
        preview = message if isinstance(message, TelegramMessage) else None
        said = _said(preview.reply_to_message) if preview is not None and preview.reply_to_message else {}
        if preview is None or not said or (preview.chat_id, preview.message_id) in self._begun:
            await answer_button(query, texts("button-stale"))
            return
        await answer_button(query)
        if not wanted.sure:
            await put_in_place(query, notice("broadcast-dropped", texts))
            return
        self._begun.add((preview.chat_id, preview.message_id))
        chats = await self._service.database.run(private_chats)
        await put_in_place(query, notice("broadcast-begun", texts, chats=len(chats)))
        context.application.create_task(self._send(context.bot, preview, said, chats, texts))

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
