"""Subscriptions in hand: the list, pausing, removing, the ticks, and what the last days would have brought."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message as TelegramMessage
from telegram import Update

from bot.handlers.chat_targets import SubscriptionTarget, place_of_button, place_of_command
from bot.handlers.navigation import Navigation
from bot.handlers.screens import Screen, Screens
from bot.handlers.service import Context, Service
from bot.handlers.subscription_screens import SHOWING, SubscriptionScreens, ticked_by
from bot.messaging.replies import answer_button, put_in_place
from bot.state.schema import SubscriptionKind
from bot.state.subscriptions import (
    Added,
    Subscriber,
    add_subscription,
    remove_all,
    remove_numbered,
    remove_subscription,
    set_paused,
)
from bot.views import Message
from bot.views.browse import find_place
from bot.views.callback_data import (
    EVERYTHING,
    Pause,
    PickCategory,
    Remove,
    RemoveAll,
    ShowPreview,
    ShowSubscriptions,
    read_data,
)
from bot.views.category_picker import value_of

CHANGING = (Pause, Remove, RemoveAll)


class Subscriptions:
    """Shows and changes what a place subscribed to."""

    def __init__(
        self, service: Service, every_screen: Screens, screens: SubscriptionScreens, navigation: Navigation
    ) -> None:
        """Show ``screens``, which are among ``every_screen``."""
        self._service = service
        self._every_screen = every_screen
        self._screens = screens
        self._navigation = navigation

    async def command(self, update: Update, context: Context) -> None:
        """Show the list (/subscriptions)."""
        await self._open(update, context, ShowSubscriptions())

    async def preview(self, update: Update, context: Context) -> None:
        """Show what the last days would have brought (/preview)."""
        await self._open(update, context, ShowPreview())

    async def _open(self, update: Update, context: Context, code: ShowSubscriptions | ShowPreview) -> None:
        message, texts = update.effective_message, self._service.texts(update)
        found = await place_of_command(update, texts, " ".join(context.args or ()), changing=False)
        if message is None or found is None:
            return
        screen = await self._screen(str(replace(code, channel=found[0].channel)), found[0], update, context)
        if screen is not None:
            await self._navigation.send(message, screen)

    async def button(self, update: Update, context: Context) -> None:
        """Show the screen of a pressed button in its message."""
        query, texts = update.callback_query, self._service.texts(update)
        wanted = read_data(query.data or "", SHOWING) if query else None
        if query is None or not isinstance(wanted, SHOWING):
            return
        place = await place_of_button(update, texts, wanted.channel, changing=False)
        if place is not None:
            await self._show(update, context, str(wanted), place)

    async def tick(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Tick or untick what a pressed button stands for, and show the ticks again."""
        query, texts = update.callback_query, self._service.texts(update)
        wanted = PickCategory.read(query.data or "") if query else None
        if query is None or not isinstance(wanted, PickCategory):
            return
        place = await place_of_button(update, texts, wanted.channel)
        if place is None:
            return
        found = find_place(await self._service.tree(), wanted.node)
        if found is None and wanted.node != EVERYTHING:
            await answer_button(query, texts("button-stale"))
            return
        ticked = ticked_by(await self._screens.held(place))
        if not wanted.on and found is not None and not ticked.own(found.node):
            above = ticked.covering(found.way)
            name = (above.name.pick(texts.language) or above.path) if above else texts("category-picker-everything")
            if above is not None or ticked.everything:
                await answer_button(query, texts("category-picker-included", name=name[:80]))
                return
        outcome = await self._change(place, wanted.on, value_of(found.node) if found else "", update)
        full = texts("subscribed-full-hint", most=self._service.announcements.max_subscriptions)
        await answer_button(query, full if outcome == "full" else "")
        if outcome == "full":
            return
        await self._put(update, await self._screens.category_picker(place, wanted.at, wanted.page, texts))

    async def change(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Pause, resume or remove what a pressed button stands for, and show the list again."""
        query, texts = update.callback_query, self._service.texts(update)
        wanted = read_data(query.data or "", CHANGING) if query else None
        if query is None or not isinstance(wanted, Pause | Remove | RemoveAll):
            return
        place = await place_of_button(update, texts, wanted.channel)
        if place is None:
            return
        run, target = self._service.database.run, place.target
        first: tuple[str, ...] = ()
        match wanted:
            case Pause(on, row):
                await run(lambda session: set_paused(session, target, on, row))
            case Remove(row):
                removed = await run(lambda session: remove_numbered(session, target, row))
                if removed is not None:
                    names = await self._screens.names(texts)
                    first = (texts("subscriptions-removed-one", name=names.full(removed.kind, removed.value)),)
            case RemoveAll():
                await run(lambda session: remove_all(session, target))
                first = (texts("subscriptions-removed-all"),)
        await answer_button(query)
        page = 0 if isinstance(wanted, RemoveAll) else wanted.page
        await self._put(update, await self._screens.list(place, page, texts, first))

    async def _change(self, place: SubscriptionTarget, on: bool, category: str, update: Update) -> Added | None:
        """Subscribe to a category (everything, if it is empty) or take that back."""
        user, now = update.effective_user, self._service.clock.now()
        language = self._service.texts(update).language
        subscriber = Subscriber(place.target, place.kind, user.id if user else 0, language)
        most = self._service.announcements.max_subscriptions
        kind: SubscriptionKind = "category" if category else "all"
        if on:
            return await self._service.database.run(
                lambda session: add_subscription(session, subscriber, kind, category, now, most)
            )
        await self._service.database.run(lambda session: remove_subscription(session, place.target, kind, category))
        return None

    async def _show(self, update: Update, context: Context, code: str, place: SubscriptionTarget) -> None:
        query = update.callback_query
        screen = await self._screen(code, place, update, context)
        if query is None:
            return
        if screen is None:
            await answer_button(query, self._service.texts(update)("button-stale"))
            return
        await answer_button(query)
        await put_in_place(query, screen.message)
        if isinstance(query.message, TelegramMessage):
            key = (query.message.chat_id, query.message.message_id)
            self._service.memory.shown.put(key, screen.shown)

    async def _screen(self, code: str, place: SubscriptionTarget, update: Update, context: Context) -> Screen | None:
        occasion = replace(self._navigation.occasion(update, context), place=place)
        # a channel's screens have no switch of language: its button would not know who runs the channel
        return await (self._screens if place.channel else self._every_screen).make(code, occasion)

    async def _put(self, update: Update, message: Message | None) -> None:
        if update.callback_query is not None and message is not None:
            await put_in_place(update.callback_query, message)
