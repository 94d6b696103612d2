"""Shared parts of messages about papers: the names of their categories, and buttons that open them."""

from __future__ import annotations

from collections.abc import Callable

from bot.locales import Texts
from bot.views.callback_data import OpenLatest, OpenPaper
from bot.views.message import Button, Keyboard
from bot.views.render import short
from retrieval import Category, Paper

MAX_BUTTON_TITLE = 40


def titled(papers: tuple[Paper, ...], start: int = 1) -> Keyboard:
    """Return a button for each paper, numbered from ``start`` and with its title, one a row."""
    return tuple(
        (Button(f"{number}. {short(paper.title, MAX_BUTTON_TITLE)}", data=str(OpenPaper(paper.id))),)
        for number, paper in enumerate(papers, start)
    )


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


def newest_button(texts: Texts) -> Button:
    """Return the button that shows the newest papers."""
    return Button(texts("start-newest"), data=str(OpenLatest()))
