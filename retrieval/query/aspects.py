"""The part of a note that a question about given papers asks for: results, limits, contributions, reasons, method."""

from __future__ import annotations

import re

_ASPECTS = (
    (
        r"局限|不足|缺点|缺陷|短板|\blimit(?:s|ations?)?\b|\bdrawbacks?\b|\bweakness(?:es)?\b|\bshortcomings?\b",
        r"局限|不足|缺点|讨论|结论|limitation|discussion|conclusion",
    ),
    (
        r"实验|结果|评测|评估|效果|测出|"
        r"\bresults?\b(?! in\b)|\bexperiments?\b|\bevaluat|\bbenchmarks?\b|\bmeasure[ds]?\b",
        r"实验|结果|评测|评估|性能|experiment|evaluation|result",
    ),
    (r"贡献|创新|亮点|\bcontributions?\b|\bnovel", r"贡献|创新|contribution"),
    (r"动机|背景|为什么要|出发点|\bmotivat|\bbackground\b", r"动机|背景|引言|motivation|background|introduction"),
    (
        r"方法|原理|怎么做|如何(?:实现|工作|做)|怎样(?:实现|工作)|"
        r"\bmethods?\b|\bapproach|\bhow (?:does|do) (?:it|they) work\b",
        r"方法|设计|算法|架构|实现|method|approach|design",
    ),
)
"""What asks for a part of a note, and how such parts are headed; the first that fits counts."""
_PATTERNS = tuple((re.compile(asked), re.compile(headed, re.IGNORECASE)) for asked, headed in _ASPECTS)


def asked_aspect(text: str) -> re.Pattern[str] | None:
    """Return how the part is headed that ``text`` (normalised) asks for, if it names one."""
    return next((headed for asked, headed in _PATTERNS if asked.search(text)), None)
