"""Layout of the chunks by paper, and one score per paper from the scores of its chunks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.arrays import BoolArray, FloatArray, IntArray

SUPPORT = 3
"""Best chunks whose mean is the paper's score (measured: tests/eval/README.md)."""


@dataclass(frozen=True, slots=True)
class PaperLayout:
    """The paper of every chunk. Chunks of a paper follow one another; papers without a chunk do not occur.

    ``papers`` (n,) are the papers in the order of their chunks, ``starts`` (n + 1,) delimits their chunks, ``places``
    (chunks,) is the place of every chunk's paper in ``papers``. Were all chunks sorted by paper and score, the best of
    each paper would stand at ``ranks`` (n, ``SUPPORT``); ``there``, of the same shape, is false where a paper has
    fewer.
    """

    papers: IntArray
    starts: IntArray
    places: IntArray
    ranks: IntArray
    there: BoolArray

    @classmethod
    def of(cls, chunk_paper: IntArray) -> PaperLayout:
        """Make the layout from the paper of every chunk."""
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
        """Return the mean of the ``SUPPORT`` best chunk scores of every paper; fewer where a paper has fewer."""
        if not len(scores):
            return np.zeros(len(self.papers), np.float32)
        # one sort of numbers whose whole part is the paper and whose fraction falls as the score rises
        highest = float(scores.max())
        span = 2.0 * (highest - float(scores.min())) or 1.0
        keys = np.sort(self.places + (highest - scores.astype(np.float64)) / span)
        below = keys[self.ranks] - np.arange(len(self.papers))[:, None]
        best = np.where(self.there, highest - below * span, 0.0)
        return np.asarray(best.sum(axis=1) / self.there.sum(axis=1), np.float32)
