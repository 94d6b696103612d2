"""Deciding whether a question refers back to the answer before it.

The rule is conservative: a question that can stand alone is never bound to older papers, since that would hide the
right ones. It has to be short and to open with a word that points back, to ask "what about …", or to have no subject of
its own: ``what are the limitations?``, ``in one sentence?``, ``why?``.
"""

from __future__ import annotations

import re

from retrieval.query.aspects import without_aspects
from retrieval.query.intent import asks_for_all, asks_for_set, only_politeness
from retrieval.text.terms import STOP_WORDS

MAX_CHARACTERS = 36
"""Longest Chinese follow-up; a longer question carries its own subject."""
MAX_WORDS = 11
"""Longest English follow-up, in words."""

_POINTS_BACK = re.compile(
    r"^(?:那么|那|所以|然后|另外|而且|还有|请问|可是|但是?)?[,，\s]*(?:为什么|为啥|怎么|如何)?"
    r"(?:它们?|他们|她们|其中?|该(?:文|论文|方法|模型|系统|工作|算法)|"
    r"作者(?![^，。？！?!,]{0,20}的(?:论文|文章|笔记|工作))|"
    r"(?:这|那)(?:篇|个|几篇|些|项)?(?:论文|文章|笔记|方法|模型|系统|工作|算法|框架|技术|方案)?(?=的|在|是|有|和|比|用|怎|为|能|会|对|里|中|提|适|支|需|跟|与|,|，|\s)|"
    r"上面|上述|刚才|前面)"
)
_VERB = r"(?:is|are|was|were|does|do|did|has|have|can|could|will|would|should)"
_AND = r"(?:and |but |so |then |also |ok(?:ay)?,? )?"
_ASKS = r"(?:what|how|why|where|when|who|which)"
_OF_ANOTHER = (
    r"(?! (?:of|by|behind|in|for|from|on|about) (?!(?:it|this|that|these|those|them|the (?:paper|method|system))\b))"
)
"""The authors of the ZeRO paper are others than those of the paper before."""
_POINTS_BACK_EN = re.compile(
    rf"^{_AND}(?:in |(?:{_ASKS} |how well |how much |how many )?{_VERB} )?"
    r"(?:it|its|it's|they|their|them|this|that|these|those|"
    rf"the (?:paper|authors?|method|system|model|approach|work)\b{_OF_ANOTHER})\b"
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


_RETELLS = re.compile(
    r"一句话|一段话|两句话|几句话|简单|简短|简要|通俗|展开|详细|具体|总结|概括|摘要|"
    r"\b(?:sentences?|words?|short|brief|briefly|simple|simply|summary|summari[sz]e|details?|detailed|elaborate|tl;?dr)\b"
)
"""Words about how a paper is to be told, in short or in detail."""
_EXAMPLES = re.compile(r"举个?例子?|例子|再|说明|解释|讲|说|\b(?:examples?|explain|say|go|main|key)\b")
_ASKS_ZH = re.compile(
    r"它们?|[这那该](?:篇|个|些|种)?(?:论文|文章|笔记|方法|工作|系统|模型|算法|方案)?|"
    r"为什么|为啥|为何|怎么样?|怎样|如何|什么|多少|哪些|原因|呢|吗|然后"
)
_SEVERAL = re.compile(
    r"它们|他们俩|这些|那些|[这那]几|[这那]?[两三]篇|[这那]?[两三]者|区别|差别|差异|对比|比较|各自|分别|都|"
    r"\b(?:them|these|those|both|each|all|compare[ds]?|comparison|differ\w*)\b"
)
_WORD = re.compile(r"[a-z]+")


def is_about_several(text: str) -> bool:
    """Return whether a question that refers back speaks of more papers than one."""
    return _SEVERAL.search(text) is not None


def asks_to_retell(text: str) -> bool:
    """Return whether ``text`` (normalised) asks for the paper itself in short or in detail, and for nothing of it."""
    return _RETELLS.search(text) is not None and not without_aspects(text)[1] and has_no_subject(text)


def has_no_subject(text: str) -> bool:
    """Return whether ``text`` (normalised) names nothing: it asks for an aspect, for another wording, or only why."""
    bare, aspects = without_aspects(text)
    if asks_for_all(text) or (not aspects and asks_for_set(text)):
        return False
    for words in (_RETELLS, _EXAMPLES, _SEVERAL, _ASKS_ZH):
        bare = words.sub(" ", bare)
    return only_politeness(_WORD.sub(lambda word: "" if word[0] in STOP_WORDS else word[0], bare))


def refers_back(text: str) -> bool:
    """Return whether ``text`` (normalised) can only be understood from the answer before it."""
    bare = text.strip()
    if any(map(str.isalpha, bare)) and len(bare) <= MAX_CHARACTERS and has_no_subject(bare):
        return True
    if _WHAT_ABOUT.match(bare) or _WHAT_ABOUT_ZH.match(bare):
        return True
    if len(bare) <= MAX_CHARACTERS and _POINTS_BACK.match(bare):
        return True
    if len(bare.split()) > MAX_WORDS or _STANDS_FOR_NOTHING.search(bare):
        return False
    return _POINTS_BACK_EN.match(bare) is not None
