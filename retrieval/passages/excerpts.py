"""Excerpts: the run of sentences that likely answers in little room, for many chunks at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from retrieval.arrays import BoolArray, FloatArray, IntArray

MIN_EXCERPT = 60
MAX_EXCERPT = 300
"""Characters of a passage: enough to be understood, little enough to be read on a phone."""
HANGING_LOSS = 0.6
"""Share of what its first sentence answers that an excerpt loses if that hangs on the sentence before it."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Sentences of a chunk, how many of them likely answer (a sum of probabilities), and that less their cost."""

    sentences: range
    likelihood: float
    value: float


def best_excerpts(
    likelihood: FloatArray,
    lengths: IntArray,
    usable: BoolArray,
    closing: BoolArray,
    hanging: BoolArray,
    bounds: Sequence[int],
    costs: FloatArray,
) -> Iterator[Excerpt | None]:
    """Yield the best excerpt of every chunk, or None where no sentence is ``usable``.

    Chunk ``i`` has the sentences ``bounds[i]`` to ``bounds[i + 1]``, and each of their characters costs ``costs[i]``;
    less than ``MIN_EXCERPT`` of them cost as much. Of each sentence: how likely it answers, its length in characters,
    whether it may be shown, may be the last that is, and hangs on the one before it. An excerpt has no more than
    ``MAX_EXCERPT`` characters, unless it is a single sentence.
    """
    count = len(likelihood)
    places = np.arange(count)
    characters = np.concatenate(([0], np.cumsum(lengths)))
    likely = np.concatenate(([0.0], np.cumsum(likelihood, dtype=np.float64)))
    # a run ends before the first sentence that may not be shown, with its chunk, and where it becomes too long
    barrier = np.minimum.accumulate(np.where(usable, count, places)[::-1])[::-1]
    fits = np.maximum(np.searchsorted(characters, characters[:-1] + MAX_EXCERPT, side="right") - 1, places + 1)
    sizes = np.diff(bounds)
    widths = np.minimum(np.minimum(fits, barrier), np.repeat(bounds[1:], sizes)) - places
    # a row for each sentence that a run begins with, a column for each length in sentences
    longest = int(widths.max(initial=0))
    steps = np.arange(longest)
    ends = np.minimum(places[:, None] + steps, count - 1) + 1
    room = np.clip(characters[ends] - characters[:-1, None], MIN_EXCERPT, MAX_EXCERPT)
    values = likely[ends] - likely[:-1, None] - room * np.repeat(costs, sizes)[:, None]
    values -= np.where(hanging, HANGING_LOSS * likelihood, 0)[:, None]
    values = np.where((steps < widths[:, None]) & closing[ends - 1], values, -np.inf)
    for begin, end in pairwise(bounds):
        some = values[begin:end]
        first, more = divmod(int(some.argmax()), longest) if some.size else (0, 0)
        if not some.size or some[first, more] == -np.inf:
            yield None
        else:
            first += begin
            score = float(likely[first + more + 1] - likely[first])
            yield Excerpt(range(first - begin, first - begin + more + 1), score, float(some[first - begin, more]))
