"""Screens: what the data of a button shows in a message. Each is registered on its kind of data by :func:`screen`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from telegram import Message as TelegramMessage

from bot.handlers.memory import Following, Shown
from bot.handlers.question_text import question_behind
from bot.handlers.request import ButtonRequest, MessageRequest, Request
from bot.messaging.replies import reply
from bot.views import Message
from bot.views.callback_data import CallbackData, Kind
from bot.views.language import with_switch
from bot.views.papers import numbered_papers


@dataclass(frozen=True, slots=True)
class Screen:
    """A message and which papers it shows."""

    message: Message
    shown: Shown = field(default_factory=Shown)


_Made = TypeVar("_Made", bound=Callable[..., Awaitable[Screen | None]])
_MAKERS: dict[type[CallbackData], Callable[[Any, Request], Awaitable[Screen | None]]] = {}


def screen(kind: type[Kind]) -> Callable[[_Made], _Made]:
    """Register the function that makes the screen of a kind of data; it returns None for stale data."""

    def register(make: _Made) -> _Made:
        _MAKERS[kind] = make
        return make

    return register


def screen_kinds() -> tuple[type[CallbackData], ...]:
    """Return the kinds of data that show a screen."""
    return tuple(_MAKERS)


async def make_screen(data: CallbackData, request: Request) -> Screen | None:
    """Return what ``data`` shows; None for stale data."""
    make = _MAKERS.get(type(data))
    made = await make(data, request) if make is not None else None
    return switchable(made, data, request) if made is not None else None


def switchable(made: Screen, data: CallbackData, request: Request) -> Screen:
    """Return the screen of ``data`` with the button that shows it in the other language.

    A channel's screens, shown elsewhere, have none: the button would not know who runs the channel.
    """
    if request.place is not None and request.place.channel:
        return made
    return replace(made, message=with_switch(made.message, str(data), request.texts, request.service.languages))


async def open_screen(request: MessageRequest, data: CallbackData) -> None:
    """Reply with the screen of ``data``, if it has one."""
    made = await make_screen(data, request)
    if made is not None:
        await send_screen(request.message, made, request)


def opens(data: CallbackData) -> Callable[[MessageRequest], Coroutine[Any, Any, None]]:
    """Return the handler of a command that opens the screen of ``data``."""

    async def open_it(request: MessageRequest) -> None:
        await open_screen(request, data)

    return open_it


async def send_screen(to: TelegramMessage, made: Screen, request: Request, *, about: int = 0) -> None:
    """Reply to a message, or to the one with the id ``about``, with a screen, and remember what it shows to whom."""
    sent = await reply(to, made.message, about=about)
    _remember(sent, made, request)


def _remember(message: TelegramMessage, made: Screen, request: Request) -> None:
    memory = request.service.memory
    memory.shown[message.chat_id, message.message_id] = made.shown
    numbers = numbered_papers((button.text, button.data) for row in made.message.keyboard for button in row)
    # what is asked of some papers leaves the numbers of the others as they were
    adding = bool(made.shown.within)
    memory.show_numbers(request.conversation, message.message_id, numbers, adding=adding)
    if numbers:
        asked = message.reply_to_message
        memory.following[request.conversation] = Following(
            made.message.following,
            question_behind(message).text,
            asked.message_id if asked else 0,
            made.shown,
        )
    elif len(made.shown.papers) == 1:
        memory.opened[request.conversation] = made.shown.papers[0]


async def show_screen(request: ButtonRequest[Any], data: CallbackData) -> None:
    """Show the screen of ``data`` in place of the message with the button."""
    made = await make_screen(data, request)
    if made is None:
        await request.answer_stale()
        return
    await request.answer()
    await request.put_in_place(made.message)
    if (shown := request.shown) is not None:
        _remember(shown, made, request)


async def show_pressed(request: ButtonRequest[CallbackData]) -> None:
    """Show the screen of a pressed button in its message."""
    await show_screen(request, request.data)


async def open_below(request: ButtonRequest[Any], data: CallbackData) -> None:
    """Open the screen of ``data`` in a new message below the one with the button."""
    made = await make_screen(data, request)
    if made is None:
        await request.answer_stale()
        return
    await request.answer()
    if request.shown is not None:
        await send_screen(request.shown, made, request)
