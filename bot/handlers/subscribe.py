"""Subscribing: /subscribe with or without words, in plain words, by a button, by a deep link after one confirmation."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from telegram import Message as TelegramMessage
from telegram import Update
from telegram.ext.filters import MessageFilter

from bot.handlers.chat_targets import SubscriptionTarget, place_of_button, place_of_command, split_channel
from bot.handlers.mentions import words_of
from bot.handlers.navigation import Navigation
from bot.handlers.question_text import own_question
from bot.handlers.service import Context, Service
from bot.handlers.subscription_requests import argument, readings_of, wished
from bot.handlers.subscription_screens import SubscriptionScreens
from bot.handlers.unsubscribe import Unsubscribe
from bot.locales import Texts
from bot.messaging.replies import answer_button, put_in_place, reply
from bot.state.delivery_settings import choices_of
from bot.state.subscriptions import Added, Subscriber, add_subscription, remove_subscription
from bot.subscriptions.addresses import addresses
from bot.subscriptions.filters import SubscriptionFilter
from bot.subscriptions.interpret import Interpretation
from bot.subscriptions.matching import fitting
from bot.subscriptions.requests import read_request
from bot.views import Message
from bot.views.browse import find_place
from bot.views.callback_data import digest
from bot.views.category_picker import value_of
from bot.views.links import follow_of, read_subscribe_payload
from bot.views.message import Button, Keyboard
from bot.views.subscription_callbacks import UNDONE, Follow, Reread, ShowCategoryPicker, read_code
from bot.views.subscription_result import Outcome, SubscriptionOutcome, not_followed, offer, reading_buttons, subscribed
from bot.views.welcome import notice
from retrieval import venue_of

_WORST: tuple[Added, ...] = ("added", "full", "resumed", "already")
"""Of several outcomes the one that is told."""


class SubscriptionRequests(MessageFilter):
    """Lets through messages in plain words that wish to subscribe or unsubscribe."""

    def filter(self, message: TelegramMessage) -> bool:
        """Return whether a message is a wish."""
        return read_request(own_question(message).text) is not None


class Subscribe:
    """Subscribes."""

    def __init__(
        self, service: Service, screens: SubscriptionScreens, navigation: Navigation, unsubscribe: Unsubscribe
    ) -> None:
        """Subscribe to what ``service`` knows; wishes to unsubscribe are handed to ``unsubscribe``."""
        self._service = service
        self._screens = screens
        self._navigation = navigation
        self._unsubscribe = unsubscribe

    async def command(self, update: Update, context: Context) -> None:
        """Subscribe to what /subscribe names, or show the tree of ticks."""
        message, texts = update.effective_message, self._service.texts(update)
        if message is None:
            return
        found = await place_of_command(update, texts, argument(words_of(message)))
        if found is not None:
            await self._to(*found, update, context)

    async def wish(self, update: Update, context: Context) -> None:
        """Do what a message in plain words wishes."""
        message, texts = update.effective_message, self._service.texts(update)
        wish = read_request(own_question(message).text) if message else None
        if message is None or wish is None:
            return
        if wish.action == "unsubscribe":
            await self._unsubscribe.named(update, context, wish.what)
            return
        found = await place_of_command(update, texts, wish.what)
        if found is not None:
            await self._to(*found, update, context)

    async def _to(self, place: SubscriptionTarget, what: str, update: Update, context: Context) -> None:
        message, texts = update.effective_message, self._service.texts(update)
        if message is None:
            return
        if not what:
            occasion = replace(self._navigation.occasion(update, context), place=place)
            screen = await self._screens.make(str(ShowCategoryPicker("", 0, place.channel)), occasion)
            if screen is not None:
                await self._navigation.send(message, screen)
            return
        found = await self._readings(what, context.bot.username)
        if not found:
            written = addresses(what)
            nothing = not_followed(written[0], place.channel, texts) if written else notice("subscribe-unclear", texts)
            await reply(message, nothing)
            return
        chosen, *others = found
        outcome = await self._add(place, chosen, update)
        buttons = reading_buttons(chosen, others, outcome in ("already", "full"), texts)
        await reply(message, await self._said(place, chosen, outcome, texts, buttons))

    async def reread(self, update: Update, context: Context) -> None:
        """Read the text behind a pressed button as another kind, or take back what was subscribed to."""
        query, texts = update.callback_query, self._service.texts(update)
        wanted = read_code(query.data or "") if query else None
        if query is None or not isinstance(wanted, Reread):
            return
        shown = query.message if isinstance(query.message, TelegramMessage) else None
        channel, what = split_channel(wished(shown.reply_to_message if shown else None, "subscribe"))
        found = await self._readings(what, context.bot.username) if what else ()
        old, new = (_of_letter(found, letter) for letter in (wanted.old, wanted.new))
        if (wanted.old != UNDONE and old is None) or (wanted.new != UNDONE and new is None) or old is new:
            await answer_button(query, texts("button-stale"))
            return
        place = await place_of_button(update, texts, channel)
        if place is None:
            return
        await answer_button(query)
        if old is not None:
            await self._remove(place, old)
        others = [reading for reading in found if reading is not new]
        if new is None:
            assert old is not None  # noqa: S101  not both are undone
            message = await self._said(place, old, "undone", texts, reading_buttons(None, found, True, texts))
        else:
            outcome = await self._add(place, new, update)
            buttons = reading_buttons(new, others, outcome in ("already", "full"), texts)
            message = await self._said(place, new, outcome, texts, buttons)
        await put_in_place(query, message)

    async def follow(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Subscribe to what a pressed button stands for, or take it back."""
        query, texts = update.callback_query, self._service.texts(update)
        wanted = read_code(query.data or "") if query else None
        if query is None or not isinstance(wanted, Follow):
            return
        interest = await self._interest(wanted)
        if interest is None:
            await answer_button(query, texts("button-stale"))
            return
        place = await place_of_button(update, texts)
        if place is None:
            return
        await answer_button(query)
        reading = Interpretation((interest,))
        outcome: Outcome
        if wanted.how == "x":
            await self._remove(place, reading)
            outcome = "undone"
            buttons: Keyboard = ((Button(texts("subscribe-button"), data=str(replace(wanted, how="h"))),),)
        else:
            outcome = await self._add(place, reading, update)
            undo = Button(texts("subscribe-undo"), data=str(replace(wanted, how="x")))
            buttons = ((undo,),) if outcome in ("added", "resumed") else ()
        message = await self._said(place, reading, outcome, texts, buttons)
        if wanted.how == "n" and isinstance(query.message, TelegramMessage):
            await reply(query.message, message)
        else:
            await put_in_place(query, message)

    async def offer(self, update: Update, context: Context, payload: str) -> None:
        """Ask whether to subscribe to what a deep link leads to."""
        message, texts = update.effective_message, self._service.texts(update)
        wanted = read_subscribe_payload(payload)
        interest = await self._interest(wanted) if wanted else None
        if message is None:
            return
        if wanted is None or interest is None:
            await self._navigation.open(update, context, str(ShowCategoryPicker()))
            return
        found = await place_of_command(update, texts, "")
        if found is not None:
            await reply(message, offer(interest, wanted, await self._screens.names(texts), texts))

    async def _interest(self, wanted: Follow) -> SubscriptionFilter | None:
        """Return what a button or link stands for; nothing for what there is no longer."""
        service = self._service
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

    async def _readings(self, what: str, bot_name: str) -> tuple[Interpretation, ...]:
        """Return what a text may mean; an address is never looked for as words, which could not occur."""
        written = addresses(what)
        if (link := next((follow_of(one.text, bot_name) for one in written), None)) is not None:
            interest = await self._interest(link)
            return (Interpretation((interest,)),) if interest else ()
        found = await readings_of(self._service, what)
        return tuple(one for one in found if one.kind not in ("words", "idea")) if written else found

    async def _add(self, place: SubscriptionTarget, reading: Interpretation, update: Update) -> Added:
        user, language = update.effective_user, self._service.texts(update).language
        subscriber = Subscriber(place.target, place.kind, user.id if user else 0, language)
        now, most = self._service.clock.now(), self._service.announcements.max_subscriptions
        outcomes = await self._service.database.run(
            lambda session: [
                add_subscription(session, subscriber, one.kind, one.value, now, most) for one in reading.filters
            ]
        )
        return min(outcomes, key=_WORST.index)

    async def _remove(self, place: SubscriptionTarget, reading: Interpretation) -> None:
        await self._service.database.run(
            lambda session: [remove_subscription(session, place.target, one.kind, one.value) for one in reading.filters]
        )

    async def _said(
        self, place: SubscriptionTarget, reading: Interpretation, outcome: Outcome, texts: Texts, buttons: Keyboard
    ) -> Message:
        """Return what became of a wish, with how many of the papers there are it would have brought."""
        choices = await self._service.database.run(lambda session: choices_of(session, place.target.chat_id))
        papers, tree = await self._service.papers(), await self._service.tree()
        matching = -1
        if reading.kind != "all":
            met = await asyncio.to_thread(fitting, self._service.library, reading.filters, papers, tree)
            # a paper that others are to be like is none of them
            own = {one.value for one in reading.filters if one.kind == "paper"}
            matching = sum(papers[number].path not in own for number in met)
        most = self._service.announcements.max_subscriptions
        said = SubscriptionOutcome(
            *(outcome, reading.filters, choices, most, matching, len(papers)),
            *(place.channel, place.name, reading.is_phrase),
        )
        return subscribed(said, await self._screens.names(texts), texts, buttons)


def _of_letter(found: tuple[Interpretation, ...], letter: str) -> Interpretation | None:
    if letter == UNDONE:
        return None
    return next((reading for reading in found if reading.letter == letter), None)
