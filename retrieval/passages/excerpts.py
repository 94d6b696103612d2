"""Excerpts: the run of sentences that answers most in little room, for many chunks at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from retrieval.arrays import BoolArray, FloatMatrix, IndexArray, IntArray

MIN_EXCERPT = 60
MAX_EXCERPT = 300
"""Characters of a passage: enough to be understood, little enough to be read on a phone."""
ENOUGH = 200
"""Characters that cost nothing."""
WORTH = 0.02
"""What as many as ``MAX_EXCERPT`` of them are worth by themselves: what says no more of the question still explains."""
COST_BEFORE = 0.2
"""What ``MAX_EXCERPT`` characters before the best sentence cost: a folded quotation shows three lines."""
COST = 0.5
"""What ``MAX_EXCERPT`` characters beyond ``ENOUGH`` cost, and as many below ``MIN_EXCERPT`` (measured:
tests/eval/README.md, "Passages")."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Sentences of a chunk, what they answer together (0 to 1), and that less a penalty for their length."""

    sentences: range
    score: float
    value: float


def best_excerpts(
    answered: FloatMatrix, lengths: IntArray, usable: BoolArray, closing: BoolArray, bounds: Sequence[int]
) -> Iterator[Excerpt | None]:
    """Yield the best excerpt of every chunk, or None where no sentence that is ``usable`` answers anything.

    Chunk ``i`` has the sentences ``bounds[i]`` to ``bounds[i + 1]``. Of each sentence: what it answers, (sentences,
    parts of the question); its length in characters; whether it may be shown, and be the last that is. An excerpt has
    no more than ``MAX_EXCERPT`` characters, unless it is a single sentence.
    """
    places = np.arange(len(answered))
    characters = np.concatenate(([0], np.cumsum(lengths)))
    # a run ends before the first sentence that may not be shown, with its chunk, and where it becomes too long
    barrier = np.minimum.accumulate(np.where(usable, len(places), places)[::-1])[::-1]
    fits = np.maximum(np.searchsorted(characters, characters[:-1] + MAX_EXCERPT, side="right") - 1, places + 1)
    widths = np.minimum(np.minimum(fits, barrier), np.repeat(bounds[1:], np.diff(bounds))) - places
    # a row for each sentence that a run begins with, a column for each length in sentences
    longest = int(widths.max(initial=0))
    steps = np.arange(longest)
    scores = np.zeros((len(places), longest), np.float32)
    # over so few columns einsum takes half the time that a sum does
    alone, union = np.einsum("ij->i", answered), answered
    for step in range(longest):
        np.einsum("ij->i", union, out=scores[: len(places) - step, step])
        # a part of the question counts once, whichever of the sentences answers it
        union = np.maximum(union[:-1], answered[step + 1 :])
    lasts = np.minimum(places[:, None] + steps, len(places) - 1)
    room = characters[lasts + 1] - characters[:-1, None]
    before = characters[places[:, None] + _peaks(alone[lasts])] - characters[:-1, None]
    costs = COST * (np.maximum(room - ENOUGH, 0) + np.maximum(MIN_EXCERPT - room, 0)) + COST_BEFORE * before
    costs -= WORTH * np.minimum(room, ENOUGH)
    allowed = (steps < widths[:, None]) & (scores > 0) & closing[lasts]
    values = np.where(allowed, scores - costs / MAX_EXCERPT, -np.inf)
    for begin, end in pairwise(bounds):
        some = values[begin:end]
        first, more = divmod(int(some.argmax()), longest) if some.size else (0, 0)
        if not some.size or some[first, more] == -np.inf:
            yield None
        else:
            score = float(scores[begin + first, more])
            yield Excerpt(range(first, first + more + 1), score, float(some[first, more]))


def _peaks(alone: FloatMatrix) -> IndexArray:
    """Return how many steps along its row the greatest number so far stands, for every place."""
    top = np.maximum.accumulate(alone, axis=1)
    rises = np.zeros(alone.shape, np.int64)
    rises[:, 1:] = (alone[:, 1:] > top[:, :-1]) * np.arange(1, alone.shape[1])
    peaks: IndexArray = np.maximum.accumulate(rises, axis=1)
    return peaks
