"""Venues and years: a button for each, and the papers of one."""

from __future__ import annotations

from bot.locales import Texts
from bot.views.callback_data import BrowseVenue, BrowseYear, Follow, digest
from bot.views.lists import listing
from bot.views.message import Button, Keyboard, Message
from bot.views.render import render, short
from bot.views.venues import venue_name
from retrieval import Category, Paper, venue_of

ROW = 3
MAX_BUTTONS = 60
"""Venues below one message; Telegram takes 100 buttons, nobody reads them."""
MAX_BUTTON_NAME = 16
UNDATED = 1
"""Stands in a button's data for the papers without a date, as 0 there is all years."""


def venues(papers: tuple[Paper, ...], texts: Texts) -> Message:
    """Show all venues, those with the most papers first."""
    counts = _venues(papers)
    buttons = [
        Button(_named(venue_name(venue), len(group), texts), data=str(BrowseVenue(digest(venue), 0)))
        for venue, group in list(counts.items())[:MAX_BUTTONS]
    ]
    title = texts("venues-title", count=len(counts))
    without = sum(not paper.tag for paper in papers)
    lines = (texts("venues-without", count=without),) if without and counts else ()
    return Message(render("notice", texts, title=title, lines=lines), _rows(buttons))


def venue(wanted: BrowseVenue, papers: tuple[Paper, ...], tree: tuple[Category, ...], texts: Texts) -> Message | None:
    """Show a page of a venue's papers; None if there is no such venue any more."""
    found = next(((name, group) for name, group in _venues(papers).items() if digest(name) == wanted.venue), None)
    if found is None:
        return None
    name, group = found
    title = texts("papers-title", name=short(venue_name(name), 60), count=len(group))
    shown = listing(title, group, wanted.page, lambda page: str(BrowseVenue(wanted.venue, page)), tree, texts)
    follow = Button(texts("subscribe-button"), data=str(Follow("n", "v", wanted.venue)))
    return _with_back(
        Message(shown.text, (*shown.keyboard, (follow,))), Button(texts("back-to-venues"), data=str(BrowseVenue()))
    )


def venue_code(word: str, papers: tuple[Paper, ...]) -> BrowseVenue | None:
    """Find the venue that a reader names (``OSDI``, ``osdi25``, ``NeurIPS``)."""
    wanted = venue_of(word)
    return BrowseVenue(digest(wanted), 0) if wanted in _venues(papers) else None


def years(papers: tuple[Paper, ...], texts: Texts) -> Message:
    """Show all years, the latest first, and last what is undated."""
    counts = _years(papers)
    buttons = [
        Button(_named(_year_name(number, texts), len(group), texts), data=str(BrowseYear(number, 0)))
        for number, group in list(counts.items())[:MAX_BUTTONS]
    ]
    return Message(render("notice", texts, title=texts("years-title", count=len(counts)), lines=()), _rows(buttons))


def year(wanted: BrowseYear, papers: tuple[Paper, ...], tree: tuple[Category, ...], texts: Texts) -> Message | None:
    """Show a page of a year's papers; None if there are none."""
    group = _years(papers).get(wanted.year, ())
    if not group:
        return None
    title = texts("papers-title", name=_year_name(wanted.year, texts), count=len(group))
    shown = listing(title, group, wanted.page, lambda page: str(BrowseYear(wanted.year, page)), tree, texts)
    return _with_back(shown, Button(texts("back-to-years"), data=str(BrowseYear())))


def _venues(papers: tuple[Paper, ...]) -> dict[str, tuple[Paper, ...]]:
    shelves: dict[str, list[Paper]] = {}
    for paper in papers:
        if paper.tag:
            shelves.setdefault(venue_of(paper.tag), []).append(paper)
    order = sorted(shelves, key=lambda name: (-len(shelves[name]), name))
    return {name: tuple(shelves[name]) for name in order}


def _years(papers: tuple[Paper, ...]) -> dict[int, tuple[Paper, ...]]:
    shelves: dict[int, list[Paper]] = {}
    for paper in papers:
        shelves.setdefault(paper.year or UNDATED, []).append(paper)
    return {number: tuple(shelves[number]) for number in sorted(shelves, reverse=True)}


def _year_name(year: int, texts: Texts) -> str:
    return texts("paper-undated") if year == UNDATED else str(year)


def _named(name: str, count: int, texts: Texts) -> str:
    return texts("browse-category", name=short(name, MAX_BUTTON_NAME) or "–", count=count)


def _rows(buttons: list[Button]) -> Keyboard:
    return tuple(tuple(buttons[first : first + ROW]) for first in range(0, len(buttons), ROW))


def _with_back(message: Message, back: Button) -> Message:
    return Message(message.text, (*message.keyboard, (back,)))
