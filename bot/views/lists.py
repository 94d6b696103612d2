"""Lists of papers: a page at a time, a numbered button for each, buttons that lead to the other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.locales import Texts
from bot.views.callback_data import Browse, LatestPage, ListPage, OpenPaper, SearchPage, ShowCard
from bot.views.message import Button, Keyboard, Message
from bot.views.papers import category_name, names_down_to
from bot.views.render import render, short
from retrieval import Category, Paper

PAGE_PAPERS = 8
"""Papers on one page: their titles fit into a message and their numbers into two rows of buttons."""
ROW = 4
MAX_NAMES, MAX_NAME = 4, 60
"""Categories named above a list, and characters of a name."""
NEAR_PAGES = 7
"""Pages that have a button each: every paper of 56 is then two taps away."""

PageCode = Callable[[int], str]
"""Return the code of a page (from 0) of a list."""


def newest(papers: tuple[Paper, ...], page: int, tree: tuple[Category, ...], texts: Texts) -> Message:
    """Show a page of ``papers``, which come newest first."""
    if not papers:
        return Message(texts("index-empty"))
    return listing(texts("list-title", count=len(papers)), papers, page, _latest, tree, texts)


def found_list(
    papers: tuple[Paper, ...], page: int, tree: tuple[Category, ...], texts: Texts, categories: tuple[str, ...] = ()
) -> Message:
    """Show a page of the list that a question asked for, of the ``categories`` (paths) that it named, if any."""
    title = texts("list-title", count=len(papers))
    search: Keyboard = ()
    if categories:
        found = dict.fromkeys(short(names_down_to(path, tree, texts)[-1], MAX_NAME) for path in categories)
        names = texts("list-names").join(texts("list-name", name=name) for name in list(found)[:MAX_NAMES])
        title = texts("list-title-in", count=len(papers), names=names)
        search = ((Button(texts("list-search"), data=str(SearchPage())),),)
    if not papers:
        text = render("notice", texts, title=title, lines=(texts("list-empty-hint"),))
        return Message(text, (*search, (Button(texts("start-browse"), data=str(Browse())),)))
    shown = listing(title, papers, page, lambda number: str(ListPage(number)), tree, texts)
    return replace(shown, keyboard=(*shown.keyboard, *search))


def choice(papers: tuple[Paper, ...], tree: tuple[Category, ...], texts: Texts) -> Message:
    """Ask which of several papers is meant."""
    shown = papers[:PAGE_PAPERS]
    place = category_name(tree, texts)
    text = render("list", texts, title=texts("paper-several"), papers=shown, start=1, pages="", place=place)
    return Message(text, _rows([Button(str(number), data=str(OpenPaper(paper.id)))
                                for number, paper in enumerate(shown, 1)]))  # fmt: skip


def listing(
    title: str, papers: tuple[Paper, ...], page: int, code: PageCode, tree: tuple[Category, ...], texts: Texts
) -> Message:
    """Show a page (from 0; the last one for a page beyond it) of ``papers`` under a title."""
    page, pages = page_of(len(papers), page)
    shown, start = page_papers(papers, page)
    label, place = page_label(page, pages, texts), category_name(tree, texts)
    text = render("list", texts, title=title, papers=shown, start=start, pages=label, place=place)
    following = code(page + 1) if page + 1 < pages else ""
    return Message(text, numbers(shown, start, code(page)) + pager(page, len(papers), code, texts), following)


def page_papers(papers: tuple[Paper, ...], page: int) -> tuple[tuple[Paper, ...], int]:
    """Return the papers of a page and the number of the first one."""
    return papers[page * PAGE_PAPERS : (page + 1) * PAGE_PAPERS], page * PAGE_PAPERS + 1


def numbers(papers: tuple[Paper, ...], start: int, back: str) -> Keyboard:
    """Return a button for each paper, with its number in the list; it opens in place, with a way ``back``."""
    return _rows(
        [Button(str(number), data=str(ShowCard(paper.id, back))) for number, paper in enumerate(papers, start)]
    )


def pager(page: int, papers: int, code: PageCode, texts: Texts) -> Keyboard:
    """Return the buttons to other pages: each with the numbers of its papers, where there are not too many pages."""
    _, pages = page_of(papers, page)
    near = range(pages) if pages <= NEAR_PAGES else ()
    if near:
        buttons = [Button(_span(number, papers), data=code(number)) for number in near if number != page]
        return _rows(buttons)
    row = []
    if page > 0:
        row.append(Button(texts("page-previous"), data=code(page - 1)))
    if page < pages - 1:
        row.append(Button(texts("page-next"), data=code(page + 1)))
    jumps = sorted({0, pages - 1, *(page + step for step in (-25, -5, 5, 25))} - {page - 1, page, page + 1})
    far = [Button(_span(number, papers), data=code(number)) for number in jumps if 0 <= number < pages]
    return (*_rows(far), tuple(row))


def page_of(count: int, page: int) -> tuple[int, int]:
    """Return the last existing page at or before the one asked for, and the number of pages."""
    pages = max((count + PAGE_PAPERS - 1) // PAGE_PAPERS, 1)
    return min(max(page, 0), pages - 1), pages


def page_label(page: int, pages: int, texts: Texts) -> str:
    """Say which page this is, where there are several."""
    return texts("browse-page", page=page + 1, pages=pages) if pages > 1 else ""


def _span(page: int, papers: int) -> str:
    first, last = page * PAGE_PAPERS + 1, min((page + 1) * PAGE_PAPERS, papers)
    return f"{first}–{last}" if first < last else str(first)


def _rows(buttons: list[Button]) -> Keyboard:
    return tuple(tuple(buttons[first : first + ROW]) for first in range(0, len(buttons), ROW))


def _latest(page: int) -> str:
    return str(LatestPage(page))
