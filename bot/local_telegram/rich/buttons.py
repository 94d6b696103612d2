"""Buttons inside of a rich message: what they do is read as for an inline keyboard (E), what they say is rich text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.local_telegram.markup import button_action
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.rich.source import Source, string_field
from bot.local_telegram.rich.traversal import buttons_in
from bot.local_telegram.state import Chat, Json

STYLES = frozenset({"danger", "success", "primary", "link"})
MAX_ROW = 8
"""Buttons of one row (S)."""
_IN_LABELS = frozenset({"custom_emoji", "date_time"})
"""What a label may hold besides plain text (S)."""


def read_button(source: Source, value: Any, read_text: Callable[[Source, Any], Any]) -> Json:
    """Return a RichMessageButton as it is kept. Raises Refusal."""
    if not isinstance(value, dict):
        raise bad_request("inlineButton must be an Object")
    text = read_text(source, value.get("text"))
    style = string_field(value, "style", "RichMessageButton").lower()
    if style not in STYLES | {"", "default"}:
        raise bad_request("invalid button style specified")
    if not _plain(text):
        # S has the rule; its words are unverified
        raise bad_request("BUTTON_TEXT_INVALID")
    action = {"disabled": {}} if isinstance(value.get("disabled"), dict) else button_action(value)
    if style == "link" and "callback_data" not in action:
        # S has the rule; its words are unverified
        raise bad_request("BUTTON_TYPE_INVALID")
    return {"text": text} | ({"style": style} if style in STYLES else {}) | action


def read_row(source: Source, values: list[Any], read_text: Callable[[Source, Any], Any]) -> list[Json]:
    """Return the buttons of a row. Raises Refusal."""
    buttons = [read_button(source, value, read_text) for value in values]
    if not buttons:
        raise bad_request("button row must be non-empty")
    if len(buttons) > MAX_ROW:
        # S has the limit; its words are unverified
        raise bad_request("RICH_MESSAGE_BUTTONS_TOO_MANY")
    return buttons


def check_buttons(chat: Chat, blocks: list[Json]) -> None:
    """Check that the buttons may stand in ``chat``: Web Apps only in private ones (S). Raises Refusal."""
    if chat.type != "private" and any("web_app" in button for button in buttons_in(blocks)):
        raise bad_request("BUTTON_TYPE_INVALID")


def _plain(text: Any) -> bool:
    if isinstance(text, list):
        return all(map(_plain, text))
    if isinstance(text, dict):
        return text["type"] in _IN_LABELS and _plain(text.get("text", ""))
    return True
