"""How likely each sentence of some chunks answers a question: a logistic model over what is known of it.

The weights are fitted to hard questions with their gold sentences (tests/eval/README.md, "Passages").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from retrieval.arrays import FloatArray, FloatMatrix, IntArray
from retrieval.query.aspects import Aspect
from retrieval.text.sentence_kinds import SentenceKind, Sentences, has_kind
from retrieval.types import Chunk

LAST_RANK = 8
"""Rank among the chunks of its paper from which on a chunk is as good as any that follows."""

_BACKGROUND = re.compile(r"背景|动机|引言|相关工作|motivation|background|introduction|related", re.IGNORECASE)
"""Headings of what others did before: it names what a question is about and seldom answers it."""


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """A chunk, at ``row`` of the library, that a passage may be taken from.

    ``behind`` is how far, in standard deviations, its score for the question is behind that of the paper's best chunk
    (0 or less), ``rank`` its rank among the paper's chunks, from 0. ``answered``, (sentences, parts of the question),
    is what each of the ``sentences`` holds of it, 0 to 1 in sum.
    """

    row: int
    chunk: Chunk
    behind: float
    rank: int
    sentences: Sentences
    answered: FloatMatrix


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a sentence, as names of the columns of what :func:`features` returns, and their weights.

    ``held``: how much of the question the sentence holds; ``pair_held``: it does with the better of its
    neighbours; ``chunk_held``: its whole chunk; ``behind`` and ``rank``:
    those of the chunk; ``first``: it is the paper's best; ``leads``: it only leads to the next sentence or announces
    one; ``cue``: it is of the kind asked for (a figure, a reason, a comparison); ``numberless``: a figure is asked for
    and it has no number; ``part``: it stands in the part of the note that is asked for; ``background``: it stands in
    the background; ``reasons``: it gives a reason; ``proposes``: it says what the paper is about.
    """

    held: float
    pair_held: float
    chunk_held: float
    behind: float
    rank: float
    first: float
    leads: float
    cue: float
    numberless: float
    part: float
    background: float
    reasons: float
    proposes: float


WEIGHTS = Features(
    held=6.1,
    pair_held=2.75,
    chunk_held=-6.0,
    behind=0.33,
    rank=-2.4,
    first=0.4,
    leads=-3.9,
    cue=1.2,
    numberless=-1.1,
    part=0.5,
    background=-0.7,
    reasons=0.4,
    proposes=-1.1,
)
BIAS = -1.6
"""Fitted together by logistic regression."""

_CHUNK_HELD = Features.__slots__.index("chunk_held")
_WEIGHTS = np.array([getattr(WEIGHTS, name) for name in Features.__slots__], np.float32)


def features(chunks: Sequence[ScoredChunk], cues: Sequence[SentenceKind], part: Aspect | None) -> FloatMatrix:
    """Return the features of all sentences of ``chunks``, (sentences, features), in the order of :class:`Features`.

    ``cues`` are the kinds of sentences that are asked for, ``part`` the part of a note that is.
    """
    counts = [len(one.answered) for one in chunks]
    kinds = np.concatenate([one.sentences.kinds for one in chunks]) if chunks else np.zeros(0, np.int32)
    alone, pairs, whole = _held(chunks, counts)

    def of_chunk(values: Sequence[float]) -> FloatArray:
        return np.repeat(np.asarray(values, np.float32), counts)

    headings = [" ".join(one.chunk.headings) for one in chunks]
    columns = (
        alone,
        pairs,
        np.repeat(whole, counts),
        of_chunk([one.behind for one in chunks]),
        of_chunk([min(one.rank, LAST_RANK) / LAST_RANK for one in chunks]),
        of_chunk([one.rank == 0 for one in chunks]),
        has_kind(SentenceKind.LEADS_ON | SentenceKind.ANNOUNCES, kinds),
        np.mean([has_kind(cue, kinds) for cue in cues], axis=0) if cues else np.zeros(len(kinds)),
        ~has_kind(SentenceKind.NUMBERS, kinds) if SentenceKind.MEASURES in cues else np.zeros(len(kinds)),
        of_chunk([part is not None and part.headed.search(heading) is not None for heading in headings]),
        of_chunk([_BACKGROUND.search(heading) is not None for heading in headings]),
        has_kind(SentenceKind.REASONS, kinds),
        has_kind(SentenceKind.PROPOSES, kinds),
    )
    return np.stack(columns, axis=1).astype(np.float32)


def likelihood(chunks: Sequence[ScoredChunk], cues: Sequence[SentenceKind], part: Aspect | None) -> FloatArray:
    """Return the probability of every sentence of ``chunks`` that it answers, (sentences,).

    None of a chunk that holds nothing of the question does.
    """
    known = features(chunks, cues, part)
    found = 1 / (1 + np.exp(-(known @ _WEIGHTS + np.float32(BIAS))))
    return np.asarray(np.where(known[:, _CHUNK_HELD] > 0, found, 0), np.float32)


def lengths(chunks: Sequence[ScoredChunk]) -> IntArray:
    """Return the characters of every sentence of ``chunks``."""
    ends = np.concatenate([np.zeros(0, np.int32), *(one.sentences.ends for one in chunks)])
    # one difference over all of them; a chunk's first sentence begins at nothing
    found = np.diff(ends, prepend=0)
    counts = [len(one.sentences.ends) for one in chunks]
    firsts = [first for first, count in zip(accumulate(counts, initial=0), counts, strict=False) if count]
    found[firsts] = ends[firsts]
    return np.asarray(found, np.int32)


def _held(chunks: Sequence[ScoredChunk], counts: Sequence[int]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return how much of the question is held: by each sentence, by it and the better of its neighbours, by each chunk.

    ``counts`` are the sentences of each of ``chunks``. All are looked at at once: one by one the calls cost more.
    """
    whole = np.zeros(len(chunks), np.float32)
    if not sum(counts):
        return np.zeros(0, np.float32), np.zeros(0, np.float32), whole
    answered = np.concatenate([one.answered for one in chunks if len(one.answered)])
    alone = answered.sum(axis=1)
    starts = np.cumsum([0, *(count for count in counts if count)])[:-1]
    whole[np.asarray(counts) > 0] = np.maximum.reduceat(answered, starts, axis=0).sum(axis=1)
    together = np.maximum(answered[:-1], answered[1:]).sum(axis=1)
    # the last sentence of a chunk and the first of the next are no neighbours
    together[starts[1:] - 1] = 0
    pairs = np.maximum(alone, np.maximum(np.append(together, 0), np.insert(together, 0, 0)))
    return alone, np.asarray(pairs, np.float32), whole
