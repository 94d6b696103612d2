"""Lists: which items go together, and the label of each, which Telegram adds to what the bot sent."""

from __future__ import annotations

from bot.local_telegram.refusals import bad_request
from bot.local_telegram.rich.source import flag_field, integer_field, string_field
from bot.local_telegram.state import Json

WHAT = "InputRichBlockListItem"
NUMBERINGS = frozenset({"a", "A", "i", "I", "1"})
BULLET = "•"
MAX_ROMAN = 3999
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def read_number(item: Json) -> Json:
    """Return what an item says of its number and its box. Raises Refusal."""
    kind = string_field(item, "type", WHAT)
    if kind and kind not in NUMBERINGS:
        raise bad_request("invalid list item type specified")
    value = integer_field(item, "value", WHAT)
    checked = flag_field(item, "is_checked", WHAT)
    read: Json = {"has_checkbox": True} if flag_field(item, "has_checkbox", WHAT) else {}
    if read and checked:
        read["is_checked"] = True
    return read | ({"type": kind, "value": value} if kind else {})


def numbered(items: list[Json]) -> list[Json]:
    """Return the items with their labels; all have numbers or none has (TD). Raises Refusal.

    That an item without a number of its own follows on the one before is unverified, and so is how a label looks.
    """
    if not items:
        raise bad_request("list must be non-empty")
    if len({"type" in item for item in items}) > 1:
        raise bad_request("list must be either ordered or unordered")
    labelled: list[Json] = []
    last = 0
    for item in items:
        if "type" not in item:
            labelled.append({"label": BULLET} | item)
            continue
        last = item["value"] or last + 1
        labelled.append({"label": f"{_written(last, item['type'])}."} | item | {"value": last})
    return labelled


def _written(value: int, kind: str) -> str:
    if kind in "aA" and value > 0:
        letters = ""
        while value:
            value, rest = divmod(value - 1, 26)
            letters = chr(ord(kind) + rest) + letters
        return letters
    if kind in "iI" and 0 < value <= MAX_ROMAN:
        written = ""
        for number, sign in _ROMAN:
            written += sign * (value // number)
            value %= number
        return written.upper() if kind == "I" else written
    return str(value)
