"""Finding the passages of a paper that answer: its best chunks, and in them the sentences that say what was asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from retrieval.fusion import Layout
from retrieval.late import LateIndex, LateMatch
from retrieval.lexical import FloatArray, IntArray
from retrieval.passages import ScoredChunk, Window, best_windows
from retrieval.quoting import Sentences

if TYPE_CHECKING:
    from retrieval.store.snapshot import Snapshot


class PassageFinder:
    """Reads the chunks of papers, named by their place in the ``layout``, for what answers a question."""

    def __init__(self, snapshot: Snapshot, layout: Layout, late: LateIndex) -> None:
        """Take a library's chunks; ``late`` finds what their sentences answer."""
        self._snapshot = snapshot
        self._layout = layout
        self._late = late

    def windows(self, place: int, per_chunk: FloatArray, match: LateMatch, count: int) -> list[Window]:
        """Give what answers best in each of the ``count`` best chunks of a paper, the best first."""
        rows = self._rows(place, per_chunk)
        return best_windows(self._read(rows[:count], per_chunk, match))

    def windows_under(
        self, headed: re.Pattern[str], place: int, per_chunk: FloatArray, match: LateMatch, count: int
    ) -> list[Window]:
        """Give the same of the parts of the note under such headings, or how they begin; empty where there is none."""
        under = [
            row for row in self._rows(place, per_chunk) if any(map(headed.search, self._snapshot.chunks[row].headings))
        ]
        chunks = self._read(under[:count], per_chunk, match)
        # the words that name a part are seldom in it: what it begins with answers too
        begun = [replace(one, answered=np.ones((len(one.answered), 1), np.float32)) for one in chunks]
        return best_windows(chunks) or best_windows(begun)

    def _rows(self, place: int, per_chunk: FloatArray) -> list[int]:
        """Give the rows of a paper's chunks that may be shown, the best first."""
        rows: IntArray = np.arange(self._layout.starts[place], self._layout.starts[place + 1], dtype=np.int32)
        rows = rows[~self._snapshot.chunk_is_card[rows]]
        return [int(row) for row in rows[np.argsort(-per_chunk[rows], kind="stable")]]

    def _read(self, rows: list[int], per_chunk: FloatArray, match: LateMatch) -> list[ScoredChunk]:
        """Give the chunks at ``rows`` with what their sentences answer."""
        chunks = []
        for row in rows:
            chunk = self._snapshot.chunks[row]
            sentences = Sentences.read(chunk.text, self._snapshot.sentence_ends[row])
            pieces = self._late.in_chunk(match, row)
            answered = pieces.answered(sentences.texts)
            chunks.append(ScoredChunk(chunk, float(per_chunk[row]), sentences, answered, pieces.same()))
        return chunks
