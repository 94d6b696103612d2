"""Deciding whether a question refers back to the answer before it.

The rule is conservative: a question that can stand alone is never bound to older papers, since that would hide the
right ones. It has to be short and to open with a word that points back, or to ask "what about …".
"""

from __future__ import annotations

import re

MAX_CHARACTERS = 36
"""Longest Chinese follow-up; a longer question carries its own subject."""
MAX_WORDS = 11
"""Longest English follow-up, in words."""

_POINTS_BACK = re.compile(
    r"^(?:那么|那|所以|然后|另外|而且|还有|请问|可是|但是?)?[,，\s]*(?:为什么|为啥|怎么|如何)?"
    r"(?:它们?|他们|她们|其中?|该(?:文|论文|方法|模型|系统|工作|算法)|作者|"
    r"(?:这|那)(?:篇|个|几篇|些|项)?(?:论文|文章|笔记|方法|模型|系统|工作|算法|框架|技术|方案)?(?=的|在|是|有|和|比|用|怎|为|能|会|对|里|中|提|适|支|需|跟|与|,|，|\s)|"
    r"上面|上述|刚才|前面)"
)
_VERB = r"(?:is|are|was|were|does|do|did|has|have|can|could|will|would|should)"
_AND = r"(?:and |but |so |then |also |ok(?:ay)?,? )?"
_ASKS = r"(?:what|how|why|where|when|who|which)"
_POINTS_BACK_EN = re.compile(
    rf"^{_AND}(?:in |(?:{_ASKS} |how well |how much |how many )?{_VERB} )?"
    r"(?:it|its|it's|they|their|them|this|that|these|those|the (?:paper|authors?|method|system|model|approach|work))\b"
    r"(?! (?:collection|library|bot|site|year|month|week)\b)|"
    rf"^{_AND}(?:{_ASKS}(?: [\w,-]+){{0,3}} {_VERB} (?:it|they)|who \w+ (?:it|them)|"
    r"(?:what|how) about (?:it|its|their|them))\b"
)
"""A pronoun in front, or what is asked of one: ``how many GPUs does it need``, ``who wrote it``, ``what about its``."""
_STANDS_FOR_NOTHING = re.compile(
    r"\b(?:is|was) it (?:\w+ )?(?:to|that|where|which|who)\b|\b(?:time|day|date|year) is it\b|\bit (?:rain|snow)"
)
"""The ``it`` of "why is it hard to …" and "what time is it", which points at nothing."""
_WHAT_ABOUT = re.compile(
    r"^(?:and |but |ok(?:ay)?,? )?(?:what|how) about (?:the |its |their )?\w+(?:[ -]\w+){0,2}[ -]?\??$"
)
_WHAT_ABOUT_ZH = re.compile(
    r"^(?:那|那么)(?:.{1,12})呢[??]?$|^(?:.{0,2})(?:实验|结果|效果|性能|开销|局限|缺点|优点|方法|结论|代码|数据集|基线)(?:.{0,4})呢[??]?$"
)


def refers_back(text: str) -> bool:
    """Return whether ``text`` (normalised) can only be understood from the answer before it."""
    bare = text.strip()
    if _WHAT_ABOUT.match(bare) or _WHAT_ABOUT_ZH.match(bare):
        return True
    if len(bare) <= MAX_CHARACTERS and _POINTS_BACK.match(bare):
        return True
    if len(bare.split()) > MAX_WORDS or _STANDS_FOR_NOTHING.search(bare):
        return False
    return _POINTS_BACK_EN.match(bare) is not None
