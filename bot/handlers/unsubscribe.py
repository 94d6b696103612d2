"""Unsubscribing: /unsubscribe, with a name or without, and the same in plain words."""

from __future__ import annotations

from dataclasses import replace

from telegram import Update

from bot.handlers.chat_targets import SubscriptionTarget, place_of_command
from bot.handlers.excluding import Excluding, exclusions_of, nameable
from bot.handlers.navigation import Navigation
from bot.handlers.service import Context, Service
from bot.handlers.subscription_requests import readings_of
from bot.handlers.subscription_screens import SubscriptionScreens
from bot.locales import Texts
from bot.messaging.replies import reply
from bot.state.subscriptions import Subscription, remove_numbered
from bot.subscriptions.filters import SubscriptionFilter
from bot.subscriptions.interpret import Interpretation
from bot.views import Message
from bot.views.subscription_callbacks import RemoveAll, ShowSubscriptions
from bot.views.subscription_result import exclude_offer, excluded, unsubscribed


class Unsubscribe:
    """Unsubscribes."""

    def __init__(
        self, service: Service, screens: SubscriptionScreens, navigation: Navigation, excluding: Excluding
    ) -> None:
        """Unsubscribe from what ``service`` knows; what other subscriptions bring is left out by ``excluding``."""
        self._service = service
        self._screens = screens
        self._navigation = navigation
        self._excluding = excluding

    async def command(self, update: Update, context: Context) -> None:
        """Unsubscribe from what /unsubscribe names, or show the list."""
        await self.named(update, context, " ".join(context.args or ()))

    async def named(self, update: Update, context: Context, what: str) -> None:
        """Unsubscribe from ``what``; ask before everything goes; show the list where nothing is named."""
        message, texts = update.effective_message, self._service.texts(update)
        about = await place_of_command(update, texts, what)
        if message is None or about is None:
            return
        place, what = about
        found = await readings_of(self._service, what) if what else ()
        wanted = frozenset(interest for reading in found for interest in reading.filters)
        if not what or any(interest.kind == "all" for interest in wanted):
            code = str(RemoveAll(False, place.channel) if what else ShowSubscriptions(0, place.channel))
            screen = await self._screens.make(code, replace(self._navigation.occasion(update, context), place=place))
            if screen is not None:
                await self._navigation.send(message, screen)
            return
        removed = await self._remove(place, wanted)
        await reply(message, await self._told(place, what, removed, nameable(found), texts))

    async def _told(
        self,
        place: SubscriptionTarget,
        what: str,
        removed: list[SubscriptionFilter],
        named: Interpretation | None,
        texts: Texts,
    ) -> Message:
        """Return what is gone, and offer to leave out what another subscription brings."""
        names, exclusions = await self._screens.names(texts), exclusions_of(named) if named else ()
        covering = await self._excluding.covering(place, named, looking=not removed) if named else ()
        if removed:
            return unsubscribed(removed, covering, names, texts, place.channel)
        if named and covering:
            return exclude_offer(named.filters, covering, names, texts, place.channel)
        if named and await self._excluding.is_excluded(place, named):
            return excluded(exclusions, "already", names, texts, place.channel)
        return await self._screens.list(place, 0, texts, (texts("subscriptions-not-held", name=what[:100]),))

    async def _remove(
        self, place: SubscriptionTarget, wanted: frozenset[SubscriptionFilter]
    ) -> list[SubscriptionFilter]:
        held = await self._screens.held(place)
        chosen = [one for one in held if _interest(one) in wanted]
        await self._service.database.run(
            lambda session: [remove_numbered(session, place.target, one.id) for one in chosen]
        )
        return [_interest(one) for one in chosen]


def _interest(one: Subscription) -> SubscriptionFilter:
    return SubscriptionFilter(one.kind, one.value)
