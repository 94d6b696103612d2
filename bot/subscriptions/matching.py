"""Why a target hears of a paper: the one place that decides it, for what is sent and for what a preview shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.subscriptions.filters import BY_MEANING, FilterablePaper, SubscriptionFilter
from bot.subscriptions.semantic_match import Collection, SemanticMatch
from retrieval import Category, Paper


class Matching:
    """A few papers, and which interests they meet; every interest is looked at once, however many targets share it."""

    def __init__(self, papers: Sequence[Paper], tree: Sequence[Category], likeness: SemanticMatch) -> None:
        """Match ``papers``; ``likeness`` must have been asked of them for every interest by meaning."""
        self._described = [FilterablePaper.of(paper, tree) for paper in papers]
        self._likeness = likeness
        self._met: dict[SubscriptionFilter, tuple[int, ...]] = {}

    def reasons(self, interests: Iterable[SubscriptionFilter]) -> dict[int, SubscriptionFilter]:
        """Return the most specific of ``interests`` (the first of equals) for each paper that meets any, by its place.

        What one of them excludes is left out, unless it is asked for by name.
        """
        given = tuple(interests)
        excluding = [interest for interest in given if interest.excludes]
        reasons: dict[int, SubscriptionFilter] = {}
        for interest in given:
            barred = {place for one in excluding if not one.spares(interest) for place in self._places(one)}
            for place in self._places(interest):
                if interest.excludes or place in barred:
                    continue
                if place not in reasons or interest.specificity > reasons[place].specificity:
                    reasons[place] = interest
        return dict(sorted(reasons.items()))

    def _places(self, interest: SubscriptionFilter) -> tuple[int, ...]:
        places = self._met.get(interest)
        if places is None:
            met = (place for place, one in enumerate(self._described) if self._meets(interest, one))
            places = self._met[interest] = tuple(met)
        return places

    def _meets(self, interest: SubscriptionFilter, one: FilterablePaper) -> bool:
        if interest.excludes:
            return one.is_excluded(interest)
        if interest.kind in BY_MEANING:
            return self._likeness.meets(interest, one.paper)
        return one.meets(interest)


def fitting(
    collection: Collection, interests: Sequence[SubscriptionFilter], papers: Sequence[Paper], tree: Sequence[Category]
) -> dict[int, SubscriptionFilter]:
    """Ask ``collection``, which takes its time, and give the reason for each of ``papers`` that fits, by its place."""
    likeness = SemanticMatch()
    likeness.ask(collection, likeness.missing(interests, papers), papers)
    return Matching(papers, tree, likeness).reasons(interests)
