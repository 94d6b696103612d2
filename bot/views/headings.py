"""Headings of notes: without the numbering of a template, and where a passage comes from, in the reader's language."""

from __future__ import annotations

import re

from bot.locales import Texts
from retrieval import Passage

MAX_PATH = 30
"""Characters of a path of headings from which on it is told by its two ends."""
_NUMBERING = re.compile(r"^A\d{1,2}(?:\.\d+)*[.、]?\s+")
"""The site's posts number their parts A1, A2, …, which says nothing to a reader."""
_SEPARATORS = re.compile(r"( [›·/] |/)")
_STANDARD = {
    "主要贡献": "contributions",
    "背景与动机": "background-and-motivation",
    "背景知识": "background",
    "研究背景": "background",
    "背景": "background",
    "动机": "motivation",
    "引言": "introduction",
    "概述": "overview",
    "相关工作": "related-work",
    "背景知识与相关工作": "related-work",
    "关键观察": "observations",
    "关键Observation": "observations",
    "设计原则": "principles",
    "方法": "method",
    "方法细节": "method",
    "实现": "implementation",
    "实验": "experiments",
    "实验环境": "set-up",
    "实验结果": "results",
    "实验环境与结果": "experiments",
    "消融研究": "ablation",
    "消融实验": "ablation",
    "端到端性能": "end-to-end",
    "讨论": "discussion",
    "局限": "limitations",
    "局限性": "limitations",
    "结论": "conclusions",
    "结论与局限": "conclusions-and-limitations",
    "附录": "appendix",
}
"""Headings that stand in many notes, and the name of each in the locales."""


def plain_heading(heading: str) -> str:
    """Return a heading without the numbering of the site's template (``A2 方法细节`` becomes ``方法细节``)."""
    return _NUMBERING.sub("", heading)


def passage_source(passage: Passage, texts: Texts) -> str:
    """Say which section of its note a passage is from, standard names in the reader's language."""
    path = [plain_heading(heading) for heading in passage.section.split(" › ") if heading.strip()]
    if not path:
        return texts("answer-section-none")
    if len(path) > 2 and sum(map(len, path)) > MAX_PATH:
        path = [path[0], path[-1]]
    return texts("answer-section", section=" › ".join(_named(heading, texts) for heading in path))


def _named(heading: str, texts: Texts) -> str:
    """Return a heading with the standard names in it as the reader's language has them."""
    pieces = _SEPARATORS.split(heading)
    return "".join(texts("section-name", name=_STANDARD[one]) if one in _STANDARD else one for one in pieces)
