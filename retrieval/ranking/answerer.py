"""Answerer, from a question to the whole answer: a list, the papers found with passages, or an abstention."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from retrieval.index.bm25 import Bm25Index
from retrieval.index.sentences import SentenceIndex
from retrieval.models.reranking import Reranker
from retrieval.passages.finder import PassageFinder
from retrieval.passages.selection import MAX_PASSAGES, MIN_SHARE, WORTH, selected
from retrieval.passages.windows import Window, distinct
from retrieval.query.catalogue import Catalogue
from retrieval.query.context import MAX_CHARACTERS
from retrieval.query.followup import has_no_subject
from retrieval.query.glossary import NO_GLOSSARY, Glossary
from retrieval.ranking.confidence import (
    CLOSE_FROM,
    MAX_AHEAD,
    ONCE,
    AnswerEvidence,
    Evidence,
    abstains,
    answer_confidence,
    confidence,
    coverage,
    length,
    stands_out,
)
from retrieval.ranking.filters import allowed_papers, meets
from retrieval.ranking.legs import Legs, LegScores
from retrieval.ranking.ranker import Ranker, Ranking
from retrieval.ranking.unknown_names import UnknownNames
from retrieval.text.terms import normalise, query_terms
from retrieval.types import Answer, Category, Hit, MatchScore, Paper, Query

if TYPE_CHECKING:
    from retrieval.indexing.indexer import Models
    from retrieval.store.snapshot import Snapshot

FIRST_HITS = range(3)
"""Ranks of the papers that come with passages unless others are asked for."""
SURELY_MEANT = 0.5
"""Least confidence in a paper that is meant for sure, so that few other words need to be found in it: the question
names its author, its categories or what one of its chunks explains, asks for a part that it has, or wishes for papers
on a subject of which it holds every word."""
ON_SUBJECT = 0.5
"""How much of a subject a paper on it holds: all of its words, each in several places."""
HELD_CHUNKS = 4
"""Best chunks of the first paper in which the question's terms are looked for."""
TITLED = 0.95
"""How much of what a paper is called its title and summary hold, where its authors or its citation are asked for and
no paper has that name: those of another one would be wrong."""
MAX_SUGGESTIONS = 3
"""Nearest categories offered when the library abstains."""
RARE = 0.6
"""Rarity (see :meth:`~retrieval.index.bm25.Bm25Index.rarity`) from which on a word is rare."""
MAX_CLOSEST = 2
"""Papers named when it does, and one of them may be meant."""

ScoreText: TypeAlias = Callable[[str], LegScores]
"""Scores all chunks for a text, by every leg."""


class Answerer:
    """Answers questions over one snapshot of the library; immutable once made, so threads may share it."""

    def __init__(
        self, snapshot: Snapshot, models: Models, reranker: Reranker | None = None, glossary: Glossary = NO_GLOSSARY
    ) -> None:
        """Prepare ``snapshot``, whose vectors and token ids are those of ``models``; ``glossary`` explains words."""
        ordinary = models.bundled.is_one_piece
        self.catalogue = Catalogue.of(snapshot.papers, snapshot.categories, ordinary)
        self._snapshot = snapshot
        self._legs = Legs(snapshot, models, glossary)
        sentences = SentenceIndex(
            models.bundled, self._legs.late, snapshot.tokens, snapshot.part_ends, snapshot.part_offsets
        )
        self._finder = PassageFinder(snapshot, self._legs.layout, sentences)
        self.ranker = Ranker(snapshot, self._legs, self._finder, reranker)
        self._unknown_names = UnknownNames(
            snapshot.lexical, self._legs.corrector.corrected, ordinary, glossary.meanings_of
        )

    def answer(
        self,
        query: Query,
        *,
        limit: int = 10,
        within: Sequence[str] = (),
        passages: range = FIRST_HITS,
        score: ScoreText | None = None,
    ) -> Answer:
        """Answer ``query`` with at most ``limit`` papers (all of them for a list), ``within`` some papers (short ids).

        The papers at the ranks (from 0) in ``passages`` come with passages. A list and a paper named outright are
        certain: their confidence is 1. ``score`` is :meth:`score_text`, or what remembers its results.
        """
        started = time.perf_counter()
        allowed = allowed_papers(self._snapshot.papers, query.filters, within)
        abstained = False
        hits: tuple[Hit, ...]
        suggestions: tuple[Category, ...] = ()
        closest: tuple[Paper, ...] = ()
        unmentioned: tuple[str, ...] = ()
        lacking: tuple[str, ...] = ()
        if not query.asks:
            hits, certainty, abstained = (), 0.0, True
        elif query.topics:
            hits, certainty, abstained, suggestions = (), 0.0, True, self._snapshot.categories
        elif query.act != "question" and query.filters.papers:
            hits, certainty = self._named(query.filters.papers), 1.0
        elif query.intent == "list":
            hits, certainty = self._listed(allowed, query.filters.latest), 1.0
        else:
            # a paper that is named outright is there; a name that a title has is asked for as the title spells it
            spelled = (query.rest if query.mentioned or query.act != "question" else query.text)[:MAX_CHARACTERS]
            unmentioned = () if query.named else self._unknown_names.find(spelled, query.language)
            lacking = () if query.named else self.catalogue.names.other_versions(query.text[:MAX_CHARACTERS])
            known = not (unmentioned or lacking)
            hits, certainty = (), 0.0
            if allowed:
                ranking = self.ranker.rank(query, (score or self.score_text)(query.rest), allowed)
                hits, certainty = self._found(query, ranking, limit, passages, bound=bool(within), known=known)
            abstained = abstains(certainty) and not _shows_what_is_assumed(query, hits)
            suggestions = self._nearest_categories(hits) if abstained else ()
            if abstained:
                closest = self._other_versions(lacking) or self._closest(query, hits, certainty)
        elapsed = (time.perf_counter() - started) * 1e3
        return Answer(query, hits, abstained, certainty, elapsed, suggestions, closest, unmentioned, lacking)

    def score_text(self, text: str) -> LegScores:
        """Score all chunks for ``text`` by every leg, which takes most of the time of a question."""
        return self._legs.scores(text)

    def score_papers(
        self, query: Query, papers: Sequence[str], *, score: ScoreText | None = None
    ) -> dict[str, MatchScore]:
        """Return how well each of ``papers`` (short ids) answers ``query``, measured by all papers that it allows.

        A paper that the question names, and a wish for the latest, bind nothing here. ``score`` is :meth:`score_text`,
        or what remembers its results.
        """
        allowed = allowed_papers(self._snapshot.papers, replace(query.filters, papers=(), latest=0))
        found = dict.fromkeys(papers, MatchScore(0.0, 0.0))
        if query.intent == "list":
            ids = {self._snapshot.papers[number].id for number in allowed}
            return {one: MatchScore(1.0, 1.0) if one in ids else score for one, score in found.items()}
        if not allowed or not query.asks:
            return found
        legs = (score or self.score_text)(query.rest)
        scores = self.ranker.fused(legs, query)
        places = self.ranker.places_of(allowed)
        best = float(scores[places].max())
        for place in places.tolist():
            if (one := self.ranker.papers[place].id) in found:
                share = float(scores[place]) / best if best > 0 else 0.0
                found[one] = MatchScore(confidence(self._evidence(place, legs)), max(share, 0.0))
        return found

    def _other_versions(self, names: Sequence[str]) -> tuple[Paper, ...]:
        """Return the papers here of which ``names`` are other versions."""
        meant = {paper for name in names for paper in self.catalogue.names.versions(name)}
        return tuple(paper for paper in self._snapshot.papers if paper.id in meant)[:MAX_CLOSEST]

    def _closest(self, query: Query, hits: Sequence[Hit], certainty: float) -> tuple[Paper, ...]:
        """Return the papers that may be meant though the question is refused.

        Where that is in doubt they are the first ones, else those of them that hold a rare word of it.
        """
        first = tuple(hit.paper for hit in hits[:MAX_CLOSEST])
        if certainty >= CLOSE_FROM:
            return first
        lexical, starts = self._snapshot.lexical, self._legs.layout.starts
        rare = [term for term, weight in query_terms(query.rest).items() if weight >= 1 and _is_rare(lexical, term)]
        places = {paper.id: place for place, paper in enumerate(self.ranker.papers)}
        rows = ((paper, slice(*starts[places[paper.id] :][:2].tolist())) for paper in first)
        return tuple(paper for paper, at in rows if any(lexical.count(term, at.start, at.stop) for term in rare))

    def _listed(self, allowed: Sequence[int], latest: int) -> tuple[Hit, ...]:
        chosen = sorted((self._snapshot.papers[i] for i in allowed), key=lambda paper: paper.date, reverse=True)
        return tuple(Hit(paper, 1.0) for paper in (chosen[:latest] if latest else chosen))

    def _named(self, ids: Sequence[str]) -> tuple[Hit, ...]:
        """Return the papers with these short ids, in their order."""
        papers = {paper.id: paper for paper in self._snapshot.papers}
        return tuple(Hit(papers[one], 1.0) for one in ids if one in papers)

    def _found(
        self, query: Query, ranking: Ranking, limit: int, passages: range, *, bound: bool, known: bool
    ) -> tuple[tuple[Hit, ...], float]:
        """Return the best papers, and how sure the first is; ``bound``: the papers to search were given."""
        best = ranking.places[:limit].tolist()
        if query.named:
            # in the order in which they were named
            best.sort(key=lambda place: query.filters.papers.index(self.ranker.papers[place].id))
        elif len(query.mentioned) > 1:
            # papers that are compared stand in the order in which they are named, so that "the latter" is the second
            order = {paper: number for number, paper in enumerate(query.mentioned)}
            best.sort(key=lambda place: order.get(self.ranker.papers[place].id, len(order)))
        quoted = best[passages.start : passages.stop]
        shown = quoted[: len(FIRST_HITS)]
        shares = self._shares(query, ranking, best)
        if passages.start:
            # who turns the page wants to see the others, however unlikely
            shares |= dict.fromkeys(shown, 1 / len(FIRST_HITS))
        found, in_part = self._windows(query, quoted, ranking, shares, bound=bound)
        # of papers that are compared one passage each
        most = 1 if len(query.mentioned) > 1 else MAX_PASSAGES
        chosen = selected([found[place] for place in shown], [shares[place] for place in shown], most)
        marked = dict(zip(shown, chosen, strict=True))
        hits = tuple(self._hit(place, ranking, found.get(place, ()), marked.get(place, ())) for place in best)
        certainty = self._certainty(query, ranking, known=known)
        # of given papers, the part that is headed by what is asked for answers it
        headed = bool(best) and best[0] in in_part and has_no_subject(normalise(query.text))
        return hits, max(certainty, SURELY_MEANT) if headed else certainty

    def _shares(self, query: Query, ranking: Ranking, best: Sequence[int]) -> dict[int, float]:
        """Return how likely each of the ``best`` papers is the one that answers, by place: 1 in sum.

        Papers that are named outright are all meant, and several that are named in a question are, before all others.
        """
        if query.named:
            return dict.fromkeys(best, 1 / len(best))
        mentioned = [place for place in best if self.ranker.papers[place].id in query.mentioned]
        if len(mentioned) > 1:
            return dict.fromkeys(best, 0.0) | dict.fromkeys(mentioned, 1 / len(mentioned))
        # a paper whose score is one greater is e times as likely (measured: tests/eval/README.md, "Passages")
        scores = ranking.scores[best]
        likely = np.exp(scores - scores.max())
        return dict(zip(best, (likely / likely.sum()).tolist(), strict=True))

    def _windows(
        self, query: Query, places: Sequence[int], ranking: Ranking, shares: Mapping[int, float], *, bound: bool
    ) -> tuple[dict[int, list[Window]], set[int]]:
        """Return what may be quoted of some papers, and which of them have the part that is asked for.

        Of papers that are given or named that part is what is quoted.
        """
        read = {place: ranking.read[place] for place in places if place in ranking.read}
        if unread := [place for place in places if place not in read]:
            read |= self._finder.read(unread, ranking.sought)
        costs = {place: WORTH / max(shares[place], MIN_SHARE) for place in places}
        windows = self._finder.windows(read, ranking.sought, costs)
        in_part: set[int] = set()
        if ranking.sought.part:
            given = bool(query.filters.papers) or bound
            for place in (one for one in places if given or self.ranker.papers[one].id in query.mentioned):
                if under := self._finder.windows_under(ranking.sought.part, place, ranking.sought, costs[place]):
                    windows[place] = under
                    in_part.add(place)
        return {place: distinct(found, MAX_PASSAGES) for place, found in windows.items()}, in_part

    def _hit(self, place: int, ranking: Ranking, found: Sequence[Window], chosen: Sequence[Window]) -> Hit:
        paper = self.ranker.papers[place]
        others = [window for window in found if not any(window is one for one in chosen)]
        passages = [(window, True) for window in chosen] + [(window, False) for window in others]
        return Hit(
            paper,
            float(ranking.scores[place]),
            tuple(self._finder.passage(paper, window, ranking.sought, shown=shown) for window, shown in passages),
            bool(chosen),
        )

    def _certainty(self, query: Query, ranking: Ranking, *, known: bool) -> float:
        """Return how sure it is that the first paper is what ``query`` asks for; ``known``: all its names are."""
        if query.named:
            return 1.0
        evidence = self._evidence(ranking.first, ranking.legs)
        paper = self.ranker.papers[ranking.first]
        if query.act != "question" and evidence.titled < TITLED:
            return CLOSE_FROM
        meant = any((wish.papers or wish.categories) and meets(paper, wish) for wish in query.preferred)
        on_it = query.wished and evidence.covered >= ON_SUBJECT
        certainty = answer_confidence(self._answer_evidence(ranking, evidence, known=known))
        named = known and self._holds_names(query, ranking)
        return max(certainty, SURELY_MEANT) if meant or on_it or named else certainty

    def _holds_names(self, query: Query, ranking: Ranking) -> bool:
        """Return whether the question has names, and one chunk of the first paper holds all of them."""
        names = self._unknown_names.known(query.text[:MAX_CHARACTERS], query.language)
        rows = [one.row for one in ranking.read[ranking.first]]
        return bool(names) and any(
            all(self._snapshot.lexical.count(name, row, row + 1) for name in names) for row in rows
        )

    def _answer_evidence(self, ranking: Ranking, paper: Evidence, *, known: bool) -> AnswerEvidence:
        """Gather what speaks for the first paper, of which ``paper`` is the evidence by itself.

        Of a paper without a text, such as one of a list, its title and summary answer.
        """
        question, lexical = ranking.legs.question, self._snapshot.lexical
        chunks = ranking.read[ranking.first]
        held = [
            coverage(lexical, question.own, one.row, one.row + 1, 1.0, question.glossed) for one in chunks[:HELD_CHUNKS]
        ]
        answered = [one.answered for one in chunks if len(one.answered)]
        out = stands_out(ranking.legs.papers["late"][ranking.places], ranking.places.tolist().index(ranking.first))
        return AnswerEvidence(
            length=paper.length,
            held=max(held, default=paper.titled),
            titled=paper.titled,
            known=float(known),
            sentence=max((float(one.sum(axis=1).max()) for one in answered), default=paper.late),
            chunk=max((float(one.max(axis=0).sum()) for one in answered), default=paper.late),
            dense_late=paper.dense * out,
            dense_ahead=paper.dense * min(ranking.ahead, MAX_AHEAD) / MAX_AHEAD,
        )

    def _evidence(self, place: int, legs: LegScores) -> Evidence:
        """Gather what speaks for a paper."""
        starts, lexical, question = self._legs.layout.starts, self._snapshot.lexical, legs.question
        first, end = int(starts[place]), int(starts[place + 1])
        return Evidence(
            late=float(legs.papers["late"][place]),
            dense=float(legs.papers["dense"][place]),
            covered=coverage(lexical, question.own, first, end, ONCE, question.glossed),
            titled=coverage(lexical, question.own, end - 1, end, 1.0, question.glossed),
            length=length(question.match.length),
        )

    def _nearest_categories(self, hits: Sequence[Hit]) -> tuple[Category, ...]:
        """Return the categories of the best hits, in the order of their best paper."""
        paths = dict.fromkeys(path for hit in hits for path in hit.paper.category_paths)
        nodes = (node for path in paths if (node := self.catalogue.topics.node(path)))
        return tuple(islice(nodes, MAX_SUGGESTIONS))


def _shows_what_is_assumed(query: Query, hits: Sequence[Hit]) -> bool:
    """Return whether ``hits`` show something of the papers that a follow-up must be about.

    These are not in doubt, however little they say: what comes closest in them tells a reader more than a refusal.
    """
    return bool(query.assumed and query.filters.papers) and any(hit.shown for hit in hits)


def _is_rare(lexical: Bm25Index, term: str) -> bool:
    """Return whether few chunks hold ``term``, an English word or a name: two Chinese characters are rare by chance."""
    return term in lexical and term.isascii() and lexical.rarity(term) >= RARE
