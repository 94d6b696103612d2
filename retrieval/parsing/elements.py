"""A note's body as a flat run of pieces, and the sections that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from retrieval.text.chinese import IDEOGRAPHS, has_chinese
from retrieval.types import Block, BlockKind, Section

PieceKind = Literal["heading"] | BlockKind

_NUMBERING = re.compile(
    rf"^(?:[A-Z]?\d+(?:\.\d+)*[.、:：]?\s+|[A-Z]\d+(?=[{IDEOGRAPHS}])|[A-Z](?:\.\d+)*[.、]?\s+(?=\W|[{IDEOGRAPHS}])"
    rf"|[一二三四五六七八九十]+[、.]\s*|第[一二三四五六七八九十\d]+[章节部分]+[、.:：]?\s*|\d+(?:\.\d+)*(?=[{IDEOGRAPHS}]))"
)

_RUN_IN_END = re.compile(rf"。|\.(?=\s)|(?=\n)|(?<=[{IDEOGRAPHS}])(?=[ \t]+[{IDEOGRAPHS}])")
"""What stands between a heading that runs in and the text: a full stop, a line's end or, in Chinese, a space."""
_CLAUSE = re.compile(r"[，；。！？!?：]|[;:]\s|(?<![\dA-Z])\.\s")

MAX_RUN_IN = 60
"""Characters up to which the bold beginning of a paragraph may be a heading that runs in; more are a sentence."""

MAX_HEADING = 500
"""Characters of a heading, which goes into every chunk below it; a longer one is a paragraph marked as one."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link into the web: its text, empty where it is a picture, and the address that it leads to."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Element:
    """One heading or block, in the order of the page.

    ``level`` (1 to 6) and ``anchor`` belong to headings. ``lead`` is the bold text that a paragraph begins with: all of
    ``text`` where the whole paragraph is bold. ``links`` are those in it; where a paragraph became several blocks, the
    first has them. A text that is ``only_links``, whose names say nothing, is not shown.
    """

    kind: PieceKind
    text: str
    level: int = 0
    anchor: str = ""
    lead: str = ""
    links: tuple[Link, ...] = ()
    only_links: bool = False


def without_numbering(heading: str) -> str:
    """Take a number (``A1``, ``2.3``, ``第2节``, ``三、``) off the front of ``heading``."""
    return _NUMBERING.sub("", heading).strip() or heading


def with_run_in_heading(text: str, lead: str) -> str:
    """Return ``text`` with a colon behind its bold beginning ``lead``, if that is a heading that runs into the text.

    With a full stop behind it, it would be a sentence that says nothing. What is a sentence itself is left as it is.
    """
    ended = lead.endswith(("。", "."))
    heading = lead[:-1] if ended else lead
    if not heading or len(heading) > MAX_RUN_IN or not text.startswith(lead) or _CLAUSE.search(heading):
        return text
    end = _RUN_IN_END.match(text, len(heading))
    rest = text[end.end() :].lstrip() if end else ""
    if not rest:
        return text
    return f"{heading}：{rest}" if has_chinese(text) else f"{heading}: {rest}"


def to_sections(pieces: Iterable[Element]) -> tuple[Section, ...]:
    """Group ``pieces`` under their headings, nested by level as found; one without blocks makes no section."""
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    anchor = ""
    blocks: list[Block] = []

    def close() -> None:
        if blocks:
            sections.append(Section(tuple(text for _, text in path), anchor, tuple(blocks)))
            blocks.clear()

    for piece in pieces:
        if piece.kind == "heading" and len(piece.text) <= MAX_HEADING:
            close()
            while path and path[-1][0] >= piece.level:
                path.pop()
            if piece.text:
                path.append((piece.level, piece.text))
            anchor = piece.anchor if len(piece.anchor) <= MAX_HEADING else ""
        elif piece.text and not piece.only_links:
            text = with_run_in_heading(piece.text, piece.lead)
            blocks.append(Block("paragraph" if piece.kind == "heading" else piece.kind, text))
    close()
    return tuple(sections)
