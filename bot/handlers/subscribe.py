"""Subscribing: /subscribe with or without words, in plain words, by a button, by a deep link after one confirmation."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from telegram import Message as TelegramMessage
from telegram.ext.filters import MessageFilter

from bot.handlers.chat_targets import place_of_button, place_of_command, split_channel
from bot.handlers.held_subscriptions import add_filters, delivery_settings, filter_names, remove_filters
from bot.handlers.mentions import words_of
from bot.handlers.question_text import own_question
from bot.handlers.request import ButtonRequest, MessageRequest, Request, SubscriptionTarget
from bot.handlers.screens import open_screen
from bot.handlers.service import Service
from bot.handlers.subscription_requests import argument, interpretations_of, requested
from bot.handlers.unsubscribe import unsubscribe
from bot.messaging.replies import reply
from bot.state.subscriptions import Added
from bot.subscriptions.addresses import addresses
from bot.subscriptions.filters import SubscriptionFilter
from bot.subscriptions.interpret import Interpretation
from bot.subscriptions.matching import fitting
from bot.subscriptions.requests import read_request
from bot.views import Message
from bot.views.browse import find_place
from bot.views.callback_data import UNDONE, Follow, Reinterpret, ShowCategoryPicker, digest
from bot.views.category_picker import value_of
from bot.views.links import follow_of, read_subscribe_payload
from bot.views.message import Button, Keyboard
from bot.views.subscription_result import (
    Outcome,
    SubscriptionOutcome,
    interpretation_buttons,
    not_followed,
    offer,
    subscribed,
)
from bot.views.welcome import notice
from retrieval import venue_of

_WORST: tuple[Added, ...] = ("added", "full", "resumed", "already")
"""The outcomes in order of precedence: of several, the first here is reported."""


class SubscriptionRequests(MessageFilter):
    """Lets through messages in plain words that ask to subscribe or unsubscribe."""

    def filter(self, message: TelegramMessage) -> bool:
        """Return whether a message is such a request."""
        return read_request(own_question(message).text) is not None


async def subscribe_command(request: MessageRequest) -> None:
    """Subscribe to what /subscribe names, or show the category picker."""
    await _subscribe(request, argument(words_of(request.message)))


async def subscribe_in_words(request: MessageRequest) -> None:
    """Do what a message in plain words asks."""
    wanted = read_request(own_question(request.message).text)
    if wanted is None:
        return
    if wanted.action == "unsubscribe":
        await unsubscribe(request, wanted.what)
    else:
        await _subscribe(request, wanted.what)


async def _subscribe(request: MessageRequest, text: str) -> None:
    about = await place_of_command(request, text)
    if about is None:
        return
    place, what = about
    if not what:
        await open_screen(request.at(place), ShowCategoryPicker("", 0, place.channel))
        return
    found = await _interpretations(request, what)
    if not found:
        written = addresses(what)
        unclear = notice("subscribe-unclear", request.texts)
        await request.reply(not_followed(written[0], place.channel, request.texts) if written else unclear)
        return
    chosen, *others = found
    await request.reply(await _subscribed(request, place, chosen, others))


async def reinterpret(request: ButtonRequest[Reinterpret]) -> None:
    """Read the text behind a pressed button as another kind, or take back what was subscribed to."""
    texts, wanted, shown = request.texts, request.data, request.shown
    channel, what = split_channel(requested(shown.reply_to_message if shown else None, "subscribe"))
    found = await _interpretations(request, what) if what else ()
    old, new = (_of_letter(found, letter) for letter in (wanted.old, wanted.new))
    if (wanted.old != UNDONE and old is None) or (wanted.new != UNDONE and new is None) or old is new:
        await request.answer_stale()
        return
    place = await place_of_button(request, channel)
    if place is None:
        return
    await request.answer()
    if old is not None:
        await remove_filters(request.service, place, old.filters)
    if new is not None:
        others = [interpretation for interpretation in found if interpretation is not new]
        message = await _subscribed(request, place, new, others)
    else:
        assert old is not None  # noqa: S101  not both are undone
        message = await _result(request, place, old, "undone", interpretation_buttons(None, found, True, texts))
    await request.put_in_place(message)


async def follow(request: ButtonRequest[Follow]) -> None:
    """Subscribe to what a pressed button stands for, or take it back."""
    service, texts, wanted = request.service, request.texts, request.data
    followed = await _followed(service, wanted)
    if followed is None:
        await request.answer_stale()
        return
    place = await place_of_button(request)
    if place is None:
        return
    await request.answer()
    interpretation = Interpretation((followed,))
    outcome: Outcome
    if wanted.how == "x":
        await remove_filters(service, place, interpretation.filters)
        outcome = "undone"
        buttons: Keyboard = ((Button(texts("subscribe-button"), data=str(replace(wanted, how="h"))),),)
    else:
        outcome = await _add(request, place, interpretation)
        undo = Button(texts("subscribe-undo"), data=str(replace(wanted, how="x")))
        buttons = ((undo,),) if outcome in ("added", "resumed") else ()
    message = await _result(request, place, interpretation, outcome, buttons)
    if wanted.how == "n" and request.shown is not None:
        await reply(request.shown, message)
    else:
        await request.put_in_place(message)


async def offer_subscription(request: MessageRequest, payload: str) -> None:
    """Ask whether to subscribe to what a deep link leads to."""
    wanted = read_subscribe_payload(payload)
    followed = await _followed(request.service, wanted) if wanted else None
    if wanted is None or followed is None:
        await open_screen(request, ShowCategoryPicker())
        return
    if await place_of_command(request, "") is not None:
        names = await filter_names(request.service, request.texts)
        await request.reply(offer(followed, wanted, names, request.texts))


async def _followed(service: Service, wanted: Follow) -> SubscriptionFilter | None:
    """Return the filter that a button or link stands for; None if its subject no longer exists."""
    match wanted.what:
        case "a":
            return SubscriptionFilter("all")
        case "c":
            place = find_place(await service.tree(), wanted.key)
            return SubscriptionFilter("category", value_of(place.node)) if place else None
        case "v":
            venues = (venue_of(paper.tag) for paper in await service.papers() if paper.tag)
            found = next((venue for venue in venues if digest(venue) == wanted.key), None)
            return SubscriptionFilter("venue", found) if found else None
        case _:
            path = next((paper.path for paper in await service.papers() if paper.id == wanted.key), None)
            return SubscriptionFilter("paper", path) if path else None


async def _interpretations(request: Request, what: str) -> tuple[Interpretation, ...]:
    """Return what a text may mean; an address is never looked for as words, which could not occur."""
    written = addresses(what)
    if (link := next((follow_of(one.text, request.bot.username) for one in written), None)) is not None:
        followed = await _followed(request.service, link)
        return (Interpretation((followed,)),) if followed else ()
    found = await interpretations_of(request.service, what)
    return tuple(one for one in found if one.kind not in ("words", "idea")) if written else found


async def _subscribed(
    request: Request, place: SubscriptionTarget, chosen: Interpretation, others: list[Interpretation]
) -> Message:
    """Subscribe to the ``chosen`` interpretation of a text, and offer the ``others``."""
    outcome = await _add(request, place, chosen)
    buttons = interpretation_buttons(chosen, others, outcome in ("already", "full"), request.texts)
    return await _result(request, place, chosen, outcome, buttons)


async def _add(request: Request, place: SubscriptionTarget, interpretation: Interpretation) -> Added:
    return min(await add_filters(request, place, interpretation.filters), key=_WORST.index)


async def _result(
    request: Request, place: SubscriptionTarget, interpretation: Interpretation, outcome: Outcome, buttons: Keyboard
) -> Message:
    """Return the result of a request, with how many of the existing papers it would have brought."""
    service, texts = request.service, request.texts
    settings = await delivery_settings(service, place)
    papers, tree = await service.papers(), await service.tree()
    matching = -1
    if interpretation.kind != "all":
        met = await asyncio.to_thread(fitting, service.library, interpretation.filters, papers, tree)
        # a paper that others are to be like is none of them
        own = {one.value for one in interpretation.filters if one.kind == "paper"}
        matching = sum(papers[number].path not in own for number in met)
    result = SubscriptionOutcome(
        outcome,
        interpretation.filters,
        settings,
        service.announcements.max_subscriptions,
        matching,
        len(papers),
        place.channel,
        place.name,
        interpretation.is_phrase,
    )
    return subscribed(result, await filter_names(service, texts), texts, buttons)


def _of_letter(found: tuple[Interpretation, ...], letter: str) -> Interpretation | None:
    if letter == UNDONE:
        return None
    return next((interpretation for interpretation in found if interpretation.letter == letter), None)
