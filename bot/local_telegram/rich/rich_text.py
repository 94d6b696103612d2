"""Rich text: a string, a list of rich texts, or an object that says how its own text is shown (S, E)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.local_telegram.links import LinkError, required_link
from bot.local_telegram.objects import user_object
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.rich.buttons import read_button
from bot.local_telegram.rich.limits import URL_INVALID
from bot.local_telegram.rich.source import Source, integer_field, missing, string_field
from bot.local_telegram.state import Json

WHAT = "RichText"
STYLES = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "subscript", "superscript", "marked", "code"}
)
FOUND_BY_SERVER = frozenset({"mention", "hashtag", "cashtag", "bot_command", "bank_card_number"})
"""What the server finds in a text by itself: of an object that names it only the text is kept (E)."""
_NAMES = {"reference": "name", "reference_link": "reference_name", "anchor_link": "anchor_name"}
_ADDRESSES = {"email_address": "email_address", "phone_number": "phone_number"}
_EMOJI_ID = re.compile(r"-?[1-9][0-9]*")
_DATE_FORMAT = re.compile(r"r|w?[dD]?[tT]?")

RichText = str | list[Any] | Json


def read_text(source: Source, value: Any) -> RichText:
    """Return rich text in the form in which it is kept and told; nothing at all is an empty text. Raises Refusal."""
    if value is None:
        return ""
    if isinstance(value, str):
        return source.string(value)
    if isinstance(value, list):
        return joined([read_text(source, part) for part in value])
    if not isinstance(value, dict):
        raise bad_request("invalid rich text specified")
    if not isinstance(value.get("type"), str):
        raise missing("type", WHAT)
    kind = value["type"]
    if kind in FOUND_BY_SERVER:
        return read_text(source, value.get("text"))
    if kind in STYLES:
        return {"type": kind, "text": read_text(source, value.get("text"))}
    if kind not in _READERS:
        raise bad_request("unsupported rich text type")
    return _READERS[kind](source, value)


def joined(parts: list[RichText]) -> RichText:
    """Return texts one after another, in the simplest form."""
    flat: list[Any] = []
    for part in parts:
        for piece in part if isinstance(part, list) else [part]:
            if isinstance(piece, str) and flat and isinstance(flat[-1], str):
                flat[-1] += piece
            elif piece != "":
                flat.append(piece)
    return flat[0] if len(flat) == 1 else flat or ""


def _url(source: Source, value: Json) -> Json:
    """Read a link; a relative address is refused (M), and so is every other that is no link (unverified)."""
    try:
        address = required_link(string_field(value, "url", WHAT, required=True))
    except LinkError:
        raise URL_INVALID from None
    return {"type": "url", "text": read_text(source, value.get("text")), "url": address}


def _address(source: Source, value: Json) -> Json:
    name = _ADDRESSES[value["type"]]
    written = source.string(string_field(value, name, WHAT, required=True))
    return {"type": value["type"], "text": read_text(source, value.get("text")), name: written}


def _named(source: Source, value: Json) -> Json:
    kind, name = value["type"], _NAMES[value["type"]]
    written = source.string(string_field(value, name, WHAT, required=True))
    text = read_text(source, value.get("text"))
    if kind == "reference" and text == "":
        # a reference without a text is kept as an anchor (TD)
        return {"type": "anchor", "name": written}
    return {"type": kind, "text": text, name: written}


def _anchor(source: Source, value: Json) -> Json:
    return {"type": "anchor", "name": source.string(string_field(value, "name", WHAT, required=True))}


def _formula(source: Source, value: Json) -> Json:
    expression = source.string(string_field(value, "expression", WHAT, required=True))
    return {"type": "mathematical_expression", "expression": expression}


def _emoji(source: Source, value: Json) -> Json:
    emoji = string_field(value, "custom_emoji_id", WHAT, required=True)
    if not _EMOJI_ID.fullmatch(emoji):
        raise bad_request("invalid custom emoji identifier specified")
    alternative = source.string(string_field(value, "alternative_text", WHAT))
    return {"type": "custom_emoji", "custom_emoji_id": emoji, "alternative_text": alternative}


def _date(source: Source, value: Json) -> Json:
    text = read_text(source, value.get("text"))
    written = string_field(value, "date_time_format", WHAT)
    if not _DATE_FORMAT.fullmatch(written):
        raise bad_request("invalid date-time format specified")
    time = integer_field(value, "unix_time", WHAT, required=True)
    if time <= 0:
        raise bad_request("invalid date specified")
    return {"type": "date_time", "text": text, "unix_time": time, "date_time_format": written}


def _mention(source: Source, value: Json) -> RichText:
    """Read the mention of a user; of one whom nobody here knows only the text is kept (unverified)."""
    text = read_text(source, value.get("text"))
    user = value.get("user")
    if not isinstance(user, dict):
        raise missing("user", WHAT)
    account = source.server.accounts.get(integer_field(user, "id", "User", required=True))
    return {"type": "text_mention", "text": text, "user": user_object(account)} if account else text


def _button(source: Source, value: Json) -> Json:
    button = value.get("button")
    if button is None:
        raise missing("button", WHAT)
    return {"type": "button", "button": read_button(source, button, read_text)}


_READERS: dict[str, Callable[[Source, Json], RichText]] = {
    "url": _url,
    **dict.fromkeys(_ADDRESSES, _address),
    **dict.fromkeys(_NAMES, _named),
    "anchor": _anchor,
    "mathematical_expression": _formula,
    "custom_emoji": _emoji,
    "date_time": _date,
    "text_mention": _mention,
    "button": _button,
}
