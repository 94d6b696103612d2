"""Semantic matching of ideas and of subscriptions to more like a paper, decided by the library itself.

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
of the best paper (measured: tests/eval/README.md, "Subscriptions by meaning")."""

PAPER_LIKENESS = 0.47
"""Two papers are alike from this cosine on (see :meth:`retrieval.Library.related`; measured: tests/eval/README.md)."""


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
        """Return the papers most like one; raises KeyError for an unknown one."""


@dataclass(slots=True)
class SemanticMatch:
    """Which papers meet which filters by meaning, asked beforehand: it takes too long for a transaction."""

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
