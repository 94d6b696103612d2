"""The lexical leg: BM25 over the weighted terms of all chunks, held in memory as postings."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.arrays import FloatArray, IndexArray, IntArray

K1 = 1.2
B = 0.5
"""BM25's saturation and length normalisation (Robertson and Zaragoza, 2009)."""


_BLOCK = 4096
"""Chunks whose postings are sorted at a time."""
_POSTINGS = 1 << 20
"""Postings whose impacts are computed at a time."""


@dataclass(frozen=True, slots=True)
class Bm25Index:
    """Postings of every term with precomputed BM25 impacts; immutable.

    ``starts`` (terms + 1) delimits each term's postings in ``rows`` (chunk row, ascending) and ``impacts``.
    """

    vocabulary: dict[str, int]
    starts: IndexArray
    rows: IntArray
    impacts: FloatArray
    idf: FloatArray
    size: int

    @classmethod
    def build(
        cls, terms: Sequence[str], term_ids: IntArray, weights: FloatArray, offsets: npt.NDArray[np.integer]
    ) -> Bm25Index:
        """Turn chunks into postings.

        ``terms`` names the term ids (their position); chunk ``i`` has the terms
        ``term_ids[offsets[i]:offsets[i + 1]]`` with weighted frequencies ``weights`` at the same places,
        each term at most once.
        """
        size = len(offsets) - 1
        counts = np.bincount(term_ids, minlength=len(terms))
        starts = np.concatenate(([0], np.cumsum(counts)))
        rows = np.empty(len(term_ids), np.int32)
        impacts = np.empty(len(term_ids), np.float32)
        lengths = np.zeros(size, np.float32)
        free = starts[:-1].copy()  # where the next posting of each term goes
        # some chunks at a time: with millions of postings every copy of all of them shows in the resident set
        for first in range(0, size, _BLOCK):
            bounds = offsets[first : first + _BLOCK + 1].astype(np.int64)
            part = slice(int(bounds[0]), int(bounds[-1]))
            held = np.repeat(np.arange(len(bounds) - 1, dtype=np.int32), np.diff(bounds))
            lengths[first : first + len(bounds) - 1] = np.bincount(held, weights[part], len(bounds) - 1)
            order, places = _places(term_ids[part], free)
            rows[places] = held[order] + np.int32(first)
            impacts[places] = weights[part][order]
        mean = float(lengths.mean()) if size else 1.0
        idf = np.log1p((size - counts + 0.5) / (counts + 0.5)).astype(np.float32)
        norm = K1 * (1 - B + B * lengths / max(mean, 1e-6))
        for first in range(0, len(rows), _POSTINGS):
            part = slice(first, first + _POSTINGS)
            frequency = impacts[part].copy()
            terms_of = np.searchsorted(starts, np.arange(first, first + len(frequency)), "right") - 1
            some = impacts[part]
            some[:] = idf[terms_of]
            some *= frequency
            some *= K1 + 1
            frequency += norm[rows[part]]
            some /= frequency
        return cls(dict(zip(terms, range(len(terms)), strict=True)), starts, rows, impacts, idf, size)

    def scores(self, query: Mapping[str, float]) -> FloatArray:
        """Return every chunk's BM25 score for the weighted terms of a question, shape (chunks,)."""
        scores = np.zeros(self.size, np.float32)
        for term, weight in query.items():
            index = self.vocabulary.get(term)
            if index is not None:
                part = slice(self.starts[index], self.starts[index + 1])
                # in a third less time than adding to what an index gives
                np.add.at(scores, self.rows[part], np.float32(weight) * self.impacts[part])
        return scores

    def merged(self, places: IntArray, papers: int) -> Bm25Index:
        """Return an index of papers in place of chunks, each with the best impacts that any of its chunks has.

        ``places`` is every chunk's paper, ascending; ``papers`` is the number of papers.
        """
        of = places[self.rows]
        # where a paper or a term begins (no keys of both: with a million postings they show in the resident set)
        begins = np.ones(len(of), np.bool_)
        begins[1:] = of[1:] != of[:-1]
        begins[self.starts[self.starts < len(of)]] = True
        firsts = np.flatnonzero(begins)
        best = np.maximum.reduceat(self.impacts, firsts) if len(firsts) else self.impacts
        starts = np.searchsorted(firsts, self.starts)
        return Bm25Index(self.vocabulary, starts, of[firsts], best, self.idf, papers)

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of ``term`` as a share of the greatest possible one, 0 to 1."""
        index = self.vocabulary.get(term)
        return float(self.idf[index]) / math.log1p(2 * self.size + 1) if index is not None else 1.0

    def count(self, term: str, first: int, end: int) -> int:
        """Return the number of the chunks ``first`` to ``end`` (exclusive) that hold ``term``."""
        index = self.vocabulary.get(term)
        if index is None:
            return 0
        low, high = int(self.starts[index]), int(self.starts[index + 1])
        # a dozen looks at single numbers, in a third of the time that one call of numpy takes
        return bisect_left(self.rows, end, low, high) - bisect_left(self.rows, first, low, high)

    def holds_together(self, terms: Iterable[str]) -> bool:
        """Return whether any chunk holds all of ``terms``; none does if there are none."""
        indices = [self.vocabulary.get(term) for term in terms]
        postings = [self.rows[self.starts[index] : self.starts[index + 1]] for index in indices if index is not None]
        if not postings or len(postings) < len(indices):
            return False
        # the rarest first, so that few rows are looked up in the others
        together, *others = sorted(postings, key=len)
        for rows in others:
            places = np.searchsorted(rows, together)
            together = together[rows.take(places, mode="clip") == together]
        return bool(len(together))

    def __contains__(self, term: object) -> bool:
        """Return whether any chunk holds ``term``."""
        return term in self.vocabulary


def _places(term_ids: IntArray, free: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Return an order of postings by term, and the place of each in that order; moves what is ``free`` on.

    Postings of a term stay in the order of their chunks.
    """
    # sorting (term, position) keys as one integer is four times as fast as a stable argsort
    order = term_ids.astype(np.int64)
    order <<= 32
    order |= np.arange(len(term_ids), dtype=np.uint32)
    order.sort()
    order &= 0xFFFFFFFF
    ordered = term_ids[order]
    begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)])
    counts = np.diff(np.append(begins, len(ordered)))
    terms = ordered[begins]
    places = np.arange(len(ordered)) + np.repeat(free[terms] - begins, counts)
    free[terms] += counts
    return order, places
