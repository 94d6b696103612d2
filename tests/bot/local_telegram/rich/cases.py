"""Blocks from both sides of every rule: those that are taken, and those that are refused with their words."""

from typing import Any


def paragraph(text: Any = "x") -> dict[str, Any]:
    return {"type": "paragraph", "text": text}


def details(depth: int, inner: dict[str, Any] | None = None) -> dict[str, Any]:
    block = inner or paragraph()
    for _ in range(depth):
        block = {"type": "details", "summary": "s", "blocks": [block]}
    return block


def items(count: int, **more: Any) -> dict[str, Any]:
    return {"type": "list", "items": [{"blocks": [paragraph()], **more}] * count}


def table(*rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"type": "table", "cells": list(rows), **more}


def button(**what: Any) -> dict[str, Any]:
    return {"text": "b", **(what or {"callback_data": "d"})}


def row(*buttons: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "buttons", "buttons": list(buttons), **more}


def map_of(latitude: float = 1.5, longitude: float = 2.5, **more: Any) -> dict[str, Any]:
    return {"type": "map", "location": {"latitude": latitude, "longitude": longitude}, **more}


BOLD = {"type": "bold", "text": "x"}
BIG = [paragraph("字" * 8192)] * 4
"""As many characters as may be, three bytes each, no string of them too long to be kept whole."""

ACCEPTED: dict[str, list[dict[str, Any]]] = {
    "a text of the greatest length, counted in characters": BIG,
    "five hundred blocks": [paragraph()] * 500,
    "a list of as many items as fit beside their blocks": [items(249)],
    "fifteen details around a paragraph": [details(15)],
    "twenty columns": [table([{"text": "x"}] * 20)],
    "twenty columns, spanned": [table([{"text": "x", "colspan": 20}])],
    "a formatted run less than too many": [paragraph([BOLD, "y"] * 5849)],
    "an unknown key": [{"type": "paragraph", "text": "x", "colour": "red"}],
    "an unknown key of a list": [items(2, ordered=True)],
    "headings of every size": [{"type": "heading", "text": "x", "size": size} for size in range(1, 7)],
    "a size written as a text": [{"type": "heading", "text": "x", "size": "2"}],
    "eight buttons": [row(*[button()] * 8)],
    "a link that calls back": [row(button(callback_data="d", style="link"))],
    "a label with a date": [row({"text": ["b", {"type": "date_time", "text": "t", "unix_time": 1}], "url": "a.b"})],
    "a button that does nothing": [row(button(disabled={}))],
    "data of the greatest length": [row(button(callback_data="d" * 64))],
    "a map": [map_of(zoom=24, width=200, height=4000)],
    "a formula alone": [{"type": "mathematical_expression", "expression": "x^2"}],
    "a divider with a text": [{"type": "divider"}, paragraph()],
    "a paragraph without a text beside one": [{"type": "paragraph"}, paragraph()],
    "an empty item beside a full one": [{"type": "list", "items": [{"blocks": []}, {"blocks": [paragraph()]}]}],
    "expandable quotation and pull quotation": [
        {"type": "expandable_blockquote", "text": "x", "credit": "me"},
        {"type": "pullquote", "text": "x"},
        {"type": "blockquote", "blocks": [paragraph()], "credit": BOLD},
    ],
}

SIZE_MISSING = "can't parse InputRichBlock: Can't find field \"size\""
TYPE_MISSING = "can't parse InputRichBlock: Can't find field \"type\""
BUTTON = "can't parse inline keyboard button: "
REFUSED: list[tuple[Any, str]] = [
    ([], "rich message must be non-empty"),
    ({"type": "paragraph"}, 'can\'t parse InputRichMessage: Field "blocks" must be of type Array'),
    (["x"], "object expected as InputRichMessageBlock"),
    ([None], "object expected as InputRichMessageBlock"),
    ([{"text": "x"}], TYPE_MISSING),
    ([{"type": "plain"}], 'can\'t parse InputRichBlock: type "plain" is unsupported'),
    ([{"type": "expandableBlockquote"}], 'can\'t parse InputRichBlock: type "expandableBlockquote" is unsupported'),
    ([*BIG, paragraph("字")], "RICH_MESSAGE_TEXT_TOO_LONG"),
    ([*BIG, {"type": "mathematical_expression", "expression": "x"}], "RICH_MESSAGE_TEXT_TOO_LONG"),
    ([*BIG, row(button())], "RICH_MESSAGE_TEXT_TOO_LONG"),
    ([*BIG, table([{"text": "x"}])], "RICH_MESSAGE_TEXT_TOO_LONG"),
    ([paragraph()] * 501, "RICH_MESSAGE_BLOCKS_TOO_MANY"),
    ([items(250)], "RICH_MESSAGE_BLOCKS_TOO_MANY"),
    ([table(*[[{"text": "x"}]] * 500)], "RICH_MESSAGE_BLOCKS_TOO_MANY"),
    ([details(16)], "RICH_MESSAGE_DEPTH_INVALID"),
    ([table([{"text": "x"}] * 21)], "RICH_MESSAGE_TABLE_COLS_TOO_MANY"),
    ([table([{"text": "x", "colspan": 20}, {}])], "RICH_MESSAGE_TABLE_COLS_TOO_MANY"),
    ([paragraph([BOLD, "y"] * 5850)], "RICH_MESSAGE_TOO_LARGE"),
    ([paragraph(" \n")], "RICH_MESSAGE_EMPTY"),
    ([{"type": "divider"}], "RICH_MESSAGE_EMPTY"),
    ([{"type": "anchor", "name": "a"}], "RICH_MESSAGE_EMPTY"),
    ([{"type": "heading", "text": "x"}], SIZE_MISSING),
    ([{"type": "heading", "text": "x", "size": 0}], "invalid section heading size specified"),
    ([{"type": "heading", "text": "x", "size": 7}], "invalid section heading size specified"),
    (
        [{"type": "heading", "text": "x", "size": True}],
        'can\'t parse InputRichBlock: Field "size" must be of type Number',
    ),
    ([{"type": "heading", "text": "", "size": 1}], "RICH_MESSAGE_CONTENT_REQUIRED"),
    ([{"type": "pre", "text": " "}], "RICH_MESSAGE_CONTENT_REQUIRED"),
    ([{"type": "slideshow", "blocks": []}], "RICH_MESSAGE_CONTENT_REQUIRED"),
    ([{"type": "collage", "blocks": [paragraph()]}], "block is not allowed"),
    ([{"type": "thinking", "text": "hm"}], "block is not allowed"),
    ([{"type": "list", "items": []}], "list must be non-empty"),
    ([{"type": "list", "items": ["x"]}], "object expected as InputRichBlockListItem"),
    ([items(1, type="x")], "invalid list item type specified"),
    (
        [{"type": "list", "items": [{"blocks": [paragraph()], "type": "1"}, {"blocks": [paragraph()]}]}],
        "list must be either ordered or unordered",
    ),
    ([table([{"text": "x", "colspan": -1}])], "invalid table cell colspan specified"),
    ([table([{"text": "x", "rowspan": -1}])], "invalid table cell rowspan specified"),
    ([table([{"text": "x", "align": "middle"}])], "invalid horizontal alignment specified"),
    ([table([{"text": "x", "valign": "center"}])], "invalid vertical alignment specified"),
    ([table(["x"])], "richBlockTableCell must be an object"),  # type: ignore[list-item]
    ([row()], "button row must be non-empty"),
    ([row(*[button()] * 9)], "RICH_MESSAGE_BUTTONS_TOO_MANY"),
    ([row("b")], "inlineButton must be an Object"),  # type: ignore[arg-type]
    ([row(button(callback_data="d" * 65))], "BUTTON_DATA_INVALID"),
    ([row(button(url="a.b", style="link"))], "BUTTON_TYPE_INVALID"),
    ([row(button(callback_data="d", style="blue"))], "invalid button style specified"),
    ([row({"text": BOLD, "callback_data": "d"})], "BUTTON_TEXT_INVALID"),
    ([row({"text": "b"})], f"{BUTTON}Text buttons are unallowed in the inline keyboard"),
    ([row(button(), align="top")], "invalid horizontal alignment specified"),
    ([map_of(91)], "invalid location specified"),
    ([map_of(zoom=25)], "invalid map properties specified"),
    ([map_of(width=21, height=1)], "invalid map properties specified"),
    ([paragraph(5)], "invalid rich text specified"),
    ([paragraph([True])], "invalid rich text specified"),
    ([paragraph({"type": "plain", "text": "x"})], "unsupported rich text type"),
    ([paragraph({"text": "x"})], "can't parse RichText: Can't find field \"type\""),
    ([paragraph({"type": "url", "text": "x", "url": "/notes/a.md"})], "RICH_MESSAGE_URL_INVALID"),
    ([paragraph({"type": "url", "text": "x"})], "can't parse RichText: Can't find field \"url\""),
    ([paragraph({"type": "date_time", "text": "x", "unix_time": 0})], "invalid date specified"),
    (
        [paragraph({"type": "date_time", "text": "x", "unix_time": 1, "date_time_format": "q"})],
        "invalid date-time format specified",
    ),
    (
        [paragraph({"type": "custom_emoji", "custom_emoji_id": "x", "alternative_text": "👍"})],
        "invalid custom emoji identifier specified",
    ),
    ([{"type": "photo", "photo": {"type": "photo"}}], "media not found"),
    ([{"type": "photo", "photo": {"type": "photo", "media": "attach://none"}}], "media not found"),
    ([{"type": "photo", "photo": {"type": "video", "media": "x"}}], 'unexpected media type "video" for block "photo"'),
    (
        [{"type": "photo", "photo": {"type": "photo", "media": "https://example.org/dead.png"}}],
        "RICH_MESSAGE_PHOTO_NO_MEDIA_FOUND",
    ),
    (
        [paragraph(), {"type": "photo", "photo": {"type": "photo", "media": "no-id"}}],
        "wrong file identifier/HTTP URL specified",
    ),
    ([{"type": "photo"}], "can't parse InputRichBlock: Can't find field \"photo\""),
]
