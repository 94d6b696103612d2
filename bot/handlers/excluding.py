"""Leaving out what a reader wants no more of though it is not subscribed to: another subscription brings it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from telegram import Message as TelegramMessage
from telegram import Update

from bot.handlers.chat_targets import SubscriptionTarget, place_of_button, split_channel
from bot.handlers.service import Context, Service
from bot.handlers.subscription_requests import readings_of, wished
from bot.handlers.subscription_screens import SubscriptionScreens
from bot.messaging.replies import answer_button, put_in_place
from bot.state.subscriptions import Subscriber, add_subscription, remove_subscription
from bot.subscriptions.filters import SubscriptionFilter, exclusion_of
from bot.subscriptions.interpret import Interpretation
from bot.subscriptions.matching import fitting
from bot.views.subscription_callbacks import Exclude, read_code
from bot.views.subscription_result import excluded
from retrieval import below


class Excluding:
    """Leaves out."""

    def __init__(self, service: Service, screens: SubscriptionScreens) -> None:
        """Work on the subscriptions that ``service`` keeps."""
        self._service = service
        self._screens = screens

    async def is_excluded(self, place: SubscriptionTarget, wanted: Interpretation) -> bool:
        """Return whether a place leaves ``wanted`` out already."""
        exclusions = exclusions_of(wanted)
        return bool(exclusions) and {*exclusions} <= {*await self._held(place)}

    async def covering(
        self, place: SubscriptionTarget, wanted: Interpretation, *, looking: bool = False
    ) -> tuple[SubscriptionFilter, ...]:
        """Return the subscriptions of a place that bring ``wanted`` with them, as far as it can be left out of them.

        Those that stand above it; if there are none and with ``looking``, those that bring some of its papers.
        """
        exclusions = exclusions_of(wanted)
        if not exclusions or await self.is_excluded(place, wanted):
            return ()
        held = await self._held(place)
        above = tuple(one for one in held if any(_is_above(one, interest) for interest in wanted.filters))
        if above or not looking:
            return above
        held = tuple(one for one in held if not any(exclusion.spares(one) for exclusion in exclusions))
        papers, tree, library = await self._service.papers(), await self._service.tree(), self._service.library
        reasons = await asyncio.to_thread(fitting, library, held, papers, tree)
        places = await asyncio.to_thread(fitting, library, wanted.filters, papers, tree)
        return tuple(dict.fromkeys(reasons[place] for place in places if place in reasons))

    async def button(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Leave out what the text behind a pressed button names, or let it come again."""
        query, texts = update.callback_query, self._service.texts(update)
        code = read_code(query.data or "") if query else None
        if query is None or not isinstance(code, Exclude):
            return
        shown = query.message if isinstance(query.message, TelegramMessage) else None
        channel, what = split_channel(wished(shown.reply_to_message if shown else None, "unsubscribe"))
        wanted = nameable(await readings_of(self._service, what)) if what else None
        exclusions = exclusions_of(wanted) if wanted else ()
        if not exclusions:
            await answer_button(query, texts("button-stale"))
            return
        place = await place_of_button(update, texts, channel)
        if place is None:
            return
        if not await self._keep(place, exclusions, code.on, update):
            most = self._service.announcements.max_subscriptions
            await answer_button(query, texts("subscribed-full-hint", most=most))
            return
        await answer_button(query)
        names = await self._screens.names(texts)
        message = excluded(exclusions, "done" if code.on else "undone", names, texts, place.channel)
        await put_in_place(query, message)

    async def _held(self, place: SubscriptionTarget) -> tuple[SubscriptionFilter, ...]:
        return tuple(
            SubscriptionFilter(one.kind, one.value) for one in await self._screens.held(place) if not one.paused
        )

    async def _keep(
        self, place: SubscriptionTarget, exclusions: Sequence[SubscriptionFilter], on: bool, update: Update
    ) -> bool:
        """Keep or drop exclusions; tell whether there is room for them."""
        run, target = self._service.database.run, place.target
        if not on:
            await run(lambda session: [remove_subscription(session, target, one.kind, one.value) for one in exclusions])
            return True
        user, now = update.effective_user, self._service.clock.now()
        language, most = self._service.texts(update).language, self._service.announcements.max_subscriptions
        subscriber = Subscriber(target, place.kind, user.id if user else 0, language)
        outcomes = await run(
            lambda session: [
                add_subscription(session, subscriber, one.kind, one.value, now, most) for one in exclusions
            ]
        )
        return "full" not in outcomes


def nameable(found: Sequence[Interpretation]) -> Interpretation | None:
    """Return the likeliest of several readings whose papers can be left out by name."""
    return next((reading for reading in found if exclusions_of(reading)), None)


def exclusions_of(wanted: Interpretation) -> tuple[SubscriptionFilter, ...]:
    """Return what leaves out all papers of ``wanted``; nothing where that cannot be said."""
    found = [exclusion_of(interest) for interest in wanted.filters]
    return tuple(one for one in found if one is not None) if None not in found else ()


def _is_above(held: SubscriptionFilter, wanted: SubscriptionFilter) -> bool:
    if held.kind == "all":
        return True
    return held.kind == wanted.kind == "category" and below(wanted.value, (held.value,))
