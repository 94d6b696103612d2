"""The late-interaction leg: every piece of a question finds its most similar piece in a chunk, across languages.

A chunk's score is ``Σ |q| · max_t cos(q, t)^1.5`` over the pieces ``q`` of the question, divided by ``Σ |q|``;
``|q|`` is the length of the piece's row in the bundled model's table, its learned weight. It is the sum of maxima of
ColBERT (Khattab and Zaharia, 2020) over a static table, so that it can be worked out through postings for all chunks at
once: a piece of the question has few near pieces, and each of these is in few chunks. The table is trained for this
very score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.arrays import FloatArray, FloatMatrix, IndexArray, IntArray, TokenIds
from retrieval.index.token_neighbours import TokenNeighbours
from retrieval.models.embedding import StaticEmbedder

SAME = 0.88
"""Cosine above which two pieces mean the same, so that one is marked where the other was asked for."""
LIGHT = 0.5
"""Pieces of a question that weigh less than this share of their mean match nothing. They are words like ``the``, near
all others of their kind and in every chunk: half of the work (measured: tests/eval/README.md)."""


@dataclass(frozen=True, slots=True)
class LateMatch:
    """A question compared with all pieces in use: which are near its own, and what each adds to a score.

    ``length`` counts the pieces of the question. Of its pieces that are not light ``weights`` are the shares of the
    whole question's weight. Every pair of one of them and a piece in use that is near it stands in ``asked`` (its place
    in ``weights``), ``pieces`` (the place of the other among the pieces in use) and ``gained`` (what it gets from it);
    the pairs of one stand together, the least first. ``gains`` (pieces of the question, near pieces) holds the same as
    a table, and ``column`` (pieces in use,) is the column of each piece in it, -1 where it is not near. ``same`` are
    the ids of the pieces that mean what a piece of the question does.
    """

    length: int
    weights: FloatArray
    asked: IndexArray
    pieces: IntArray
    gained: FloatArray
    gains: FloatMatrix
    column: IndexArray
    same: frozenset[int]


class LateInteractionIndex:
    """The pieces of all chunks as postings; never changes once made."""

    def __init__(self, bundled: StaticEmbedder, near: TokenNeighbours, tokens: IntArray, offsets: IntArray) -> None:
        """Take chunk ``i``'s pieces ``tokens[offsets[i]:offsets[i + 1]]``, ids of ``bundled``: ``near.pieces``."""
        self._bundled = bundled
        self._near = near
        self._size = len(offsets) - 1
        self._place = np.full(bundled.vocabulary_size, -1, np.int32)
        self._place[near.pieces] = np.arange(len(near.pieces), dtype=np.int32)
        # one sort of (piece, chunk) keys is several times quicker than an argsort, and without copies takes less memory
        keys = self._place[tokens].astype(np.int64)
        keys <<= 32
        keys |= np.repeat(np.arange(self._size, dtype=np.int32), np.diff(offsets))
        keys.sort()
        keys = keys[np.diff(keys, prepend=-1) > 0]
        self._rows = keys.astype(np.int32)  # the lower half
        keys >>= 32
        self._starts = np.searchsorted(keys, np.arange(len(near.pieces) + 1))

    def match(self, question: str) -> LateMatch:
        """Compare the pieces of a question with all pieces in use."""
        ids, counts = np.unique(self._bundled.token_ids(question), return_counts=True)
        vectors = self._bundled.token_vectors(ids.astype(np.int32))
        weights = (np.linalg.norm(vectors, axis=1) * counts).astype(np.float32)
        whole = float(weights.sum()) or 1.0
        heavy = weights >= LIGHT * whole / max(len(weights), 1)
        shares = weights[heavy] / whole
        asked, pieces, cosines = self._near.neighbours_of(ids[heavy])
        gained = _gain(cosines)
        is_near = np.zeros(len(self._near.pieces), np.bool_)
        is_near[pieces] = True
        near = np.flatnonzero(is_near)
        column = np.full(len(is_near), -1, np.int64)
        column[near] = np.arange(len(near))
        gains = np.zeros((len(shares), len(near)), np.float32)
        gains[asked, column[pieces]] = gained
        same = frozenset(self._near.pieces[pieces[cosines > SAME]].tolist())
        return LateMatch(len(weights), shares, asked, pieces, gained, gains, column, same)

    def scores(self, match: LateMatch) -> FloatArray:
        """Return every chunk's score, 0 to 1, shape (chunks,)."""
        # all pieces of the question at once: one by one, the calls cost more than the work
        starts = self._starts[match.pieces]
        counts = self._starts[match.pieces + 1] - starts
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0)
        places += np.repeat(starts - (ends - counts), counts)
        best = np.zeros(len(match.weights) * self._size, np.float32)
        # of what is written to one place the last, which is the greatest, stays
        best[self._rows.take(places) + np.repeat(match.asked * self._size, counts)] = np.repeat(match.gained, counts)
        return np.asarray(match.weights @ best.reshape(len(match.weights), self._size), np.float32)

    def columns(self, match: LateMatch, pieces: TokenIds) -> IndexArray:
        """Return the columns that ``pieces`` of chunks have in the gains of ``match``, -1 where one is not near."""
        return match.column[self._place[pieces]]


def _gain(cosines: FloatArray) -> FloatArray:
    """Return the gains of ``cosines``, which are not negative: each to the power of 1.5."""
    # a root is many times quicker than a power
    return np.asarray(cosines * np.sqrt(cosines), np.float32)
