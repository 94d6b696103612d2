"""What the server finds in the texts of a rich message by itself: addresses, mentions, hashtags, commands (S)."""

from __future__ import annotations

from typing import Any

from bot.local_telegram.auto_entities import recognised
from bot.local_telegram.entities import Entity, slice_utf16, utf16_length
from bot.local_telegram.links import checked_link
from bot.local_telegram.rich.rich_text import STYLES, RichText, joined
from bot.local_telegram.state import Json

_HOLDERS = STYLES - {"code"} | {"date_time", "reference"}
"""Types of rich text in which more is found; in links and code nothing is (unverified)."""
_FIELDS = ("text", "credit", "summary", "caption")
_NAMES = {
    "mention": "username",
    "hashtag": "hashtag",
    "cashtag": "cashtag",
    "bot_command": "bot_command",
}


def detect(blocks: list[Json]) -> list[Json]:
    """Return the blocks with all that is found in their texts marked."""
    return [_in_block(block) for block in blocks]


def _in_block(block: Json) -> Json:
    if block["type"] == "pre":
        return block
    found = dict(block)
    for field in _FIELDS:
        if field in block:
            found[field] = _in_caption(block[field]) if _is_caption(block[field]) else _in_text(block[field])
    if "blocks" in block:
        found["blocks"] = detect(block["blocks"])
    if "items" in block:
        found["items"] = [item | {"blocks": detect(item["blocks"])} for item in block["items"]]
    if "cells" in block:
        found["cells"] = [[_in_caption(cell) for cell in row] for row in block["cells"]]
    return found


def _is_caption(value: Any) -> bool:
    return isinstance(value, dict) and "type" not in value


def _in_caption(holder: Json) -> Json:
    return holder | {field: _in_text(holder[field]) for field in ("text", "credit") if field in holder}


def _in_text(text: RichText) -> RichText:
    if isinstance(text, list):
        return joined([_in_text(part) for part in text])
    if isinstance(text, dict):
        return text | {"text": _in_text(text["text"])} if text["type"] in _HOLDERS else text
    parts: list[RichText] = []
    at = 0
    for entity in recognised(text):
        parts += [slice_utf16(text, at, entity.offset - at), _marked(text, entity)]
        at = entity.end
    return joined([*parts, slice_utf16(text, at, utf16_length(text) - at)]) if parts else text


def _marked(text: str, entity: Entity) -> RichText:
    said = slice_utf16(text, entity.offset, entity.length)
    if entity.kind == "url":
        address = checked_link(said)
        return {"type": "url", "text": said, "url": address} if address else said
    if entity.kind == "email":
        return {"type": "email_address", "text": said, "email_address": said}
    # the command keeps its sign, the others are named without it
    name = said if entity.kind == "bot_command" else said[1:]
    return {"type": entity.kind, "text": said, _NAMES[entity.kind]: name}
