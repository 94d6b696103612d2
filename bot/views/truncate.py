"""Truncation of the prose of notes: at the end of a sentence where there is one, and never inside a formula."""

from __future__ import annotations

from bot.views.formulas import FORMULA
from bot.views.telegram_html import ELLIPSIS, clip, units
from retrieval import sentences

MIN_FILLED = 0.3
"""Whole sentences that fill less than this share of the limit are too little; then the cut comes inside a sentence."""


def shortened(text: str, most: int) -> str:
    """Return the first whole sentences of ``text`` that fit into ``most`` UTF-16 units; without any, its beginning."""
    text = text.strip()
    if units(text) <= most:
        return text
    kept = ""
    for sentence in sentences(text):
        if units((kept + sentence).rstrip()) > most:
            break
        kept += sentence
    return kept.rstrip() if units(kept) >= most * MIN_FILLED else clip_prose(text, most)


def clip_prose(text: str, most: int) -> str:
    """Shorten to ``most`` UTF-16 units with an ellipsis, before a formula rather than inside it."""
    clipped = clip(text, most)
    if clipped == text:
        return text
    end = len(clipped) - len(ELLIPSIS)
    for formula in FORMULA.finditer(text):
        if formula.start() >= end:
            break
        if end < formula.end():
            return text[: formula.start()].rstrip() + ELLIPSIS
    return clipped
