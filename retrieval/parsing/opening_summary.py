"""The summary that the opening of a text makes: its first paragraph, if that speaks of what the title names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.parsing import summary_patterns as patterns
from retrieval.text.chinese import IDEOGRAPHS, count_chinese, is_chinese_text
from retrieval.text.cleaning import one_line
from retrieval.text.sentences import sentences
from retrieval.types import Section

_LOOKED_AT = 3
"""Paragraphs at the front of a text, below the same heading, that may be its opening."""
_ENOUGH = {"zh": 60, "en": 120}
_MAX_SUMMARY = {"zh": 220, "en": 450}
_MIN_CHINESE, _MIN_WORDS = 12, 8
_WORD = re.compile(rf"[^\W\d_{IDEOGRAPHS}]{{3,}}|[a-z\d]{{2,}}")
_PAIRS = re.compile(rf"(?=([{IDEOGRAPHS}]{{2}}))")
_ORDINARY_WORDS = (
    "the and for with from what why how are that this introduction overview notes note part chapter guide use using"
    " into 笔记 学习 论文 阅读 介绍 关于 如何 什么 简介 总结 整理 一些"
)
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""Words of titles that a text may have without speaking of the same."""
_OF_ITSELF = re.compile(
    r"本文|这篇(?:文章|博客|笔记|论文)|\bthis\s(?:paper|post|article|note|chapter|section|lecture|tutorial|blog|document)\b|\bin\sthis\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_LABEL = re.compile(r"^[^，。：:]{1,20}[：:]\s*\S{0,40}$")


def opening_summary(sections: Sequence[Section], title: str) -> str:
    """Return the first one or two sentences of a text that speak of its ``title``; empty where it opens otherwise."""
    named = _terms(title)
    for text in _paragraphs(sections):
        if not _opens(text) or (_YEAR.search(text) and title.casefold() in text.casefold()):
            # with title and year it is the citation of the paper
            continue
        found = _joined(text)
        if found and (_OF_ITSELF.search(found) or not named.isdisjoint(_terms(found))):
            return found
        return ""
    return ""


def _paragraphs(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections[:1]:
        for block in section.blocks[:_LOOKED_AT]:
            if block.kind not in ("paragraph", "table"):
                # behind a list or code stands what belongs to it
                return
            if block.kind == "paragraph":
                yield one_line(patterns.MARKUP.sub("", patterns.CITATION.sub("", block.text)))


def _opens(text: str) -> bool:
    """Return whether a paragraph is prose: no label, address, greeting or word of a template."""
    return not (
        _ADDRESS.search(text)
        or _LABEL.match(text)
        or patterns.PLACEHOLDER.match(text)
        or patterns.ABOUT_WRITER.search(text)
    )


def _joined(text: str) -> str:
    language = "zh" if is_chinese_text(text) else "en"
    found = ""
    for sentence in sentences(text[: 4 * _MAX_SUMMARY[language]]):
        sentence = sentence.strip()
        if (
            not patterns.WHOLE.search(sentence)
            or patterns.REFERS.search(sentence)
            or patterns.LEADS_IN.search(sentence)
        ):
            break
        joined = f"{found}{'' if language == 'zh' or not found else ' '}{sentence}"
        if len(joined) > _MAX_SUMMARY[language]:
            break
        found = joined
        if len(found) >= _ENOUGH[language]:
            break
    if not found or patterns.HANGS.match(found) or found.endswith(("?", "？")):
        return ""
    return found if count_chinese(found) >= _MIN_CHINESE or len(found.split()) >= _MIN_WORDS else ""


def _terms(text: str) -> set[str]:
    """Return the words of ``text``, and the pairs of its Chinese characters, that say something."""
    folded = text.casefold()
    return {*_WORD.findall(folded), *_PAIRS.findall(folded)} - _ORDINARY
