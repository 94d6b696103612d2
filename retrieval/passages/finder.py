"""Passage finder: the best chunks of papers, and in them the sentences that likely answer what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np

from retrieval.arrays import FloatArray, IntArray
from retrieval.index.late_interaction import LateMatch
from retrieval.index.paper_layout import PaperLayout
from retrieval.index.sentences import SentenceIndex
from retrieval.passages.likelihood import ScoredChunk, likelihood
from retrieval.passages.marks import marks
from retrieval.passages.windows import Window, best_first, passage, windows_of
from retrieval.query.aspects import Aspect
from retrieval.text.sentence_kinds import SentenceKind, Sentences
from retrieval.text.terms import normalise
from retrieval.types import Paper, Passage

if TYPE_CHECKING:
    from retrieval.store.snapshot import Snapshot

READ = 8
"""Best chunks of a paper that are read for what answers: of hard questions 0.92 have their gold sentence in these, 0.76
in the best three (tests/eval/README.md, "Passages")."""
BEGINNING_LIKELIHOOD = 0.5
"""How likely the sentence answers with which a part begins that was asked for."""
FADING = 0.8
"""How likely, in comparison, each sentence does that follows."""


@dataclass(frozen=True, slots=True)
class PassageQuery:
    """A question as the passage finder needs it.

    ``per_chunk`` (chunks,) is the score of every chunk; ``terms`` and ``match`` are the question for the lexical leg
    and for late interaction; ``cues`` are the kinds of sentences that it asks for, and ``part`` is the part of a
    note that it does.
    """

    per_chunk: FloatArray
    terms: Mapping[str, float]
    match: LateMatch
    cues: Sequence[SentenceKind]
    part: Aspect | None = None


class PassageFinder:
    """Reads the chunks of papers, named by their place in the ``layout``, for what answers a question."""

    def __init__(self, snapshot: Snapshot, layout: PaperLayout, sentences: SentenceIndex) -> None:
        """Take a library's chunks; ``sentences`` says what their sentences answer."""
        self._snapshot = snapshot
        self._layout = layout
        self._sentences = sentences

    def read(self, places: Sequence[int], sought: PassageQuery) -> dict[int, list[ScoredChunk]]:
        """Return the best chunks of some papers, the best first, by place."""
        ranked = {place: self._rows(place, sought)[:READ] for place in places}
        chunks = iter(self._read(list(ranked.values()), sought))
        return {place: list(islice(chunks, len(some))) for place, some in ranked.items()}

    def windows(
        self, read: Mapping[int, Sequence[ScoredChunk]], sought: PassageQuery, costs: Mapping[int, float]
    ) -> dict[int, list[Window]]:
        """Return what answers best in each of the chunks ``read``, the best first, by place.

        ``costs`` are what a character of a paper's passages is to be worth.
        """
        chunks = [chunk for some in read.values() for chunk in some]
        per_chunk = np.repeat([costs[place] for place in read], [len(some) for some in read.values()])
        windows = iter(windows_of(chunks, likelihood(chunks, sought.cues, sought.part), per_chunk))
        return {place: best_first(islice(windows, len(some))) for place, some in read.items()}

    def windows_under(self, part: Aspect, place: int, sought: PassageQuery, cost: float) -> list[Window]:
        """Return the same for the ``part`` of a note, or how it begins; empty if there is none."""
        under = [
            row
            for row in self._rows(place, sought)
            if any(map(part.headed.search, self._snapshot.chunks[row].headings))
        ]
        if not under:
            return []
        chunks = self._read([under[:READ]], sought)
        found = likelihood(chunks, sought.cues, sought.part)
        # the words that name a part are seldom in it: what it begins with answers too
        bounds = np.cumsum([0, *(len(one.answered) for one in chunks)])
        for (first, end), one in zip(pairwise(bounds.tolist()), chunks, strict=True):
            begins = _announcements(one.sentences.texts, part)
            if not one.answered.any() and not begins:
                begins = [0]
            for begin in begins:
                likely = BEGINNING_LIKELIHOOD * FADING ** np.arange(end - first - begin)
                found[first + begin : end] = np.maximum(found[first + begin : end], likely)
        return best_first(windows_of(chunks, found, np.full(len(chunks), cost)))

    def passage(self, paper: Paper, window: Window, sought: PassageQuery, *, shown: bool) -> Passage:
        """Return a window of ``paper`` as a passage.

        In one that is ``shown`` the question's terms are marked, and words that mean the same.
        """
        if not shown:
            return passage(paper, window, (), shown=False)
        rarity = self._snapshot.lexical.rarity
        terms = {term: weight * rarity(term) for term, weight in sought.terms.items()}
        same = self._sentences.same(sought.match, window.scored.row, window.excerpt.sentences)
        return passage(paper, window, marks(window.text, terms, same, self._sentences.words), shown=True)

    def _rows(self, place: int, sought: PassageQuery) -> list[int]:
        """Return the rows of a paper's chunks that may be shown, the best first."""
        rows: IntArray = np.arange(self._layout.starts[place], self._layout.starts[place + 1], dtype=np.int32)
        rows = rows[~self._snapshot.chunk_is_card[rows]]
        return [int(row) for row in rows[np.argsort(-sought.per_chunk[rows], kind="stable")]]

    def _read(self, ranked: Sequence[Sequence[int]], sought: PassageQuery) -> list[ScoredChunk]:
        """Return the chunks at the rows ``ranked``, the best of each paper first, with what their sentences answer."""
        rows = [(row, some[0], rank) for some in ranked for rank, row in enumerate(some)]
        answered = self._sentences.answered(sought.match, [row for row, _, _ in rows]) if rows else []
        return [
            ScoredChunk(
                row,
                chunk := self._snapshot.chunks[row],
                float(sought.per_chunk[row] - sought.per_chunk[best]),
                rank,
                Sentences.unpack(chunk.text, self._snapshot.sentences[row]),
                held,
            )
            for (row, best, rank), held in zip(rows, answered, strict=True)
        ]


def _announcements(sentences: Sequence[str], part: Aspect) -> list[int]:
    """Return the places of those ``sentences`` that announce the ``part``: what follows says it."""
    return [place for place, sentence in enumerate(sentences) if part.wording.search(normalise(sentence))]
