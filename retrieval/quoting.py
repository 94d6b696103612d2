"""The sentences of a chunk, and what they are good for: found when the chunk is made, since asking has no time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntFlag

import numpy as np

from retrieval.lexical import BoolArray, IntArray
from retrieval.sentences import sentences

QUOTING_VERSION = 2
"""Bump whenever the same text would be cut, or its sentences judged, differently: all chunks are then made anew."""


class Kind(IntFlag):
    """What a sentence is good for."""

    QUOTABLE = 1
    """It says something: it is no caption, reference, code or row of a table."""
    LEADS_ON = 2
    """It promises what follows it."""
    ANNOUNCES = 4
    """It only says what a part of the text, or a figure, is about."""


_KIND_BITS = 3
_LEAD_IN_ENDS = ("：", ":")
_ANNOUNCEMENT = re.compile(
    r"\W*(?:在?本[节章]|接下来|下[文节]|下面|在?本文的?(?:剩余|其余)|(?:下?图|表)\s*\w{0,4}(?:[(（]\w[)）])?"
    r"\s*(?:中?展示|给出|描述|概述|说明)|"
    r"in this (?:section|chapter)|the (?:rest|remainder) of|next, we|we now )",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"^\W*(?:图|表|圖|Figure|Fig\.?|Table|Algorithm|算法)\s*[0-9A-Z]+(?:[.:：、 ]|$)", re.IGNORECASE)
_REFERENCE = re.compile(r"^\W*\[\d+\]\s+\S|\b(?:arXiv preprint|In Proceedings of|doi\.org)\b", re.IGNORECASE)
_TABLE_ROW = re.compile(r" \| .* \| |^[^。！？!?]* \| [^。！？!?]*$")
_CODE = re.compile(
    r"[{}]\s*$|[\w\])]\s*=[^=].*;\s*$|[←▷]|:=|\w\([^()]*\)\s*[;{]|"
    r"^\s*(?:\d+:\s*)?(?:def|class|function|return|import|from|void|if|for|while|__\w+__|//|#\w+)\b.*[(:;{=]"
)
_CODE_AT_MOST = 8
"""Chinese characters up to which what looks like code is code, not prose about it."""
_CHINESE = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of ``text``: where each ends, and its :class:`Kind`, both of shape (sentences,)."""

    text: str
    ends: IntArray
    kinds: IntArray

    @classmethod
    def of(cls, text: str) -> Sentences:
        """Cut ``text`` and judge its sentences."""
        texts = sentences(text)
        ends = np.cumsum([len(one) for one in texts], dtype=np.int32)
        return cls(text, ends, np.array([_kind(one) for one in texts], np.int32))

    @classmethod
    def read(cls, text: str, written: IntArray) -> Sentences:
        """Cut ``text`` as :meth:`written` said."""
        return cls(text, written >> _KIND_BITS, written & ((1 << _KIND_BITS) - 1))

    def written(self) -> IntArray:
        """Give ends and kinds as one number each, shape (sentences,), to be kept."""
        return (self.ends << _KIND_BITS) | self.kinds

    @property
    def texts(self) -> list[str]:
        """The sentences, which joined are the text again."""
        return self.run(range(len(self.ends)))

    def run(self, places: range) -> list[str]:
        """Give some sentences that follow one another."""
        ends = self.ends[places.start : places.stop].tolist()
        begin = int(self.ends[places.start - 1]) if places.start else 0
        return [self.text[start:end] for start, end in zip([begin, *ends], ends, strict=False)]


def are(kind: Kind, kinds: IntArray) -> BoolArray:
    """Tell which of some sentences are of a ``kind``, by their ``kinds``; both of shape (sentences,)."""
    return np.asarray((kinds & kind) != 0, np.bool_)


def _kind(sentence: str) -> Kind:
    kind = Kind.QUOTABLE if _is_quotable(sentence) else Kind(0)
    if sentence.rstrip().endswith(_LEAD_IN_ENDS):
        kind |= Kind.LEADS_ON
    return kind | Kind.ANNOUNCES if _ANNOUNCEMENT.match(sentence) else kind


def _is_quotable(sentence: str) -> bool:
    if not _WORD.search(sentence) or any(
        (_CAPTION.match(sentence), _REFERENCE.search(sentence), _TABLE_ROW.search(sentence))
    ):
        return False
    return not _CODE.search(sentence) or len(_CHINESE.findall(sentence)) > _CODE_AT_MOST
