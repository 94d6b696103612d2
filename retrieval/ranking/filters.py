"""Filters: the papers that a question is restricted to."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.query.categories import below
from retrieval.query.venues import tag_matches
from retrieval.types import Filters, Paper


def meets(paper: Paper, filters: Filters) -> bool:
    """Return whether ``paper`` meets every demand of ``filters`` but the wish for the latest."""
    return (
        (not filters.categories or any(below(path, filters.categories) for path in paper.category_paths))
        and (not filters.tags or tag_matches(paper.tag, filters.tags))
        and (not (filters.since or filters.until) or _within(paper.date, filters.since, filters.until))
        and (not filters.papers or paper.id in filters.papers)
    )


def _within(date: str, since: str, until: str) -> bool:
    """Return whether any day of a paper's ``date`` lies between two; an undated paper's lies nowhere."""
    return date != "" and date >= since[: len(date)] and (not until or date[: len(until)] <= until)


def allowed_papers(papers: Sequence[Paper], filters: Filters, within: Sequence[str] = ()) -> Sequence[int]:
    """Return the places of the ``papers`` that meet ``filters`` and are ``within`` some (short ids), where given."""
    if not filters and not within:
        return range(len(papers))
    return [i for i, paper in enumerate(papers) if meets(paper, filters) and (not within or paper.id in within)]
