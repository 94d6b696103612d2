"""Aspects that a question asks for: a part of a note (results, limits, method), and the kind of sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.text.sentence_kinds import SentenceKind
from retrieval.text.terms import normalise

_SUMMARY = (
    r"摘要|总结|概括|概述|简介|讲了什么|讲的是什么|说了什么|主要内容|"
    r"\bsummar(?:y|i[sz]e[ds]?)\b|\babstract of\b|\boverview\b|\btl;?dr\b|\bin a nutshell\b"
)
"""Wording that asks for a summary."""
_IS_ABOUT = r"\bwhat is .{1,80} about\b"
"""Wording that does, around the name of what is to be summed up."""

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
        r"\bmethods?\b|\bapproach|\bhow (?:does|do)(?= [\w+#-]+ work\b)",
        r"方法|设计|算法|架构|实现|method|approach|design",
    ),
    (
        rf"是什么|是啥|介绍一下|\bwhat is(?= [\w+#-]+\W*$)|\bexplain\b|{_SUMMARY}",
        r"贡献|摘要|总结|概述|contribution|abstract|summary|overview",
    ),
)
"""Wording that asks for a part of a note, and headings of such parts; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """A part of a note that a question asks for: the ``wording`` that names it, and how its headings read (``headed``).

    The wording is that of normalised text; in a note it announces the part where no heading does.
    """

    wording: re.Pattern[str]
    headed: re.Pattern[str]


_ASPECT_PATTERNS = tuple(Aspect(re.compile(asked), re.compile(headed, re.IGNORECASE)) for asked, headed in _ASPECTS)

_CUES = (
    (
        r"多少|百分之几|(?<![很许更最诸众])多[大快高长久慢远贵](?!模型|型|规模|语言|模态)|"
        r"(?<![好十百千万数这那前后头每取到])几(?:倍|成|张|层|毫秒|秒|小时|天|次|步|跳|分之)|"
        r"\bhow (?:much|many|fast|slow|big|long|often|far|high|low|small|large(?! language))\b|"
        r"\bwhat (?:\w+ )?(?:speed-?up|accuracy|fraction|percent(?:age)?|share|ratio|throughput|latency|rate|score|"
        r"factor)s?\b",
        (SentenceKind.MEASURES, SentenceKind.COUNTS),
    ),
    (r"为什么|为啥|为何|凭什么|怎么会|原因|\bwhy\b|\bhow come\b|\breasons?\b", (SentenceKind.REASONS,)),
    (
        r"区别|差别|差异|不同|相比|对比|比起|差在哪|哪个(?:更|好)|还是|\bversus\b|\bvs\b|\bcompared?\b|\bdifferen|"
        r"\bbetter than\b|\binstead of\b|\brather than\b|而不是",
        (SentenceKind.COMPARES,),
    ),
)
"""What asks for a figure, a reason, a comparison, and what answers it: of figures, a measure more than a count."""
_CUE_PATTERNS = tuple((re.compile(asked, re.IGNORECASE), kinds) for asked, kinds in _CUES)


_ASKS_FOR_SUMMARY = re.compile(f"{_SUMMARY}|{_IS_ABOUT}")
_ANY_ASPECT = re.compile("|".join(asked for asked, _ in _ASPECTS))
_REST_OF_WORD = re.compile(r"[a-z]*+")


def without_aspects(text: str) -> tuple[str, bool]:
    """Return ``text`` (normalised) without the words that ask for a part of a note, and whether there were any."""
    kept, end = [], 0
    for match in _ANY_ASPECT.finditer(text):
        kept.append(text[end : match.start()])
        end = match.end()
        if match[0][-1:].isascii() and (rest := _REST_OF_WORD.match(text, end)):
            end = rest.end()
    return " ".join((*kept, text[end:])), end > 0


def asked_aspect(text: str) -> Aspect | None:
    """Return the part of a note that ``text`` (normalised) asks for; None if it names none."""
    return next((aspect for aspect in _ASPECT_PATTERNS if aspect.wording.search(text)), None)


def asks_for_summary(question: str) -> bool:
    """Return whether ``question`` asks for the summary of a paper, rather than for what its note says."""
    return _ASKS_FOR_SUMMARY.search(normalise(question)) is not None


def answer_cues(question: str) -> tuple[SentenceKind, ...]:
    """Return the kinds of a sentence that answers ``question``; the more of them it is, the likelier that it does."""
    return tuple(kind for asked, kinds in _CUE_PATTERNS if asked.search(question) for kind in kinds)
