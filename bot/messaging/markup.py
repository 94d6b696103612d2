"""Markup of messages in the forms of Telegram's library; and in a simpler form where Telegram refuses that."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.messaging.telegram_errors import Refusal, refusal_of
from bot.views import Button, Keyboard, Message
from bot.views.telegram_html import text_of

logger = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_OURS = "https://t.me/"

_Sent = TypeVar("_Sent")


@dataclass(frozen=True, slots=True)
class Form:
    """How a message goes out: as a view gave it, or in a simpler way after Telegram refused that."""

    text: str
    keyboard: Keyboard = ()
    parse_mode: ParseMode | None = ParseMode.HTML
    because: str = ""
    """Why it is simpler than another, as a clause for the log."""

    @classmethod
    def of(cls, message: Message) -> Form:
        """Return the form of a message as its view gave it."""
        return cls(message.text, message.keyboard)

    @property
    def markup(self) -> InlineKeyboardMarkup | None:
        """The keyboard in Telegram's form, None where it has no buttons."""
        rows = [[_button(button) for button in row] for row in self.keyboard]
        return InlineKeyboardMarkup(rows) if rows else None

    def simpler(self, refusal: Refusal | None) -> Form | None:
        """Return the form to try next after a ``refusal``; None where no simpler one would help.

        Markup that does not parse becomes plain text. Where a button is refused those go that lead out of Telegram,
        then all with an address, then every one.
        """
        if refusal == "unparsable" and self.parse_mode is not None:
            return replace(
                self, text=text_of(self.text), parse_mode=None, because="does not parse and goes out as plain text"
            )
        if refusal == "bad_button" and self.keyboard:
            return replace(
                self,
                keyboard=_fewer_buttons(self.keyboard),
                because="is refused for a button and goes out with fewer",
            )
        return None


async def send_with_fallback(message: Message, send: Callable[[Form], Awaitable[_Sent]]) -> _Sent:
    """Send ``message``, in a simpler form if Telegram refuses it: a fault of ours, but no reason to be silent."""
    form = Form.of(message)
    while True:
        try:
            return await send(form)
        except BadRequest as error:
            simpler = form.simpler(refusal_of(error))
            if simpler is None:
                raise
            logger.exception("a message of ours %s", simpler.because)
            form = simpler


def _fewer_buttons(keyboard: Keyboard) -> Keyboard:
    inside = _only(keyboard, lambda button: not button.url or button.url.startswith(_OURS))
    without_addresses = _only(keyboard, lambda button: not button.url)
    return next((fewer for fewer in (inside, without_addresses) if fewer != keyboard), ())


def _only(keyboard: Keyboard, kept: Callable[[Button], bool]) -> Keyboard:
    rows = (tuple(filter(kept, row)) for row in keyboard)
    return tuple(row for row in rows if row)


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.text, url=button.url)
    if button.copy:
        return InlineKeyboardButton(button.text, copy_text=CopyTextButton(button.copy))
    if button.share:
        return InlineKeyboardButton(button.text, switch_inline_query=button.share)
    return InlineKeyboardButton(button.text, callback_data=button.data)
