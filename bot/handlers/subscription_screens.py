"""What the buttons of subscriptions show in their message: the category picker, the list, the times, the last days."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.announce.plan import preview as planned_preview
from bot.handlers.chat_targets import SubscriptionTarget
from bot.handlers.memory import Shown
from bot.handlers.screens import RenderContext, Screen
from bot.handlers.service import Service
from bot.locales import Texts
from bot.state.delivery_settings import DeliverySettings, choices_of
from bot.state.subscriptions import Subscription, subscriptions_of
from bot.subscriptions.filters import SubscriptionFilter
from bot.subscriptions.matching import fitting
from bot.views import Message
from bot.views import delivery_times as times_view
from bot.views.browse import find_place
from bot.views.callback_data import (
    ConfirmRemoveAll,
    ShowCategoryPicker,
    ShowPreview,
    ShowSubscriptions,
    ShowTimes,
    read_data,
)
from bot.views.category_picker import Picked, category_picker
from bot.views.filter_names import FilterNames
from bot.views.lists import PAGE_PAPERS
from bot.views.subscriptions import PREVIEW_DAYS, preview, remove_all_question, subscriptions
from retrieval import Paper

SHOWING = (ShowCategoryPicker, ShowSubscriptions, ConfirmRemoveAll, ShowTimes, ShowPreview)


class SubscriptionScreens:
    """Makes screens from codes, for the place of an occasion."""

    def __init__(self, service: Service) -> None:
        """Make them from what ``service`` knows."""
        self._service = service

    async def make(self, code: str, occasion: RenderContext) -> Screen | None:
        """Return what ``code`` shows; nothing for one that does something, or is of another channel than the place."""
        wanted, place, texts = read_data(code, SHOWING), occasion.place, occasion.texts
        if place is None:
            return None
        match wanted:
            case ShowCategoryPicker(node, page, channel) if channel == place.channel:
                message = await self.category_picker(place, node, page, texts)
                return Screen(message) if message else None
            case ShowSubscriptions(page, channel) if channel == place.channel:
                return Screen(await self.list(place, page, texts))
            case ConfirmRemoveAll(channel) if channel == place.channel:
                held = await self.held(place)
                if not held:
                    return Screen(await self.list(place, 0, texts))
                return Screen(remove_all_question(len(held), place.channel, texts))
            case ShowTimes(part, channel) if channel == place.channel:
                return Screen(await self.times(place, part, texts))
            case ShowPreview(page, channel) if channel == place.channel:
                return await self._preview(place, page, texts)
            case _:
                return None

    async def held(self, place: SubscriptionTarget) -> tuple[Subscription, ...]:
        """Return what a place subscribed to."""
        return await self._service.database.run(lambda session: subscriptions_of(session, place.target))

    async def choices(self, place: SubscriptionTarget) -> DeliverySettings:
        """Return what a place's chat chose."""
        return await self._service.database.run(lambda session: choices_of(session, place.target.chat_id))

    async def names(self, texts: Texts) -> FilterNames:
        """Return the names of what can be subscribed to."""
        return FilterNames(self._service.library.category_way, await self._service.papers(), texts)

    async def category_picker(self, place: SubscriptionTarget, node: str, page: int, texts: Texts) -> Message | None:
        """Show the category picker below a node; nothing where there is no such node any more."""
        tree = await self._service.tree()
        found = find_place(tree, node) if node else None
        if node and found is None:
            return None
        ticked = ticked_by(await self.held(place))
        return category_picker(tree, found, ticked, page, texts, place.channel, place.name)

    async def list(self, place: SubscriptionTarget, page: int, texts: Texts, first: tuple[str, ...] = ()) -> Message:
        """Show a page of what a place subscribed to, after the lines ``first``."""
        held, choices = await self.held(place), await self.choices(place)
        names = await self.names(texts)
        return subscriptions(
            held, choices, page, names, texts, channel=place.channel, channel_name=place.name, first=first
        )

    async def times(self, place: SubscriptionTarget, part: str, texts: Texts) -> Message:
        """Show when announcements come, or the choices for a part of that."""
        shown = await self.shown_times(place)
        match part:
            case "h":
                return times_view.hours(shown, texts)
            case "z":
                return times_view.zones(shown, texts)
            case "q":
                return times_view.quiet_hours(shown, texts)
            case _:
                return times_view.times(shown, texts)

    async def shown_times(self, place: SubscriptionTarget) -> times_view.Times:
        """Return what a place's chat chose, with the zone that holds for it."""
        choices = await self.choices(place)
        zone = choices.time_zone or self._service.announcements.time_zone
        return times_view.Times(choices, zone, self._service.clock.now(), place.channel, place.name)

    async def _preview(self, place: SubscriptionTarget, page: int, texts: Texts) -> Screen:
        service = self._service
        found = await planned_preview(
            service.database, service.library, place.target, service.clock.now(), PREVIEW_DAYS
        )
        tree, names = await service.tree(), await self.names(texts)
        newest = () if found else await self._newest(place)
        named, instead = (
            [(paper, names.full(interest.kind, interest.value, 90)) for paper, interest in some]
            for some in (found, newest)
        )
        message = preview(named, page, tree, texts, channel=place.channel, instead=instead)
        return Screen(message, Shown(tuple(paper.id for paper, _ in found or newest)))

    async def _newest(self, place: SubscriptionTarget) -> Sequence[tuple[Paper, SubscriptionFilter]]:
        """Return the newest papers of all that fit what a place subscribed to, each with the reason."""
        held = tuple(SubscriptionFilter(one.kind, one.value) for one in await self.held(place) if not one.paused)
        papers, tree = await self._service.papers(), await self._service.tree()
        reasons = await asyncio.to_thread(fitting, self._service.library, held, papers, tree)
        return [(papers[number], interest) for number, interest in reasons.items()][:PAGE_PAPERS]


def ticked_by(held: tuple[Subscription, ...]) -> Picked:
    """Return what stands ticked in the tree."""
    return Picked(
        any(one.kind == "all" for one in held),
        frozenset(one.value.casefold() for one in held if one.kind == "category"),
        len(held),
    )
