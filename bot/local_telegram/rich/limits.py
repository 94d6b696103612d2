"""What a rich message may hold at most, and the refusals of what holds more.

The codes are M. A message is counted as it is kept: the markup of the ``html`` and ``markdown`` forms does not count.
"""

from __future__ import annotations

from typing import Any

from bot.local_telegram.refusals import bad_request
from bot.local_telegram.rich.traversal import TEXT_FIELDS, nested, strings
from bot.local_telegram.state import Json

MAX_CHARACTERS = 32_768
"""Characters, not UTF-16 units, of all texts with formulas, alternative texts and labels of buttons (S, M)."""
MAX_BLOCKS = 500
"""Blocks, nested ones, items of lists and rows of tables together (S; whether items count is disputed, M)."""
MAX_DEPTH = 16
"""Blocks within blocks (S, TD): fifteen nested ``details`` around a paragraph pass (M)."""
MAX_MEDIA = 50
"""Photos, videos and other files (S)."""
MAX_COLUMNS = 20
"""Columns of a table (S); that a cell counts as often as it spans is unverified."""
MAX_FORMATTED_RUNS = 5849
"""Formatted pieces of text (M, one measurement)."""

MEDIA_BLOCKS = frozenset({"photo", "video", "audio", "animation", "document", "voice_note"})
FORMATTED = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "subscript",
        "superscript",
        "marked",
        "code",
        "url",
        "email_address",
        "phone_number",
        "text_mention",
        "date_time",
        "reference",
        "reference_link",
        "anchor_link",
    }
)
"""Types of rich text that hold a text and say how it is shown."""

EMPTY = bad_request("RICH_MESSAGE_EMPTY")
"""Nothing in it shows: also a lone divider or anchor (M)."""
TEXT_TOO_LONG = bad_request("RICH_MESSAGE_TEXT_TOO_LONG")
BLOCKS_TOO_MANY = bad_request("RICH_MESSAGE_BLOCKS_TOO_MANY")
DEPTH_INVALID = bad_request("RICH_MESSAGE_DEPTH_INVALID")
MEDIA_TOO_MANY = bad_request("RICH_MESSAGE_MEDIA_TOO_MANY")
COLUMNS_TOO_MANY = bad_request("RICH_MESSAGE_TABLE_COLS_TOO_MANY")
TOO_LARGE = bad_request("RICH_MESSAGE_TOO_LARGE")
CONTENT_REQUIRED = bad_request("RICH_MESSAGE_CONTENT_REQUIRED")
URL_INVALID = bad_request("RICH_MESSAGE_URL_INVALID")
NO_PHOTO_FOUND = bad_request("RICH_MESSAGE_PHOTO_NO_MEDIA_FOUND")
MARKDOWN_INVALID = bad_request("RICH_MESSAGE_MARKDOWN_INVALID")
HTML_INVALID = bad_request("RICH_MESSAGE_HTML_INVALID")


def check_limits(blocks: list[Json]) -> None:
    """Check a message of blocks that were read; which limit is told first is unverified. Raises Refusal."""
    depths = list(nested(blocks))
    if not shows(blocks):
        raise EMPTY
    if max(depth for _, depth in depths) > MAX_DEPTH:
        raise DEPTH_INVALID
    if sum(1 + len(block.get("items", ())) + len(block.get("cells", ())) for block, _ in depths) > MAX_BLOCKS:
        raise BLOCKS_TOO_MANY
    if sum(block["type"] in MEDIA_BLOCKS for block, _ in depths) > MAX_MEDIA:
        raise MEDIA_TOO_MANY
    rows = [row for block, _ in depths if block["type"] == "table" for row in block["cells"]]
    if any(sum(cell.get("colspan", 1) for cell in row) > MAX_COLUMNS for row in rows):
        raise COLUMNS_TOO_MANY
    if sum(map(len, strings(blocks))) > MAX_CHARACTERS:
        raise TEXT_TOO_LONG
    if _formatted_runs(blocks) > MAX_FORMATTED_RUNS:
        raise TOO_LARGE


def shows(blocks: list[Json]) -> bool:
    """Return whether blocks show anything: a text that is not blank, a file, a map, buttons."""
    if any(text.strip() for text in strings(blocks)):
        return True
    return any(block["type"] in MEDIA_BLOCKS or block["type"] == "map" for block, _ in nested(blocks))


def _formatted_runs(value: Any) -> int:
    if isinstance(value, list):
        return sum(map(_formatted_runs, value))
    if not isinstance(value, dict):
        return 0
    fields = sum(_formatted_runs(value[field]) for field in TEXT_FIELDS if field in value)
    # a block's own type is no formatting; what has a text and is no block is a formatted piece of it
    return fields + (value.get("type") in FORMATTED and "text" in value)
