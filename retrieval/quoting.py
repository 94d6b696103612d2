"""The sentences of a chunk, and which of them may be quoted: found when the chunk is made, since asking has no time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.lexical import IntArray
from retrieval.sentences import sentences

QUOTING_VERSION = 1
"""Bump whenever the same text would be cut, or its sentences judged, differently: all chunks are then made anew."""

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
    """The sentences of a text, which joined are the text again; ``quotable`` tells which of them say something."""

    texts: Sequence[str]
    quotable: Sequence[bool]

    @classmethod
    def of(cls, text: str) -> Sentences:
        """Cut ``text`` and judge its sentences."""
        texts = sentences(text)
        return cls(texts, [_is_quotable(one) for one in texts])

    @classmethod
    def read(cls, text: str, ends: IntArray) -> Sentences:
        """Cut ``text`` where :meth:`ends` said that its sentences end."""
        places = np.abs(ends).tolist()
        texts = [text[start:end] for start, end in zip([0, *places], places, strict=False)]
        return cls(texts, (ends > 0).tolist())

    def ends(self) -> IntArray:
        """Give where in the text each sentence ends, shape (sentences,); negative for one that is not quotable."""
        ends = np.cumsum([len(one) for one in self.texts], dtype=np.int32)
        return np.where(self.quotable, ends, -ends).astype(np.int32)


def _is_quotable(sentence: str) -> bool:
    if not _WORD.search(sentence) or any(
        (_CAPTION.match(sentence), _REFERENCE.search(sentence), _TABLE_ROW.search(sentence))
    ):
        return False
    return not _CODE.search(sentence) or len(_CHINESE.findall(sentence)) > _CODE_AT_MOST
