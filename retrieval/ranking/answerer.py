"""Answerer, from a question to the whole answer: a list, the papers found with passages, or an abstention."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from retrieval.index.sentences import SentenceIndex
from retrieval.models.reranking import Reranker
from retrieval.passages.finder import PassageFinder
from retrieval.passages.windows import Window
from retrieval.query.aspects import asked_aspect
from retrieval.query.catalogue import Catalogue
from retrieval.query.context import MAX_CHARACTERS
from retrieval.query.followup import has_no_subject
from retrieval.ranking.confidence import (
    CLOSE_FROM,
    ONCE,
    Evidence,
    abstains,
    confidence,
    coverage,
    length,
)
from retrieval.ranking.filters import allowed_papers, meets
from retrieval.ranking.legs import Legs, LegScores
from retrieval.ranking.ranker import Ranker, Ranking
from retrieval.ranking.unknown_names import UnknownNames
from retrieval.text.terms import normalise
from retrieval.types import Answer, Category, Hit, MatchScore, Paper, Query

if TYPE_CHECKING:
    from retrieval.indexing.indexer import Models
    from retrieval.store.snapshot import Snapshot

FIRST_HITS = range(3)
"""Ranks of the papers that come with passages unless others are asked for."""
MAX_PASSAGES = 3
"""Passages that the first paper gets at most; every other one gets one."""
BY_ITS_AUTHOR = 0.5
"""Least confidence in a paper whose author or categories the question names, or which holds every word of the subject
that papers are wished for on: few other words need to be found in it."""
ON_SUBJECT = 0.5
"""How much of a subject a paper on it holds: all of its words, each in several places."""
TITLED = 0.95
"""How much of what a paper is called its title and summary hold, where its authors or its citation are asked for and
no paper has that name: those of another one would be wrong."""
MAX_SUGGESTIONS = 3
"""Nearest categories offered when the library abstains."""
MAX_CLOSEST = 2
"""Papers named when it does, and one of them may be meant."""


class Answerer:
    """Answers questions over one snapshot of the library; immutable once made, so threads may share it."""

    def __init__(self, snapshot: Snapshot, models: Models, reranker: Reranker | None = None) -> None:
        """Prepare ``snapshot``, whose vectors and token ids are those of ``models``."""
        ordinary = models.bundled.is_one_piece
        self.catalogue = Catalogue.of(snapshot.papers, snapshot.categories, ordinary)
        self._snapshot = snapshot
        self._legs = Legs(snapshot, models)
        sentences = SentenceIndex(
            models.bundled, self._legs.late, snapshot.tokens, snapshot.part_ends, snapshot.part_offsets
        )
        self._finder = PassageFinder(snapshot, self._legs.layout, sentences)
        self.ranker = Ranker(snapshot, self._legs, self._finder, reranker)
        self._unknown_names = UnknownNames(snapshot.lexical, self._legs.corrector.corrected, ordinary)

    def answer(
        self, query: Query, *, limit: int = 10, within: Sequence[str] = (), passages: range = FIRST_HITS
    ) -> Answer:
        """Answer ``query`` with at most ``limit`` papers (all of them for a list), ``within`` some papers (short ids).

        The papers at the ranks (from 0) in ``passages`` come with passages. A list and a paper named outright are
        certain: their confidence is 1.
        """
        started = time.perf_counter()
        allowed = allowed_papers(self._snapshot.papers, query.filters, within)
        abstained = False
        hits: tuple[Hit, ...]
        suggestions: tuple[Category, ...] = ()
        closest: tuple[Paper, ...] = ()
        unmentioned: tuple[str, ...] = ()
        if not query.asks:
            hits, certainty, abstained = (), 0.0, True
        elif query.topics:
            hits, certainty, abstained, suggestions = (), 0.0, True, self._snapshot.categories
        elif query.act != "question" and query.filters.papers:
            hits, certainty = self._named(query.filters.papers), 1.0
        elif query.intent == "list":
            hits, certainty = self._listed(allowed, query.filters.latest), 1.0
        else:
            hits, certainty = self._found(query, allowed, limit, passages, bound=bool(within))
            # a paper that is named outright is there; a name that a title has is asked for as the title spells it
            spelled = query.rest if query.mentioned or query.act != "question" else query.text
            unmentioned = () if query.named else self._unknown_names.find(spelled[:MAX_CHARACTERS], query.language)
            abstained = abstains(certainty, unmentioned=bool(unmentioned))
            suggestions = self._nearest_categories(hits) if abstained else ()
            if abstained and certainty >= CLOSE_FROM:
                closest = tuple(hit.paper for hit in hits[:MAX_CLOSEST])
        elapsed = (time.perf_counter() - started) * 1e3
        return Answer(query, hits, abstained, certainty, elapsed, suggestions, closest, unmentioned)

    def score_papers(self, query: Query, papers: Sequence[str]) -> dict[str, MatchScore]:
        """Return how well each of ``papers`` (short ids) answers ``query``, measured by all papers that it allows.

        A paper that the question names, and a wish for the latest, bind nothing here.
        """
        allowed = allowed_papers(self._snapshot.papers, replace(query.filters, papers=(), latest=0))
        found = dict.fromkeys(papers, MatchScore(0.0, 0.0))
        if query.intent == "list":
            ids = {self._snapshot.papers[number].id for number in allowed}
            return {one: MatchScore(1.0, 1.0) if one in ids else score for one, score in found.items()}
        if not allowed or not query.asks:
            return found
        legs = self._legs.scores(query.rest)
        scores = self.ranker.fused(legs, query)
        places = self.ranker.places_of(allowed)
        best = float(scores[places].max())
        for place in places.tolist():
            if (one := self.ranker.papers[place].id) in found:
                share = float(scores[place]) / best if best > 0 else 0.0
                found[one] = MatchScore(confidence(self._evidence(place, legs)), max(share, 0.0))
        return found

    def _listed(self, allowed: Sequence[int], latest: int) -> tuple[Hit, ...]:
        chosen = sorted((self._snapshot.papers[i] for i in allowed), key=lambda paper: paper.date, reverse=True)
        return tuple(Hit(paper, 1.0) for paper in (chosen[:latest] if latest else chosen))

    def _named(self, ids: Sequence[str]) -> tuple[Hit, ...]:
        """Return the papers with these short ids, in their order."""
        papers = {paper.id: paper for paper in self._snapshot.papers}
        return tuple(Hit(papers[one], 1.0) for one in ids if one in papers)

    def _found(
        self, query: Query, allowed: Sequence[int], limit: int, passages: range, *, bound: bool
    ) -> tuple[tuple[Hit, ...], float]:
        """Return the best of the ``allowed`` papers, and how sure the first is; ``bound``: these papers were given."""
        if not allowed:
            return (), 0.0
        ranking = self.ranker.rank(query, allowed)
        best = ranking.places[:limit].tolist()
        if query.named:
            # in the order in which they were named
            best.sort(key=lambda place: query.filters.papers.index(self.ranker.papers[place].id))
        shown = best[passages.start : passages.stop]
        windows, in_part = self._windows(query, shown, ranking, bound=bound)
        hits = tuple(
            self._hit(rank, place, ranking, windows[place] if rank in passages else ())
            for rank, place in enumerate(best)
        )
        certainty = self._certainty(query, ranking.first, ranking.legs)
        # of given papers, the part that is headed by what is asked for answers it
        headed = bool(best) and best[0] in in_part and has_no_subject(normalise(query.text))
        return hits, max(certainty, BY_ITS_AUTHOR) if headed else certainty

    def _windows(
        self, query: Query, shown: Sequence[int], ranking: Ranking, *, bound: bool
    ) -> tuple[dict[int, Sequence[Window]], set[int]]:
        """Return what may be quoted of the papers ``shown``, and which of them have the part that is asked for.

        Of given papers that part is what is quoted.
        """
        windows = dict(ranking.windows)
        in_part: set[int] = set()
        if unread := [place for place in shown if place not in windows]:
            windows |= self._finder.windows(unread, ranking.sought)
        if aspect := asked_aspect(normalise(query.text)) if query.filters.papers or bound else None:
            for place in shown:
                if part := self._finder.windows_under(aspect, place, ranking.sought):
                    windows[place] = part
                    in_part.add(place)
        return windows, in_part

    def _hit(self, rank: int, place: int, ranking: Ranking, windows: Sequence[Window]) -> Hit:
        paper = self.ranker.papers[place]
        passages = self._finder.passages(paper, windows, ranking.sought, MAX_PASSAGES if rank == 0 else 1)
        return Hit(paper, float(ranking.scores[place]), passages)

    def _certainty(self, query: Query, first: int, legs: LegScores) -> float:
        """Return how sure it is that the ``first`` paper, by its place, is what ``query`` asks for."""
        if query.named:
            return 1.0
        evidence, paper = self._evidence(first, legs), self.ranker.papers[first]
        if query.act != "question" and evidence.titled < TITLED:
            return CLOSE_FROM
        meant = any((wish.papers or wish.categories) and meets(paper, wish) for wish in query.preferred)
        on_it = query.wished and evidence.covered >= ON_SUBJECT
        return max(confidence(evidence), BY_ITS_AUTHOR) if meant or on_it else confidence(evidence)

    def _evidence(self, place: int, legs: LegScores) -> Evidence:
        """Gather what speaks for a paper."""
        starts, lexical, terms = self._legs.layout.starts, self._snapshot.lexical, legs.question.terms
        first, end = int(starts[place]), int(starts[place + 1])
        return Evidence(
            late=float(legs.papers["late"][place]),
            dense=float(legs.papers["dense"][place]),
            covered=coverage(lexical, terms, first, end, ONCE),
            titled=coverage(lexical, terms, end - 1, end, 1.0),
            length=length(legs.question.match.length),
        )

    def _nearest_categories(self, hits: Sequence[Hit]) -> tuple[Category, ...]:
        """Return the categories of the best hits, in the order of their best paper."""
        paths = dict.fromkeys(path for hit in hits for path in hit.paper.category_paths)
        nodes = (node for path in paths if (node := self.catalogue.topics.node(path)))
        return tuple(islice(nodes, MAX_SUGGESTIONS))
