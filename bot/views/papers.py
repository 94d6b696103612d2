"""Shared parts of messages about papers: the names of their categories, and buttons that open them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.locales import Texts
from bot.views.callback_data import OpenLatest, OpenPaper, ShowCard
from bot.views.message import Button, Keyboard, Message
from bot.views.render import render, short
from retrieval import Category, Paper

MAX_BUTTON_TITLE = 40
MAX_TITLE = 400
MAX_AUTHORS = 3000
"""UTF-16 units of the names of all authors; a consortium has hundreds."""
_NUMBER = re.compile(r"(\d{1,4})(?:\.|$)")


def titled(papers: tuple[Paper, ...], start: int = 1) -> Keyboard:
    """Return a button for each paper, numbered from ``start`` and with its title, one a row."""
    return tuple(
        (Button(f"{number}. {short(paper.title, MAX_BUTTON_TITLE)}", data=str(OpenPaper(paper.id))),)
        for number, paper in enumerate(papers, start)
    )


def numbered_papers(buttons: Iterable[tuple[str, str]]) -> dict[int, str]:
    """Return the short ids of the papers that buttons (text and data) open, by the numbers that they show."""
    found: dict[int, str] = {}
    for text, data in buttons:
        number, opened = _NUMBER.match(text), OpenPaper.read(data) or ShowCard.read(data)
        if number and opened is not None:
            found.setdefault(int(number[1]), opened.paper)
    return found


def first_number(papers: Sequence[Paper], numbered: Mapping[int, str]) -> int:
    """Return the number under which the first of ``papers`` was shown before; 1 if they did not follow each other."""
    numbers = {paper: number for number, paper in numbered.items()}
    first = numbers.get(papers[0].id, 1) if papers else 1
    return first if all(numbered.get(number) == paper.id for number, paper in enumerate(papers, first)) else 1


def category_names(paper: Paper, tree: tuple[Category, ...], texts: Texts) -> tuple[str, ...]:
    """Return the names of a paper's categories from the topic down; the path's part where the tree has no name."""
    return names_down_to(paper.category, tree, texts)


def all_category_names(paper: Paper, tree: tuple[Category, ...], texts: Texts) -> tuple[tuple[str, ...], ...]:
    """Return the names as :func:`category_names` does, also for every further category that the paper is in."""
    return tuple(names_down_to(path, tree, texts) for path in paper.category_paths if path)


def names_down_to(whole: str, tree: tuple[Category, ...], texts: Texts) -> tuple[str, ...]:
    """Return the names of the categories from the topic down to the path ``whole``."""
    names: list[str] = []
    level = tree
    path = ""
    for part in filter(None, whole.split("/")):
        # below what the tree knows no path is made: each would be as long as all before it together
        path = (f"{path}/{part}" if path else part) if level else ""
        found = next((node for node in level if node.path.casefold() == path.casefold()), None)
        names.append((found.name.pick(texts.language) if found else "") or part)
        level = found.children if found else ()
    return tuple(names)


def category_name(tree: tuple[Category, ...], texts: Texts) -> Callable[[Paper], str]:
    """Return the function that names the innermost category of a paper."""
    return lambda paper: (category_names(paper, tree, texts) or ("",))[-1]


def authors(paper: Paper, texts: Texts) -> Message:
    """Say who wrote a paper, with a button that opens it."""
    names = texts("card-separator").join(name for name in paper.authors if name.strip())
    line = short(names, MAX_AUTHORS) if names else texts("authors-none")
    return Message(render("notice", texts, title=short(paper.title, MAX_TITLE), lines=(line,)), titled((paper,)))


def newest_button(texts: Texts) -> Button:
    """Return the button that shows the newest papers."""
    return Button(texts("start-newest"), data=str(OpenLatest()))
