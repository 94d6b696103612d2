"""Buttons about papers: cards, notes, citations, lists and answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated

from bot.views.callback_data.codec import DIGEST_LENGTH, Back, CallbackData, Digest, Field, Page, Rank, ShortId, flag
from retrieval import Category, short_id


@dataclass(frozen=True, slots=True)
class OpenPaper(CallbackData):
    """Open a paper's card in a new message."""

    paper: ShortId

    FORMAT = "p:{paper}"


@dataclass(frozen=True, slots=True)
class ShowCard(CallbackData):
    """Show a paper's card in place."""

    paper: ShortId
    back: Back = ""

    FORMAT = "c:{paper}[|{back}]"


@dataclass(frozen=True, slots=True)
class OpenSection(CallbackData):
    """Show a page of a part of a paper's note in place; ``part`` is a digest of its heading."""

    paper: ShortId
    part: Digest
    page: Page = 0
    back: Back = ""

    FORMAT = "s:{paper}:{part}:{page}[|{back}]"


@dataclass(frozen=True, slots=True)
class ShowRelated(CallbackData):
    """Show the papers related to one in place."""

    paper: ShortId
    back: Back = ""

    FORMAT = "r:{paper}[|{back}]"


@dataclass(frozen=True, slots=True)
class Cite(CallbackData):
    """Send a paper's citation in a new message."""

    paper: ShortId

    FORMAT = "q:{paper}"


@dataclass(frozen=True, slots=True)
class Browse(CallbackData):
    """Show a node of the category tree (all topics without one) at a page of its papers."""

    node: ShortId = ""
    page: Page = 0

    FORMAT = "b[:{node}:{page}]"


@dataclass(frozen=True, slots=True)
class BrowseVenue(CallbackData):
    """Show a venue's papers (all venues without one) at a page; ``venue`` is a digest of its name."""

    venue: Digest = ""
    page: Page = 0

    FORMAT = "v[:{venue}:{page}]"


@dataclass(frozen=True, slots=True)
class BrowseYear(CallbackData):
    """Show a year's papers (all years without one) at a page."""

    year: Annotated[int, Field(r"\d{4}", int, lambda year: f"{year:04}" if year else "")] = 0
    page: Page = 0

    FORMAT = "y[:{year}:{page}]"


@dataclass(frozen=True, slots=True)
class OpenLatest(CallbackData):
    """Open the newest papers in a new message."""

    FORMAT = "n"


@dataclass(frozen=True, slots=True)
class LatestPage(CallbackData):
    """Show a page of all papers, newest first, in place."""

    page: Page = 0

    FORMAT = "t:{page}"


@dataclass(frozen=True, slots=True)
class ListPage(CallbackData):
    """Show a page of the list that a question asked for."""

    page: Page

    FORMAT = "l:{page}"


@dataclass(frozen=True, slots=True)
class SearchPage(CallbackData):
    """Show the papers found by the words of a question that asked for a list, from the rank ``first`` (from 0) on."""

    first: Rank = 0

    FORMAT = "x:{first}"


@dataclass(frozen=True, slots=True)
class AnswerPage(CallbackData):
    """Show the papers that answer a question from the rank ``first`` (from 0) on.

    They are found in ``everything`` or in the papers it was about.
    """

    first: Rank = 0
    everything: Annotated[bool, flag("a", "w")] = False

    FORMAT = "{everything}:{first}"


@dataclass(frozen=True, slots=True)
class Rate(CallbackData):
    """Say that an answer was good (👍), or was not."""

    good: Annotated[bool, flag("d", "u")]

    FORMAT = "k:{good}"


def node_id(category: Category) -> str:
    """Return the short id of a category; one without a path (it has no papers yet) is known by its name."""
    name = category.path or f"{category.name.zh}/{category.name.en}"
    return short_id(name.encode(errors="replace").decode())


def digest(name: str) -> str:
    """Return a short digest of a name."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=DIGEST_LENGTH // 2).hexdigest()
