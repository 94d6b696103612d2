"""Exclusions: papers that another subscription brings and that a reader no longer wants are left out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.handlers.chat_targets import place_of_button, split_channel
from bot.handlers.held_subscriptions import active_filters, add_filters, filter_names, remove_filters
from bot.handlers.request import ButtonRequest, SubscriptionTarget
from bot.handlers.service import Service
from bot.handlers.subscription_requests import interpretations_of, requested
from bot.subscriptions.filters import SubscriptionFilter, exclusion_of
from bot.subscriptions.interpret import Interpretation
from bot.subscriptions.matching import fitting
from bot.views.callback_data import Exclude
from bot.views.subscription_result import excluded
from retrieval import below


async def is_excluded(service: Service, place: SubscriptionTarget, wanted: Interpretation) -> bool:
    """Return whether a place leaves ``wanted`` out already."""
    exclusions = exclusions_of(wanted)
    return bool(exclusions) and {*exclusions} <= {*await active_filters(service, place)}


async def covering_filters(
    service: Service, place: SubscriptionTarget, wanted: Interpretation, *, looking: bool = False
) -> tuple[SubscriptionFilter, ...]:
    """Return the subscriptions of a place that bring ``wanted`` with them, if it can be left out of them.

    Those that stand above it; if there are none and with ``looking``, those that bring some of its papers.
    """
    exclusions = exclusions_of(wanted)
    if not exclusions or await is_excluded(service, place, wanted):
        return ()
    held = await active_filters(service, place)
    above = tuple(one for one in held if any(_is_above(one, filter_) for filter_ in wanted.filters))
    if above or not looking:
        return above
    held = tuple(one for one in held if not any(exclusion.spares(one) for exclusion in exclusions))
    papers, tree, library = await service.papers(), await service.tree(), service.library
    reasons = await asyncio.to_thread(fitting, library, held, papers, tree)
    places = await asyncio.to_thread(fitting, library, wanted.filters, papers, tree)
    return tuple(dict.fromkeys(reasons[place] for place in places if place in reasons))


async def exclude(request: ButtonRequest[Exclude]) -> None:
    """Leave out what the text behind a pressed button names, or let it come again."""
    service, texts, shown = request.service, request.texts, request.shown
    channel, what = split_channel(requested(shown.reply_to_message if shown else None, "unsubscribe"))
    wanted = nameable(await interpretations_of(service, what)) if what else None
    exclusions = exclusions_of(wanted) if wanted else ()
    if not exclusions:
        await request.answer_stale()
        return
    place = await place_of_button(request, channel)
    if place is None:
        return
    if not request.data.on:
        await remove_filters(service, place, exclusions)
    elif "full" in await add_filters(request, place, exclusions):
        await request.answer(texts("subscribed-full-hint", most=service.announcements.max_subscriptions))
        return
    await request.answer()
    outcome = "done" if request.data.on else "undone"
    names = await filter_names(service, texts)
    await request.put_in_place(excluded(exclusions, outcome, names, texts, place.channel))


def nameable(found: Sequence[Interpretation]) -> Interpretation | None:
    """Return the likeliest of several interpretations whose papers can be left out by name."""
    return next((interpretation for interpretation in found if exclusions_of(interpretation)), None)


def exclusions_of(wanted: Interpretation) -> tuple[SubscriptionFilter, ...]:
    """Return the filters that leave out all papers of ``wanted``; empty where that cannot be said."""
    found = [exclusion_of(filter_) for filter_ in wanted.filters]
    return tuple(one for one in found if one is not None) if None not in found else ()


def _is_above(held: SubscriptionFilter, wanted: SubscriptionFilter) -> bool:
    if held.kind == "all":
        return True
    return held.kind == wanted.kind == "category" and below(wanted.value, (held.value,))
