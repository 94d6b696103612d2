"""Matching of papers with a target's filters: the one place that decides it, for sending and for previews."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.subscriptions.filters import BY_MEANING, FilterablePaper, SubscriptionFilter
from bot.subscriptions.semantic_match import Collection, SemanticMatch
from retrieval import Category, Paper


class Matching:
    """A few papers, and which filters they meet; every filter is looked at once, however many targets share it."""

    def __init__(self, papers: Sequence[Paper], tree: Sequence[Category], semantic_match: SemanticMatch) -> None:
        """Match ``papers``; ``semantic_match`` must have been asked of them for every filter by meaning."""
        self._described = [FilterablePaper.of(paper, tree) for paper in papers]
        self._semantic_match = semantic_match
        self._met: dict[SubscriptionFilter, tuple[int, ...]] = {}

    def reasons(self, filters: Iterable[SubscriptionFilter]) -> dict[int, SubscriptionFilter]:
        """Return the most specific of ``filters`` (the first of equals) for each paper that meets any, by its place.

        What one of them excludes is left out, unless it is asked for by name.
        """
        given = tuple(filters)
        excluding = [subscription_filter for subscription_filter in given if subscription_filter.excludes]
        reasons: dict[int, SubscriptionFilter] = {}
        for subscription_filter in given:
            barred = {place for one in excluding if not one.spares(subscription_filter) for place in self._places(one)}
            for place in self._places(subscription_filter):
                if subscription_filter.excludes or place in barred:
                    continue
                if place not in reasons or subscription_filter.specificity > reasons[place].specificity:
                    reasons[place] = subscription_filter
        return dict(sorted(reasons.items()))

    def _places(self, subscription_filter: SubscriptionFilter) -> tuple[int, ...]:
        places = self._met.get(subscription_filter)
        if places is None:
            met = (place for place, one in enumerate(self._described) if self._meets(subscription_filter, one))
            places = self._met[subscription_filter] = tuple(met)
        return places

    def _meets(self, subscription_filter: SubscriptionFilter, one: FilterablePaper) -> bool:
        if subscription_filter.excludes:
            return one.is_excluded(subscription_filter)
        if subscription_filter.kind in BY_MEANING:
            return self._semantic_match.meets(subscription_filter, one.paper)
        return one.meets(subscription_filter)


def fitting(
    collection: Collection, filters: Sequence[SubscriptionFilter], papers: Sequence[Paper], tree: Sequence[Category]
) -> dict[int, SubscriptionFilter]:
    """Ask ``collection``, which may be slow; return the reason for each of ``papers`` that fits, by its place."""
    semantic_match = SemanticMatch()
    semantic_match.ask(collection, semantic_match.missing(filters, papers), papers)
    return Matching(papers, tree, semantic_match).reasons(filters)
