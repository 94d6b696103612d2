"""The texts of a request: parsed by their parse mode, tidied, and within Telegram's limits."""

from __future__ import annotations

from bot.local_telegram import refusals
from bot.local_telegram.entities import Entity, FormattedText, parse_entity, slice_utf16, utf16_length
from bot.local_telegram.html import HtmlError, parse_html
from bot.local_telegram.normalise_text import tidy
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.state import Account

MAX_TEXT_UNITS = 4096
"""UTF-16 units of a message, counted after the entities are parsed."""
MAX_RAW_BYTES = 1 << 15
"""Bytes of a text before it is parsed."""
MAX_PLACE = 1_000_000
"""Offsets and lengths of entities are numbers up to this one."""


def message_text(parameters: Parameters, accounts: dict[int, Account]) -> FormattedText:
    """Return the text of a message to be sent or edited, parsed and within Telegram's limits."""
    if not parameters.text("text"):
        raise refusals.TEXT_EMPTY
    content = formatted(
        parameters.text("text"),
        parameters.text("parse_mode"),
        parameters.decoded("entities", "entities"),
        accounts,
    )
    if not content.text:
        raise refusals.TEXT_BLANK
    if utf16_length(content.text) > MAX_TEXT_UNITS:
        raise refusals.MESSAGE_TOO_LONG
    return content


def formatted(text: str, parse_mode: str, entities: object, accounts: dict[int, Account]) -> FormattedText:
    """Parse a text by its parse mode, or take the entities given."""
    if len(text.encode()) > MAX_RAW_BYTES:
        raise refusals.TEXT_TOO_LONG
    mode = parse_mode.lower()
    if mode == "html":
        try:
            parsed = parse_html(text)
        except HtmlError as error:
            raise bad_request(f"Can't parse entities: {error}") from None
    elif mode in {"markdown", "markdownv2"}:
        raise bad_request("Can't parse entities: this local server knows no Markdown, only HTML")
    elif mode in {"", "none"}:
        parsed = FormattedText(text, _given_entities(text, entities))
    else:
        raise refusals.PARSE_MODE_UNKNOWN
    known = [entity for entity in parsed.entities if entity.kind != "text_mention" or entity.user_id in accounts]
    return tidy(parsed.text, known)


def _given_entities(text: str, entities: object) -> tuple[Entity, ...]:
    if not isinstance(entities, list):
        return ()
    found = []
    for value in entities:
        try:
            entity = parse_entity(value)
        except ValueError as error:
            raise bad_request(f"can't parse MessageEntity: {error}") from None
        if entity is not None:
            _check_place(text, entity)
            found.append(entity)
    return tuple(found)


def _check_place(text: str, entity: Entity) -> None:
    """Check that an entity lies within the text and cuts no character in two, in tdlib's words."""
    if not 0 <= entity.offset <= MAX_PLACE:
        raise bad_request(f"receive an entity with incorrect offset {entity.offset}")
    if not 0 <= entity.length <= MAX_PLACE:
        raise bad_request(f"receive an entity with incorrect length {entity.length}")
    size, begin = utf16_length(text), f"beginning at UTF-16 offset {entity.offset}"
    if entity.length and entity.offset >= size:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {entity.offset}")
    if entity.end > size:
        raise bad_request(f"entity {begin} ends after the end of the text at UTF-16 offset {entity.end}")
    for place, words in ((entity.offset, "begins"), (entity.end, f"{begin} ends")):
        before = slice_utf16(text, 0, place)
        if "\ufffd" in before[-1:] and text[len(before) - 1] != "\ufffd":
            at = len(text[: len(before)].encode())
            raise bad_request(f"entity {words} in a middle of a UTF-16 symbol at byte offset {at}")
