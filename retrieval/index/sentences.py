"""Sentence index: what single sentences answer of a question, by late interaction with sentences for chunks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from retrieval.arrays import FloatMatrix, IntArray
from retrieval.index.late_interaction import LateInteractionIndex, LateMatch
from retrieval.models.embedding import StaticEmbedder


class SentenceIndex:
    """The pieces of the sentences of all chunks; never changes once made.

    The pieces of a chunk stand part after part: what goes before its text (titles, headings), then each sentence.
    """

    def __init__(
        self, bundled: StaticEmbedder, late: LateInteractionIndex, tokens: IntArray, ends: IntArray, offsets: IntArray
    ) -> None:
        """Take chunk ``i``'s parts ``offsets[i]`` to ``offsets[i + 1]``; part ``j``'s ``tokens`` end at ``ends[j]``."""
        self._bundled = bundled
        self._late = late
        self._tokens = tokens
        self._ends = ends
        self._offsets = offsets

    def answered(self, match: LateMatch, rows: Sequence[int]) -> list[FloatMatrix]:
        """Return what each sentence of the chunks at ``rows`` answers, each (sentences, pieces of the question).

        The sum of a row is the sentence's score, 0 to 1.
        """
        chunks = np.asarray(rows, np.int64)
        parts, end_parts = self._offsets[chunks].astype(np.int64), self._offsets[chunks + 1]
        starts = self._ends[parts]
        counts = self._ends[end_parts - 1] - starts
        bounds = [0, *accumulate((end_parts - parts - 1).tolist())]
        # all sentences of all chunks at once: one by one, the calls cost ten times the work
        places = np.arange(counts.sum()) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
        columns = self._late.columns(match, self._tokens[places])
        near = np.flatnonzero(columns >= 0)
        part = np.searchsorted(self._ends, places[near], side="right")
        firsts = np.flatnonzero(np.diff(part, prepend=-1))
        best = np.zeros((bounds[-1], len(match.weights)), np.float32)
        if len(firsts):
            sentence = part + np.repeat(np.array(bounds[:-1]) - parts - 1, counts)[near]
            best[sentence[firsts]] = np.maximum.reduceat(match.gains.T[columns[near]], firsts) * match.weights
        return [best[first:end] for first, end in pairwise(bounds)]

    def words(self, text: str) -> list[str]:
        """Return the words of ``text``, also where no space parts them."""
        return self._bundled.pieces(text)

    def same(self, match: LateMatch, row: int, sentences: range) -> list[str]:
        """Return the words in some ``sentences`` of a chunk that mean what a piece of the question means.

        Their language may be another.
        """
        part = self._offsets[row] + sentences.start
        tokens = self._tokens[self._ends[part] : self._ends[part + len(sentences)]]
        words = map(self._bundled.piece, match.same.intersection(tokens.tolist()))
        return [word for word in words if len(word) > 1 and word.isalpha()]
