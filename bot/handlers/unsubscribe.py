"""Unsubscribing: /unsubscribe, with a name or without, and the same in plain words."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from telegram import Update

from bot.announce.interests import Interest
from bot.handlers.navigation import Navigation
from bot.handlers.places import Place, place_of_command
from bot.handlers.sending import reply
from bot.handlers.service import Context, Service
from bot.handlers.subscription_screens import SubscriptionScreens
from bot.readings import Names, every_reading
from bot.state.subscriptions import Subscription, remove_numbered
from bot.views.subscribed import unsubscribed
from bot.views.subscription_codes import RemoveAll, ShowSubscriptions


class Unsubscribe:
    """Unsubscribes."""

    def __init__(self, service: Service, screens: SubscriptionScreens, navigation: Navigation) -> None:
        """Unsubscribe from what ``service`` knows."""
        self._service = service
        self._screens = screens
        self._navigation = navigation

    async def command(self, update: Update, context: Context) -> None:
        """Unsubscribe from what /unsubscribe names, or show the list."""
        await self.named(update, context, " ".join(context.args or ()))

    async def named(self, update: Update, context: Context, what: str) -> None:
        """Unsubscribe from ``what``; ask before everything goes; show the list where nothing is named."""
        message, texts = update.effective_message, self._service.texts(update)
        found = await place_of_command(update, texts, what)
        if message is None or found is None:
            return
        place, what = found
        wanted = await self._readings(what)
        if not what or any(interest.kind == "all" for interest in wanted):
            code = str(RemoveAll(False, place.channel) if what else ShowSubscriptions(0, place.channel))
            screen = await self._screens.make(code, replace(self._navigation.occasion(update, context), place=place))
            if screen is not None:
                await self._navigation.send(message, screen)
            return
        removed = await self._remove(place, wanted)
        if removed:
            names = await self._screens.names(texts)
            await reply(message, unsubscribed(removed, names, texts, place.channel))
        else:
            line = texts("subscriptions-not-held", name=what[:100])
            await reply(message, await self._screens.list(place, 0, texts, (line,)))

    async def _readings(self, what: str) -> frozenset[Interest]:
        """Give all that a name may mean: whichever of it is subscribed to goes."""
        if not what:
            return frozenset()
        papers, tree = await self._service.papers(), await self._service.tree()
        library = self._service.library
        names = Names(library.find_categories, library.find, papers, tree)
        found = await asyncio.to_thread(every_reading, what, names)
        return frozenset(interest for reading in found for interest in reading.interests)

    async def _remove(self, place: Place, wanted: frozenset[Interest]) -> list[Interest]:
        held = await self._screens.held(place)
        chosen = [one for one in held if _interest(one) in wanted]
        await self._service.database.run(
            lambda session: [remove_numbered(session, place.target, one.id) for one in chosen]
        )
        return [_interest(one) for one in chosen]


def _interest(one: Subscription) -> Interest:
    return Interest(one.kind, one.value)
