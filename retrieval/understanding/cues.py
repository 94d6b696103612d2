"""What a sentence that answers looks like: it has a figure, gives a reason or compares, if that was asked for."""

from __future__ import annotations

import re

_NUMBER = r"(?<![A-Za-z\d.\[图表节章式-])\d[\d,.]*\s*"
"""A number, but not that of a figure, a section or a reference."""
_UNITS = r"(?:%|％|倍|×|x\b|[KMGT]i?B\b|[KMGT]bps|[mµμn]s\b|毫秒|微秒|纳秒|秒|分钟|小时|天|[sh]\b|万|亿|T?FLOP|[BM]\b)"
_COUNTED = r"(?:个|层|张|块|次|分|点|tokens?|GPU)"
_KINDS = (
    (
        r"多少|百分之几|(?<![很许更最诸众])多[大快高长久慢远贵](?!模型|型|规模|语言|模态)|"
        r"(?<![好十百千万数这那前后头每取到])几(?:倍|成|张|层|毫秒|秒|小时|天|次|步|跳|分之)|"
        r"\bhow (?:much|many|fast|slow|big|long|often|far|high|low|small|large(?! language))\b|"
        r"\bwhat (?:\w+ )?(?:speed-?up|accuracy|fraction|percent(?:age)?|share|ratio|throughput|latency|rate|score|"
        r"factor)s?\b",
        f"{_NUMBER}{_UNITS}",
        f"{_NUMBER}(?:{_UNITS}|{_COUNTED})",
    ),
    (
        r"为什么|为啥|为何|凭什么|怎么会|原因|\bwhy\b|\bhow come\b|\breasons?\b",
        r"因为|由于|因此|所以|从而|原因|导致|使得|为了|避免|这是|意味着|\bbecause\b|\bdue to\b|\btherefore\b|\bsince\b|"
        r"\bso that\b",
    ),
    (
        r"区别|差别|差异|不同|相比|对比|比起|差在哪|哪个(?:更|好)|还是|\bversus\b|\bvs\b|\bcompared?\b|\bdifferen|"
        r"\bbetter than\b|\binstead of\b|\brather than\b|而不是",
        r"相比|相较|不同于|与.{1,20}不同|优于|区别|对比|相对于|反之|而.{1,20}则|更(?:高|低|快|少|好|优)|"
        r"\bwhereas\b|\bcompared\b|\bunlike\b|\bthan\b",
    ),
)
"""What asks for a figure, a reason, a comparison, and what a sentence with one has: a measure more than a count."""
_PATTERNS = tuple(tuple(re.compile(pattern, re.IGNORECASE) for pattern in kind) for kind in _KINDS)


def answer_cues(question: str) -> tuple[re.Pattern[str], ...]:
    """Give what is found in a sentence that answers ``question``; the more of it, the likelier that it does."""
    return tuple(cue for asked, *cues in _PATTERNS if asked.search(question) for cue in cues)
