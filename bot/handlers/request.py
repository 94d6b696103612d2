"""Requests to handlers: a message or a pressed button, with the words to answer in and the place it came from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Generic, Self, cast

from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.ext import ExtBot

from bot.handlers.memory import ConversationKey
from bot.handlers.service import Context, Service
from bot.locales import Texts
from bot.messaging.replies import answer_button, put_in_place, reply
from bot.state.chats import Target
from bot.state.schema import ChatKind
from bot.views import Message as View
from bot.views.callback_data import Kind, read_data

Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class SubscriptionTarget:
    """A target of announcements; ``name`` is that of a channel which is spoken of elsewhere, else empty."""

    target: Target
    kind: ChatKind
    name: str = ""

    @property
    def channel(self) -> int:
        """The channel's id where it is spoken of elsewhere, else 0."""
        return self.target.chat_id if self.name else 0


@dataclass(frozen=True, slots=True)
class Request:
    """What messages and buttons have in common."""

    service: Service
    update: Update
    context: Context
    texts: Texts
    place: SubscriptionTarget | None
    """The chat, or topic of a forum, in which the update came, or the channel that it is about."""

    @property
    def bot(self) -> ExtBot[None]:
        """The bot itself."""
        return self.context.bot

    @property
    def user(self) -> User | None:
        """Who sent the message or pressed the button; nobody for a channel's post."""
        return self.update.effective_user

    @property
    def conversation(self) -> ConversationKey:
        """Whose conversation it is part of, and where."""
        message, chat = self.update.effective_message, self.update.effective_chat
        topic = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
        return chat.id if chat else 0, topic or 0, self.user.id if self.user else 0

    @property
    def shown(self) -> Message | None:
        """The bot's message below which a button was pressed, if it is still known."""
        return None

    def at(self, place: SubscriptionTarget) -> Self:
        """Return the same request, about another place."""
        return replace(self, place=place)


@dataclass(frozen=True, slots=True)
class MessageRequest(Request):
    """A message to the bot."""

    message: Message

    @property
    def arguments(self) -> str:
        """The words behind a command."""
        return " ".join(self.context.args or ())

    async def reply(self, view: View) -> Message:
        """Reply to the message; return what was sent."""
        return await reply(self.message, view)


@dataclass(frozen=True, slots=True)
class ButtonRequest(Request, Generic[Kind]):
    """A pressed button, and what it sent back."""

    query: CallbackQuery
    data: Kind

    @property
    def shown(self) -> Message | None:
        """The bot's message below which the button was pressed, if it is still known."""
        return self.query.message if isinstance(self.query.message, Message) else None

    async def answer(self, text: str = "", *, alert: bool = True) -> None:
        """Take the waiting sign off the button, with a word, to be closed or in passing."""
        await answer_button(self.query, text, alert=alert)

    async def answer_stale(self) -> None:
        """Say that the button is stale."""
        await self.answer(self.texts("button-stale"))

    async def put_in_place(self, view: View) -> None:
        """Show a view in place of the message with the button; as a new one where that is gone."""
        await put_in_place(self.query, view)


MessageHandle = Callable[[MessageRequest], Awaitable[None]]
ButtonHandle = Callable[[ButtonRequest[Kind]], Awaitable[None]]


def on_message(service: Service, handle: MessageHandle) -> Callback:
    """Return the callback that hands messages to ``handle``."""

    async def callback(update: Update, context: Context) -> None:
        if (message := update.effective_message) is not None:
            await handle(MessageRequest(service, update, context, service.texts(update), _place(update), message))

    return callback


def on_button(service: Service, kinds: tuple[type[Kind], ...], handle: ButtonHandle[Kind]) -> Callback:
    """Return the callback that hands buttons with data of one of the ``kinds`` to ``handle``; any other is stale."""

    async def callback(update: Update, context: Context) -> None:
        if (query := update.callback_query) is None:
            return
        texts = service.texts(update)
        data = read_data(query.data or "", kinds)
        if data is None:
            await answer_button(query, texts("button-stale"))
        else:
            await handle(ButtonRequest(service, update, context, texts, _place(update), query, data))

    return callback


def _place(update: Update) -> SubscriptionTarget | None:
    message, chat = update.effective_message, update.effective_chat
    if chat is None or chat.type == Chat.SENDER:
        return None
    topic = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return SubscriptionTarget(Target(chat.id, topic or 0), cast("ChatKind", chat.type))
