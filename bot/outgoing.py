"""What views give, in the forms of Telegram's library: for whoever sends, in an answer or of the bot's own accord."""

from __future__ import annotations

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot.views import Button, Keyboard

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """Give a keyboard in Telegram's form, nothing where it has no buttons."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in keyboard]) if keyboard else None


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.text, url=button.url)
    if button.copy:
        return InlineKeyboardButton(button.text, copy_text=CopyTextButton(button.copy))
    if button.share:
        return InlineKeyboardButton(button.text, switch_inline_query=button.share)
    return InlineKeyboardButton(button.text, callback_data=button.data)
