"""Tables: rows of cells, each with its text, its side and what it spans."""

from __future__ import annotations

from typing import Any

from bot.local_telegram.refusals import bad_request
from bot.local_telegram.rich.rich_text import read_text
from bot.local_telegram.rich.source import Source, flag_field, integer_field, list_field, string_field
from bot.local_telegram.rich.traversal import strings
from bot.local_telegram.state import Json

WHAT = "RichBlockTableCell"
ALIGNMENTS = ("left", "center", "right")
VERTICAL_ALIGNMENTS = ("top", "middle", "bottom")
_FLAGS = ("is_bordered", "is_striped", "is_compact")


def read_table(source: Source, value: Json) -> Json:
    """Return a table as it is kept. Raises Refusal."""
    rows = list_field(value, "cells", "InputRichBlock")
    if not all(isinstance(row, list) for row in rows):
        raise bad_request('can\'t parse InputRichBlock: Field "cells" must be an Array of Arrays')
    table: Json = {"cells": [[_cell(source, cell) for cell in row] for row in rows]}
    table |= {name: True for name in _FLAGS if flag_field(value, name, "InputRichBlock")}
    caption = read_text(source, value.get("caption"))
    return table | ({"caption": caption} if any(strings(caption)) else {})


def _cell(source: Source, cell: Any) -> Json:
    """Read a cell; heads stand in the middle and all others left unless they say otherwise (E)."""
    if not isinstance(cell, dict):
        raise bad_request("richBlockTableCell must be an object")
    text = read_text(source, cell.get("text"))
    read: Json = {"text": text} if any(strings(text)) else {}
    if flag_field(cell, "is_header", WHAT):
        read["is_header"] = True
    for name in ("colspan", "rowspan"):
        span = integer_field(cell, name, WHAT)
        if span < 0:
            raise bad_request(f"invalid table cell {name} specified")
        # a span of one says nothing and is not told (E)
        if span > 1:
            read[name] = span
    align = string_field(cell, "align", WHAT) or ("center" if read.get("is_header") else "left")
    valign = string_field(cell, "valign", WHAT) or "middle"
    if align not in ALIGNMENTS:
        raise bad_request("invalid horizontal alignment specified")
    if valign not in VERTICAL_ALIGNMENTS:
        raise bad_request("invalid vertical alignment specified")
    return read | {"align": align, "valign": valign}
