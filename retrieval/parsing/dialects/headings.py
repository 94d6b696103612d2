"""Headings without a space behind their signs (``##方法``), told from tags (``#todo``)."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from retrieval.text.chinese import UNSPACED

_TIGHT = re.compile(r"(?P<signs>#{1,6})(?P<text>[^\s#][^\n]*)")
_BEGINS = re.compile(rf"[{UNSPACED}\w*\[【（(《“「$`]")
_ONE_SIGN = re.compile(
    rf"[{UNSPACED}【（《“「]|\d\d?(?:\.\d\d?)?(?:\.\d\d?)?(?:[.、](?!\d)|(?<=\d\.\d)[ ]|(?<=\d\.\d\d)[ ])"
    r"|[A-Z][\w-]*[ ]\w"
)
_WORD = re.compile(r"[^\W\d]\w*+\s*+")
_MAX_BLANK = 20
_TAGS = re.compile(r"[^\s#]*+(?:[ \t,，]++#[^\s#]++)+[ \t]*+$|[^\s/#]++(?>(?:/[^\s/#]++)+)[ \t]*+$")


def tight_heading_plugin(parser: MarkdownIt) -> None:
    """Read headings without a space behind their signs."""
    parser.block.ruler.after(
        "heading", "tight_heading", _tight_heading, {"alt": ["paragraph", "reference", "blockquote"]}
    )


def _tight_heading(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line):
        return False
    heading = _TIGHT.match(state.src, state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line])
    if heading is None or not _is_heading(len(heading["signs"]), heading["text"]):
        return False
    if (
        len(heading["signs"]) == 1
        and _WORD.fullmatch(heading["text"])
        and not _has_text_below(state, start_line, end_line)
    ):
        return False
    if silent:
        return True
    tag = f"h{len(heading['signs'])}"
    state.line = start_line + 1
    # few generators make a heading of it, so that it has no id
    opening = state.push("tight_heading_open", tag, 1)
    opening.markup, opening.map = heading["signs"], [start_line, state.line]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = heading["text"].strip().rstrip("#").rstrip(), opening.map, []
    state.push("tight_heading_close", tag, -1).markup = heading["signs"]
    return True


def _has_text_below(state: StateBlock, line: int, end_line: int) -> bool:
    """Return whether there is anything below a heading; what stands alone above the title or at the end is a tag."""
    below = line + 1
    while below < min(end_line, line + _MAX_BLANK) and state.isEmpty(below):
        below += 1
    if below >= end_line:
        return False
    text = state.src[state.bMarks[below] + state.tShift[below] : state.eMarks[below]]
    return not text.startswith("#") or text.startswith("##")


def _is_heading(level: int, text: str) -> bool:
    """Return whether a line is a heading: with one sign it may be a tag, a number of an issue or of a preprocessor."""
    if _TAGS.match(text):
        return False
    return (_BEGINS.match(text) if level > 1 else _ONE_SIGN.match(text)) is not None
