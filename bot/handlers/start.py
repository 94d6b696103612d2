"""Greeting, and what deep links lead to."""

from __future__ import annotations

from telegram import Update

from bot.handlers.navigation import Navigation
from bot.handlers.papers import Papers
from bot.handlers.service import Context, Service
from bot.handlers.subscribe import Subscribe
from bot.messaging.replies import reply
from bot.views.callback_data import ShowGreeting
from bot.views.links import ASK_PAYLOAD, PAPER_PREFIX, SUBSCRIBE_PREFIX
from bot.views.welcome import notice


class Start:
    """Greets."""

    def __init__(self, service: Service, navigation: Navigation, papers: Papers, subscribe: Subscribe) -> None:
        """Greet for ``service``; deep links are handed to ``papers`` and ``subscribe``."""
        self._service = service
        self._navigation = navigation
        self._papers = papers
        self._subscribe = subscribe

    async def start(self, update: Update, context: Context) -> None:
        """Greet, or open what a deep link leads to."""
        payload = context.args[0] if context.args else ""
        if payload.startswith(PAPER_PREFIX):
            await self._papers.show(update, context, payload.removeprefix(PAPER_PREFIX))
        elif payload.startswith(SUBSCRIBE_PREFIX):
            await self._subscribe.offer(update, context, payload)
        elif payload == ASK_PAYLOAD and update.effective_message is not None:
            await reply(update.effective_message, notice("ask-me", self._service.texts(update)))
        else:
            await self._navigation.open(update, context, str(ShowGreeting()))
