"""Entities: the marked places of a text. Offsets and lengths count UTF-16 code units, as everywhere in the Bot API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FOUND_BY_CLIENTS = frozenset({"url", "email", "bot_command", "mention", "hashtag", "cashtag", "phone_number"})
"""Kinds that clients recognise by themselves; a bot cannot ask for them."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked place. ``kind`` is the Bot API's ``type``; the other fields hold what that type needs."""

    kind: str
    offset: int
    length: int
    url: str = ""
    language: str = ""
    user_id: int = 0
    custom_emoji_id: str = ""

    @property
    def end(self) -> int:
        """Where it ends, exclusively."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text with its entities, sorted by offset, the longer first."""

    text: str = ""
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """Count the UTF-16 code units of ``text``."""
    return len(text) + sum(character > "\uffff" for character in text)


def slice_utf16(text: str, offset: int, length: int) -> str:
    """Return the part of ``text`` that an entity marks."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def parse_entity(value: Any) -> Entity | None:
    """Read an entity as the Bot API writes it; None for a type that only clients may set. Raises ValueError."""
    if not isinstance(value, dict):
        raise ValueError("expected an Object")
    kind, offset, length = value.get("type"), value.get("offset"), value.get("length")
    if not isinstance(kind, str):
        raise ValueError('can\'t find field "type"')
    if not isinstance(offset, int) or not isinstance(length, int):
        raise ValueError('field "offset" must be of type Number')
    user = value.get("user") or {}
    if kind in FOUND_BY_CLIENTS:
        return None
    return Entity(
        kind,
        offset,
        length,
        url=str(value.get("url", "")),
        language=str(value.get("language", "")),
        user_id=int(user.get("id", 0)),
        custom_emoji_id=str(value.get("custom_emoji_id", "")),
    )
