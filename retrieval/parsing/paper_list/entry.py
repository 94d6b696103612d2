"""What a line of a list says of a paper, or why it says nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper as a line gives it; what the line does not say is empty.

    ``date`` may have year precision; ``written_date`` is what stands there for a date. ``page`` is the address of its
    note or page on the list's own site.
    """

    title: str
    line: int
    categories: tuple[str, ...] = ()
    date: str = ""
    written_date: str = ""
    heading_date: str = ""
    venue: str = ""
    authors: tuple[str, ...] = ()
    summary: str = ""
    paper: str = ""
    page: str = ""
    code: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class NoEntry:
    """A line among those of papers that gives none, and why, as a clause."""

    line: int
    text: str
    reason: str
