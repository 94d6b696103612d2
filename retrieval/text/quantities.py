"""Large numbers in one spelling, so that ``1750 亿``, ``五千亿``, ``175 billion`` and ``175B`` can find each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

ROUNDED_WEIGHT = 0.5
"""Weight of the whole number nearest to one with a fraction: ``8.3B`` is called ``8B`` too."""

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_QUANTITY = re.compile(
    rf"(?<![\d.])(?:(\d{{1,6}}(?:\.\d{{1,3}})?)|([{''.join((*_DIGITS, *_TENS))}]{{1,9}}))\s*(万亿|亿)|"
    r"(?<![\d.a-z])(\d{1,5}(?:\.\d{1,3})?)[\s-]?(trillion|billion|b|t)(?![a-z\d])",
    re.IGNORECASE,
)
_BILLIONS = {"亿": 0.1, "万亿": 1000.0, "billion": 1.0, "b": 1.0, "trillion": 1000.0, "t": 1000.0}


def quantities(text: str) -> Iterator[tuple[str, float]]:
    """Yield the weighted terms of the numbers of billions in ``text``, other than those that stand there already."""
    for match in _QUANTITY.finditer(text):
        unit = (match[3] or match[5]).lower()
        value = (_number(match[2]) if match[2] else float(match[1] or match[4])) * _BILLIONS[unit]
        if unit != "b":
            yield f"{value:g}b", 1.0
        if value >= 1 and value != int(value):
            yield f"{round(value)}b", ROUNDED_WEIGHT


def _number(text: str) -> float:
    """Read a number in Chinese numerals below ten thousand."""
    total = digit = 0
    for character in text:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return float(total + digit)
