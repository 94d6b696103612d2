"""Subscriptions of a place, read and changed in the database."""

from __future__ import annotations

from collections.abc import Sequence

from bot.handlers.request import Request, SubscriptionTarget
from bot.handlers.service import Service
from bot.locales import Texts
from bot.state.delivery_settings import DeliverySettings, choices_of
from bot.state.subscriptions import (
    Added,
    Subscriber,
    Subscription,
    add_subscription,
    remove_subscription,
    subscriptions_of,
)
from bot.subscriptions.filters import SubscriptionFilter
from bot.views.filter_names import FilterNames


def filter_of(held: Subscription) -> SubscriptionFilter:
    """Return the filter of a subscription."""
    return SubscriptionFilter(held.kind, held.value)


async def held_by(service: Service, place: SubscriptionTarget) -> tuple[Subscription, ...]:
    """Return what a place is subscribed to."""
    return await service.database.run(lambda session: subscriptions_of(session, place.target))


async def active_filters(service: Service, place: SubscriptionTarget) -> tuple[SubscriptionFilter, ...]:
    """Return the filters of a place that are not paused."""
    return tuple(filter_of(one) for one in await held_by(service, place) if not one.paused)


async def delivery_settings(service: Service, place: SubscriptionTarget) -> DeliverySettings:
    """Return what a place's chat chose."""
    return await service.database.run(lambda session: choices_of(session, place.target.chat_id))


async def filter_names(service: Service, texts: Texts) -> FilterNames:
    """Return the names of what can be subscribed to."""
    return FilterNames(service.library.breadcrumb, await service.papers(), texts)


async def add_filters(request: Request, place: SubscriptionTarget, wanted: Sequence[SubscriptionFilter]) -> list[Added]:
    """Subscribe a place to some filters in the name of who asked; return the result for each."""
    service, user = request.service, request.user
    subscriber = Subscriber(place.target, place.kind, user.id if user else 0, request.texts.language)
    now, most = service.clock.now(), service.announcements.max_subscriptions
    return await service.database.run(
        lambda session: [add_subscription(session, subscriber, one.kind, one.value, now, most) for one in wanted]
    )


async def remove_filters(service: Service, place: SubscriptionTarget, wanted: Sequence[SubscriptionFilter]) -> None:
    """Take some filters back from a place."""
    await service.database.run(
        lambda session: [remove_subscription(session, place.target, one.kind, one.value) for one in wanted]
    )
