"""Whether an idea, or a subscription to more like a paper, asks for a paper: decided by the library itself.

Precision comes first: an announcement that does not fit is spam, one that is missed still stands in the library.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.subscriptions.filters import BY_MEANING, SubscriptionFilter
from retrieval import Category, Duplicate, Hit, MatchScore, Paper, short_id

IDEA_CONFIDENCE = 0.9
IDEA_SHARE = 0.9
"""A paper meets an idea if the library is so confident that it holds an answer, and if it scores at least this share
of the best paper.

Measured by ``tests/bench/bench_ideas.py``: questions stand for ideas, each labelled with the paper it was written for,
so that a neighbour on the same subject counts as wrong; papers arrive in random order after the first half. On the site
of 140 posts (141 ideas) 0.76 of what is announced is the right paper, 0.87 of the right papers are announced, and an
idea brings 0.14 others in 70 papers; on our 23 notes (343 ideas) the shares are 0.89 and 0.72. Of 238 off-topic ideas
none brings anything. A confidence of 0.8 gives 0.69 and 0.92 on the site, one of 0.95 gives 0.78 and 0.82; a share of
0.95 gives 0.83 and 0.87, but keeps silent on what comes after the strongest paper of a subject."""

PAPER_LIKENESS = 0.47
"""Two papers are alike from this cosine on (see :func:`~retrieval.ranking.related.related_papers`).

By the same measurement 0.80 of such pairs of the site lie in the same of its 19 categories, where 0.07 of all pairs do,
and a paper has 1.3 of them among 140. From 0.45 it is 0.72, from 0.4 0.63."""


class Collection(Protocol):
    """What announcing needs of a library; :class:`~retrieval.Library` is one."""

    @property
    def needs_refresh(self) -> str:
        """Why nothing can be asked before a refresh; empty where all is well."""

    def papers(self) -> tuple[Paper, ...]:
        """Return all papers."""

    @property
    def duplicates(self) -> tuple[Duplicate, ...]:
        """The files whose papers are served from other files."""

    def categories(self) -> tuple[Category, ...]:
        """Return the category tree."""

    def score_papers(self, text: str, papers: Sequence[str]) -> dict[str, MatchScore]:
        """Return how well each of ``papers`` (short ids) answers a question."""

    def related(self, paper_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the papers most like one; raises KeyError."""


@dataclass(slots=True)
class SemanticMatch:
    """Which papers meet which filters by meaning, as far as it was asked: it takes too long for a transaction."""

    _met: dict[SubscriptionFilter, dict[str, bool]] = field(default_factory=dict)

    def missing(self, filters: Iterable[SubscriptionFilter], papers: Sequence[Paper]) -> tuple[SubscriptionFilter, ...]:
        """Return those of ``filters`` that are decided by meaning and were not asked of all of ``papers``."""
        wanted = {paper.path for paper in papers}
        return tuple(
            subscription_filter
            for subscription_filter in dict.fromkeys(filters)
            if subscription_filter.kind in BY_MEANING and not wanted <= self._met.get(subscription_filter, {}).keys()
        )

    def ask(self, collection: Collection, filters: Iterable[SubscriptionFilter], papers: Sequence[Paper]) -> None:
        """Find out which of ``papers`` meet which of ``filters``."""
        for subscription_filter in filters:
            met = _idea(collection, subscription_filter.value, papers) if subscription_filter.kind == "idea" else None
            if met is None:
                met = _like_paper(collection, subscription_filter.value, papers)
            self._met.setdefault(subscription_filter, {}).update({paper.path: paper.id in met for paper in papers})

    def meets(self, subscription_filter: SubscriptionFilter, paper: Paper) -> bool:
        """Return whether ``paper`` meets ``subscription_filter``; KeyError where that was not asked."""
        return self._met[subscription_filter][paper.path]


def _idea(collection: Collection, idea: str, papers: Sequence[Paper]) -> set[str]:
    scores = collection.score_papers(idea, [paper.id for paper in papers])
    return {one for one, score in scores.items() if score.confidence >= IDEA_CONFIDENCE and score.share >= IDEA_SHARE}


def _like_paper(collection: Collection, path: str, papers: Sequence[Paper]) -> set[str]:
    own = short_id(path)
    try:
        related = collection.related(own, limit=len(collection.papers()))
    except KeyError:  # it left the library
        return set()
    return {own} | {hit.paper.id for hit in related if hit.score >= PAPER_LIKENESS} & {paper.id for paper in papers}
