"""Papers: a card by command, button, deep link or pasted address; a citation."""

from __future__ import annotations

from telegram import Message as TelegramMessage
from telegram import Update

from bot.handlers.navigation import Navigation
from bot.handlers.screens import Screens
from bot.handlers.service import Context, Service
from bot.messaging.replies import answer_button, reply
from bot.views.callback_data import Cite, OpenPaper, ShowCard
from bot.views.citation import citation
from bot.views.lists import choice
from bot.views.welcome import notice


class Papers:
    """Shows papers."""

    def __init__(self, service: Service, screens: Screens, navigation: Navigation) -> None:
        """Show those of ``service``, as ``screens`` that ``navigation`` sends."""
        self._service = service
        self._screens = screens
        self._navigation = navigation

    async def command(self, update: Update, context: Context) -> None:
        """Show the paper that /paper names by id, title or link."""
        wanted = " ".join(context.args or ())
        if wanted:
            await self.show(update, context, wanted)
        elif update.effective_message is not None:
            await reply(update.effective_message, notice("paper-how", self._service.texts(update)))

    async def show(self, update: Update, context: Context, wanted: str) -> None:
        """Reply with the paper that ``wanted`` names, or ask which one is meant."""
        if update.effective_message is None:
            return
        found = await self._service.find(wanted)
        texts = self._service.texts(update)
        if not found:
            await reply(update.effective_message, notice("paper-not-found", texts))
        elif len(found) == 1:
            await self._navigation.open(update, context, str(ShowCard(found[0].id)))
        else:
            await reply(update.effective_message, choice(found, await self._service.tree(), texts))

    async def button(self, update: Update, context: Context) -> None:
        """Open the paper of a pressed button in a new message."""
        query = update.callback_query
        if query is None:
            return
        occasion = self._navigation.occasion(update, context)
        wanted = OpenPaper.read(query.data or "")
        screen = await self._screens.make(str(ShowCard(wanted.paper)), occasion) if wanted else None
        if screen is None:
            await answer_button(query, occasion.texts("button-stale"))
            return
        await answer_button(query)
        if isinstance(query.message, TelegramMessage):
            await self._navigation.send(query.message, screen)

    async def cite(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Return the citation of a paper in a new message."""
        query = update.callback_query
        if query is None:
            return
        texts = self._service.texts(update)
        wanted = Cite.read(query.data or "")
        note = await self._service.note(wanted.paper) if wanted else None
        if note is None:
            await answer_button(query, texts("button-stale"))
            return
        await answer_button(query)
        if isinstance(query.message, TelegramMessage):
            await reply(query.message, citation(note.paper, texts))
