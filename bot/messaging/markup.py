"""What views give, in the forms of Telegram's library: for whoever sends, in an answer or of the bot's own accord."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode

from bot.views import Button, Keyboard, Message
from bot.views.telegram_html import text_of

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_OF_A_BUTTON = ("button", "wrong http url", "url host is empty", "reply markup")
"""Words, in small letters, with which Telegram refuses a message for one of its buttons."""
NOT_MODIFIED = "not modified"
"""A word with which Telegram refuses an edit that changes nothing; the rest of it speaks of the reply markup too."""
_OURS = "https://t.me/"


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
        """The keyboard in Telegram's form, nothing where it has no buttons."""
        rows = [[_button(button) for button in row] for row in self.keyboard]
        return InlineKeyboardMarkup(rows) if rows else None

    def simpler(self, reason: str) -> Form | None:
        """Return the form to try next after a refusal for ``reason``; nothing where no simpler one would help.

        An edit that changes nothing needs none. Markup that does not parse gives way to plain text. Where a button is
        refused those go that lead out of Telegram, then all with an address, then every one.
        """
        said = reason.lower()
        if NOT_MODIFIED in said:
            return None
        if "can't parse entities" in said and self.parse_mode is not None:
            return replace(
                self, text=text_of(self.text), parse_mode=None, because="does not parse and goes out as plain text"
            )
        if self.keyboard and any(words in said for words in _OF_A_BUTTON):
            return replace(
                self,
                keyboard=_fewer_buttons(self.keyboard),
                because="is refused for a button and goes out with fewer",
            )
        return None


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
