"""Lists of references, which are found and left out: sections of them, and runs of entries under no heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.parsing.elements import Element, without_numbering
from retrieval.text.chinese import IDEOGRAPHS

_HEADING = re.compile(
    r"(?:参考|引用)文献|参考(?:资料|链接|论文|来源|书目|文章|信息)?|文献(?:引用|列表)|引用(?:列表|汇总|总结)?"
    r"|.{0,14}(?:参考文献|引用文献|文献引用|的?引用).{0,8}(?:汇总|总结|说明|分析|列表|清单|详情|一览|参考文献)"
    r"|汇总.{0,14}引用|.{0,10}引用的?参考文献"
    r"|references?(?:\s+(?:cited|list))?|bibliography|works\s+cited|reference\s+list",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"^[-*•\s]*+(?:\[\d{1,3}\]|【\d{1,3}】|\d{1,3}[.)]|【?索引\s*\d{1,3}】?)[\s,，:：]*+"
    r"(?=.*(?:\b(?:19|20)\d{2}|arXiv|et al|doi|https?:))"
    r"[\"“'‘《]?[A-Z].{15,}$",
    re.IGNORECASE,
)
_CHINESE_SENTENCE = re.compile(rf"[{IDEOGRAPHS}]{{8,}}")
_SENTENCE_END = re.compile(r"[。：:\n]")
_MAX_HEADING = 30
_MIN_ENTRIES = 3
_ENTRY_SHARE = 0.7


def is_reference_heading(heading: str) -> bool:
    """Return whether ``heading`` stands over a list of references."""
    return _HEADING.fullmatch(without_numbering(heading).strip(" :：*")) is not None


def without_references(pieces: Sequence[Element]) -> list[Element]:
    """Leave out sections of references with what is below them, and runs of entries without a heading."""
    kept: list[Element] = []
    leaving, following = 0, False
    for piece in pieces:
        if piece.kind == "heading":
            if leaving and piece.level > leaving:
                continue
            leaving = piece.level if is_reference_heading(piece.text) else 0
            if leaving:
                continue
            following = False
        elif not leaving and piece.kind == "paragraph" and _announces_references(piece.text):
            following = True
            continue
        following = following and (piece.kind == "list" or _is_entries(piece))
        if not leaving and not following:
            kept.append(piece)
    return _without_runs(kept)


def _announces_references(text: str) -> bool:
    """Return whether a paragraph is such a heading in disguise, its list behind it or in it."""
    beginning = _SENTENCE_END.split(text, maxsplit=1)[0]
    return len(beginning) <= _MAX_HEADING and is_reference_heading(beginning)


def _without_runs(pieces: Sequence[Element]) -> list[Element]:
    kept: list[Element] = []
    run: list[Element] = []
    for piece in pieces:
        if _is_entries(piece):
            run.append(piece)
            continue
        if sum(len(one.text.split("\n")) for one in run) < _MIN_ENTRIES:
            kept.extend(run)
        run = []
        kept.append(piece)
    if sum(len(one.text.split("\n")) for one in run) < _MIN_ENTRIES:
        kept.extend(run)
    return kept


def _is_entries(piece: Element) -> bool:
    if piece.kind not in ("paragraph", "list"):
        return False
    lines = piece.text.split("\n")
    entries = sum(_ENTRY.match(line) is not None and not _CHINESE_SENTENCE.search(line) for line in lines)
    return entries >= _ENTRY_SHARE * len(lines)
