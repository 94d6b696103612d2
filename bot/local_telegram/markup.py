"""Reply markups: which ones Telegram takes, and in which form it keeps them.

The order of the checks and their words are those of tdlib's server (``Client::get_inline_keyboard_button``), of tdlib
(``ReplyMarkup.cpp``) and of Telegram behind both: the first takes a button apart, the second leaves out buttons without
a text and cuts rows, the third counts.
"""

from __future__ import annotations

from typing import Any

from bot.local_telegram.links import LinkError, required_link
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import BUTTON_DATA_INVALID, MARKUP_TOO_LONG, bad_request
from bot.local_telegram.state import Chat, Json

MAX_DATA_BYTES = 64
MAX_COPY_LENGTH = 256
MAX_BUTTONS = 100
MAX_ROW = 8
CUT_ROW, CUT_BUTTONS = 12, 300
"""What tdlib leaves out beyond, without a word."""
MAX_CONTENT_BYTES = 6 * 1024
"""Texts, data and addresses of all buttons together; Telegram names no number, bots were refused from 6.5 kB on."""
STYLES = frozenset({"danger", "success", "primary"})
_OTHER_KINDS = frozenset({"keyboard", "remove_keyboard", "force_reply"})
_WORDS = ("url", "callback_data")
"""What a button does, passed over when empty; the others count as soon as they are named."""
_STRINGS = ("switch_inline_query", "switch_inline_query_current_chat")
_OBJECTS = ("switch_inline_query_chosen_chat", "login_url", "web_app", "copy_text")
_IN_CHANNELS = "because users will not be able to use the button without knowing bot's username"

Keyboard = list[list[Json]]


def read_markup(parameters: Parameters) -> tuple[Keyboard | None, Json | None]:
    """Return the inline keyboard, or the other kind of markup, of a request; None for each that is missing."""
    return checked_markup(parameters.decoded("reply_markup", "reply keyboard markup"))


def checked_markup(value: Any) -> tuple[Keyboard | None, Json | None]:
    """Check a markup given as JSON. Raises Refusal."""
    if value is None:
        return None, None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if value.get("inline_keyboard") is not None:
        return _inline_keyboard(value["inline_keyboard"]), None
    return None, value if _OTHER_KINDS & value.keys() else None


def check_for_chat(chat: Chat, keyboard: Keyboard | None, other: Json | None) -> None:
    """Check that a markup may stand in ``chat``. Raises Refusal."""
    if other is not None and chat.type == "channel":
        raise bad_request("inline keyboard expected")
    for button in (button for row in keyboard or () for button in row):
        if chat.type == "channel" and any(kind.startswith("switch_inline") for kind in button):
            current = "switch_inline_query_current_chat" in button
            name = "switch_inline_query_current_chat" if current else "switch_inline_query"
            raise bad_request(f"Can't use {name} button in a channel chat, {_IN_CHANNELS}")
        if chat.type != "private" and "web_app" in button:
            raise bad_request("BUTTON_TYPE_INVALID")


def _inline_keyboard(rows: Any) -> Keyboard | None:
    if not isinstance(rows, list):
        raise bad_request('Field "inline_keyboard" must be of type Array')
    keyboard: Keyboard = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
        buttons = [button for button in map(_button, row) if button["text"]][:CUT_ROW]
        keyboard.append(buttons[: max(0, CUT_BUTTONS - sum(map(len, keyboard)))])
    keyboard = [row for row in keyboard if row]
    counts = [len(row) for row in keyboard]
    if max(counts, default=0) > MAX_ROW or sum(counts) > MAX_BUTTONS or _weight(keyboard) > MAX_CONTENT_BYTES:
        raise MARKUP_TOO_LONG
    return keyboard or None


def _weight(keyboard: Keyboard) -> int:
    return sum(len(str(value).encode()) for row in keyboard for button in row for value in button.values())


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _unparsed("InlineKeyboardButton must be an Object")
    if button.get("text") is None:
        raise _unparsed('Can\'t find field "text"')
    text = _string(button, "text")
    checked: Json = {"text": text, **button_action(button)}
    if text and not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if button.get("style") in STYLES:
        checked["style"] = button["style"]
    return checked


def button_action(button: Json) -> Json:
    """Return what a button does: the field that says so, checked. Raises Refusal."""
    kind = _kind(button)
    return {kind: _payload(kind, button)}


def _kind(button: Json) -> str:
    for name in _WORDS:
        if _string(button, name):
            return name
    for name in (*_STRINGS, *_OBJECTS):
        if name in button:
            return name
    raise _unparsed("Text buttons are unallowed in the inline keyboard")


def _payload(kind: str, button: Json) -> Any:
    if kind in _STRINGS:
        return _string(button, kind)
    if kind in _OBJECTS:
        value = button[kind]
        if not isinstance(value, dict):
            raise _unparsed(f'Field "{kind}" must be of type Object')
        if kind in {"login_url", "web_app"}:
            _https(kind, _string(value, "url"))
        if kind == "copy_text" and not 1 <= len(_string(value, "text")) <= MAX_COPY_LENGTH:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return value
    value = _string(button, kind)
    if kind == "url":
        return _link(value, "inline keyboard button")
    if len(value.encode()) > MAX_DATA_BYTES:
        raise BUTTON_DATA_INVALID
    return value


def _string(holder: Json, name: str) -> str:
    """Return a text, also where it was written as a number."""
    value = holder.get(name, "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise _unparsed(f'Field "{name}" must be of type String')
    return value


def _https(kind: str, url: str) -> None:
    if not _link(url, f"inline keyboard button {'login' if kind == 'login_url' else 'Web App'}").startswith("https://"):
        name = "login" if kind == "login_url" else "Web App"
        raise bad_request(f"inline keyboard button {name} URL '{url}' is invalid: Only HTTPS links are allowed")


def _link(url: str, where: str) -> str:
    try:
        return required_link(url)
    except LinkError as error:
        raise bad_request(f"{where} {error}") from None


def _unparsed(reason: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {reason}")
