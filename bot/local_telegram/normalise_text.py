"""Normalisation of a text with its entities before Telegram stores them, after tdlib's ``fix_formatted_text``.

Control characters become spaces, some are taken out, both ends are trimmed. Bold, italic and similar may be split
and joined: they are cut where a link or another such place begins or ends, and touching ones of a kind become one.
Links and code are whole or not at all, a quotation stands in no link and no other quotation, and nothing stands inside
code. What clients recognise by themselves is marked where nothing else of its kind is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.local_telegram.auto_entities import recognised
from bot.local_telegram.entities import Entity, FormattedText, utf16_length

MAX_ENTITIES = 100
"""Entities that a message keeps; Telegram drops the rest without a word."""

_SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_CODE = frozenset({"pre", "code"})
_PRIORITY = {
    **dict.fromkeys(_QUOTES, 0), "pre": 11, "code": 20, "text_link": 49, "text_mention": 49, "bold": 90, "italic": 91,
    "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip
"""Which of two entities over the same place comes first; all others stand in the middle."""
_MIDDLE = 50
_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_SPACED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_BLANK = " \n"
_INVISIBLE = re.compile("[\\s\u180e\u200b-\u200e\u202e\u2060\u2800\u3164\ufeff\ufffc]*")


def tidy(text: str, entities: Iterable[Entity] = ()) -> FormattedText:
    """Bring a text and the entities asked for into the form in which Telegram stores and shows them."""
    kept = _fixed([entity for entity in entities if entity.length > 0])
    text, kept = _without(_SPACED.sub(" ", text), kept)
    kept = _fixed(kept)
    text, kept = _trimmed(text, kept)
    if _INVISIBLE.fullmatch(text):
        return FormattedText()
    return FormattedText(text, tuple(_with_recognised(kept, recognised(text))[:MAX_ENTITIES]))


def clean(text: str) -> str:
    """Return a text without the characters that Telegram takes out, control characters as spaces."""
    return _REMOVED.sub("", _SPACED.sub(" ", text))


def _rank(entity: Entity) -> tuple[int, int, int]:
    return entity.offset, -entity.length, _PRIORITY.get(entity.kind, _MIDDLE)


def _fixed(entities: list[Entity]) -> list[Entity]:
    """Leave out what intersects, and split and join the rest."""
    ranked = sorted(entities, key=_rank)
    links = _apart(entity for entity in ranked if entity.kind not in _SPLITTABLE and entity.kind not in _QUOTES)
    quotes = _apart(entity for entity in ranked if entity.kind in _QUOTES)
    links = [link for link in links if not any(_cuts(quote, link) for quote in quotes)]
    return _split([entity for entity in ranked if entity.kind in _SPLITTABLE], sorted(links + quotes, key=_rank))


def _apart(ranked: Iterable[Entity]) -> list[Entity]:
    """Keep of intersecting entities the first."""
    kept: list[Entity] = []
    for entity in ranked:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _cuts(quote: Entity, link: Entity) -> bool:
    """Return whether a quotation ends or begins inside of a link."""
    if quote.end <= link.offset or quote.offset >= link.end:
        return False
    return quote.end < link.end or link.offset < quote.offset


@dataclass(slots=True)
class _Splitting:
    """A pass over a text that joins and cuts the entities that may be split."""

    waiting: list[Entity]
    running: dict[str, tuple[int, int]] = field(default_factory=dict)
    done: list[Entity] = field(default_factory=list)

    def up_to(self, end: int) -> None:
        while self.waiting and self.waiting[0].offset < end:
            entity = self.waiting.pop(0)
            begun, ends = self.running.get(entity.kind, (0, -1))
            if entity.offset <= ends:
                self.running[entity.kind] = (begun, max(ends, entity.end))
            else:
                self._cut(entity.offset)
                self.running[entity.kind] = (entity.offset, entity.end)
        self._cut(end)

    def _cut(self, place: int) -> None:
        for kind in _SPLITTABLE:
            begun, ends = self.running.get(kind, (place, place))
            if begun >= place:
                continue
            self.done.append(Entity(kind, begun, min(ends, place) - begun))
            if ends <= place:
                del self.running[kind]
            else:
                self.running[kind] = (place, ends)


def _split(splittable: list[Entity], others: list[Entity]) -> list[Entity]:
    if not splittable:
        return others
    splitting = _Splitting(list(splittable))
    nested: list[Entity] = []

    def leave_until(place: int) -> None:
        while nested and place >= nested[-1].end:
            before = len(splitting.done)
            splitting.up_to(nested[-1].end)
            if nested.pop().kind in _CODE:
                del splitting.done[before:]

    for other in others:
        leave_until(other.offset)
        splitting.up_to(other.offset)
        nested.append(other)
    end = max(entity.end for entity in splittable + others) + 1
    leave_until(end)
    splitting.up_to(end)
    return sorted(others + splitting.done, key=_rank)


def _without(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    removed = [utf16_length(text[: match.start()]) for match in _REMOVED.finditer(text)]
    if not removed:
        return text, entities
    moved = []
    for entity in entities:
        before = sum(place < entity.offset for place in removed)
        inside = sum(entity.offset <= place < entity.end for place in removed)
        if entity.length > inside:
            moved.append(replace(entity, offset=entity.offset - before, length=entity.length - inside))
    return _REMOVED.sub("", text), moved


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Trim both ends; at the beginning only what no entity marks."""
    text = text.rstrip(_BLANK)
    size = utf16_length(text)
    kept = [
        replace(entity, length=min(entity.end, size) - entity.offset) for entity in entities if entity.offset < size
    ]
    # what is trimmed has one unit a character
    blank = len(text) - len(text.lstrip(_BLANK))
    start = min([blank, *(entity.offset for entity in kept)])
    if start:
        kept = [replace(entity, offset=entity.offset - start) for entity in kept]
    return text[start:], sorted(kept, key=_rank)


def _with_recognised(entities: list[Entity], found: list[Entity]) -> list[Entity]:
    if not found:
        return entities
    quotes = [entity for entity in entities if entity.kind in _QUOTES]
    links = [entity for entity in entities if entity.kind not in _SPLITTABLE and entity.kind not in _QUOTES]
    free = [
        entity
        for entity in found
        if not any(_cuts(quote, entity) for quote in quotes)
        and not any(entity.offset < link.end and link.offset < entity.end for link in links)
    ]
    splittable = [entity for entity in entities if entity.kind in _SPLITTABLE]
    return _split(splittable, sorted(quotes + links + free, key=_rank))
