"""Screens of the subscription buttons: the category picker, the list, the times, the last days."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.announce.plan import preview as planned_preview
from bot.handlers.chat_targets import place_of_button
from bot.handlers.held_subscriptions import active_filters, delivery_settings, filter_names, held_by
from bot.handlers.memory import Shown
from bot.handlers.request import ButtonRequest, Request, SubscriptionTarget
from bot.handlers.screens import Screen, screen, show_screen
from bot.handlers.service import Service
from bot.locales import Texts
from bot.state.subscriptions import Subscription
from bot.subscriptions.filters import SubscriptionFilter
from bot.subscriptions.matching import fitting
from bot.views import Message
from bot.views import delivery_times as times_view
from bot.views.browse import find_place
from bot.views.callback_data import ConfirmRemoveAll, ShowCategoryPicker, ShowPreview, ShowSubscriptions, ShowTimes
from bot.views.category_picker import Picked, category_picker
from bot.views.lists import PAGE_PAPERS
from bot.views.subscriptions import PREVIEW_DAYS, ChatContext, preview, remove_all_question, subscriptions
from retrieval import Paper

Shows = ShowCategoryPicker | ShowSubscriptions | ConfirmRemoveAll | ShowTimes | ShowPreview
SUBSCRIPTION_KINDS = (ShowCategoryPicker, ShowSubscriptions, ConfirmRemoveAll, ShowTimes, ShowPreview)


async def show_pressed_subscriptions(request: ButtonRequest[Any]) -> None:
    """Show the screen of a pressed button (one of ``SUBSCRIPTION_KINDS``), about the place that the button means."""
    wanted: Shows = request.data
    place = await place_of_button(request, wanted.channel, changing=False)
    if place is not None:
        await show_screen(request.at(place), wanted)


@screen(ShowCategoryPicker)
async def _category_picker(wanted: ShowCategoryPicker, request: Request) -> Screen | None:
    place = _place(wanted, request)
    message = await show_categories(request, place, wanted.node, wanted.page) if place else None
    return Screen(message) if message else None


@screen(ShowSubscriptions)
async def _list(wanted: ShowSubscriptions, request: Request) -> Screen | None:
    place = _place(wanted, request)
    return Screen(await list_subscriptions(request, place, wanted.page)) if place else None


@screen(ConfirmRemoveAll)
async def _confirm_remove_all(wanted: ConfirmRemoveAll, request: Request) -> Screen | None:
    place = _place(wanted, request)
    if place is None:
        return None
    held = await held_by(request.service, place)
    if not held:
        return Screen(await list_subscriptions(request, place))
    return Screen(remove_all_question(len(held), place.channel, request.texts))


@screen(ShowTimes)
async def _times(wanted: ShowTimes, request: Request) -> Screen | None:
    place = _place(wanted, request)
    return Screen(await show_times(request, place, wanted.part)) if place else None


@screen(ShowPreview)
async def _preview(wanted: ShowPreview, request: Request) -> Screen | None:
    place, service, texts = _place(wanted, request), request.service, request.texts
    if place is None:
        return None
    found = await planned_preview(service.database, service.library, place.target, service.clock.now(), PREVIEW_DAYS)
    tree, names = await service.tree(), await filter_names(service, texts)
    newest = () if found else await _newest(service, place)
    named, instead = ([(paper, names.full(one.kind, one.value, 90)) for paper, one in some] for some in (found, newest))
    message = preview(named, wanted.page, tree, texts, channel=place.channel, instead=instead)
    return Screen(message, Shown(tuple(paper.id for paper, _ in found or newest)))


def _place(wanted: Shows, request: Request) -> SubscriptionTarget | None:
    """Return the place of a request, unless the data is about another channel than that."""
    place = request.place
    return place if place is not None and place.channel == wanted.channel else None


async def show_categories(request: Request, place: SubscriptionTarget, node: str, page: int) -> Message | None:
    """Show the category picker below a node; None if the node no longer exists."""
    tree = await request.service.tree()
    found = find_place(tree, node) if node else None
    if node and found is None:
        return None
    picked = picked_by(await held_by(request.service, place))
    return category_picker(tree, found, picked, page, context_of(place, request.texts))


async def list_subscriptions(
    request: Request, place: SubscriptionTarget, page: int = 0, first: tuple[str, ...] = ()
) -> Message:
    """Show a page of what a place is subscribed to, after the lines ``first``."""
    service, texts = request.service, request.texts
    held, settings = await held_by(service, place), await delivery_settings(service, place)
    names = await filter_names(service, texts)
    return subscriptions(held, settings, page, names, context_of(place, texts), first)


async def show_times(request: Request, place: SubscriptionTarget, part: str = "m") -> Message:
    """Show when announcements come, or the choices for a part of that."""
    shown, texts = await times_of(request.service, place), request.texts
    match part:
        case "h":
            return times_view.hours(shown, texts)
        case "z":
            return times_view.zones(shown, texts)
        case "q":
            return times_view.quiet_hours(shown, texts)
        case _:
            return times_view.times(shown, texts)


async def times_of(service: Service, place: SubscriptionTarget) -> times_view.Times:
    """Return what a place's chat chose, with the zone that holds for it."""
    settings = await delivery_settings(service, place)
    zone = settings.time_zone or service.announcements.time_zone
    return times_view.Times(settings, zone, service.clock.now(), place.channel, place.name)


async def _newest(service: Service, place: SubscriptionTarget) -> Sequence[tuple[Paper, SubscriptionFilter]]:
    """Return the newest papers of all that fit what a place is subscribed to, each with the reason."""
    held, papers, tree = await active_filters(service, place), await service.papers(), await service.tree()
    reasons = await asyncio.to_thread(fitting, service.library, held, papers, tree)
    return [(papers[number], reason) for number, reason in reasons.items()][:PAGE_PAPERS]


def context_of(place: SubscriptionTarget, texts: Texts) -> ChatContext:
    """Return in which words, and for which channel, the screens of a place are written."""
    return ChatContext(texts, place.channel, place.name)


def picked_by(held: tuple[Subscription, ...]) -> Picked:
    """Return what is picked in the category picker."""
    return Picked(
        any(one.kind == "all" for one in held),
        frozenset(one.value.casefold() for one in held if one.kind == "category"),
        len(held),
    )
