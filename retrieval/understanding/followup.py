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
    r"^(?:那么|那|所以|然后|另外|而且|还有|请问|可是|但是?)?[,，\s]*"
    r"(?:它们?|他们|她们|其中?|该(?:文|论文|方法|模型|系统|工作|算法)|作者|"
    r"(?:这|那)(?:篇|个|几篇|些|项)?(?:论文|文章|笔记|方法|模型|系统|工作|算法|框架|技术|方案)?(?=的|在|是|有|和|比|用|怎|为|能|会|对|里|中|提|适|支|需|跟|与|,|，|\s)|"
    r"上面|上述|刚才|前面)"
)
_VERB = r"(?:is|are|was|were|does|do|did|has|have|can|could|will|would|should)"
_POINTS_BACK_EN = re.compile(
    r"^(?:and |but |so |then |also |ok(?:ay)?,? )?"
    rf"(?:in |(?:(?:what|how|why|where|when|who|which|how well|how much|how many) )?{_VERB} )?"
    r"(?:it|its|it's|they|their|them|this|that|these|those|the (?:paper|authors?|method|system|model|approach|work))\b"
    r"(?! (?:collection|library|bot|site|year|month|week)\b)"
)
_WHAT_ABOUT = re.compile(r"^(?:and |but |ok(?:ay)?,? )?(?:what|how) about (?:the |its |their )?(?:\w+[ -]?){1,3}\??$")
_WHAT_ABOUT_ZH = re.compile(
    r"^(?:那|那么)(?:.{1,12})呢[??]?$|^(?:.{0,2})(?:实验|结果|效果|性能|开销|局限|缺点|优点|方法|结论|代码|数据集|基线)(?:.{0,4})呢[??]?$"
)


def refers_back(text: str) -> bool:
    """Tell whether ``text`` (normalised) can only be understood from the answer before it."""
    bare = text.strip()
    if _WHAT_ABOUT.match(bare) or _WHAT_ABOUT_ZH.match(bare):
        return True
    if len(bare) <= MAX_CHARACTERS and _POINTS_BACK.match(bare):
        return True
    return len(bare.split()) <= MAX_WORDS and _POINTS_BACK_EN.match(bare) is not None
