"""References to papers by the numbers under which they were shown: ``2``, ``第2篇``, ``the second one``, ``前两篇``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.query.intent import only_politeness
from retrieval.query.spans import Span, cut
from retrieval.types import Answer

MAX_NUMBERS = 20
"""Papers that one reference may name."""

_ZH_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2, "俩": 2}
_EN_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_EN_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LAST = -1
"""The number of the last paper shown."""
FORMER, LATTER = -2, -3
"""The numbers of the first and the second of two papers shown."""

_N = r"(?P<n>\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_ZH_PAPER = r"(?:论文|文章|笔记|文献)"
_ZH_BOUND = rf"(?=$|[^\w]|[的呢吗吧啊是怎如讲说提和跟与及比里有为能可用在做]|{_ZH_PAPER}|什么|哪)"
"""What may follow ``第二个`` where it is no ``第二个实验``."""
_EN_PAPER = r"(?:ones?|papers?|articles?|notes?|works?|results?|hits?|entry|entries|items?|answers?|options?)"
_EN_ORDINAL = rf"(?P<n>{'|'.join(_EN_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
_EN_BOUND = (
    r"(?! (?:on|about|to|that|which|who|using|of|for|with|proposing|introducing|describing|ever|published|by|in|from)\b"
    r"(?! (?:the|your|that|this) (?:list|answer|results?)\b))"
)
"""The first paper on paging is one to be searched for."""
_END = r"(?=\s*+(?:$|[^\w\s]))"

_SINGLE = re.compile(
    rf"第\s?{_N}\s?(?:篇|(?:个|条|项|本){_ZH_BOUND}){_ZH_PAPER}?|"
    rf"(?P<last_zh>最后一(?:篇|个{_ZH_BOUND}){_ZH_PAPER}?)|"
    rf"{_ZH_PAPER}\s?(?P<n_zh>\d{{1,2}})(?![\d年月.])|"
    rf"\b(?:the )?{_EN_ORDINAL.replace('<n>', '<n_en>')} {_EN_PAPER}\b{_EN_BOUND}|"
    rf"\bthe {_EN_ORDINAL.replace('<n>', '<n_end>')}{_END}|"
    rf"\bthe (?P<last>last) (?:one|in the list)\b|"
    r"(?<![\w#])(?:#|no\. ?|number |papers? #?|result |item )(?P<sign>\d{1,2})(?![\d.]*\d)(?!\w)"
)
_LEADING = re.compile(
    rf"前面?\s?{_N}\s?(?:篇|(?:个|条|项){_ZH_BOUND}){_ZH_PAPER}?|"
    rf"\b(?:the )?first (?P<n_en>{'|'.join(_EN_NUMBERS)}|\d{{1,2}})(?: {_EN_PAPER}\b{_EN_BOUND}|{_END})"
)
_RELATIVE = re.compile(
    r"\s*+(?:专门|首次|首先|最早)?(?:讲|提出|提|做|用|研究|介绍|讨论|解决|实现|引入|使用|关于|有关|把|将|写|谈|分析)"
    rf"(?!了?(?:什么|啥|哪|的|到?什么))[^，。？！?!,的]*的(?:{_ZH_PAPER}|工作|是|人|$)"
)
"""``第一篇讲分页的论文`` is one to be searched for, too."""
_JOINED = r"\s*+(?:,|，|、|/|&|and|or|with|to|vs\.?|versus|和|与|跟|及|还有|还是|同|比)\s*+"
_OF_TWO = re.compile(
    r"^(?![^前后]{0,30}?[和与跟])(?!.{0,60}?\b(?:and|or|vs|versus) \w.{0,60}?\bthe (?:former|latter)\b)"
    r".{0,60}?(?P<said>(?P<former>前者|\bthe former\b)|后者|\bthe latter\b)"
)
"""One of two papers, unless the question itself names two things before it."""
_BARE = re.compile(
    r"\W*+(?:(?:please |can you |could you )?(?:open|show(?: me)?|read|see|give me|tell me about|compare|"
    r"打开|展开|看一?下|看看|看|查看|选择|选|点开|点|我想看|我要看|我要|给我看|给我|对比一?下?|比较一?下?)\s?)?"
    rf"[#(（]?(?P<first>\d{{1,2}})(?:{_JOINED}[#(（]?(?P<second>\d{{1,2}}))?[.)）号]?"
    r"\s?(?:(?:有什么|有啥|的)?(?:区别|不同|差别|差异|对比|比较)(?:是什么|在哪里?|呢)?)?\W*+"
)
"""A message that is a number, or two, and hardly more."""
_TELLS = re.compile(
    r"展开|详细|详情|具体|总结|概括|摘要|概要|主要|说|打开|点开|解释|细节|\b(?:open|read|tell|more|say|says|explain|summar\w*|details?|"
    r"mainly|elaborate|abstract)\b"
)
"""Words that ask for a paper itself, in short or in detail."""

_WHAT_ABOUT = re.compile(r"^\W*(?:and |but )?(?:what|how) about\b|^\W*(?:那么?|and\b)|呢")


@dataclass(frozen=True, slots=True)
class Reference:
    """Numbers named in a question, as papers were shown under them, and where.

    ``LAST``, ``FORMER`` and ``LATTER`` stand for numbers that depend on how many were shown.
    """

    spans: tuple[Span, ...]
    numbers: tuple[int, ...]

    def resolved(self, numbered: Mapping[int, str]) -> tuple[str, ...]:
        """Return the short ids that stand under the numbers in ``numbered``; none if one of them was not shown."""
        ordered = sorted(numbered)
        pair = ordered if len(ordered) == 2 else [0, 0]
        meant = {LAST: max(ordered, default=0), FORMER: pair[0], LATTER: pair[1]}
        found = [numbered.get(meant.get(number, number), "") for number in self.numbers]
        return tuple(dict.fromkeys(found)) if found and all(found) else ()

    def asks_the_same(self, text: str) -> bool:
        """Return whether ``text`` asks of another paper what was asked of one: ``and the second one?``, ``后者呢``."""
        bare = cut(text, self.spans)
        if len(self.numbers) != 1 or not (_WHAT_ABOUT.search(bare) or self.numbers[0] in (FORMER, LATTER)):
            return False
        return not _TELLS.search(bare) and only_politeness(_WHAT_ABOUT.sub(" ", bare))

    def opens(self, text: str) -> bool:
        """Return whether ``text`` asks for the paper itself, and nothing of it."""
        return len(self.numbers) == 1 and only_politeness(_TELLS.sub(" ", cut(text, self.spans)))


def find_reference(text: str) -> Reference | None:
    """Return the numbers of shown papers that ``text`` (normalised) refers to; None if there are none."""
    if bare := _BARE.fullmatch(text):
        return Reference(((0, len(text)),), tuple(int(one) for one in bare.groups() if one))
    spans: list[Span] = []
    numbers: list[int] = []
    for match in _LEADING.finditer(text):
        if not _RELATIVE.match(text, match.end()):
            spans.append(match.span())
            numbers += range(1, min(_number(match["n"] or match["n_en"]), MAX_NUMBERS) + 1)
    if not spans:
        for match in _SINGLE.finditer(text):
            if not _RELATIVE.match(text, match.end()):
                spans.append(match.span())
                numbers.append(_number(next((one for one in match.groups() if one), "")))
    if not spans and (one_of_two := _OF_TWO.match(text)):
        spans.append(one_of_two.span("said"))
        numbers.append(FORMER if one_of_two["former"] else LATTER)
    return Reference(tuple(spans), tuple(dict.fromkeys(numbers[:MAX_NUMBERS]))) if spans else None


def _number(written: str) -> int:
    """Read a number or an ordinal: ``2``, ``2nd``, ``second``, ``两``, ``十二``; anything else means the last."""
    if digits := re.match(r"\d+", written):
        return int(digits[0])
    for names in (_EN_ORDINALS, _EN_NUMBERS):
        if written in names:
            return names.index(written) + 1
    tens, ten, ones = written.partition("十")
    if ten:
        return 10 * _ZH_DIGITS.get(tens, 1) + _ZH_DIGITS.get(ones, 0)
    return _ZH_DIGITS.get(written, LAST)


def numbered_papers(answer: Answer | None) -> dict[int, str]:
    """Return the short ids of the papers that ``answer`` shows, by their numbers."""
    if answer is None or answer.query.act != "question":
        # a card, and a citation, have no numbers
        return {}
    if answer.abstained:
        return {number: paper.id for number, paper in enumerate(answer.closest, 1)}
    listed = answer.query.intent == "list"
    return {number: hit.paper.id for number, hit in enumerate(answer.hits, 1) if listed or hit.shown}
