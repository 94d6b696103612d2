"""Subscriptions of a chat: the list, pausing, removing, picking categories, what the last days would have brought."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.handlers.chat_targets import place_of_button, place_of_command
from bot.handlers.held_subscriptions import add_filters, filter_names, held_by, remove_filters
from bot.handlers.request import ButtonRequest, MessageRequest, SubscriptionTarget
from bot.handlers.screens import open_screen
from bot.handlers.subscription_screens import list_subscriptions, picked_by, show_categories
from bot.state.subscriptions import remove_all, remove_numbered, set_paused
from bot.subscriptions.filters import SubscriptionFilter
from bot.views.browse import TreePosition, find_place
from bot.views.callback_data import (
    EVERYTHING,
    Pause,
    PickCategory,
    Remove,
    RemoveAll,
    ShowPreview,
    ShowSubscriptions,
)
from bot.views.category_picker import Picked, value_of


async def subscriptions_command(request: MessageRequest) -> None:
    """Show the list (/subscriptions)."""
    await _open(request, ShowSubscriptions())


async def preview_command(request: MessageRequest) -> None:
    """Show what the last days would have brought (/preview)."""
    await _open(request, ShowPreview())


async def _open(request: MessageRequest, data: ShowSubscriptions | ShowPreview) -> None:
    found = await place_of_command(request, request.arguments, changing=False)
    if found is not None:
        place, _ = found
        await open_screen(request.at(place), replace(data, channel=place.channel))


async def pick_category(request: ButtonRequest[PickCategory]) -> None:
    """Subscribe to the category of a pressed button, or take it back, and show the picker again."""
    service, texts, wanted = request.service, request.texts, request.data
    place = await place_of_button(request, wanted.channel)
    if place is None:
        return
    found = find_place(await service.tree(), wanted.node)
    if found is None and wanted.node != EVERYTHING:
        await request.answer_stale()
        return
    if not wanted.on and found is not None:
        covering = _covering(picked_by(await held_by(service, place)), found, request)
        if covering:
            await request.answer(texts("category-picker-included", name=covering[:80]))
            return
    picked = SubscriptionFilter("category", value_of(found.node)) if found else SubscriptionFilter("all")
    if not wanted.on:
        await remove_filters(service, place, [picked])
    elif "full" in await add_filters(request, place, [picked]):
        await request.answer(texts("subscribed-full-hint", most=service.announcements.max_subscriptions))
        return
    await request.answer()
    shown = await show_categories(request, place, wanted.at, wanted.page)
    if shown is not None:
        await request.put_in_place(shown)


def _covering(picked: Picked, found: TreePosition, request: ButtonRequest[PickCategory]) -> str:
    """Return the name of what else brings a category that is not picked itself; empty where nothing does."""
    if picked.own(found.node):
        return ""
    texts = request.texts
    if (above := picked.covering(found.way)) is not None:
        return above.name.pick(texts.language) or above.path
    return texts("category-picker-everything") if picked.everything else ""


async def pause(request: ButtonRequest[Pause]) -> None:
    """Pause or resume what a pressed button stands for, and show the list again."""
    wanted = request.data
    place = await place_of_button(request, wanted.channel)
    if place is not None:
        await request.service.database.run(lambda session: set_paused(session, place.target, wanted.on, wanted.row))
        await _show_list(request, place, wanted.page)


async def remove(request: ButtonRequest[Remove]) -> None:
    """Remove the subscription of a pressed button, and show the list again."""
    service, texts, wanted = request.service, request.texts, request.data
    place = await place_of_button(request, wanted.channel)
    if place is None:
        return
    removed = await service.database.run(lambda session: remove_numbered(session, place.target, wanted.row))
    said: tuple[str, ...] = ()
    if removed is not None:
        names = await filter_names(service, texts)
        said = (texts("subscriptions-removed-one", name=names.full(removed.kind, removed.value)),)
    await _show_list(request, place, wanted.page, said)


async def remove_everything(request: ButtonRequest[RemoveAll]) -> None:
    """Remove every subscription of a place, and show its empty list."""
    place = await place_of_button(request, request.data.channel)
    if place is not None:
        await request.service.database.run(lambda session: remove_all(session, place.target))
        await _show_list(request, place, 0, (request.texts("subscriptions-removed-all"),))


async def _show_list(
    request: ButtonRequest[Any], place: SubscriptionTarget, page: int, first: tuple[str, ...] = ()
) -> None:
    await request.answer()
    await request.put_in_place(await list_subscriptions(request, place, page, first))
