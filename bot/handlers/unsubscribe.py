"""Unsubscribing: /unsubscribe, with a name or without, and the same in plain words."""

from __future__ import annotations

from bot.handlers.chat_targets import place_of_command
from bot.handlers.excluding import covering_filters, exclusions_of, is_excluded, nameable
from bot.handlers.held_subscriptions import filter_names, filter_of, held_by
from bot.handlers.request import MessageRequest, SubscriptionTarget
from bot.handlers.screens import open_screen
from bot.handlers.service import Service
from bot.handlers.subscription_requests import interpretations_of
from bot.handlers.subscription_screens import list_subscriptions
from bot.state.subscriptions import remove_numbered
from bot.subscriptions.filters import SubscriptionFilter
from bot.subscriptions.interpret import Interpretation
from bot.views import Message
from bot.views.callback_data import ConfirmRemoveAll, ShowSubscriptions
from bot.views.subscription_result import exclude_offer, excluded, unsubscribed


async def unsubscribe_command(request: MessageRequest) -> None:
    """Unsubscribe from what /unsubscribe names, or show the list."""
    await unsubscribe(request, request.arguments)


async def unsubscribe(request: MessageRequest, what: str) -> None:
    """Unsubscribe from ``what``; ask before everything goes; show the list where nothing is named."""
    about = await place_of_command(request, what)
    if about is None:
        return
    place, what = about
    if not what:
        await open_screen(request.at(place), ShowSubscriptions(0, place.channel))
        return
    found = await interpretations_of(request.service, what)
    wanted = frozenset(filter_ for interpretation in found for filter_ in interpretation.filters)
    if any(filter_.kind == "all" for filter_ in wanted):
        await open_screen(request.at(place), ConfirmRemoveAll(place.channel))
        return
    removed = await _remove(request.service, place, wanted)
    await request.reply(await _result(request, place, what, removed, nameable(found)))


async def _result(
    request: MessageRequest,
    place: SubscriptionTarget,
    what: str,
    removed: list[SubscriptionFilter],
    named: Interpretation | None,
) -> Message:
    """Say what is gone, and offer to leave out what another subscription brings."""
    service, texts = request.service, request.texts
    names, exclusions = await filter_names(service, texts), exclusions_of(named) if named else ()
    covering = await covering_filters(service, place, named, looking=not removed) if named else ()
    if removed:
        return unsubscribed(removed, covering, names, texts, place.channel)
    if named and covering:
        return exclude_offer(named.filters, covering, names, texts, place.channel)
    if named and await is_excluded(service, place, named):
        return excluded(exclusions, "already", names, texts, place.channel)
    return await list_subscriptions(request, place, 0, (texts("subscriptions-not-held", name=what[:100]),))


async def _remove(
    service: Service, place: SubscriptionTarget, wanted: frozenset[SubscriptionFilter]
) -> list[SubscriptionFilter]:
    chosen = [one for one in await held_by(service, place) if filter_of(one) in wanted]
    await service.database.run(lambda session: [remove_numbered(session, place.target, one.id) for one in chosen])
    return [filter_of(one) for one in chosen]
