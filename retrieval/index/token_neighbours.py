"""Near pieces of the bundled model's vocabulary, computed when notes are indexed, not when a question is asked.

Comparing the pieces of a question with all that the notes use is one product with 5 MB of the table: a tenth of the
time of a question by itself, and another tenth since it leaves nothing else in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from retrieval.arrays import FloatArray, FloatMatrix, HalfArray, IndexArray, IntArray, TokenIds
from retrieval.models.embedding import StaticEmbedder

DIMENSIONS = 96
"""Columns of the table that are compared, those that it was trained to be compared in."""
NEAR = 0.35
"""Cosines below this count for nothing; they are noise, and leaving them out is what makes the postings short
(measured: tests/eval/README.md)."""

_BATCH = 64
"""Pieces compared with the whole vocabulary at a time: 10 MB of cosines."""
_COSINE_BITS, _PLACE_BITS = 16, 24
"""Of a key; the others are the piece's."""


@dataclass(frozen=True, slots=True)
class PieceNeighbours:
    """The pieces of the vocabulary that are ``near`` one piece of the notes, itself among them, and their cosines."""

    piece: int
    near: IntArray
    cosines: HalfArray


@dataclass(frozen=True, slots=True)
class TokenNeighbours:
    """For each piece of the vocabulary those of ``pieces``, the ones that the notes use (ascending), that are near it.

    Those near piece ``i`` stand at ``starts[i]`` to ``starts[i + 1]`` in ``places``, their places in ``pieces``, and
    ``cosines``, which ascend. A piece beyond ``starts`` has nothing near it.
    """

    pieces: TokenIds
    starts: IndexArray
    places: IntArray
    cosines: HalfArray

    @classmethod
    def inverted(cls, found: Iterable[PieceNeighbours]) -> TokenNeighbours:
        """Turn round what is near each piece of the notes: to which of these each piece of the vocabulary is near."""
        ordered = sorted(found, key=lambda one: one.piece)
        counts = [len(one.near) for one in ordered]
        # one sort of whole numbers, of the piece, the bits of the cosine (they ascend with it) and the place; in place,
        # since with a million of them every copy shows in the resident set
        keys = np.concatenate([np.zeros(0, np.int64), *(one.near for one in ordered)])
        keys <<= _COSINE_BITS
        keys |= np.concatenate([np.zeros(0, np.uint16), *(one.cosines.view(np.uint16) for one in ordered)])
        keys <<= _PLACE_BITS
        keys |= np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        keys.sort()
        places = keys.astype(np.int32)  # the lowest bits
        places &= (1 << _PLACE_BITS) - 1
        keys >>= _PLACE_BITS
        cosines = keys.astype(np.uint16).view(np.float16)
        keys >>= _COSINE_BITS
        starts = np.searchsorted(keys, np.arange(keys[-1] + 2 if len(keys) else 1))
        return cls(np.array([one.piece for one in ordered], np.int32), starts, places, cosines)

    @classmethod
    def of(cls, bundled: StaticEmbedder, pieces: TokenIds) -> TokenNeighbours:
        """Compute what is near ``pieces``, which are all different."""
        return cls.inverted(neighbours(bundled, pieces))

    def neighbours_of(self, asked: TokenIds) -> tuple[IndexArray, IntArray, FloatArray]:
        """Return all pairs of a piece of ``asked`` and one near it: its place there, that of the other, the cosine.

        The pairs of a piece stand together, their cosines ascending.
        """
        starts, ends = self.starts.take(asked, mode="clip"), self.starts.take(asked + 1, mode="clip")
        parts = [slice(*bounds) for bounds in zip(starts.tolist(), ends.tolist(), strict=True)] or [slice(0)]
        places = np.concatenate([self.places[part] for part in parts])
        cosines = np.concatenate([self.cosines[part] for part in parts]).astype(np.float32)
        return np.repeat(np.arange(len(asked)), ends - starts), places, cosines


def neighbours(bundled: StaticEmbedder, pieces: TokenIds) -> Iterator[PieceNeighbours]:
    """Yield what is near each of ``pieces`` of the notes, in their order."""
    if not len(pieces):
        return
    vocabulary = np.arange(bundled.vocabulary_size, dtype=np.int32)
    table = np.concatenate([_unit_rows(bundled, some) for some in _batches(vocabulary)])
    for some in _batches(pieces):
        for piece, row in zip(some.tolist(), _cosines(table[some], table), strict=True):
            near = np.flatnonzero(row > NEAR)
            yield PieceNeighbours(piece, near.astype(np.int32), row[near].astype(np.float16))


def _cosines(some: FloatMatrix, table: FloatMatrix) -> FloatMatrix:
    # the BLAS was seen to raise this flag for small products of finite numbers; a warning would be noise
    with np.errstate(invalid="ignore"):
        return some @ table.T


def _batches(pieces: TokenIds) -> Iterator[TokenIds]:
    return (pieces[first : first + _BATCH] for first in range(0, len(pieces), _BATCH))


def _unit_rows(bundled: StaticEmbedder, pieces: TokenIds) -> FloatMatrix:
    rows = bundled.token_vectors(pieces)[:, :DIMENSIONS]
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)
