"""Mentions of the bot in readers' texts: its ``@username``, or a mention of the name it is shown under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from telegram import Message, MessageEntity

Span = tuple[int, int]
"""A place in a text: where it begins, and where it ends, exclusively."""

_BEHIND_A_NAME = " \t\n,，、:：;；!！~～—–"
"""Signs that part the bot's name from what is said to it: ``@bot, what is PPO?``."""
_BEFORE_A_NAME = " \t\n,，、:：;；"
_CLINGING = ",，、:：;；.。?？!！"
"""Signs before which there is no space."""


def words_of(message: Message) -> str:
    """Return what a message says: its text, or the caption of what it shows; empty where it says nothing."""
    return message.text or message.caption or ""


def entities_of(message: Message) -> Sequence[MessageEntity]:
    """Return the entities of what a message says."""
    return message.entities if message.text else message.caption_entities


def mentions_of_bot(message: Message) -> list[Span]:
    """Return the places where a message names its bot, in order; other people's names are none."""
    words, bot = words_of(message), message.get_bot()
    found = [match.span() for match in _username(bot.username).finditer(words)]
    found += [
        _span(words, entity)
        for entity in entities_of(message)
        if entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and entity.user.id == bot.id
    ]
    return sorted(found)


def without(text: str, places: Sequence[Span]) -> str:
    """Cut ``places`` (in order) out of ``text``, with the comma that parts a name from what is said."""
    kept, end = "", 0
    for start, stop in (*places, (len(text), len(text))):
        if start >= end:
            piece = text[end:start]
            kept = _joined(kept, piece) if end else piece
        end = max(end, stop)
    return kept


def _joined(before: str, after: str) -> str:
    """Put together what stood before a name and what stands behind it."""
    if not before.strip():
        return after.lstrip(_BEHIND_A_NAME)
    after = after.lstrip()
    if not any(character.isalnum() for character in after):
        return before.rstrip(_BEFORE_A_NAME) + after
    return before.rstrip() + ("" if after.startswith(tuple(_CLINGING)) else " ") + after


@lru_cache(maxsize=8)
def _username(username: str) -> re.Pattern[str]:
    # Chinese often stands right beside a name, and Telegram then marks no mention; letters and digits make another name
    return re.compile(rf"(?<![A-Za-z0-9_/])@{re.escape(username)}(?![A-Za-z0-9_])", re.IGNORECASE)


def _span(text: str, entity: MessageEntity) -> Span:
    """Return the place of an entity, whose offset and length count UTF-16 code units."""
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
    before = len(units[:start].decode("utf-16-le", "surrogatepass"))
    return before, before + len(units[start:end].decode("utf-16-le", "surrogatepass"))
