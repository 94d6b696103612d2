"""Windows, from which passages are made: the sentences of a chunk that say most of what was asked, in context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from retrieval.arrays import FloatMatrix, IntArray
from retrieval.passages.excerpts import MAX_EXCERPT, MIN_EXCERPT, Excerpt, best_excerpts
from retrieval.text.chinese import has_chinese
from retrieval.text.sentence_kinds import SentenceKind, Sentences, has_kind
from retrieval.types import Chunk, Paper, Passage

OVERLAP = 0.5
"""Share of the character pairs of a passage which, if shown already in another one, make it the same passage."""
Z_SCORE_WEIGHT = 0.05
"""What a standard deviation of its chunk's score counts beside a passage's own, which sees words and not what they are
about (measured: tests/eval/README.md, "Passages")."""
LEAD_IN_SHARE = 0.6
"""Share of its score that a sentence keeps which only leads to the next one or announces a part of the text."""
CUE_SHARE = 0.2
"""What of a question that asks for a figure, a reason or a comparison a sentence answers that has one (measured:
tests/eval/README.md, "Passages")."""
SECTION_SEPARATOR = " › "

_CLAUSE_END = re.compile(r"[,，;；:：、]\s*")
_BULLET = re.compile(r"^\s*(?:[-*+•·]|\d{1,2}[.)、])\s+")
_LATER_BULLET = re.compile(r"^\s*[-*+•·]\s+")
_ENDS = re.compile(r"[。！？；：，、.!?;:,…][」』”’\"'）)\]]*$")
_WIDE_END = re.compile(r"[。！？；：，、…）」』”]$")


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """A chunk, at ``row`` of the library, that a passage may be taken from.

    ``z_score`` is the chunk's own score for the question, in standard deviations; ``answered``, (sentences, parts of
    the question), is what each of the ``sentences`` answers of it, 0 to 1 in sum.
    """

    row: int
    chunk: Chunk
    z_score: float
    sentences: Sentences
    answered: FloatMatrix


@dataclass(frozen=True, slots=True)
class Window:
    """The best ``excerpt`` of a chunk."""

    scored: ScoredChunk
    excerpt: Excerpt

    def text(self) -> str:
        """Return its sentences as running text."""
        return _shortened(_flowing(self.scored.sentences.run(self.excerpt.sentences)))


def windows_of(chunks: Sequence[ScoredChunk], cues: Sequence[SentenceKind] = ()) -> list[Window | None]:
    """Return what answers best in each of ``chunks``; None for a chunk with nothing to quote.

    ``cues`` are the kinds of sentences that were asked for.
    """
    sentences = [scored.sentences for scored in chunks]
    if not sentences:
        return []
    kinds = np.concatenate([some.kinds for some in sentences])
    ends = np.concatenate([some.ends for some in sentences])
    bounds = [0, *accumulate(len(some.kinds) for some in sentences)]
    firsts = [first for first, end in pairwise(bounds) if first < end]
    lengths = np.diff(ends, prepend=0)
    lengths[firsts] = ends[firsts]
    answered = _answered(chunks, kinds, cues)
    excerpts = best_excerpts(
        answered, lengths, has_kind(SentenceKind.QUOTABLE, kinds), ~has_kind(SentenceKind.LEADS_ON, kinds), bounds
    )
    return [Window(scored, excerpt) if excerpt else None for scored, excerpt in zip(chunks, excerpts, strict=True)]


def best_first(windows: Iterable[Window | None]) -> list[Window]:
    """Return the ``windows`` that are not None in the order in which they are shown."""
    return sorted(
        (window for window in windows if window),
        key=lambda window: window.excerpt.value + Z_SCORE_WEIGHT * window.scored.z_score,
        reverse=True,
    )


def distinct(windows: Sequence[Window], limit: int) -> Iterator[tuple[Window, str]]:
    """Yield the first ``limit`` of ``windows`` that say different things, and their texts."""
    shown: list[set[tuple[str, str]]] = []
    for window in windows:
        text = window.text()
        pairs = set(pairwise(text)) if limit > 1 else set()
        if not any(_same(pairs, others) for others in shown):
            yield window, text
            shown.append(pairs)
        if len(shown) == limit:
            break


def passage(paper: Paper, window: Window, text: str, marked: tuple[tuple[int, int], ...]) -> Passage:
    """Return the ``text`` of a ``window`` of ``paper`` with its section, its link and the places to be ``marked``."""
    chunk = window.scored.chunk
    return Passage(
        text=text,
        section=SECTION_SEPARATOR.join(chunk.headings),
        url=f"{paper.url}#{chunk.anchor}" if paper.url and chunk.anchor else paper.url,
        score=round(window.excerpt.score, 4),
        marks=marked,
    )


def _answered(chunks: Sequence[ScoredChunk], kinds: IntArray, cues: Sequence[SentenceKind]) -> FloatMatrix:
    """Return what all sentences answer: more where they are of the kind asked for, less where they only lead to others.

    Every cue is one more part of the question.
    """
    answered = np.concatenate([scored.answered for scored in chunks])
    if cues:
        found = np.stack([has_kind(cue, kinds) for cue in cues], axis=1).astype(np.float32)
        share = np.float32(CUE_SHARE)
        answered = np.hstack([answered * (1 - share), found * (share / len(cues))])
    answered[has_kind(SentenceKind.LEADS_ON | SentenceKind.ANNOUNCES, kinds)] *= LEAD_IN_SHARE
    return answered


def _flowing(parts: Sequence[str]) -> str:
    """Return sentences and items of lists as running text."""
    text = ""
    for part in parts:
        item = _LATER_BULLET.match(part)
        added = " ".join((_LATER_BULLET if text else _BULLET).sub("", part).split())
        if text and item and not _ENDS.search(text):
            text += "；" if has_chinese(text) else ";"
        text += ("" if not text or _WIDE_END.search(text) else " ") + added
    return text


def _shortened(text: str) -> str:
    """Cut a single sentence that is too long at the last clause that fits."""
    if len(text) <= MAX_EXCERPT:
        return text
    ends = [match.start() for match in _CLAUSE_END.finditer(text, MIN_EXCERPT, MAX_EXCERPT - 1)]
    return text[: ends[-1] if ends else MAX_EXCERPT - 1].rstrip() + "…"


def _same(pairs: set[tuple[str, str]], others: set[tuple[str, str]]) -> bool:
    """Return whether two texts, given by their pairs of characters, are the same passage."""
    return len(pairs & others) > OVERLAP * min(len(pairs), len(others))
