"""The names that a question may use: papers, categories, venues, identifiers, people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.query.authors import Authors
from retrieval.query.categories import CategoryMatcher
from retrieval.query.identifiers import Identifiers
from retrieval.query.paper_names import PaperNames
from retrieval.query.venues import Venues
from retrieval.types import Category, Paper


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The names that a question may use: the library's papers, category names, venues and identifiers."""

    papers: tuple[Paper, ...]
    topics: CategoryMatcher
    venues: Venues
    identifiers: Identifiers
    people: Authors
    names: PaperNames

    @classmethod
    def of(
        cls,
        papers: Sequence[Paper],
        categories: Sequence[Category],
        ordinary: Callable[[str], bool] = lambda _word: False,
    ) -> Catalogue:
        """Make the catalogue of a library's ``papers`` and ``categories``.

        ``ordinary`` recognises words that mean something beside being the name of a person.
        """
        return cls(
            tuple(papers),
            CategoryMatcher(categories),
            Venues(paper.tag for paper in papers if paper.tag),
            Identifiers(papers),
            Authors(papers, ordinary),
            PaperNames(papers, ordinary),
        )
