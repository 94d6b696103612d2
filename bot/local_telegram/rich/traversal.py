"""Ways through the blocks of a rich message, in the form in which they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.local_telegram.state import Json

TEXT_FIELDS = ("text", "credit", "summary", "caption", "cells", "items", "blocks", "button", "buttons")
"""Fields of blocks and of rich text that hold more text."""
_STRING_FIELDS = ("expression", "alternative_text")


def nested(blocks: list[Json]) -> Iterator[tuple[Json, int]]:
    """Return all blocks with how deep each stands, from 1; what is in an item stands one deeper than its list."""
    waiting = [(block, 1) for block in reversed(blocks)]
    while waiting:
        block, depth = waiting.pop()
        yield block, depth
        inner = [*block.get("blocks", ()), *(inside for item in block.get("items", ()) for inside in item["blocks"])]
        waiting += [(inside, depth + 1) for inside in reversed(inner)]


def strings(value: Any) -> Iterator[str]:
    """Return the strings that a reader sees in blocks or in rich text, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, dict):
        for field in _STRING_FIELDS:
            if field in value:
                yield value[field]
        for field in TEXT_FIELDS:
            if field in value:
                yield from strings(value[field])


def buttons_in(value: Any) -> Iterator[Json]:
    """Return the buttons in blocks or in rich text, in reading order."""
    if isinstance(value, list):
        for part in value:
            yield from buttons_in(part)
    elif isinstance(value, dict):
        if value.get("type") == "button":
            yield value["button"]
        elif value.get("type") == "buttons":
            yield from value["buttons"]
        else:
            for part in value.values():
                yield from buttons_in(part)


def plain_text(rich: Json) -> str:
    """Return the text of a rich message, a line for every piece of it."""
    return "\n".join("".join(strings(block)) for block in rich["blocks"])


def addresses_in(value: Any) -> Iterator[str]:
    """Return the addresses that links and buttons in blocks or in rich text lead to, in reading order."""
    if isinstance(value, list):
        for part in value:
            yield from addresses_in(part)
    elif isinstance(value, dict):
        if isinstance(value.get("url"), str):
            yield value["url"]
        for part in value.values():
            yield from addresses_in(part)
