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
        and paper.date >= filters.since[: len(paper.date)]
        and (not filters.until or paper.date[: len(filters.until)] <= filters.until)
        and (not filters.papers or paper.id in filters.papers)
    )


def allowed_papers(papers: Sequence[Paper], filters: Filters, within: Sequence[str] = ()) -> Sequence[int]:
    """Return the places of the ``papers`` that meet ``filters`` and are ``within`` some (short ids), where given."""
    if not filters and not within:
        return range(len(papers))
    return [i for i, paper in enumerate(papers) if meets(paper, filters) and (not within or paper.id in within)]
