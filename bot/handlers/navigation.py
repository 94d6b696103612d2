"""Moving about: commands that open a screen in a new message, buttons that put one in place of another."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from telegram import CallbackQuery, Update
from telegram import Message as TelegramMessage

from bot.handlers.access import may_change_settings
from bot.handlers.chat_targets import here
from bot.handlers.screens import RenderContext, Screen, Screens
from bot.handlers.service import Context, Service, kind_of
from bot.locales import Texts
from bot.messaging.replies import answer_button, put_in_place, reply
from bot.state.chats import choose_language
from bot.views import Message, callback_data
from bot.views.venues_and_years import venue_code
from bot.views.welcome import notice
from retrieval import Language, find_periods, normalise

SCREENS = re.compile(r"[csrbvytlawhig](?:[:|].*)?")
"""Codes that a screen may have."""
MAX_YEAR_CHARACTERS = 20
"""What is longer names no year."""


class Navigation:
    """Opens screens."""

    def __init__(self, service: Service, screens: Screens) -> None:
        """Open ``screens``, in the languages of ``service``."""
        self._service = service
        self._screens = screens

    async def open(self, update: Update, context: Context, code: str) -> None:
        """Reply with the screen of ``code``; nothing happens where there is none."""
        message = update.effective_message
        screen = await self._screens.make(code, self.occasion(update, context))
        if message is not None and screen is not None:
            await self.send(message, screen)

    async def send(self, to: TelegramMessage, screen: Screen) -> None:
        """Reply with a screen and remember what it shows."""
        sent = await reply(to, screen.message)
        self._service.memory.shown.put((sent.chat_id, sent.message_id), screen.shown)

    async def topics(self, update: Update, context: Context) -> None:
        """Show the topics (/list)."""
        await self.open(update, context, str(callback_data.Browse()))

    async def latest(self, update: Update, context: Context) -> None:
        """Show the newest papers (/latest)."""
        await self.open(update, context, str(callback_data.LatestPage()))

    async def venues(self, update: Update, context: Context) -> None:
        """Show the venues, or the papers of the one that is named (/venues osdi)."""
        wanted = " ".join(context.args or ())
        found = venue_code(wanted, await self._service.papers()) if wanted else None
        if wanted and found is None:
            await self._first(update, notice("venues-unknown", self._service.texts(update)))
        await self.open(update, context, str(found or callback_data.BrowseVenue()))

    async def years(self, update: Update, context: Context) -> None:
        """Show the years, or the papers of the one that is named (/year 2024)."""
        wanted = "".join(context.args or ())
        years = {paper.year for paper in await self._service.papers()}
        named = self._year(wanted[:MAX_YEAR_CHARACTERS]) if wanted else 0
        year = named if named in years else 0
        if wanted and not year:
            await self._first(update, notice("years-unknown", self._service.texts(update)))
        await self.open(update, context, str(callback_data.BrowseYear(year)))

    def _year(self, wanted: str) -> int:
        """Read a year as people write it: ``2024``, ``２０２４``, ``二〇二四年``, ``今年``; 0 for anything else."""
        text = normalise(wanted)
        today = datetime.fromtimestamp(self._service.clock.now(), UTC).date()
        periods = find_periods(text if "年" in text or text.isascii() else f"{text}年", today)
        spans = {(one.since[:4], one.until[:4]) for one in periods}
        since, until = spans.pop() if len(spans) == 1 else ("", "")
        return int(since) if since and since == until else 0

    async def help(self, update: Update, context: Context) -> None:
        """Explain what the bot does (/help)."""
        await self.open(update, context, str(callback_data.ShowHelp()))

    async def languages(self, update: Update, context: Context) -> None:
        """Say which language is spoken and offer the other (/lang)."""
        await self.open(update, context, str(callback_data.ShowLanguages()))

    async def button(self, update: Update, context: Context) -> None:
        """Show the screen of a pressed button in its message."""
        if (query := update.callback_query) is not None:
            await self._show(query, query.data or "", self.occasion(update, context))

    async def newest(self, update: Update, context: Context) -> None:
        """Show the newest papers below a pressed button."""
        query = update.callback_query
        screen = await self._screens.make(str(callback_data.LatestPage()), self.occasion(update, context))
        if query is None or screen is None:
            return
        await answer_button(query)
        if isinstance(query.message, TelegramMessage):
            await self.send(query.message, screen)

    async def switch(self, update: Update, context: Context) -> None:
        """Change a chat's language and show the message of the pressed button in it."""
        query = update.callback_query
        if query is None:
            return
        wanted = callback_data.SwitchLanguage.read(query.data or "")
        if wanted is None or wanted.language not in self._service.languages:
            await answer_button(query, self._service.texts(update)("button-stale"))
            return
        if not await may_change_settings(update):
            await answer_button(query, self._service.texts(update)("settings-admins"))
            return
        await self.speak(query, wanted.language)
        await self._show(query, wanted.data, self.occasion(update, context))

    async def speak(self, query: CallbackQuery, language: Language) -> None:
        """Speak ``language`` in the chat of a pressed button from now on."""
        if query.message is None:
            return
        chat, now = query.message.chat, self._service.clock.now()
        self._service.memory.languages.put(chat.id, language)
        kind = kind_of(chat)
        await self._service.database.try_run(lambda session: choose_language(session, chat.id, kind, language, now))

    def occasion(self, update: Update, context: Context) -> RenderContext:
        """Return what a screen has to be made for."""
        query = update.callback_query
        shown = query.message if query and isinstance(query.message, TelegramMessage) else None
        bot = context.bot
        return RenderContext(
            self._service.texts(update), bot.username, bool(bot.supports_inline_queries), shown, here(update)
        )

    async def _show(self, query: CallbackQuery, code: str, occasion: RenderContext) -> None:
        screen = await self._screens.make(code, occasion)
        if screen is None:
            await answer_button(query, _stale(occasion.texts))
            return
        await answer_button(query)
        await put_in_place(query, screen.message)
        if occasion.message is not None:
            key = (occasion.message.chat_id, occasion.message.message_id)
            self._service.memory.shown.put(key, screen.shown)

    async def _first(self, update: Update, message: Message) -> None:
        if update.effective_message is not None:
            await reply(update.effective_message, message)


def _stale(texts: Texts) -> str:
    return texts("button-stale")
