"""What kind of sentence a question asks for: one with a figure, a reason or a comparison."""

from __future__ import annotations

import re

from retrieval.text.sentence_kinds import SentenceKind

_ASKED = (
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
_PATTERNS = tuple((re.compile(asked, re.IGNORECASE), kinds) for asked, kinds in _ASKED)


def answer_cues(question: str) -> tuple[SentenceKind, ...]:
    """Return the kinds of a sentence that answers ``question``; the more of them it is, the likelier that it does."""
    return tuple(kind for asked, kinds in _PATTERNS if asked.search(question) for kind in kinds)
