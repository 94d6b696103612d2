"""The exact demands of a question: topics, venues, periods, people; which of them bind it, and whether it is a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from retrieval.query.authors import AuthorMention
from retrieval.query.catalogue import Catalogue
from retrieval.query.categories import CategoryMention, joined_paths
from retrieval.query.dates import Period, find_periods
from retrieval.query.followup import Dependence, dependence
from retrieval.query.intent import asks_for_set, only_joins, only_politeness
from retrieval.query.spans import Span, cut, overlaps
from retrieval.query.venues import VenueMention
from retrieval.types import Filters

_AMONG_PAPERS = re.compile(r"^[^。？！?!,，]{0,24}?(?:论文|文章|笔记|工作|papers?|notes?|works?)", re.ASCII)
"""What has to follow a period or a venue inside a real question for it to bind: ``2025 年的 MoE 推理论文里谁…``."""


@dataclass(frozen=True, slots=True)
class Demands:
    """The exact demands of a question: topics, venues, periods, people."""

    topics: tuple[CategoryMention, ...]
    venues: tuple[VenueMention, ...]
    periods: tuple[Period, ...]
    people: tuple[AuthorMention, ...] = ()

    @classmethod
    def find(cls, text: str, original: str, catalogue: Catalogue, today: date) -> Demands:
        """Read the demands of ``text`` (``original`` in lower case); a year of a venue is no period."""
        people = catalogue.people.find(text)
        taken = [person.span for person in people]
        venues = [venue for venue in catalogue.venues.find(text, original) if not overlaps(venue.span, taken)]
        taken += [venue.span for venue in venues]
        periods = [period for period in find_periods(text, today) if not overlaps(period.span, taken)]
        taken += [period.span for period in periods]
        topics = [topic for topic in catalogue.topics.find(text) if not overlaps(topic.span, taken)]
        return cls(tuple(topics), tuple(venues), tuple(periods), tuple(people))

    def __bool__(self) -> bool:
        return bool(self.topics or self.venues or self.periods or self.people)

    def spans(self) -> list[Span]:
        """Return where the demands stand."""
        return [
            *(topic.span for topic in self.topics),
            *(venue.span for venue in self.venues),
            *(period.span for period in self.periods),
            *(person.span for person in self.people),
        ]

    def names_one_work(self, text: str) -> bool:
        """Return whether the question is nothing but an author, perhaps with a year, who leads to one paper."""
        if len(self.people) != 1 or self.topics or self.venues or self.periods:
            return False
        return len(self.people[0].papers) == 1 and only_politeness(cut(text, self.spans())) and not asks_for_set(text)

    def wants_list(self, text: str) -> bool:
        """Return whether nothing beside the demands is left to search for, and the wording is that of a list."""
        rest = cut(text, self.spans())
        if not self or not only_politeness(rest):
            return False
        dated = bool(self.venues or self.people) or any(period.explicit for period in self.periods)
        return dated or only_joins(rest) or asks_for_set(text)

    def dependence(self, text: str) -> Dependence:
        """Return whether the question refers back, whatever topics it names; any other demand makes it stand alone."""
        return "no" if self.venues or self.periods or self.people else dependence(text)

    @property
    def latest(self) -> bool:
        """Whether the newest papers are asked for."""
        return any(period.latest for period in self.periods)

    def groups(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Return the groups of category paths that all have to be met."""
        return joined_paths(self.topics, text)

    def binding(self, text: str, *, wished: bool = False) -> Demands:
        """Return the demands that bind a search too: explicit periods, and venues, said of papers.

        Where papers are ``wished`` for, what is demanded is said of them.
        """
        periods = tuple(
            period
            for period in self.periods
            if period.explicit and not period.latest and (wished or _AMONG_PAPERS.match(text[period.span[1] :]))
        )
        venues = tuple(venue for venue in self.venues if wished or _AMONG_PAPERS.match(text[venue.span[1] :]))
        return Demands((), venues, periods)

    def preferred(self, binding: Demands) -> tuple[Filters, ...]:
        """Return what does not bind a search but speaks for a paper: an author, a venue, a year that is named."""
        years = (period.since for period in self.periods if period.since == period.until and len(period.since) == 4)
        return (
            *(Filters(papers=person.papers) for person in self.people),
            *(Filters(tags=(venue.tag,)) for venue in self.venues if venue not in binding.venues),
            *(Filters(since=year, until=year) for year in dict.fromkeys(years) if not binding.periods),
        )

    def filters(self, text: str) -> Filters:
        """Return the demands as filters; several periods together span from the first to the last."""
        since = min((period.since for period in self.periods if period.since), default="")
        until = max((period.until for period in self.periods if period.until), default="")
        return Filters(
            categories=tuple(dict.fromkeys(path for group in joined_paths(self.topics, text) for path in group)),
            tags=tuple(dict.fromkeys(venue.tag for venue in self.venues)),
            since=since,
            until=until,
            papers=_together([person.papers for person in self.people]),
            latest=max((period.latest for period in self.periods), default=0),
        )


def _together(papers: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the papers that several authors have in common, or all of theirs where there are none."""
    common = [paper for paper in papers[0] if all(paper in others for others in papers)] if papers else []
    return tuple(common) or tuple(dict.fromkeys(paper for of_one in papers for paper in of_one))
