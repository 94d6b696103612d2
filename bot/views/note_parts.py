"""The note of a paper as a reader goes through it: its parts, and what it says the paper contributes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from bot.views.callback_data import digest
from bot.views.headings import plain_heading
from bot.views.truncate import shortened
from retrieval import Note, Section, sentences

FEWEST, MOST = 3, 5
"""How many contributions a card shows, where the note has as many."""
MAX_CONTRIBUTION = 200
"""UTF-16 units of one contribution: five of them are read on a phone without scrolling twice."""
MAX_LEAD = 320

_CONTRIBUTIONS = re.compile(r"贡献|contribution", re.IGNORECASE)
_ITEM = re.compile(r"^( *)(?:[-*•]|\d{1,2}[.)、]) +", re.MULTILINE)
_CLAUSE_END = re.compile(r"(?<=[；;])")
_PROBLEM = re.compile(
    r"(?:论文的?|本文的?)?(?:核心问题|研究问题|研究目标|研究背景|研究动机)|(?:core )?problem\b", re.IGNORECASE
)
"""How an item begins that says what is to be solved, which is no contribution."""
_LEADS_IN = re.compile(r"[:：]\s*$")
_CAPTION = re.compile(r"^(?:图|表|(?:Fig(?:ure)?|Table)\b)\.?\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """The sections under one heading of the first level; ``key`` names it for as long as the heading stays."""

    key: str
    title: str
    anchor: str
    sections: tuple[Section, ...]


def parts(note: Note) -> tuple[Part, ...]:
    """Return the parts of a note in reading order; text before the first heading is a part without a title."""
    found: list[list[Section]] = []
    for section in note.sections:
        if found and section.headings[:1] == found[-1][0].headings[:1]:
            found[-1].append(section)
        else:
            found.append([section])
    seen: dict[str, int] = {}
    result = []
    for group in found:
        heading = group[0].headings[0] if group[0].headings else ""
        seen[heading] = seen.get(heading, 0) + 1
        key = digest(f"{heading}\0{seen[heading]}")
        result.append(Part(key, plain_heading(heading), group[0].anchor, tuple(group)))
    return tuple(result)


def lead(note: Note) -> str:
    """Return the beginning of the note's contributions: what the paper is about, for a note without a summary."""
    part = _contributing(note)
    paragraphs = _paragraphs(part) if part else []
    return shortened(paragraphs[0], MAX_LEAD) if paragraphs else ""


def contributions(note: Note) -> tuple[str, ...]:
    """Return three to five things that the paper contributes, as its note lists them; fewer where there are fewer."""
    part = _contributing(note)
    if part is None:
        return ()
    listed = [block.text for section in part.sections for block in section.blocks if block.kind == "list"]
    items = [item for text in listed for item in _items(text) if not _PROBLEM.match(item)]
    if len(items) < FEWEST:
        _, *rest = _paragraphs(part) or [""]
        items = [*items, *(text for text in rest if not _PROBLEM.match(text))]
    if len(items) < FEWEST:
        items = [sentence.strip() for item in (items or _paragraphs(part)) for sentence in sentences(item)]
    if len(items) < FEWEST:
        items = [clause.strip() for item in items for clause in _CLAUSE_END.split(item)]
    return tuple(shortened(item, MAX_CONTRIBUTION) for item in islice(filter(str.strip, items), MOST))


def _contributing(note: Note) -> Part | None:
    return next((part for part in parts(note) if _CONTRIBUTIONS.search(part.title)), None)


def _paragraphs(part: Part) -> list[str]:
    """Return the prose, without captions and what only leads in to a list."""
    texts = [block.text.strip() for section in part.sections for block in section.blocks if block.kind == "paragraph"]
    return [text for text in texts if text and not _LEADS_IN.search(text) and not _CAPTION.match(text)]


def _items(text: str) -> list[str]:
    """Return the outermost items of a list, each with what is nested in it on the same line."""
    starts = list(_ITEM.finditer(text))
    if not starts:
        return []
    margin = min(len(start[1]) for start in starts)
    outer = [start for start in starts if len(start[1]) == margin]
    ends = [following.start() for following in outer[1:]] + [len(text)]
    return [" ".join(_ITEM.sub("", text[start.end() : end]).split()) for start, end in zip(outer, ends, strict=True)]
