"""A rich message as a request names it, read into the form in which the server keeps and tells it.

That form is the Bot API's RichMessage: its ``blocks``, whatever the bot sent (M), and ``is_rtl``.
"""

from __future__ import annotations

import json
import re
from typing import Any

from bot.local_telegram.refusals import bad_request
from bot.local_telegram.rich.blocks import read_blocks
from bot.local_telegram.rich.detection import detect
from bot.local_telegram.rich.html_blocks import blocks_of
from bot.local_telegram.rich.limits import EMPTY, MARKDOWN_INVALID, check_limits
from bot.local_telegram.rich.markdown import html_of
from bot.local_telegram.rich.source import Source, flag_field, list_field, string_field
from bot.local_telegram.state import Chat, Dropped, Json

WHAT = "InputRichMessage"
MAX_JSON_DEPTH = 100
"""Arrays and objects within each other that tdlib's parser of JSON takes (TD)."""
_MEDIA_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
NON_EMPTY = bad_request("rich message must be non-empty")
UNPARSED = bad_request("can't parse rich message JSON object")


def read_parameter(source: Source) -> Json:
    """Return the rich message of a request. Raises Refusal."""
    written = source.parameters.text("rich_message")
    if not written:
        raise NON_EMPTY
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        raise UNPARSED from None
    return read_message(source, value)


def read_message(source: Source, value: Any) -> Json:
    """Return a rich message given as JSON, within the limits. Raises Refusal."""
    if _depth(value) > MAX_JSON_DEPTH:
        raise UNPARSED
    if isinstance(value, str):
        # JSON that was written twice arrives as a text (M)
        raise NON_EMPTY
    if not isinstance(value, dict):
        raise bad_request("object expected as rich message")
    blocks = _content(source, value)
    check_limits(blocks)
    if not flag_field(value, "skip_entity_detection", WHAT):
        blocks = detect(blocks)
    return {"blocks": blocks} | ({"is_rtl": True} if flag_field(value, "is_rtl", WHAT) else {})


def tell_of_cut(source: Source, chat: Chat | None) -> None:
    """Write into the server's journal that something was dropped, which Telegram does without a word."""
    if source.cut:
        source.server.record("warning", chat, source.bot, Dropped(source.cut))


def _content(source: Source, value: Json) -> list[Json]:
    """Read the first form that is there: blocks, Markdown, HTML (M, E; S wants exactly one)."""
    if value.get("blocks") is not None:
        blocks = list_field(value, "blocks", WHAT)
        if not blocks:
            raise NON_EMPTY
        return read_blocks(source, blocks)
    for form in ("markdown", "html"):
        if value.get(form) is not None:
            return read_blocks(source, _from_markup(source, value, form))
    raise NON_EMPTY


def _from_markup(source: Source, value: Json, form: str) -> list[Json]:
    """Return the blocks of Markdown or HTML, as a bot would send them; the source is cut as one string (TD, M)."""
    written = source.string(string_field(value, form, WHAT))
    if not written.strip():
        raise MARKDOWN_INVALID if form == "markdown" else EMPTY
    found = blocks_of(html_of(written) if form == "markdown" else written, _named_media(value))
    if not found:
        raise EMPTY
    return found


def _named_media(value: Json) -> dict[str, Json]:
    """Return the files that markup may name, by their names. Raises Refusal."""
    found: dict[str, Json] = {}
    for item in list_field(value, "media", WHAT) if value.get("media") is not None else ():
        if not isinstance(item, dict) or not isinstance(item.get("media"), dict):
            # the words are unverified
            raise bad_request("object expected as InputRichMessageMedia")
        name = string_field(item, "id", "InputRichMessageMedia", required=True)
        if not _MEDIA_NAME.fullmatch(name):
            # S has the rule; its words are unverified
            raise bad_request("RICH_MESSAGE_MEDIA_ID_INVALID")
        found[name] = item["media"]
    return found


def _depth(value: Any) -> int:
    """Return how many arrays and objects stand within each other; what is deeper than the most is not looked at."""
    level, depth = [value], 0
    while level and depth <= MAX_JSON_DEPTH:
        holders = [part for part in level if isinstance(part, list | dict)]
        level = [inner for part in holders for inner in (part.values() if isinstance(part, dict) else part)]
        depth += bool(holders)
        if not holders:
            break
    return depth
