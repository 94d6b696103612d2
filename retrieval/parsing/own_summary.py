"""The summary that a note itself gives: behind ``TL;DR:`` or ``一句话总结：``, or below a heading of that name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from retrieval.parsing import summary_patterns as patterns
from retrieval.parsing.elements import without_numbering
from retrieval.text.chinese import count_chinese, is_chinese_text
from retrieval.text.cleaning import one_line
from retrieval.text.sentences import sentences
from retrieval.types import Block, Section

_IN_A_SENTENCE = (
    r"tl\s?[;:；]?\s?dr|太长不看|一句话(?:总结|概括|概述|摘要|介绍|说明|版)?|(?:one|1)[\s-](?:sentence|line|liner)(?:\s(?:summary|takeaway))?"
    r"|in\s(?:one|a)\s(?:sentence|nutshell)|in\s(?:short|brief)"
)
_IN_SHORT = (
    r"(?:(?:论文|内容|全文|中文)?(?:摘要|概括)|核心(?:思想|观点|结论|贡献一句话)|(?:executive|paper|short|brief|quick)?\s?summary|abstract"
    r"|(?:key|main|core)\s(?:idea|takeaway|insight)s?)"
)
_HEADINGS = tuple(
    re.compile(rf"(?<!\W)\W*+(?:{names})(?:\s*+[(（/|｜].*+)?\W*+", re.IGNORECASE)
    for names in (_IN_A_SENTENCE, _IN_SHORT)
)
_LABELS = tuple(
    re.compile(
        rf"^\W*(?:{names})(?:\s*[(（][^()（）]{{0,30}}[)）])?\s*(?:[;；:：]|[.。—–-]\s|$)\W{{0,3}}(?P<text>.*)",
        re.IGNORECASE,
    )
    for names in (_IN_A_SENTENCE, _IN_SHORT)
)
_MAX_LINES = 60
_MIN_LINE = 12
"""Characters of a line in which something is said: a shorter one is a label or a heading."""
_REACHES = (3 * _MAX_LINES, 15)
"""Lines among which the labels of either kind are looked for: the words of the second are frequent ones."""
_LATE = 2
"""Sections of a note before a summary that is late."""
_MIN_STATEMENT = 40
"""Characters of an item of a list that says something though it does not end as a sentence."""
_MIN_CHINESE, _MIN_WORDS = 6, 3
_LOOKED_AT = 6
_POINTS = re.compile(r"s\W*$", re.IGNORECASE)
"""Ends a heading over points of which none is the summary: Key Takeaways."""
_MIN_SUMMARY = {"zh": 80, "en": 160}
_MAX_SUMMARY = {"zh": 260, "en": 500}
"""Characters of a summary, in Chinese and in English: what is longer is cut at the end of a clause."""
_CLAUSE_END = re.compile(r"[，；、,;:：](?=\s|[^\x00-\x7f]|$)|[，；]")
_MAX_LINE = 5000


class _Line(NamedTuple):
    """A line of prose, and whether it is the item of a list."""

    text: str
    item: bool


def own_summary(sections: Sequence[Section]) -> str:
    """Return the summary that ``sections`` give of themselves, cut to a few lines; empty if they give none."""
    for heading, label, reach in zip(_HEADINGS, _LABELS, _REACHES, strict=True):
        if text := _behind_label(sections, label, reach) or _below_heading(sections, heading):
            return text
    return ""


def _behind_label(sections: Sequence[Section], label: re.Pattern[str], reach: int) -> str:
    lines = [line for section in sections[:3] for line in islice(_lines(section.blocks), _MAX_LINES)][:reach]
    for place, line in enumerate(lines):
        if match := label.match(line.text):
            # in a list of contents the next line is the next section
            below = [
                one.text for one in lines[place + 1 : place + 2] if not line.item or patterns.WHOLE.search(one.text)
            ]
            if text := _shortened([one for one in ([match["text"]] if match["text"] else below) if _says(one)]):
                return text
    return ""


def _below_heading(sections: Sequence[Section], heading: re.Pattern[str]) -> str:
    for place, section in enumerate(sections):
        named = next((name for name in section.headings[-2:] if heading.fullmatch(without_numbering(name))), "")
        if not named:
            continue
        lines = [line for line in islice(_lines(section.blocks), _MAX_LINES) if _is_statement(line)]
        if _are_points(lines, named, late=place >= _LATE):
            continue
        if text := _shortened([line.text for line in lines]):
            return text
    return ""


def _lines(blocks: Sequence[Block]) -> Iterator[_Line]:
    """Yield the lines of paragraphs and lists, without signs and citations."""
    for block in blocks:
        if block.kind in ("paragraph", "list"):
            for line in block.text.split("\n"):
                if len(line) <= _MAX_LINE:
                    text = one_line(patterns.MARKUP.sub("", patterns.CITATION.sub("", patterns.SIGN.sub("", line))))
                    if text:
                        yield _Line(text, block.kind == "list")


def _says(text: str) -> bool:
    """Return whether something is said behind a label, and not what a template has there."""
    said = count_chinese(text) >= _MIN_CHINESE or len(text.split()) >= _MIN_WORDS
    return said and not patterns.PLACEHOLDER.match(text)


def _is_statement(line: _Line) -> bool:
    """Return whether a line is a statement: a sentence, or long enough to be one, that leads in to nothing."""
    unfit = patterns.LEADS_IN.search(line.text) or line.text.endswith((",", ";", "，", "；"))
    if unfit or not _says(line.text) or len(line.text) < _MIN_LINE:
        return False
    long = len(line.text) >= _MIN_STATEMENT or count_chinese(line.text) >= _MIN_LINE
    return not line.item or long or patterns.WHOLE.search(line.text) is not None


def _are_points(lines: Sequence[_Line], heading: str, *, late: bool) -> bool:
    """Return whether all lines are points of a list, of which none sums up the others.

    They are where a heading or they themselves say so, and ``late`` in a note, as what is to be remembered of it.
    """
    points = sum(bool(patterns.POINT.match(line.text)) for line in lines[:_LOOKED_AT])
    listed = late or _POINTS.search(heading) is not None or points > 1
    return listed and all(line.item for line in lines) and not any(_tells(line.text) for line in lines)


def _tells(text: str) -> bool:
    if patterns.PROPOSES_WITHOUT_SUBJECT.match(patterns.LABEL.sub("", text)):
        return True
    return any(pattern.search(text) for pattern in (patterns.PROPOSES, patterns.STUDIES))


def _shortened(lines: Sequence[str]) -> str:
    """Join sentences until enough is said, from the one on that says what is done; one too long ends with a clause."""
    if not lines:
        return ""
    language = "zh" if is_chinese_text(" ".join(lines[:3])) else "en"
    most, between = _MAX_SUMMARY[language], "" if language == "zh" else " "
    text = ""
    for line in _from_statement(lines, most):
        for sentence in line:
            if patterns.REFERS.search(sentence) or (text and patterns.NEVER.search(sentence)):
                continue
            joined = f"{text}{between if text else ''}{sentence}"
            if text and len(joined) > most:
                return text
            text = joined
            if len(text) > most:
                return _cut(text, most)
            if len(text) >= _MIN_SUMMARY[language] and (_tells(text) or not _tells(" ".join(line))):
                return text
        if text:
            # further paragraphs say more than a summary does
            return text
    return text


def _from_statement(lines: Sequence[str], most: int) -> list[list[str]]:
    """Return the sentences of each line, from the first that says what is done; from the start if none does.

    Where that one hangs on what goes before it, both are one line, if they are not too long.
    """
    split = [[one.strip() for one in sentences(_without_label(line))] for line in lines[:_LOOKED_AT]]
    told = next((at for at, line in enumerate(split) if any(map(_tells, line))), 0)
    if told == 0:
        return split
    first = split[told][0]
    before = " ".join(split[told - 1])
    if patterns.HANGS.match(first) and len(before) + len(first) < most:
        return [[*split[told - 1], *split[told]]]
    return split[told:]


def _without_label(line: str) -> str:
    for label in _LABELS:
        if (match := label.match(line)) and match["text"]:
            return match["text"]
    return line


def _cut(text: str, most: int) -> str:
    """Cut ``text`` at the last end of a clause, or of a word, before ``most``."""
    ends = [match.start() for match in _CLAUSE_END.finditer(text, most // 2, most)]
    end = ends[-1] if ends else max(text.rfind(" ", most // 2, most), 0) or most - 1
    return text[:end].rstrip() + "…"
