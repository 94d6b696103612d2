"""Deciding whether a question refers back to the answer before it.

A question that can stand alone is never bound to older papers, since that would hide the right ones. It surely refers
back if it points at them (``它``, ``this paper``), asks ``what about …``, or has no subject of its own: ``why?``,
``limitations?``, ``用了多少张卡``. It perhaps does if it is short and hardly names anything: then it depends on whether
the papers spoken of answer it about as well as all others (:mod:`.context`).
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from retrieval.query.aspects import without_aspects
from retrieval.query.attributes import subject_words
from retrieval.query.intent import asks_for_all, asks_for_set, only_politeness
from retrieval.text.chinese import IDEOGRAPHS, has_chinese
from retrieval.text.terms import STOP_WORDS

Dependence: TypeAlias = Literal["no", "perhaps", "surely"]
"""Whether a question can only be understood from the answer before it."""

MAX_CHARACTERS = 36
"""Longest Chinese follow-up; a longer question carries its own subject."""
MAX_WORDS = 11
"""Longest English follow-up, in words."""
MAX_SUBJECT = 2
"""Most that a question may name, in words, to be a follow-up perhaps: ``支持 beam search 吗``."""

_SO_ZH = r"(?:那么|那|所以|然后|另外|而且|还有|请问|可是|但是?|不过)?[,，\s]*"
_POINTS_BACK = re.compile(
    rf"^{_SO_ZH}(?:为什么|为啥|怎么|如何)?"
    r"(?:它们?|他们|她们|其中?|该(?:文|论文|方法|模型|系统|工作|算法)|"
    r"作者(?![^，。？！?!,]{0,20}的(?:论文|文章|笔记|工作))|"
    r"(?:这|那)(?:篇|个|几篇|[两俩2]篇|些|项)?(?:论文|文章|笔记|方法|模型|系统|工作|算法|框架|技术|方案)?"
    r"(?=的|在|是|有|和|比|用|怎|为|能|会|对|里|中|提|适|支|需|跟|与|讲|说|,|，|(?<!那)\s)|"
    r"这篇|上面|上述|刚才|前面)"
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
    rf"^{_AND}(?:{_ASKS}(?: [\w,-]+){{0,3}} {_VERB} (?:it|they|this|the authors)\b|who \w+ (?:it|them)|"
    r"(?:what|how) about (?:it|its|their|them))\b"
)
"""A pronoun in front, or what is asked of one: ``how many GPUs does it need``, ``who wrote it``, ``what about its``."""
_STANDS_FOR_NOTHING = re.compile(
    r"\b(?:is|was) it (?:\w+ )?(?:to|that|where|which|who)\b|\b(?:time|day|date|year) is it\b|\bit (?:rain|snow)"
)
"""The ``it`` of "why is it hard to …" and "what time is it", which points at nothing."""
_WHAT_ABOUT = re.compile(
    r"^(?:(?:and |but |so |then |ok(?:ay)?,? )?(?:what|how) about |"
    r"and (?!(?:what|how|why|where|when|who|which|is|are|does|do|did|can)\b))(?:(?:the|its|their|on|in|for|with|at) )*"
    r"(?P<what>[\w+#.-]++(?:[ -][\w+#.-]+){0,3}?)(?:'s)?[ -]?\??$"
)
_WHAT_ABOUT_ZH = re.compile(rf"^{_SO_ZH}(?P<what>.{{1,20}}?)\s?的?呢[??]?$|^那么?(?P<then>.{{1,12}})[??]$")
_ASKING_ZH = re.compile(r"什么|怎|为何|为啥|如何|多少|哪|谁|有没有|论文|文章|笔记")
"""What ``X 呢`` does not ask: that is a question of its own which ends in 呢."""
_COMPARED = re.compile(
    r"(?:和|跟|与|同(?![样一时传声步等]))(?=.{1,20}(?:比|区别|不同|差别|差异))|(?<!\d)比(?![如较例特\d])|相比|"
    r"\b(?:than|vs\.?|versus|relative to|(?:compared?|comparison|differs?|different) (?:to|with|against|from))(?= )"
)
"""What stands before the other side of a comparison: ``比 vLLM 快多少``, ``faster than Triton?``."""
_FRAGMENT = re.compile(
    rf"^{_SO_ZH}(?:在|对|对于|用|换成?|放到?)(?=\s?[^，。]{{1,16}}(?:上|下|里|中|时|时候|来说|呢|吗|怎么样|如何|多少))|"
    rf"^{_SO_ZH}(?:也|还)?(?:支持|兼容|适合|适用|依赖|考虑|涉及|包含|[能会可]以?(?:用|跑|支持|处理|扩展|迁移|应用|和|跟|在))"
    r"(?=[^，。]{1,16}[吗么嘛没不?？]\W*+$)|"
    rf"^{_AND}(?:on|with|without|for|under|at|supports?|works? (?:with|on|for)|runs on|tested on|compatible with)(?= )"
)
"""What says where, under what or with what of something that is not named: ``在 H100 上跑过吗``, ``支持 AMD 吗``."""
_WHICH = re.compile(rf"^{_AND}which (?:one|of (?:them|these|those|the two))\b|^{_SO_ZH}哪一?[个种篇]")
_DEFINES = re.compile(
    r"^(?:什么是|啥是|何为|何谓|介绍|解释|讲讲|说说)|(?:是什么|是啥|是个啥|是什么意思|什么意思|是做什么的|是干什么的|是干嘛的)[??。!！~\s]*$|"
    r"^(?:what(?:'s| is| are)(?! the\b)|define|explain|describe|introduce|tell me about)\b|"
    r"^what do(?:es)? .{1,40} (?:do|mean)\b|\bmeaning\W*$|^how do(?:es)? (?!the\b).{1,40} work\b"
)
"""Wording that asks what something is, which thereby is the subject."""

_SEVERAL_CLAUSES = re.compile(rf"\w[,，;；。]\s?\w|[{IDEOGRAPHS}] +[{IDEOGRAPHS}]")
_ASKS_SOMETHING = re.compile(
    r"[?？]|什么|[多几哪谁啥吗呢么]|怎|为何|如何|是否|是不是|有没有|能不能|会不会|"
    rf"^{_AND}(?:in )?(?:{_ASKS}|{_VERB}|any)\b"
)
"""Wording of a question; what has none may be words to search for."""
_HOW_TO = re.compile(
    r"^how (?:to|do (?:i|we|you|people)|can (?:i|we|you|one)|should (?:i|we|one))\b|"
    r"(?:怎么|如何|怎样)(?![样办])"
)
"""Wording that asks for a way to do something, which is a problem of its own."""
_ENDS_IN_DE = re.compile(r"的[?？。!！]*+$")
"""``怎么做的`` asks how something was done, and so of something."""

_RETELLS = re.compile(
    r"一句话|一段话|两句话|几句话|简单|简短|简要|通俗|展开|详细|具体|总结|概括|摘要|细说|细讲|多讲|"
    r"\b(?:sentences?|words?|short|brief|briefly|simple|simply|summary|summari[sz]e|details?|detailed|elaborate|tl;?dr|"
    r"(?:tell|say) me more|(?:tell|say|know|learn) more|go deeper)\b"
)
"""Words about how a paper is to be told, in short or in detail."""
_EXAMPLES = re.compile(r"举个?例子?|例子|再|说明|解释|讲|说|\b(?:examples?|explain|say|go|main|key)\b")
_SEVERAL = re.compile(
    r"它们|他们俩|这些|那些|[这那]几|[这那]?[两俩2三]篇|[这那]?[两三]者|区别|差别|差异|对比(?![了过的])|比较(?:一下)?(?!\w)|比较一下|"
    r"各自|分别|都|哪一?[个篇种]|"
    r"\b(?:them|these|those|both|each|all|compare(?! (?:to|with|against)\b)|comparison|differ\w*|"
    r"which (?:one|of|paper|is|has|was))\b"
)
_TWO = re.compile(
    r"[这那][两俩2][篇个者]|[两俩][篇者]|[它他]们俩|\b(?:do|does|are|is|of|can|have) both\b|"
    r"\bboth (?:of (?:them|these|those)|papers)\b|\b(?:these|those|the) two\b|\btwo of them\b"
)
_ENGLISH = re.compile(r"[a-z]+")


def is_about_several(text: str) -> bool:
    """Return whether a question that refers back speaks of more papers than one."""
    return _SEVERAL.search(text) is not None


def points_at_one(text: str) -> bool:
    """Return whether a question that refers back speaks of one paper: ``它``, ``it``."""
    return points_back(text.strip()) and not is_about_several(text)


def is_about_two(text: str) -> bool:
    """Return whether a question that refers back speaks of two papers."""
    return _TWO.search(text) is not None


def asks_to_retell(text: str) -> bool:
    """Return whether ``text`` (normalised) asks for the paper itself in short or in detail, and for nothing of it."""
    if not _RETELLS.search(text) or without_aspects(text)[1]:
        return False
    bare = _EXAMPLES.sub(" ", _RETELLS.sub(" ", text))
    return only_politeness(_ENGLISH.sub(lambda word: "" if word[0] in STOP_WORDS else word[0], bare))


def what_about(text: str) -> str:
    """Return what ``text`` (normalised) asks about by ``那 X 呢`` or ``what about X?``; empty if it does not."""
    match = _WHAT_ABOUT.match(text) or (None if _ASKING_ZH.search(text) else _WHAT_ABOUT_ZH.match(text))
    return next(filter(None, match.groups()), "").strip() if match else ""


def has_no_subject(text: str) -> bool:
    """Return whether ``text`` (normalised) names nothing: it asks for what any paper has, in other words, or why."""
    bare, aspects = without_aspects(text)
    if asks_for_all(text) or (not aspects and asks_for_set(text) and only_politeness(text)):
        return False
    for words in (_RETELLS, _EXAMPLES, _SEVERAL):
        bare = words.sub(" ", bare)
    return not subject_words(bare)


def compares(text: str) -> bool:
    """Return whether ``text`` (normalised) compares something that it does not name with something that it does."""
    match = _COMPARED.search(text)
    before = text[: match.start()] if match else ""
    return match is not None and not subject_words(before) and not _ASKING_ZH.search(before)


def asks_which(text: str) -> bool:
    """Return whether ``text`` (normalised) asks which of some papers it is."""
    return _WHICH.match(text) is not None


def _points_at_two(text: str) -> bool:
    return is_about_two(text) and _weight(subject_words(text)) <= MAX_SUBJECT


def _is_fragment(text: str) -> bool:
    """Return whether ``text`` begins with a phrase that belongs to something not named, and names hardly more."""
    return _FRAGMENT.match(text) is not None and _weight(subject_words(text)) <= MAX_SUBJECT


def asks_for_part(text: str) -> bool:
    """Return whether ``text`` (normalised) asks for a part of a note, or for another wording of it."""
    return without_aspects(text)[1] or _RETELLS.search(text) is not None


def dependence(text: str) -> Dependence:
    """Return whether ``text`` (normalised) can only be understood from the answer before it."""
    bare = text.strip()
    if not any(map(str.isalpha, bare)) or not _is_short(bare):
        return "no"
    if points_back(bare) or what_about(bare) or compares(bare) or _is_fragment(bare) or _points_at_two(bare):
        return "surely"
    if has_no_subject(bare):
        worded = _ASKS_SOMETHING.search(bare) or asks_for_part(bare) or is_about_several(bare)
        plain = worded and (not _HOW_TO.search(bare) or _ENDS_IN_DE.search(bare))
        return "surely" if plain else "perhaps"
    names = _DEFINES.search(bare) or _SEVERAL_CLAUSES.search(bare) or _weight(subject_words(bare)) > MAX_SUBJECT
    return "no" if names else "perhaps"


def points_back(text: str) -> bool:
    """Return whether ``text`` (normalised) has a word in front that points at a paper: ``它``, ``this paper``."""
    if _POINTS_BACK.match(text):
        return True
    return not _STANDS_FOR_NOTHING.search(text) and _POINTS_BACK_EN.match(text) is not None


def _is_short(text: str) -> bool:
    return len(text) <= MAX_CHARACTERS if has_chinese(text) else len(text.split()) <= MAX_WORDS


def _weight(words: tuple[str, ...]) -> int:
    """Count ``words``; of Chinese characters two are a word."""
    return sum((len(word) + 1) // 2 if has_chinese(word) else 1 for word in words)
