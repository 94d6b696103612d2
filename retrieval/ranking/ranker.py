"""Ranker, from a question to papers in order: the legs fused per paper, then the best passages and a reranker."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrieval.arrays import FloatArray, IndexArray, IntArray
from retrieval.indexing.chunking import embedded_text
from retrieval.models.reranking import RERANKED, Reranker
from retrieval.passages.finder import PassageFinder, PassageQuery
from retrieval.passages.likelihood import ScoredChunk
from retrieval.query.aspects import answer_cues, asked_aspect
from retrieval.ranking import title_match
from retrieval.ranking.filters import meets
from retrieval.ranking.fusion import WHOLE_WEIGHT, fused, standardised
from retrieval.ranking.legs import LegName, Legs, LegScores
from retrieval.ranking.title_match import TitleMatcher
from retrieval.text.terms import normalise
from retrieval.types import Paper, Query

if TYPE_CHECKING:
    from retrieval.store.snapshot import Snapshot

READ_PAPERS = 5
"""First papers whose passages have a say in their order."""
READ_CHUNKS = 3
"""Best chunks of these that have."""
CHUNK_WEIGHT, SENTENCE_WEIGHT = 2.5, 3.5
"""Weights, in the order of these papers, of how much of the question the best chunk and the best sentence hold: that
one place says all of it is more than that the whole paper does (measured: tests/eval/README.md, "Ranking")."""
AUTHOR_WEIGHT, VENUE_WEIGHT, YEAR_WEIGHT = 5.0, 2.0, 0.7
"""What it adds to a paper's score that it is by the author, at the venue or of the year that the question names. The
first of a good answer stands about one above the second. A year may be that of a data set (``AIME 2024``)."""
MENTIONED_WEIGHT = 3.0
"""What it adds that the question names the paper by its name: it is meant before those that compare with it."""
ALIKE = 1.0
"""Scores less far apart than this are alike where a question asks for the first or the latest on a subject."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Papers in order for a question, and what they were ordered by.

    ``places`` are the papers that were allowed, by their place in :attr:`Ranker.papers`, best first; ``scores`` are
    those of all papers. ``first`` would be the best without a reranker, ``ahead`` of the second by so much. ``sought``
    and the chunks ``read`` so far, by place, are what passages are made of.
    """

    places: IntArray
    scores: FloatArray
    first: int
    ahead: float
    legs: LegScores
    sought: PassageQuery
    read: Mapping[int, Sequence[ScoredChunk]]


class Ranker:
    """Puts the papers of one snapshot of the library in order; immutable once made, so threads may share it."""

    def __init__(self, snapshot: Snapshot, legs: Legs, finder: PassageFinder, reranker: Reranker | None = None) -> None:
        """Rank by ``legs`` and by the passages of ``finder``; ``reranker``, where given, has the last word."""
        self.papers = tuple(snapshot.papers[index] for index in legs.layout.papers)
        """The papers that have chunks, in the order of the layout: a paper's place is that in here."""
        self._snapshot = snapshot
        self._legs = legs
        self._layout = legs.layout
        self._finder = finder
        self._reranker = reranker
        self._whole = snapshot.lexical.merged(self._layout.places, len(self.papers))
        self._titles = TitleMatcher(self.papers, snapshot.lexical)

    def rank(self, query: Query, legs: LegScores, allowed: Sequence[int]) -> Ranking:
        """Put the papers ``allowed``, at least one, by their number in the snapshot, in the order of ``query``.

        ``legs`` say how well they answer what is left of it.
        """
        scores = self.fused(legs, query)
        places = self.places_of(allowed)
        best: IntArray = places[np.argsort(-scores[places], kind="stable")].astype(np.int32)
        per_chunk = fused(legs.chunks, self._legs.weights[query.language])
        question = legs.question
        wording = query.wording or query.text
        part = asked_aspect(normalise(wording))
        sought = PassageQuery(per_chunk, question.terms, question.match, answer_cues(wording), part)
        read = self._finder.read(best[:READ_PAPERS].tolist(), sought)
        if not query.age:
            best, scores = _by_passages(best, scores, read)
        first, ahead = int(best[0]), _ahead(best, scores)
        if self._reranker:
            best, scores = self._reranked(self._reranker, query, best, scores, per_chunk)
        return Ranking(best, scores, first, ahead, legs, sought, read)

    def rank_by_leg(self, query: Query, leg: LegName) -> tuple[Paper, ...]:
        """Return all papers as one ``leg`` alone ranks them for ``query``, best first."""
        scores = self._legs.scores(query.rest or query.text).papers[leg]
        return tuple(self.papers[place] for place in np.argsort(-scores, kind="stable"))

    def fused(self, legs: LegScores, query: Query) -> FloatArray:
        """Return every paper's score from all the evidence but its passages."""
        language, terms = query.language, legs.question.terms
        total = fused(legs.papers, self._legs.weights[language]) + title_match.WEIGHT * self._titles.scores(terms)
        if weights := self._legs.card_weights[language]:
            total += fused({leg: legs.chunks[leg][self._layout.cards] for leg in weights}, weights)
        total += WHOLE_WEIGHT[language] * standardised(self._whole.scores(terms))
        for wish in query.preferred:
            weight = AUTHOR_WEIGHT if wish.papers else VENUE_WEIGHT if wish.tags else YEAR_WEIGHT
            total[[meets(paper, wish) for paper in self.papers]] += weight
        if query.mentioned:
            total[[paper.id in query.mentioned for paper in self.papers]] += MENTIONED_WEIGHT
        return np.asarray(self._by_age(total, query.age) if query.age else total, np.float32)

    def places_of(self, numbers: Sequence[int]) -> IndexArray:
        """Return the places of papers, by their numbers in the snapshot, in ascending order."""
        among = np.zeros(len(self._snapshot.papers), np.bool_)
        among[numbers] = True
        return np.flatnonzero(among[self._layout.papers])

    def _by_age(self, scores: FloatArray, age: str) -> FloatArray:
        """Let the oldest or the newest of the papers that score alike come first."""
        alike = np.flatnonzero(scores > scores.max() - ALIKE)
        dates = [self.papers[place].date for place in alike]
        undated = "~" if age == "oldest" else ""  # behind every date, so last either way
        order = np.argsort(np.array([date or undated for date in dates]), kind="stable")
        moved = scores.copy()
        moved[alike[order if age == "oldest" else order[::-1]]] = np.sort(scores[alike])[::-1]
        return moved

    def _reranked(
        self, reranker: Reranker, query: Query, best: IntArray, scores: FloatArray, per_chunk: FloatArray
    ) -> tuple[IntArray, FloatArray]:
        """Return the best papers in the order that ``reranker`` gives their best chunks, the others behind them."""
        again, others = best[:RERANKED], best[RERANKED:]
        rows = [self._best_chunk(int(place), per_chunk) for place in again]
        texts = [
            embedded_text(self.papers[place], self._snapshot.chunks[row])
            for place, row in zip(again, rows, strict=True)
        ]
        judged = np.asarray(reranker.scores(query.rest, texts), np.float32)
        reordered = again[np.argsort(-judged, kind="stable")]
        # the scores stay those of the legs, handed out anew, so that they go on falling from hit to hit
        ordered = scores.copy()
        ordered[reordered] = scores[again]
        return np.concatenate((reordered, others)), ordered

    def _best_chunk(self, place: int, per_chunk: FloatArray) -> int:
        first, end = self._layout.starts[place], self._layout.starts[place + 1]
        return int(first + per_chunk[first:end].argmax())


def _by_passages(
    best: IntArray, scores: FloatArray, read: Mapping[int, Sequence[ScoredChunk]]
) -> tuple[IntArray, FloatArray]:
    """Return the papers, best first, and their scores, with what their best chunks, as ``read``, add to some."""
    added = scores.copy()
    for place, chunks in read.items():
        answered = [chunk.answered for chunk in chunks[:READ_CHUNKS] if len(chunk.answered)]
        added[place] += CHUNK_WEIGHT * max((float(one.max(axis=0).sum()) for one in answered), default=0.0)
        added[place] += SENTENCE_WEIGHT * max((float(one.sum(axis=1).max()) for one in answered), default=0.0)
    return best[np.argsort(-added[best], kind="stable")], added


def _ahead(best: IntArray, scores: FloatArray) -> float:
    """Return by how much the first of the papers ``best`` is ahead of the second; infinity where it is the only one."""
    return float(scores[best[0]] - scores[best[1]]) if len(best) > 1 else math.inf
