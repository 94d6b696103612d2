"""What is asked of a paper as a work, which its note need not say: who wrote it, how to cite it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from retrieval.query.spans import Span

_PLEASE = (
    r"(?:(?:please|pls|can you|could you|would you|do you know|tell me|give me|show me|send me|get me|i need|"
    r"i want|get)[ ,]++)*(?:(?:the|a)[ ]++)?"
)
_PLEASE_ZH = r"(?>(?:请问|请|麻烦|帮我|给我|告诉我|我想知道|我想要|我要|来一?个|把)*)"
_BEFORE: tuple[tuple[Literal["authors", "citation"], str], ...] = (
    ("authors", rf"{_PLEASE}(?:who (?:wrote|authored)|who(?:'s| is| are| were) (?:the )?authors? of|authors? of)\b"),
    ("authors", rf"{_PLEASE_ZH}谁写(?:了|的是?)?"),
    (
        "citation",
        rf"{_PLEASE}(?:(?:bibtex|bib)(?: entry| citation)?|citation)(?: (?:of|for|to)\b|(?=\W*+$))|"
        rf"{_PLEASE}(?:how (?:do|can|should) i |how to )?cite\b",
    ),
    ("citation", rf"{_PLEASE_ZH}(?:怎么|如何)引用"),
)
"""Wording that stands before the paper."""
_BEHIND: tuple[tuple[Literal["authors", "citation"], str], ...] = (
    (
        "authors",
        r"(?:的\s?)?(?:所有|全部)?作者(?:们|名单)?(?:都?(?:是|有)(?:谁|哪些人?|哪几位|哪几个|哪位)|叫什么(?:名字)?)[?？!！。\s]*+$|"
        r"的(?:所有|全部)?作者(?:们|名单)?[?？!！。\s]*+$|是(?:谁|哪些人|哪个团队|哪个组)写的[?？!！。\s]*+$|"
        r"(?:'s|') authors?[?!.\s]*+$",
    ),
    (
        "citation",
        r"(?:\s?的\s?|\s)?(?:bibtex|bib(?=$|\W)|引用格式|引用信息|引文格式)(?:\s?(?:条目|引用))?"
        r"(?>(?:\s?(?:给我|发我|发给我|发一下|来一个|是什么|怎么写|有吗|please))*)[?？!！。.\s]*+$",
    ),
)
"""Wording that stands behind it."""
_BEFORE_PATTERNS = tuple((kind, re.compile(f"^(?:{said})")) for kind, said in _BEFORE)
_BEHIND_PATTERNS = tuple((kind, re.compile(said)) for kind, said in _BEHIND)
_POLITE = re.compile(rf"^{_PLEASE_ZH}")
_POINTS = re.compile(
    r"\W*+(?:(?:it|this|that|them|these|those|this one|that one|(?:the|this|that) (?:paper|note|article|work))|"
    r"它们?|该文|原文|(?:这|那|该|此)(?:篇|个)?(?:论文|文章|笔记|工作)?)?\W*+"
)
"""The paper spoken of, named by a pronoun or not at all."""


@dataclass(frozen=True, slots=True)
class DataRequest:
    """What is asked of a paper, and where in the question the paper is named; ``pointed`` if only by a pronoun."""

    kind: Literal["authors", "citation"]
    span: Span
    pointed: bool


def find_data_request(text: str) -> DataRequest | None:
    """Return what ``text`` (normalised) asks of a paper as a work; None for any other question."""
    for kind, pattern in _BEFORE_PATTERNS:
        if match := pattern.match(text):
            return _request(kind, text, match.end(), len(text))
    for kind, pattern in _BEHIND_PATTERNS:
        if match := pattern.search(text):
            polite = _POLITE.match(text, 0, match.start())
            return _request(kind, text, polite.end() if polite else 0, match.start())
    return None


def _request(kind: Literal["authors", "citation"], text: str, start: int, end: int) -> DataRequest:
    return DataRequest(kind, (start, end), _POINTS.fullmatch(text, start, end) is not None)
