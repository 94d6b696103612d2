"""Passage finder: the best chunks of a paper, and in them the sentences that say what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from retrieval.arrays import FloatArray, FloatMatrix, IntArray
from retrieval.index.late_interaction import LateMatch
from retrieval.index.paper_layout import PaperLayout
from retrieval.index.sentences import SentenceIndex
from retrieval.passages.marks import marks
from retrieval.passages.windows import ScoredChunk, Window, best_first, distinct, passage, windows_of
from retrieval.text.sentence_kinds import SentenceKind, Sentences
from retrieval.types import Paper, Passage

if TYPE_CHECKING:
    from retrieval.store.snapshot import Snapshot

READ = 3
"""Best chunks of a paper that are read for what answers."""
BEGINNING = 8
"""Sentences of a part that count as its beginning."""


@dataclass(frozen=True, slots=True)
class PassageQuery:
    """A question as the passage finder needs it.

    ``per_chunk`` (chunks,) is the score of every chunk; ``terms`` and ``match`` are the question for the lexical leg
    and for late interaction; ``cues`` are the kinds of sentences that it asks for.
    """

    per_chunk: FloatArray
    terms: Mapping[str, float]
    match: LateMatch
    cues: Sequence[SentenceKind]


class PassageFinder:
    """Reads the chunks of papers, named by their place in the ``layout``, for what answers a question."""

    def __init__(self, snapshot: Snapshot, layout: PaperLayout, sentences: SentenceIndex) -> None:
        """Take a library's chunks; ``sentences`` says what their sentences answer."""
        self._snapshot = snapshot
        self._layout = layout
        self._sentences = sentences

    def windows(self, places: Sequence[int], sought: PassageQuery) -> dict[int, list[Window]]:
        """Return what answers best in each of the best chunks of some papers, the best first, by place."""
        rows = {place: self._rows(place, sought)[:READ] for place in places}
        windows = iter(windows_of(self._read([row for some in rows.values() for row in some], sought), sought.cues))
        return {place: best_first(islice(windows, len(some))) for place, some in rows.items()}

    def windows_under(self, headed: re.Pattern[str], place: int, sought: PassageQuery) -> list[Window]:
        """Return the same for the parts of a note under headings like ``headed``, or how they begin; empty if none."""
        under = [
            row for row in self._rows(place, sought) if any(map(headed.search, self._snapshot.chunks[row].headings))
        ]
        chunks = self._read(under[:READ], sought)
        # the words that name a part are seldom in it: what it begins with answers too
        begun = [replace(one, answered=_from_the_beginning(len(one.answered))) for one in chunks]
        return best_first(windows_of(chunks, sought.cues)) or best_first(windows_of(begun))

    def passages(
        self, paper: Paper, windows: Sequence[Window], sought: PassageQuery, limit: int
    ) -> tuple[Passage, ...]:
        """Return the first ``windows`` of ``paper`` as passages, at most ``limit``, none twice.

        The question's terms are marked, and words that mean the same.
        """
        found = []
        rarity = self._snapshot.lexical.rarity
        terms = {term: weight * rarity(term) for term, weight in sought.terms.items()}
        for window, text in distinct(windows, limit):
            same = self._sentences.same(sought.match, window.scored.row, window.excerpt.sentences)
            found.append(passage(paper, window, text, marks(text, terms, same, self._sentences.words)))
        return tuple(found)

    def _rows(self, place: int, sought: PassageQuery) -> list[int]:
        """Return the rows of a paper's chunks that may be shown, the best first."""
        rows: IntArray = np.arange(self._layout.starts[place], self._layout.starts[place + 1], dtype=np.int32)
        rows = rows[~self._snapshot.chunk_is_card[rows]]
        return [int(row) for row in rows[np.argsort(-sought.per_chunk[rows], kind="stable")]]

    def _read(self, rows: list[int], sought: PassageQuery) -> list[ScoredChunk]:
        """Return the chunks at ``rows`` with what their sentences answer."""
        return [
            ScoredChunk(row, chunk, float(sought.per_chunk[row]), Sentences.unpack(chunk.text, packed), answered)
            for row, answered in zip(rows, self._sentences.answered(sought.match, rows), strict=True)
            for chunk, packed in [(self._snapshot.chunks[row], self._snapshot.sentences[row])]
        ]


def _from_the_beginning(sentences: int) -> FloatMatrix:
    """Return what sentences answer if the first says most and each that follows half as much."""
    return np.eye(sentences, BEGINNING, dtype=np.float32) * 0.5 ** np.arange(1, BEGINNING + 1, dtype=np.float32)
