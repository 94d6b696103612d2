"""From a question to ranked papers: the three legs, fused per paper, with passages, or an abstention."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from retrieval.arrays import FloatArray, IndexArray, IntArray
from retrieval.index.late_interaction import LateInteractionIndex, LateMatch
from retrieval.index.paper_layout import PaperLayout
from retrieval.index.sentences import SentenceIndex
from retrieval.indexing.chunking import embedded_text
from retrieval.models.embedding import Embedder, StaticEmbedder
from retrieval.models.reranking import RERANKED, Reranker
from retrieval.passages.finder import PassageFinder, PassageQuery
from retrieval.passages.windows import Window
from retrieval.query.aspects import answer_cues, asked_aspect
from retrieval.query.categories import below
from retrieval.query.intent import subject
from retrieval.query.parse import MAX_CHARACTERS, Catalogue
from retrieval.query.venues import tag_matches
from retrieval.ranking import title_match
from retrieval.ranking.confidence import (
    ABSTAIN_BELOW,
    ABSTAIN_BELOW_IF_UNMENTIONED,
    CLOSE_FROM,
    ONCE,
    Evidence,
    confidence,
    coverage,
    is_small_talk,
    length,
)
from retrieval.ranking.fusion import CARD_WEIGHTS, WEIGHTS, WHOLE_WEIGHT, Leg, fused, standardised
from retrieval.ranking.spelling import SpellingCorrector
from retrieval.ranking.title_match import TitleMatcher
from retrieval.ranking.unknown_names import UnknownNames
from retrieval.text.terms import content, normalise, query_terms
from retrieval.types import Answer, Category, Filters, Hit, MatchScore, Paper, Query

if TYPE_CHECKING:
    from retrieval.store.snapshot import Snapshot

FIRST_HITS = range(3)
"""Ranks of the papers whose passages have a say in their order, and that get some unless others are asked for."""
PASSAGES = 3
"""Passages that the first paper gets at most; every other one gets one."""
PASSAGE_WEIGHT = 2.5
"""Weight, in the order of the first papers, of how much of the question the best passage answers: that one place says
all of it is more than that the whole paper does. Of 843 questions over two libraries, 140 posts and our 23 notes, 0, 1,
2, 2.5, 3 and 4 put 734, 739, 742, 744, 743 and 737 first; 2.5 wins 13 and loses 3. Chosen in ten-fold cross-validation,
over three shufflings, it puts 742 to 744 first.
"""
AUTHOR_WEIGHT, VENUE_WEIGHT, YEAR_WEIGHT = 5.0, 2.0, 0.7
"""What it adds to a paper's score that it is by the author, at the venue or of the year that the question names. The
first of a good answer stands about one above the second. A year may be that of a data set (``AIME 2024``)."""
BY_ITS_AUTHOR = 0.5
"""Least confidence in a paper whose author the question names: few other words need to be found in it."""
ALIKE = 1.0
"""Scores less far apart than this are alike where a question asks for the first or the latest on a subject."""
SUGGESTIONS = 3
"""Nearest categories offered when the library abstains."""
CLOSEST = 2
"""Papers named when it does, and one of them may be meant."""


@dataclass(frozen=True, slots=True)
class _Scores:
    """What the legs say of every chunk, and of every paper in the order of the layout."""

    terms: Mapping[str, float]
    match: LateMatch
    chunks: dict[Leg, FloatArray]
    papers: dict[Leg, FloatArray]


class Ranker:
    """Answers questions over one snapshot of the library; immutable once made, so threads may share it."""

    def __init__(
        self, snapshot: Snapshot, embedder: Embedder, bundled: StaticEmbedder, reranker: Reranker | None = None
    ) -> None:
        """Prepare ``snapshot``; ``embedder`` made its vectors, ``bundled`` gave its token ids.

        ``reranker``, where given, has the last word on the order of the best papers.
        """
        # numpy's products are small here: a second thread costs ten times what it saves
        threadpool_limits(1, user_api="blas")
        ordinary = partial(_is_one_piece, bundled)
        self.catalogue = Catalogue.of(snapshot.papers, snapshot.categories, ordinary)
        self._snapshot = snapshot
        self._embedder = embedder
        self._bundled = bundled
        self._reranker = reranker
        self._layout = PaperLayout.of(snapshot.chunk_paper)
        self._whole = snapshot.lexical.merged(self._layout.places, len(self._layout.papers))
        self._late = LateInteractionIndex(bundled, snapshot.near, snapshot.tokens, snapshot.token_offsets)
        parts = SentenceIndex(bundled, self._late, snapshot.tokens, snapshot.part_ends, snapshot.part_offsets)
        self._finder = PassageFinder(snapshot, self._layout, parts)
        self._titles = TitleMatcher([snapshot.papers[index] for index in self._layout.papers], snapshot.lexical)
        self._corrector = SpellingCorrector(snapshot.lexical, (paper.title for paper in snapshot.papers), ordinary)
        self._unmentioned = UnknownNames(snapshot.lexical, self._corrector.corrected, ordinary)

    def answer(
        self, query: Query, *, limit: int = 10, within: Sequence[str] = (), passages: range = FIRST_HITS
    ) -> Answer:
        """Answer ``query`` with at most ``limit`` papers (all of them for a list), ``within`` some papers (short ids).

        The papers at the ranks (from 0) in ``passages`` get some. A list and a paper named outright are certain: their
        confidence is 1.
        """
        started = time.perf_counter()
        allowed = self._allowed(query.filters, within)
        abstained = False
        hits: tuple[Hit, ...]
        suggestions: tuple[Category, ...] = ()
        closest: tuple[Paper, ...] = ()
        unmentioned: tuple[str, ...] = ()
        if query.topics:
            hits, certainty, abstained, suggestions = (), 0.0, True, self._snapshot.categories
        elif query.intent == "list":
            hits, certainty = self._listed(allowed, query.filters.latest), 1.0
        else:
            hits, certainty = self._searched(query, allowed, limit, passages, bound=bool(within))
            # a paper that is named outright is there
            unmentioned = () if query.named else self._unmentioned.find(query.text[:MAX_CHARACTERS], query.language)
            abstained = certainty < (ABSTAIN_BELOW_IF_UNMENTIONED if unmentioned else ABSTAIN_BELOW)
            suggestions = self._nearest_categories(hits) if abstained else ()
            if abstained and certainty >= CLOSE_FROM:
                closest = tuple(hit.paper for hit in hits[:CLOSEST])
        elapsed = (time.perf_counter() - started) * 1e3
        return Answer(query, hits, abstained, certainty, elapsed, suggestions, closest, unmentioned)

    def rank_by_leg(self, query: Query, leg: Leg) -> tuple[Paper, ...]:
        """Return all papers as one ``leg`` alone ranks them for ``query``, best first."""
        scores = self._scores(query.rest or query.text)
        best = self._layout.papers[np.argsort(-scores.papers[leg], kind="stable")]
        return tuple(self._snapshot.papers[index] for index in best)

    def score_papers(self, query: Query, papers: Sequence[str]) -> dict[str, MatchScore]:
        """Return how well each of ``papers`` (short ids) answers ``query``, measured by all papers that it allows.

        A paper that the question names, and a wish for the latest, bind nothing here.
        """
        allowed = self._allowed(replace(query.filters, papers=(), latest=0), ())
        ids = [self._snapshot.papers[i].id for i in allowed]
        fits = dict.fromkeys(papers, MatchScore(0.0, 0.0))
        if query.intent == "list":
            return {one: MatchScore(1.0, 1.0) if one in ids else fit for one, fit in fits.items()}
        if not allowed or is_small_talk(normalise(query.text)):
            return fits
        scores = self._scores(query.rest)
        per_paper = self._per_paper(scores, query)
        places = self._places(allowed)
        best = float(per_paper[places].max())
        for place in map(int, places):
            if (one := self._paper(place).id) in fits:
                share = float(per_paper[place]) / best if best > 0 else 0.0
                fits[one] = MatchScore(confidence(self._evidence(place, scores)), max(share, 0.0))
        return fits

    def _allowed(self, filters: Filters, within: Sequence[str]) -> Sequence[int]:
        if not filters and not within:
            return range(len(self._snapshot.papers))
        return [
            i
            for i, paper in enumerate(self._snapshot.papers)
            if meets(paper, filters) and (not within or paper.id in within)
        ]

    def _listed(self, allowed: Sequence[int], latest: int) -> tuple[Hit, ...]:
        chosen = sorted((self._snapshot.papers[i] for i in allowed), key=lambda paper: paper.date, reverse=True)
        return tuple(Hit(paper, 1.0) for paper in (chosen[:latest] if latest else chosen))

    def _scores(self, text: str) -> _Scores:
        text = self._corrector.corrected(subject(text))
        terms = query_terms(text, self._bundled.pieces)
        match = self._late.match(content(text))
        chunks: dict[Leg, FloatArray] = {
            "lexical": self._snapshot.lexical.scores(terms),
            "dense": self._snapshot.vectors.scores(self._embedder.encode_queries([text])[0]),
            "late": self._late.scores(match),
        }
        papers = {leg: self._layout.support(one) for leg, one in chunks.items()}
        return _Scores(terms, match, chunks, papers)

    def _per_paper(self, scores: _Scores, query: Query) -> FloatArray:
        """Return every paper's score, in the order of the layout."""
        language = query.language
        total = fused(scores.papers, WEIGHTS[language]) + title_match.WEIGHT * self._titles.scores(scores.terms)
        if weights := CARD_WEIGHTS[language]:
            total += fused({leg: scores.chunks[leg][self._layout.cards] for leg in weights}, weights)
        total += WHOLE_WEIGHT[language] * standardised(self._whole.scores(scores.terms))
        for wish in query.preferred:
            weight = AUTHOR_WEIGHT if wish.papers else VENUE_WEIGHT if wish.tags else YEAR_WEIGHT
            total[[meets(self._paper(place), wish) for place in range(len(total))]] += weight
        return np.asarray(self._by_age(total, query.age) if query.age else total, np.float32)

    def _by_age(self, scores: FloatArray, age: str) -> FloatArray:
        """Let the oldest or the newest of the papers that score alike come first."""
        alike = np.flatnonzero(scores > scores.max() - ALIKE)
        dates = [self._paper(int(place)).date for place in alike]
        order = np.argsort(np.array(dates), kind="stable")
        moved = scores.copy()
        moved[alike[order if age == "oldest" else order[::-1]]] = np.sort(scores[alike])[::-1]
        return moved

    def _searched(
        self, query: Query, allowed: Sequence[int], limit: int, passages: range, *, bound: bool
    ) -> tuple[tuple[Hit, ...], float]:
        """Return the best of the ``allowed`` papers, and how sure the first is; ``bound``: they were given."""
        if not allowed:
            return (), 0.0
        scores = self._scores(query.rest)
        per_paper = self._per_paper(scores, query)
        places = self._places(allowed)
        best: IntArray = places[np.argsort(-per_paper[places], kind="stable")].astype(np.int32)
        per_chunk = fused(scores.chunks, WEIGHTS[query.language])
        sought = PassageQuery(per_chunk, scores.terms, scores.match, answer_cues(query.text))
        windows = self._finder.windows(best[: len(FIRST_HITS)].tolist(), sought)
        if not query.age:
            best, per_paper = _by_windows(best, per_paper, windows)
        certainty = self._certainty(query, int(best[0]), scores)
        if self._reranker:
            best, per_paper = self._reranked(self._reranker, query, best, per_paper, per_chunk)
        best = best[:limit]
        shown = best[passages.start : passages.stop].tolist()
        if unread := [place for place in shown if place not in windows]:
            windows |= self._finder.windows(unread, sought)
        if aspect := asked_aspect(normalise(query.text)) if query.filters.papers or bound else None:
            for place in shown:
                windows[place] = self._finder.windows_under(aspect, place, sought) or windows[place]
        hits = tuple(
            self._hit(rank, place, per_paper, windows[place] if rank in passages else (), sought)
            for rank, place in enumerate(best.tolist())
        )
        return hits, certainty

    def _certainty(self, query: Query, first: int, scores: _Scores) -> float:
        """Return how sure it is that the ``first`` paper, by its place in the layout, is what ``query`` asks for."""
        if query.named:
            return 1.0
        if is_small_talk(normalise(query.text)):
            return 0.0
        certainty = confidence(self._evidence(first, scores))
        its_author = any(wish.papers and meets(self._paper(first), wish) for wish in query.preferred)
        return max(certainty, BY_ITS_AUTHOR) if its_author else certainty

    def _hit(
        self, rank: int, place: int, per_paper: FloatArray, windows: Sequence[Window], sought: PassageQuery
    ) -> Hit:
        paper = self._paper(place)
        passages = self._finder.passages(paper, windows, sought, PASSAGES if rank == 0 else 1)
        return Hit(paper, float(per_paper[place]), passages)

    def _reranked(
        self, reranker: Reranker, query: Query, best: IntArray, per_paper: FloatArray, per_chunk: FloatArray
    ) -> tuple[IntArray, FloatArray]:
        """Return the best papers in the order that ``reranker`` gives their best chunks, the others behind them."""
        again, others = best[:RERANKED], best[RERANKED:]
        rows = [self._best_chunk(int(place), per_chunk) for place in again]
        texts = [
            embedded_text(self._paper(place), self._snapshot.chunks[row])
            for place, row in zip(again, rows, strict=True)
        ]
        judged = np.asarray(reranker.scores(query.rest, texts), np.float32)
        ordered = per_paper.copy()
        # the scores stay those of the legs, handed out anew, so that they go on falling from hit to hit
        ordered[again[np.argsort(-judged, kind="stable")]] = per_paper[again]
        return np.concatenate((again[np.argsort(-judged, kind="stable")], others)), ordered

    def _best_chunk(self, place: int, per_chunk: FloatArray) -> int:
        first, end = self._layout.starts[place], self._layout.starts[place + 1]
        return int(first + per_chunk[first:end].argmax())

    def _places(self, allowed: Sequence[int]) -> IndexArray:
        """Return the places in the layout of the papers ``allowed``."""
        among = np.zeros(len(self._snapshot.papers), np.bool_)
        among[allowed] = True
        return np.flatnonzero(among[self._layout.papers])

    def _paper(self, place: int) -> Paper:
        return self._snapshot.papers[int(self._layout.papers[place])]

    def _evidence(self, place: int, scores: _Scores) -> Evidence:
        """Gather what speaks for the paper at ``place`` of the layout."""
        first, end = int(self._layout.starts[place]), int(self._layout.starts[place + 1])
        return Evidence(
            late=float(scores.papers["late"][place]),
            dense=float(scores.papers["dense"][place]),
            covered=coverage(self._snapshot.lexical, scores.terms, first, end, ONCE),
            titled=coverage(self._snapshot.lexical, scores.terms, end - 1, end, 1.0),
            length=length(scores.match.length),
        )

    def _nearest_categories(self, hits: Sequence[Hit]) -> tuple[Category, ...]:
        """Return the categories of the best hits, in the order of their best paper."""
        paths = dict.fromkeys(path for hit in hits for path in hit.paper.category_paths)
        nodes = (node for path in paths if (node := self.catalogue.topics.node(path)))
        return tuple(islice(nodes, SUGGESTIONS))


def _by_windows(
    best: IntArray, per_paper: FloatArray, windows: Mapping[int, Sequence[Window]]
) -> tuple[IntArray, FloatArray]:
    """Return the papers, best first, and their scores, with what the best of their ``windows`` add to some of them."""
    scores = per_paper.copy()
    for place, found in windows.items():
        scores[place] += PASSAGE_WEIGHT * max((window.excerpt.score for window in found), default=0.0)
    return best[np.argsort(-scores[best], kind="stable")], scores


def _is_one_piece(bundled: StaticEmbedder, word: str) -> bool:
    """Return whether the bundled model's tokenizer knows ``word`` whole, as it does ordinary ones."""
    return len(bundled.token_ids(word)) <= 1


def meets(paper: Paper, filters: Filters) -> bool:
    """Return whether ``paper`` meets every demand of ``filters`` but the wish for the latest."""
    return (
        (not filters.categories or any(below(path, filters.categories) for path in paper.category_paths))
        and (not filters.tags or tag_matches(paper.tag, filters.tags))
        and paper.date >= filters.since[: len(paper.date)]
        and (not filters.until or paper.date[: len(filters.until)] <= filters.until)
        and (not filters.papers or paper.id in filters.papers)
    )
