"""From chunk scores of three legs to one score per paper.

A paper's score by one leg is the mean of its ``SUPPORT`` best chunks: best plus support, not length. Beside it stand
what the leg says of the paper's card (title and summary), and how much of the question the paper as a whole holds, were
it in many chunks. All of it is put on one scale by z-scores over the papers and summed with weights that depend on the
question's language.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from retrieval.arrays import BoolArray, FloatArray, IntArray
from retrieval.papers import Language

Leg: TypeAlias = Literal["lexical", "dense", "late"]
LEGS: tuple[Leg, ...] = ("lexical", "dense", "late")

SUPPORT = 3
"""Best chunks whose mean is the paper's score; 1, 2, 3 and 4 put 0.87, 0.90, 0.90 and 0.89 first."""

WEIGHTS: dict[Language, dict[Leg, float]] = {
    "zh": {"lexical": 0.30, "dense": 0.15, "late": 0.55},
    "en": {"lexical": 0.10, "dense": 0.35, "late": 0.55},
}
"""Weights of the legs by the question's language."""
CARD_WEIGHTS: dict[Language, dict[Leg, float]] = {"zh": {"lexical": 0.05, "dense": 0.20, "late": 0.10}, "en": {}}
"""Weights of what the legs say of a paper's card; for English questions, over summaries in Chinese, they were nil."""
WHOLE_WEIGHT: dict[Language, float] = {"zh": 0.25, "en": 0.10}
"""Weight of the best that any chunk of the paper holds of each term of the question.

All three tables are rounded from a listwise logistic fit (L2) to 1,190 questions: 758 over two libraries, 140 posts and
our 23 notes, and 432 that are the name of a paper. In ten-fold cross-validation over three shufflings such a fit puts
0.937 (0.935 to 0.939) of the 758 right first; without the cards 0.925, without the whole 0.928, without both 0.921.
For a later bundled model, over 781 questions of which 299 ask the 140 posts for one of our 23 papers, a new fit gained
0.005 in cross-validation (0.885 for 0.880), which is within chance, so they stayed.
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which chunks are whose. Chunks of a paper follow one another; papers without a chunk do not occur.

    ``papers`` (n,) are the papers in the order of their chunks, ``starts`` (n + 1,) delimits their chunks, ``places``
    (chunks,) is the place of every chunk's paper in ``papers``. Were all chunks sorted by paper and score, the best of
    each paper would stand at ``ranks`` (n, ``SUPPORT``), as far as it has so many, which ``there`` tells.
    """

    papers: IntArray
    starts: IntArray
    places: IntArray
    ranks: IntArray
    there: BoolArray

    @classmethod
    def of(cls, chunk_paper: IntArray) -> Layout:
        """Take the paper of every chunk."""
        edges = np.flatnonzero(np.diff(chunk_paper, prepend=-1, append=-1)) if len(chunk_paper) else np.zeros(1)
        starts = edges.astype(np.int32)
        places = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
        ranks = starts[:-1, None] + np.arange(SUPPORT, dtype=np.int32)
        there = ranks < starts[1:, None]
        return cls(chunk_paper[starts[:-1]], starts, places, np.where(there, ranks, 0), there)

    @property
    def cards(self) -> IntArray:
        """The card of every paper: the last of its chunks."""
        return self.starts[1:] - 1

    def support(self, scores: FloatArray) -> FloatArray:
        """Give the mean of the ``SUPPORT`` best chunk scores of every paper; fewer where a paper has fewer."""
        if not len(scores):
            return np.zeros(len(self.papers), np.float32)
        # one sort of numbers whose whole part is the paper and whose fraction falls as the score rises
        highest = float(scores.max())
        span = 2.0 * (highest - float(scores.min())) or 1.0
        keys = np.sort(self.places + (highest - scores.astype(np.float64)) / span)
        below = keys[self.ranks] - np.arange(len(self.papers))[:, None]
        best = np.where(self.there, highest - below * span, 0.0)
        return np.asarray(best.sum(axis=1) / self.there.sum(axis=1), np.float32)


def standardised(scores: FloatArray) -> FloatArray:
    """Give z-scores; zeros where all the scores are the same."""
    if not len(scores):
        return scores
    # the mean's own method takes longer than the mean
    deviations = scores - np.add.reduce(scores) / np.float32(len(scores))
    spread = math.sqrt(float(deviations @ deviations) / len(scores))
    return np.asarray(deviations / max(spread, 1e-9), np.float32)


def fused(scores: Mapping[Leg, FloatArray], weights: Mapping[Leg, float]) -> FloatArray:
    """Give the weighted sum of the legs' standardised scores."""
    return np.asarray(sum(weight * standardised(scores[leg]) for leg, weight in weights.items()), np.float32)
