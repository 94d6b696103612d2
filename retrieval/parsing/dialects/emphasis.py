"""Emphasis as Chinese is written: ``**重点。**接着`` ends where CommonMark, which knows spaces only, sees no end."""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_inline.state_inline import Delimiter, StateInline

from retrieval.text.chinese import WIDE

_MARKS = "=^"
_WIDE = re.compile(rf"[{WIDE}\u2014\u2018-\u201d\u2026]")


def emphasis_plugin(parser: MarkdownIt) -> None:
    """Read ``*``, ``_`` and, as marks that are taken off, ``==`` and ``^^`` beside punctuation of any kind."""
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.inline.ruler.push("marks", _marks)
    parser.inline.ruler2.after("balance_pairs", "marks", _without_marks)


def _emphasis(state: StateInline, silent: bool) -> bool:
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    opens, closes = scanned.can_open, scanned.can_close
    before = state.src[state.pos - 1] if state.pos else " "
    behind = state.pos + scanned.length
    after = state.src[behind] if behind < state.posMax else " "
    if not before.isspace() and not after.isspace():
        near_wide = _WIDE.match(before + after) or _WIDE.match(after)
        # nobody writes a space behind the colon of **Note:**text, either
        closes = closes or bool(_may_end(before) and (near_wide or (scanned.length == 2 and after.isalnum())))
        opens = opens or bool(_may_begin(after) and near_wide)
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        _push_delimiter(state, marker, scanned.length, opens, closes)
    state.pos = behind
    return True


def _marks(state: StateInline, silent: bool) -> bool:
    sign = state.src[state.pos]
    if silent or sign not in _MARKS:
        return False
    scanned = state.scanDelims(state.pos, True)
    if scanned.length != len("=="):
        # all of a longer run at once, or every one of its signs would be counted from
        state.pending += sign * scanned.length
        state.pos += scanned.length
        return True
    before = state.src[state.pos - 1] if state.pos else " "
    behind = state.pos + scanned.length
    after = state.src[behind] if behind < state.posMax else " "
    # a==b compares
    opens = not after.isspace() and not (before.isascii() and before.isalnum())
    closes = not before.isspace() and not (after.isascii() and after.isalnum())
    state.push("text", "", 0).content = sign * 2
    _push_delimiter(state, sign, 0, opens, closes)
    state.pos = behind
    return True


def _push_delimiter(state: StateInline, marker: str, length: int, opens: bool, closes: bool) -> None:
    state.delimiters.append(
        Delimiter(marker=ord(marker), length=length, token=len(state.tokens) - 1, end=-1, open=opens, close=closes)
    )


def _without_marks(state: StateInline) -> None:
    levels = [state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)]
    for delimiters in levels:
        for delimiter in delimiters:
            if chr(delimiter.marker) in _MARKS and delimiter.end >= 0:
                state.tokens[delimiter.token].content = ""
                state.tokens[delimiters[delimiter.end].token].content = ""
        _without_loose_stars(state, delimiters)


def _without_loose_stars(state: StateInline, delimiters: list[Delimiter]) -> None:
    """Take off pairs of stars of which the second has the space that belongs behind it before it (``**Dense **x``)."""
    ends = {delimiter.end for delimiter in delimiters}
    begun: int | None = None
    for index, delimiter in enumerate(delimiters):
        if delimiter.marker != ord("*") or delimiter.length != len("**") or delimiter.end >= 0 or index in ends:
            continue
        token = delimiter.token
        if (
            token == 0
            or state.tokens[token - 1].content != "*"
            or index == 0
            or delimiters[index - 1].token != token - 1
        ):
            continue
        # both stars of a pair are left over
        before = state.tokens[token - 2].content if token > 1 else ""
        if begun is not None and before[-1:].isspace() and delimiter.open:
            for star in (begun - 1, begun, token - 1, token):
                state.tokens[star].content = ""
            begun = None
        elif delimiter.open:
            begun = token


def _may_end(character: str) -> bool:
    """Return whether emphasis may end behind ``character``: punctuation, but no bracket or quote that opens."""
    kind = unicodedata.category(character)
    return kind[0] in "PS" and kind not in ("Ps", "Pi") and character not in "*_`$\\"


def _may_begin(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind in ("Ps", "Pi") or character in "\"'$`#@&《"
