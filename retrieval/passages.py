"""The passage that answers: the sentences of a paper that say most of what was asked, in their context."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from retrieval.chunking import sentences
from retrieval.papers import Chunk, Paper, Passage
from retrieval.text import fold, term_spans

SHORTEST = 60
LONGEST = 300
"""Characters of a passage: enough to be understood, little enough to be read on a phone."""
CONTEXT_SHARE = 0.55
"""A neighbouring sentence joins the passage if it scores at least this share of the best one's score."""
OVERLAP = 0.5
"""Share of the character pairs of a passage which, if shown already in another one, make it the same passage."""
LEAD_IN_ENDS = ("：", ":")
LEAD_IN_SHARE = 0.6
"""What a sentence that only leads to the next one keeps of its score."""
SECTION_SEPARATOR = " › "

_CAPTION = re.compile(r"^\W*(?:图|表|圖|Figure|Fig\.?|Table|Algorithm|算法)\s*[0-9A-Z]+(?:[.:：、 ]|$)", re.IGNORECASE)
_REFERENCE = re.compile(r"^\W*\[\d+\]\s+\S|\b(?:arXiv preprint|In Proceedings of|doi\.org)\b", re.IGNORECASE)
_TABLE_ROW = re.compile(r" \| .* \| |^[^。！？!?]* \| [^。！？!?]*$")
_CLAUSE_END = re.compile(r"[,，;；:：、]\s*")
_CODE = re.compile(
    r"[{}]\s*$|[\w\])]\s*=[^=].*;\s*$|[←▷]|:=|\w\([^()]*\)\s*[;{]|"
    r"^\s*(?:\d+:\s*)?(?:def|class|function|return|import|from|void|if|for|while|__\w+__|//|#\w+)\b.*[(:;{=]"
)
_CODE_AT_MOST = 8
"""Chinese characters up to which what looks like code is code, not prose about it."""
_CHINESE = re.compile("[\u3400-\u9fff]")
_BULLET = re.compile(r"^\s*(?:[-*+•·]|\d{1,2}[.)、])\s+")
_LATER_BULLET = re.compile(r"^\s*[-*+•·]\s+")
_ENDS = re.compile(r"[。！？；：，、.!?;:,…][」』”’\"'）)\]]*$")
_WIDE_END = re.compile(r"[。！？；：，、…）」』”]$")
_WORD = re.compile(r"\w")

SentenceScores = Callable[[Chunk, Sequence[str]], Sequence[float] | npt.NDArray[np.float32]]
"""How much of the question each sentence of a chunk answers, 0 to 1."""

NearWords = Callable[[Chunk], Sequence[str]]
"""Words of a chunk that mean what a word of the question means, whatever their language."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    chunk: Chunk
    text: str
    score: float


def best_passages(
    paper: Paper,
    chunks: Sequence[Chunk],
    score: SentenceScores,
    terms: Mapping[str, float] | None,
    limit: int,
    near: NearWords = lambda _chunk: (),
) -> tuple[Passage, ...]:
    """Give at most ``limit`` passages of ``paper`` out of its best ``chunks``, best first, none twice.

    ``score`` judges sentences; the places of ``terms``, the question's, and of ``near`` words are marked
    (none where ``terms`` is ``None``).
    """
    candidates = [found for chunk in chunks if (found := _best_window(chunk, score))]
    candidates.sort(key=lambda candidate: candidate.score, reverse=True)
    chosen: list[_Candidate] = []
    shown: list[set[tuple[str, str]]] = []
    for candidate in candidates if len(candidates) > 1 else ():
        pairs = set(pairwise(candidate.text))
        if len(chosen) < limit and not any(_same(pairs, others) for others in shown):
            chosen.append(candidate)
            shown.append(pairs)
    chosen = chosen or candidates[:limit]
    return tuple(
        Passage(
            text=candidate.text,
            section=SECTION_SEPARATOR.join(candidate.chunk.headings),
            url=f"{paper.url}#{candidate.chunk.anchor}" if paper.url and candidate.chunk.anchor else paper.url,
            score=round(candidate.score, 4),
            marks=() if terms is None else marks(candidate.text, terms, near(candidate.chunk)),
        )
        for candidate in chosen
    )


def marks(text: str, terms: Mapping[str, float], words: Sequence[str] = ()) -> tuple[tuple[int, int], ...]:
    """Give the places of ``terms`` and ``words`` in ``text``, touching ones joined, in order.

    There are none where folding the text would shift the places.
    """
    folded = fold(text)
    if len(folded) != len(text):
        return ()
    lower = folded.lower()
    if len(lower) != len(text):
        return ()
    places = [*term_spans(lower, terms), *_word_spans(lower, words)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _word_spans(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of whole ``words`` in ``text``, both in lower case; Chinese has no boundaries between words."""
    for word in words:
        start = text.find(word)
        while start >= 0:
            end = start + len(word)
            if not word.isascii() or not (_is_latin(text[start - 1 : start]) or _is_latin(text[end : end + 1])):
                yield start, end
            start = text.find(word, end)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


@lru_cache(maxsize=2048)
def _sentences(text: str) -> tuple[str, ...]:
    """Give the sentences of a chunk; the chunks that answer one question answer others too."""
    return tuple(sentences(text))


def _best_window(chunk: Chunk, score: SentenceScores) -> _Candidate | None:
    """Give the best sentence of a chunk with as much of its neighbours as belongs to it."""
    parts = _sentences(chunk.text)
    scores = [float(value) for value in score(chunk, parts)]
    for i, part in enumerate(parts):
        if scores[i] > 0 and part.rstrip().endswith(LEAD_IN_ENDS):
            scores[i] *= LEAD_IN_SHARE
    order = sorted(range(len(parts)), key=scores.__getitem__, reverse=True)
    best = next((i for i in order if scores[i] > 0 and _worth_showing(parts[i])), None)
    if best is None:
        return None
    first, last = _grown(parts, scores, best)
    return _Candidate(chunk, _shortened(_flowing(parts[first : last + 1])), scores[best])


def _flowing(parts: Sequence[str]) -> str:
    """Give sentences and items of lists as running text."""
    text = ""
    for part in parts:
        item = _LATER_BULLET.match(part)
        added = " ".join((_LATER_BULLET if text else _BULLET).sub("", part).split())
        if text and item and not _ENDS.search(text):
            text += "；" if _CHINESE.search(text) else ";"
        text += ("" if not text or _WIDE_END.search(text) else " ") + added
    return text


def _grown(parts: Sequence[str], scores: Sequence[float], best: int) -> tuple[int, int]:
    """Give the first and the last sentence of the passage around ``best``."""
    first = last = best
    length = len(parts[best])
    while True:
        sides = [
            side
            for side in (last + 1, first - 1)
            if 0 <= side < len(parts) and length + len(parts[side]) <= LONGEST and _worth_showing(parts[side])
        ]
        if not sides:
            return first, last
        side = max(sides, key=scores.__getitem__)
        if last + 1 in sides and parts[last].rstrip().endswith(LEAD_IN_ENDS):
            side = last + 1
        elif length >= SHORTEST and scores[side] < CONTEXT_SHARE * scores[best]:
            return first, last
        first, last, length = min(first, side), max(last, side), length + len(parts[side])


@lru_cache(maxsize=16384)
def _worth_showing(sentence: str) -> bool:
    if not _WORD.search(sentence) or any(
        (_CAPTION.match(sentence), _REFERENCE.search(sentence), _TABLE_ROW.search(sentence))
    ):
        return False
    return not _CODE.search(sentence) or len(_CHINESE.findall(sentence)) > _CODE_AT_MOST


def _shortened(text: str) -> str:
    """Cut a single sentence that is too long at the last clause that fits."""
    if len(text) <= LONGEST:
        return text
    ends = [match.start() for match in _CLAUSE_END.finditer(text, SHORTEST, LONGEST - 1)]
    return text[: ends[-1] if ends else LONGEST - 1].rstrip() + "…"


def _same(pairs: set[tuple[str, str]], others: set[tuple[str, str]]) -> bool:
    """Tell whether two texts, given by their pairs of characters, are the same passage."""
    return len(pairs & others) > OVERLAP * min(len(pairs), len(others))
