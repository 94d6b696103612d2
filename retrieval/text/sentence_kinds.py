"""Sentences of a chunk and their kinds, found when the chunk is made, since a question leaves no time for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntFlag
from functools import reduce
from operator import or_

import numpy as np

from retrieval.arrays import BoolArray, IntArray
from retrieval.text.chinese import count_chinese
from retrieval.text.sentences import sentences


class SentenceKind(IntFlag):
    """Flags for what a sentence is good for; one sentence may have several."""

    QUOTABLE = 1
    """It says something: it is no caption, reference, code or row of a table."""
    LEADS_ON = 2
    """It promises what follows it, asks, or is no sentence but a heading or a caption without an end."""
    ANNOUNCES = 4
    """It only says what a part of the text, or a figure, is about."""
    MEASURES = 8
    """It has a number with a unit."""
    COUNTS = 16
    """It has a number of things, or a measure."""
    REASONS = 32
    """It gives a reason."""
    COMPARES = 64
    """It compares."""
    HANGS = 128
    """It begins with a word for what was said before it, or is a formula that this leads to."""
    NUMBERS = 256
    """It has a digit."""
    PROPOSES = 512
    """It says what the paper is about or proposes, as its title and summary do."""


_KIND_BITS = 10
_LEADS_ON = re.compile(
    r"(?:[：:?？]|(?:如下|下[文面图表]|以下\w{0,6})(?:所示|给出|说明)?[。.]|\bas follows\.|"
    r"\b(?:shown|listed|given) below\.)[”’」』\"']?\s*$",
    re.IGNORECASE,
)
_ENDED = re.compile(r"(?:[。！？.!?；;…：:，,]|\$)[”’」』\"')）\]】]*\s*$|[。！？.!?]\s*\[[\d, -]+\]\s*$")
_ITEM = re.compile(r"(?P<indent> *)(?:[-*+•·]|\d{1,3}[.)、]|[(（]\d{1,3}[)）])\s")
MAX_FRAGMENT = 60
"""Characters of a line without an end up to which it is a heading or a caption, if other lines have ends."""
_HANGS = re.compile(
    r"\s*+\$\$|\W*+(?:这(?!样的|篇|份)|该(?!论文)|此(?!外)|它|其(?![他余它实次])|上述|前者|后者|[两二]者|原因[是在]|相反|反之|同[样理]|类似地|"
    r"例如|比如|也就是说|换[句言]|即[，,]|如此|"
    r"(?:This|These|Those|It|They|Its|Their|Such|Here|For (?:example|instance)|In contrast|Conversely|Similarly|"
    r"Likewise|In other words|That is|The (?:former|latter))\b)"
)
_ANNOUNCEMENT = re.compile(
    r"\W*+(?:在?本[节章]|接下来|下[文节]|下面|在?本文的?(?:剩余|其余)|(?:下?图|表)\s*+\w{0,4}(?:[(（]\w[)）])?"
    r"\s*+(?:中?展示|给出|描述|概述|说明)|"
    r"in this (?:section|chapter)|the (?:rest|remainder) of|next, we|we now )",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"^\W*(?:图|表|圖|Figure|Fig\.?|Table|Algorithm|算法)\s*[0-9A-Z]+(?:[.:：、 ]|$)", re.IGNORECASE)
_POINTER = re.compile(
    r"(?=\W*+(?:引用|参[见考]|见|详见|来源|see|cf)?\W*+(?:图|表|圖|附录|公式|figs?\b|figures?|tables?|appendix)\W*[A-Z]?\d)"
    r"(?>(?:[\W\d和与及]|引用|参[见考]|见|详见|来源|图|表|圖|附录|公式|(?:figs?|figures?|tables?|appendix|see|cf|and|[a-z])\b)*)$",
    re.IGNORECASE,
)
"""A sentence of nothing but the numbers of figures and tables."""
_REFERENCE = re.compile(r"^\W*\[\d+\]\s+\S|\b(?:arXiv preprint|In Proceedings of|doi\.org)\b", re.IGNORECASE)
_TABLE_ROW = re.compile(r" \| .* \| |^[^。！？!?]* \| [^。！？!?]*$")
_CODE = re.compile(
    r"[{}]\s*$|[←▷]|:=|\w\([^()]*\)\s*[;{]|"
    r"^\s*(?:\d+:\s*)?(?:def|class|function|return|import|from|void|if|for|while|__\w+__|//|#\w+)\b.*[(:;{=]"
)
_NUMBER = r"(?<![\d,.])(?:(?<![A-Za-z\[图表节章式-])\d[\d,.]*+|(?>[\d,.]*?,\d)[\d,.]*+)\s*+"
"""A number, but not that of a figure, a section or a reference: one of several joined by commas may not be it."""
_UNITS = (
    r"(?:%|％|倍|×|x\b|[KMGT]i?B\b|[KMGT]bps|[KMG]?Hz\b|[mµμn]s\b|毫秒|微秒|纳秒|秒|分钟|小时|天|[sh]\b|万|亿|T?FLOP|[BM]\b|"
    r"[mk]?[WVJ]\b|[pn]J\b|瓦|字节|比特|美元|个百分点|(?:bytes?|bits?|times|fold|percent|seconds?|minutes?|hours?|days?)\b)"
)
_COUNTED = (
    r"(?:个|层|张|块|次|分|点|台|条|颗|行|种|步|轮|核|篇|卡|位|tokens?|GPUs?|steps?\b|lines?\b|layers?\b|nodes?\b)"
)
_PART_OF_WHOLE = (
    r"百分之|[一二三四五六七八九十]分之|一半|翻[倍番]|\bhalf\b|\btwice\b|\b(?:doubl|tripl|halv)(?:es?|ed|ing)\b"
)
_SAYS = {
    SentenceKind.MEASURES: f"{_NUMBER}{_UNITS}|{_PART_OF_WHOLE}",
    SentenceKind.COUNTS: f"{_NUMBER}(?:{_UNITS}|{_COUNTED})|{_PART_OF_WHOLE}",
    SentenceKind.NUMBERS: rf"\d|{_PART_OF_WHOLE}",
    SentenceKind.PROPOSES: r"提出|本文|本论文|\b(?:we propose|this (?:paper|work))\b",
    SentenceKind.REASONS: (
        r"因为|由于|因此|所以|从而|原因|导致|使得|为了|避免|这是|意味着|\bbecause\b|\bdue to\b|\btherefore\b|\bsince\b|"
        r"\bso that\b"
    ),
    SentenceKind.COMPARES: (
        r"相比|相较|不同于|与.{1,20}不同|优于|区别|对比|相对于|反之|而.{1,20}则|更(?:高|低|快|少|好|优)|"
        r"\bwhereas\b|\bcompared\b|\bunlike\b|\bthan\b"
    ),
}
_ASSIGNMENT = re.compile(r"[\w\])]\s*+=[^=]")
_SAYING = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _SAYS.items()}
_LOOKED_AT = 40
"""Characters of the end of a sentence that say how it ends."""
_CODE_AT_MOST = 8
"""Chinese characters up to which what looks like code is code, not prose about it."""
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of ``text``: where each ends, and its :class:`SentenceKind`, both of shape (sentences,)."""

    text: str
    ends: IntArray
    kinds: IntArray

    @classmethod
    def of(cls, text: str) -> Sentences:
        """Cut ``text`` and judge its sentences."""
        texts = sentences(text)
        ends = np.cumsum([len(one) for one in texts], dtype=np.int32)
        fragments = np.where(_fragments(texts), SentenceKind.LEADS_ON, 0)
        return cls(text, ends, np.array([_kind(one) for one in texts], np.int32) | fragments.astype(np.int32))

    @classmethod
    def unpack(cls, text: str, packed: IntArray) -> Sentences:
        """Cut ``text`` as :meth:`pack` said."""
        return cls(text, packed >> _KIND_BITS, packed & ((1 << _KIND_BITS) - 1))

    def pack(self) -> IntArray:
        """Return ends and kinds as one number each, shape (sentences,), to be kept."""
        return (self.ends << _KIND_BITS) | self.kinds

    @property
    def texts(self) -> list[str]:
        """The sentences, which joined are the text again."""
        return self.run(range(len(self.ends)))

    def run(self, places: range) -> list[str]:
        """Return some sentences that follow one another."""
        ends = self.ends[places.start : places.stop].tolist()
        begin = int(self.ends[places.start - 1]) if places.start else 0
        return [self.text[start:end] for start, end in zip([begin, *ends], ends, strict=False)]


def has_kind(kind: SentenceKind, kinds: IntArray) -> BoolArray:
    """Return which of some sentences are of a ``kind``, by their ``kinds``; both of shape (sentences,)."""
    return np.asarray((kinds & kind) != 0, np.bool_)


def _kind(sentence: str) -> SentenceKind:
    kind = SentenceKind.QUOTABLE if _is_quotable(sentence) else SentenceKind(0)
    if _LEADS_ON.search(sentence[-_LOOKED_AT:]):
        kind |= SentenceKind.LEADS_ON
    if _HANGS.match(sentence):
        kind |= SentenceKind.HANGS
    if _ANNOUNCEMENT.match(sentence):
        kind |= SentenceKind.ANNOUNCES
    return reduce(or_, (one for one, says in _SAYING.items() if says.search(sentence)), kind)


def _fragments(texts: Sequence[str]) -> list[bool]:
    """Return which sentences are a line each, and no sentence: headings, captions, items with a list of their own."""
    ended = [_ENDED.search(one[-_LOOKED_AT:]) is not None for one in texts]
    items = [_ITEM.match(one) for one in texts]
    found = []
    for place, one in enumerate(texts):
        begins = place == 0 or texts[place - 1].endswith("\n")
        item, following = items[place], items[place + 1] if place + 1 < len(texts) else None
        heads = item is not None and following is not None and len(following["indent"]) > len(item["indent"])
        # a note that ends no line with a full stop has no headings that could be told
        alone = item is None and len(one) <= MAX_FRAGMENT and any(ended)
        found.append(begins and not ended[place] and (heads or alone))
    return found


def _is_quotable(sentence: str) -> bool:
    if not _WORD.search(sentence) or any(
        (
            _CAPTION.match(sentence),
            _REFERENCE.search(sentence),
            _TABLE_ROW.search(sentence),
            _POINTER.match(sentence),
        )
    ):
        return False
    return not _is_code(sentence) or count_chinese(sentence) > _CODE_AT_MOST


def _is_code(sentence: str) -> bool:
    last = sentence.rstrip().rpartition("\n")[2]
    return bool(_CODE.search(sentence) or (last.endswith(";") and _ASSIGNMENT.search(last[:-1])))
