"""Papers and a library that exist in memory only, and a clock that is moved by hand."""

from dataclasses import dataclass, field

from retrieval.types import Bilingual, Category, Duplicate, Hit, MatchScore, Paper, short_id


def paper(path: str, title: str = "", **others: object) -> Paper:
    """Make the paper whose note lies at ``path``."""
    *categories, slug = path.split("/")
    fields: dict[str, object] = {
        "title": title or slug,
        "date": "2025-01",
        "categories": tuple(categories),
        "url": f"https://notes.example/{path}.html",
        "summary": Bilingual(zh="", en=""),
    }
    return Paper(id=short_id(path), path=path, slug=slug, **{**fields, **others})


@dataclass
class FakeLibrary:
    """A library of papers as they are put into it; an idea is met by the titles that hold its words."""

    held: dict[str, Paper] = field(default_factory=dict)
    tree: tuple[Category, ...] = ()
    needs_refresh: str = ""
    duplicates: tuple[Duplicate, ...] = ()
    asked: int = 0

    def put(self, *papers: Paper) -> None:
        self.held.update({one.path: one for one in papers})

    def papers(self) -> tuple[Paper, ...]:
        return tuple(self.held.values())

    def categories(self) -> tuple[Category, ...]:
        return self.tree

    def score_papers(self, text: str, papers: object) -> dict[str, MatchScore]:
        self.asked += 1
        met = {one.id for one in self.held.values() if text.casefold() in one.title.casefold()}
        return {one: MatchScore(1.0, 1.0) if one in met else MatchScore(0.3, 0.5) for one in papers}

    def related(self, paper_id: str, limit: int = 5) -> tuple[Hit, ...]:
        own = {one.id: one for one in self.held.values()}[paper_id]
        alike = (one for one in self.held.values() if one.id != paper_id and one.title[:1] == own.title[:1])
        return tuple(Hit(one, 0.9) for one in alike)[:limit]


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    moment: float = 1_750_000_000.0

    def now(self) -> float:
        return self.moment
