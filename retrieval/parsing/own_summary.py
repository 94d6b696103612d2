"""The summary that a note itself gives: behind ``TL;DR:`` or ``一句话总结：``, or below a heading of that name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from retrieval.parsing import summary_patterns as patterns
from retrieval.parsing.elements import without_numbering
from retrieval.text.chinese import is_chinese_text
from retrieval.text.cleaning import one_line
from retrieval.text.sentences import sentences
from retrieval.types import Block, Section

_IN_A_SENTENCE = (
    r"tl\s?[;:；]?\s?dr|太长不看|一句话(?:总结|概括|概述|摘要|介绍|说明|版)?|(?:one|1)[\s-](?:sentence|line|liner)(?:\s(?:summary|takeaway))?"
    r"|in\s(?:one|a)\s(?:sentence|nutshell)|in\s(?:short|brief)"
)
_IN_SHORT = (
    r"(?:(?:论文|内容|全文|中文)?摘要|核心(?:思想|观点|结论|贡献一句话)|(?:executive|paper|short|brief|quick)?\s?summary|abstract"
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
_MIN_LINE = 12
"""Characters of a line in which something is said: a shorter one is a label or a heading."""
_MIN_SUMMARY = {"zh": 80, "en": 160}
_MAX_SUMMARY = {"zh": 260, "en": 500}
"""Characters of a summary, in Chinese and in English: what is longer is cut at the end of a clause."""
_MAX_LINES = 60
_CLAUSE_END = re.compile(r"[，；、,;:：](?=\s|[^\x00-\x7f]|$)|[，；]")
_MAX_LINE = 5000


def own_summary(sections: Sequence[Section]) -> str:
    """Return the summary that ``sections`` give of themselves, cut to a few lines; empty if they give none."""
    for heading, label in zip(_HEADINGS, _LABELS, strict=True):
        if text := _behind_label(sections, label) or _below_heading(sections, heading):
            return text
    return ""


def _behind_label(sections: Sequence[Section], label: re.Pattern[str]) -> str:
    lines = [line for section in sections[:3] for line in islice(_lines(section.blocks), _MAX_LINES)]
    for place, line in enumerate(lines):
        if match := label.match(line):
            rest = [match["text"]] if match["text"] else lines[place + 1 : place + 2]
            if text := _shortened(rest):
                return text
    return ""


def _below_heading(sections: Sequence[Section], heading: re.Pattern[str]) -> str:
    for section in sections:
        if any(heading.fullmatch(without_numbering(name)) for name in section.headings[-2:]):
            lines = list(islice(_lines(section.blocks), _MAX_LINES))
            if text := _shortened(
                [line for line in lines if len(line) >= _MIN_LINE and not patterns.LEADS_IN.search(line)]
            ):
                return text
    return ""


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the lines of paragraphs and lists, without signs and citations."""
    for block in blocks:
        if block.kind in ("paragraph", "list"):
            for line in block.text.split("\n"):
                if len(line) <= _MAX_LINE:
                    text = one_line(patterns.MARKUP.sub("", patterns.CITATION.sub("", patterns.SIGN.sub("", line))))
                    if text:
                        yield text


def _shortened(lines: Sequence[str]) -> str:
    """Join sentences from the first one on until enough is said; one that is too long ends with a clause."""
    if not lines:
        return ""
    language = "zh" if is_chinese_text(" ".join(lines[:3])) else "en"
    most, between = _MAX_SUMMARY[language], "" if language == "zh" else " "
    text = ""
    for line in lines:
        for sentence in sentences(_without_label(line)):
            sentence = sentence.strip()
            if patterns.REFERS.search(sentence) or (text and patterns.NEVER.search(sentence)):
                continue
            joined = f"{text}{between if text else ''}{sentence}"
            if text and len(joined) > most:
                return text
            text = joined
            if len(text) > most:
                return _cut(text, most)
            if len(text) >= _MIN_SUMMARY[language]:
                return text
        if text:
            # further paragraphs say more than a summary does
            return text
    return text


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
