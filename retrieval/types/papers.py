"""Papers, what is known of each without the text of its note, and the categories that they are in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]

SHORT_ID_LENGTH = 10
"""Characters of a short id: 40 bits, so among 10,000 papers two collide with a probability of about 5e-5."""


def short_id(path: str) -> str:
    """Return the stable short id of the paper at ``path``, for buttons, deep links and commands (lower-case hex)."""
    return hashlib.blake2b(path.casefold().encode(), digest_size=SHORT_ID_LENGTH // 2).hexdigest()


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Chinese and in English, either of which may be missing (empty)."""

    zh: str = ""
    en: str = ""

    def pick(self, language: Language) -> str:
        """Return the text in ``language``, or in the other language where that one is missing."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    def __bool__(self) -> bool:
        """Return whether there is a text in either language."""
        return bool(self.zh or self.en)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: what is known of it, without the text of its note.

    ``path`` is the identity: the address of its page on the site without ``/`` in front and ending behind
    (``llm/engineering/inference/2023-09-…``), from which ``id`` is made. ``date`` is an ISO date of year, month or day
    precision (``2023``, ``2023-09``, ``2023-09-01``) and sorts as text; it is empty for an undated paper. ``has_note``
    is false for a paper known from an index page only. ``also_in`` are the paths of further categories that it is in.
    """

    id: str
    path: str
    slug: str
    title: str
    date: str
    categories: tuple[str, ...] = ()
    title_zh: str = ""
    authors: tuple[str, ...] = ()
    tag: str = ""
    url: str = ""
    paper_url: str = ""
    arxiv: str = ""
    doi: str = ""
    summary: Bilingual = field(default_factory=Bilingual)
    has_note: bool = True
    also_in: tuple[str, ...] = ()

    @property
    def category(self) -> str:
        """The category path, joined by ``/``."""
        return "/".join(self.categories)

    @property
    def category_paths(self) -> tuple[str, ...]:
        """The paths of all categories that the paper is in, its own first."""
        return (self.category, *self.also_in)

    @property
    def year(self) -> int:
        """The year of ``date``, 0 for an undated paper."""
        return int(self.date[:4] or 0)


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the category tree with the number of papers at or below it."""

    path: str
    name: Bilingual
    aliases: tuple[str, ...] = ()
    count: int = 0
    subjects: tuple[Bilingual, ...] = ()
    children: tuple[Category, ...] = ()
