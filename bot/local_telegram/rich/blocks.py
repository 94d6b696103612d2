"""Blocks: read in the form in which a bot sends them (InputRichBlock), kept in that in which it is told (RichBlock)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.local_telegram.refusals import bad_request
from bot.local_telegram.rich.buttons import read_row
from bot.local_telegram.rich.limits import CONTENT_REQUIRED, MEDIA_BLOCKS
from bot.local_telegram.rich.lists import numbered, read_number
from bot.local_telegram.rich.media import read_media
from bot.local_telegram.rich.rich_text import read_text
from bot.local_telegram.rich.source import Source, flag_field, integer_field, list_field, missing, string_field
from bot.local_telegram.rich.tables import ALIGNMENTS, read_table
from bot.local_telegram.rich.traversal import strings
from bot.local_telegram.state import Json

WHAT = "InputRichBlock"
HEADING_SIZES = range(1, 7)
MAX_ZOOM, MAX_MAP_SIDES, MAX_MAP_RATIO = 24, 10_000, 20
"""Of maps (TD); those without a size of their own are told with this one (unverified)."""
DEFAULT_ZOOM, DEFAULT_MAP_SIZE = 13, (600, 300)
_GALLERY = frozenset({"photo", "video", "animation"})
"""What a collage or slideshow may hold (unverified)."""


def read_blocks(source: Source, values: list[Any]) -> list[Json]:
    """Return the blocks as they are kept. Raises Refusal."""
    return [_block(source, value) for value in values]


def caption_of(source: Source, value: Json) -> Json:
    """Return the caption of a block under its name, nothing where it says nothing. Raises Refusal."""
    caption = value.get("caption")
    if caption is None:
        return {}
    if not isinstance(caption, dict):
        raise bad_request("richBlockCaption must be an object")
    said: Json = {"text": read_text(source, caption.get("text"))} | _credit(source, caption)
    return {"caption": said} if any(strings(said)) else {}


def _block(source: Source, value: Any) -> Json:
    if not isinstance(value, dict):
        raise bad_request("object expected as InputRichMessageBlock")
    kind = value.get("type")
    if not isinstance(kind, str):
        raise missing("type", WHAT)
    if kind in MEDIA_BLOCKS:
        return read_media(source, kind, value) | caption_of(source, value)
    if kind not in _READERS:
        raise bad_request(f'can\'t parse {WHAT}: type "{kind}" is unsupported')
    return {"type": kind} | _READERS[kind](source, value)


def _inner(source: Source, value: Json) -> list[Json]:
    return read_blocks(source, list_field(value, "blocks", WHAT))


def _credit(source: Source, value: Json) -> Json:
    credit = read_text(source, value.get("credit"))
    return {"credit": credit} if any(strings(credit)) else {}


def _text(source: Source, value: Json) -> Json:
    return {"text": read_text(source, value.get("text"))}


def _filled(source: Source, value: Json) -> Json:
    """Read a text that must say something: an empty heading or code is refused (M)."""
    said = _text(source, value)
    if not any(text.strip() for text in strings(said)):
        raise CONTENT_REQUIRED
    return said


def _heading(source: Source, value: Json) -> Json:
    size = integer_field(value, "size", WHAT, required=True)
    if size not in HEADING_SIZES:
        raise bad_request("invalid section heading size specified")
    return _filled(source, value) | {"size": size}


def _pre(source: Source, value: Json) -> Json:
    language = source.string(string_field(value, "language", WHAT))
    return _filled(source, value) | ({"language": language} if language else {})


def _quotation(source: Source, value: Json) -> Json:
    return _text(source, value) | _credit(source, value)


def _block_quotation(source: Source, value: Json) -> Json:
    return {"blocks": _inner(source, value)} | _credit(source, value)


def _formula(source: Source, value: Json) -> Json:
    return {"expression": source.string(string_field(value, "expression", WHAT, required=True))}


def _anchor(source: Source, value: Json) -> Json:
    return {"name": source.string(string_field(value, "name", WHAT, required=True))}


def _thinking(source: Source, value: Json) -> Json:
    """Read what the bot thinks, which stands in drafts only (S; its words elsewhere are TD's for other blocks)."""
    if not source.draft:
        raise bad_request("block is not allowed")
    return _text(source, value)


def _details(source: Source, value: Json) -> Json:
    opened = {"is_open": True} if flag_field(value, "is_open", WHAT) else {}
    return {"summary": read_text(source, value.get("summary")), "blocks": _inner(source, value)} | opened


def _gallery(source: Source, value: Json) -> Json:
    """Read a collage or slideshow; an empty one is refused (M)."""
    blocks = _inner(source, value)
    if not blocks:
        raise CONTENT_REQUIRED
    if any(block["type"] not in _GALLERY for block in blocks):
        raise bad_request("block is not allowed")
    return {"blocks": blocks} | caption_of(source, value)


def _list(source: Source, value: Json) -> Json:
    items = []
    for item in list_field(value, "items", WHAT):
        if not isinstance(item, dict):
            raise bad_request("object expected as InputRichBlockListItem")
        # an item without blocks holds an empty paragraph (E)
        blocks = _inner(source, item) or [{"type": "paragraph", "text": ""}]
        items.append({"blocks": blocks} | read_number(item))
    return {"items": numbered(items)}


def _buttons(source: Source, value: Json) -> Json:
    align = string_field(value, "align", WHAT)
    if align and align not in ALIGNMENTS:
        raise bad_request("invalid horizontal alignment specified")
    row = read_row(source, list_field(value, "buttons", WHAT), read_text)
    return {"buttons": row} | ({"align": align} if align else {})


def _map(source: Source, value: Json) -> Json:
    location = value.get("location")
    if not isinstance(location, dict):
        raise missing("location", WHAT)
    place = [location.get(name) for name in ("latitude", "longitude")]
    furthest = zip(place, (90, 180), strict=True)
    if not all(isinstance(part, int | float) and abs(part) <= most for part, most in furthest):
        raise bad_request("invalid location specified")
    zoom, width, height = (integer_field(value, name, WHAT) for name in ("zoom", "width", "height"))
    sides, small = width + height, min(width, height)
    if not 0 <= zoom <= MAX_ZOOM or small < 0 or sides > MAX_MAP_SIDES or max(width, height) > MAX_MAP_RATIO * small:
        raise bad_request("invalid map properties specified")
    size = (width, height) if small else DEFAULT_MAP_SIZE
    body: Json = {"location": {"latitude": place[0], "longitude": place[1]}, "zoom": zoom or DEFAULT_ZOOM}
    return body | {"width": size[0], "height": size[1]} | caption_of(source, value)


_READERS: dict[str, Callable[[Source, Json], Json]] = {
    "paragraph": _text,
    "footer": _text,
    "heading": _heading,
    "pre": _pre,
    "divider": lambda _source, _value: {},
    "mathematical_expression": _formula,
    "anchor": _anchor,
    "list": _list,
    "blockquote": _block_quotation,
    "expandable_blockquote": _quotation,
    "pullquote": _quotation,
    "collage": _gallery,
    "slideshow": _gallery,
    "table": read_table,
    "details": _details,
    "map": _map,
    "buttons": _buttons,
    "thinking": _thinking,
}
