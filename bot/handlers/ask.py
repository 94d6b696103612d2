"""Questions: any words in a private chat; in a group with a mention, as a reply to the bot, or behind /ask."""

from __future__ import annotations

import re
from dataclasses import replace

from telegram import Message as TelegramMessage
from telegram import Update

from bot.handlers.navigation import Navigation
from bot.handlers.papers import Papers
from bot.handlers.question_text import holder_of_question, question_of
from bot.handlers.screens import Screen, Screens
from bot.handlers.service import Context, Service
from bot.messaging.replies import reply, typing
from bot.views.answers import SHOWN_HITS
from bot.views.welcome import notice
from retrieval import Answer

LINK = re.compile(
    r"(?<![\w.-])(?:https?://)?(?:[\w-]++\.)++[a-z]{2,}/\S+|(?:arxiv:)?\d{4}\.\d{4,5}(?:v\d+)?", re.IGNORECASE
)
"""A message that is nothing but an address or an arXiv number: it asks for that paper's card."""


class Ask:
    """Answers questions from the library."""

    def __init__(self, service: Service, screens: Screens, navigation: Navigation, papers: Papers) -> None:
        """Answer from ``service``; pasted addresses are handed to ``papers``."""
        self._service = service
        self._screens = screens
        self._navigation = navigation
        self._papers = papers

    async def question(self, update: Update, context: Context) -> None:
        """Answer the question in a message."""
        message = update.effective_message
        if message is None:
            return
        asked = question_of(message)
        if not asked.text:
            await reply(message, notice("ask-how", self._service.texts(update)))
            return
        if LINK.fullmatch(asked.text):
            await self._papers.show(update, context, asked.text)
            return
        memory, holder = self._service.memory, holder_of_question(message)
        within = self._replied_papers(message)
        # somebody else's question follows up on what that one asked before
        previous = None if within else memory.answers.get(_conversation(holder))
        async with typing(message.chat, message.message_thread_id if message.is_topic_message else None):
            occasion = self._navigation.occasion(update, context)
            screen = await self._screens.answered(asked, occasion, within=within, previous=previous)
        await self._navigation.send(holder, screen)
        if screen.answer is not None:
            reader = message.from_user.id if message.from_user else 0
            self._service.tally.asked(message.chat_id, reader, abstained=screen.answer.abstained)
        if (answer := _referable(screen)) is not None:
            memory.answers.put(_conversation(message), answer)

    def _replied_papers(self, message: TelegramMessage) -> tuple[str, ...]:
        """Return the papers of the bot's message that this one replies to: it is about them."""
        answered = message.reply_to_message
        held = self._service.memory.shown.get((answered.chat_id, answered.message_id)) if answered else None
        return held.papers if held else ()


def _conversation(message: TelegramMessage) -> tuple[int, int, int]:
    topic = (message.message_thread_id or 0) if message.is_topic_message else 0
    return message.chat_id, topic, message.from_user.id if message.from_user else 0


def _referable(screen: Screen) -> Answer | None:
    """Return the answer that a follow-up may refer back to, with no more papers than the reader saw."""
    if screen.answer is None or screen.answer.abstained:
        return None
    return replace(screen.answer, hits=screen.answer.hits[:SHOWN_HITS])
