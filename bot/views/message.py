"""Messages that views return: a text in Telegram's HTML and the buttons below it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """A button that does one of four things.

    It opens ``url``, sends ``data`` (:mod:`bot.views.callback_data`) back to the bot, puts ``copy`` on the clipboard,
    or lets the reader choose a chat in which to begin an inline query with ``share``.
    """

    text: str
    data: str = ""
    url: str = ""
    copy: str = ""
    share: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to be sent: within Telegram's limits, as :mod:`bot.views.telegram_html` counts them.

    ``following`` is the data of the button that leads to what comes next, if anything does.
    """

    text: str
    keyboard: Keyboard = ()
    following: str = ""
