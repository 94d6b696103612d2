"""The category tree in one message: topics, then a topic's categories, then a category's papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.locales import Texts
from bot.views.callback_data import Browse, Follow, node_id
from bot.views.lists import numbers, page_label, page_of, page_papers, pager
from bot.views.message import Button, Keyboard, Message
from bot.views.papers import newest_button
from bot.views.render import render, short
from retrieval import Category, Paper

MAX_BUTTON_NAME = 28
"""Units of a category's name on a button: two of them stand side by side on a phone."""
MAX_BUTTONS = 40
"""Category buttons below one message; Telegram takes 100, nobody reads them."""
PAIR = 2


@dataclass(frozen=True, slots=True)
class TreePosition:
    """A node of the tree and the way down to it, the node itself last."""

    way: tuple[Category, ...]

    @property
    def node(self) -> Category:
        """The node itself."""
        return self.way[-1]

    @property
    def parent(self) -> Browse:
        """Where the way back leads: from a category straight to its topic, from a topic to all of them."""
        return Browse(node_id(self.way[0]), 0) if len(self.way) > 1 else Browse()


def find_place(tree: tuple[Category, ...], node: str) -> TreePosition | None:
    """Find the node with this short id."""
    return next((place for place in _places(tree, ()) if node_id(place.node) == node), None)


def topics(tree: tuple[Category, ...], papers: int, texts: Texts) -> Message:
    """Show all topics, those without papers too."""
    buttons = [_button(topic, texts) for topic in tree[:MAX_BUTTONS]]
    rows: Keyboard = (*((button,) for button in buttons), (newest_button(texts),))
    return Message(render("topics", texts, topics=tree, papers=papers), rows)


def node(place: TreePosition, papers: tuple[Paper, ...], page: int, texts: Texts) -> Message:
    """Show a node: its categories, or a page (from 0) of its ``papers`` where it holds some that no category below has.

    In that case all its papers are listed, and its categories stand below them.
    """
    below = [inner for inner in _leaves(place.node) if inner.count]
    if below and place.node not in below:
        return _branches(place, below, texts)
    back: Keyboard = (
        (_follow(place.node, texts),),
        (Button(texts("page-back" if len(place.way) > 1 else "back-to-topics"), data=str(place.parent)),),
    )
    names = tuple(step.name.pick(texts.language) or step.path for step in place.way)
    if not papers:
        text = render("empty", texts, names=names, subjects=_subjects(place.node, texts))
        return Message(text, back)
    page, pages = page_of(len(papers), page)
    shown, start = page_papers(papers, page)
    label = page_label(page, pages, texts)
    text = render("category", texts, names=names, count=len(papers), papers=shown, start=start, pages=label, place="")
    key = node_id(place.node)

    def code(number: int) -> str:
        return str(Browse(key, number))

    inner = _pairs([_button(child, texts) for child in place.node.children if child.count][:MAX_BUTTONS])
    return Message(text, numbers(shown, start, code(page)) + pager(page, len(papers), code, texts) + inner + back)


def _branches(place: TreePosition, below: list[Category], texts: Texts) -> Message:
    buttons = [_button(inner, texts) for inner in below[:MAX_BUTTONS]]
    rows = _pairs(buttons)
    areas = [(area, [inner for inner in _leaves(area) if inner.count]) for area in place.node.children if area.count]
    names = tuple(step.name.pick(texts.language) or step.path for step in place.way)
    text = render("branches", texts, names=names, node=place.node, areas=areas, left=max(len(below) - MAX_BUTTONS, 0))
    back = Button(texts("back-to-topics"), data=str(Browse()))
    return Message(text, (*rows, (_follow(place.node, texts),), (back,)))


def _follow(category: Category, texts: Texts) -> Button:
    return Button(texts("subscribe-button"), data=str(Follow("n", "c", node_id(category))))


def _pairs(buttons: list[Button]) -> Keyboard:
    return tuple(tuple(buttons[first : first + PAIR]) for first in range(0, len(buttons), PAIR))


def _button(category: Category, texts: Texts) -> Button:
    name = short(category.name.pick(texts.language) or category.path, MAX_BUTTON_NAME) or category.path
    return Button(
        texts("browse-category", name=name, count=category.count),
        data=str(Browse(node_id(category), 0)),
    )


def _leaves(category: Category) -> Iterator[Category]:
    """Return the nodes that hold papers themselves: leaves, and nodes with more papers than their children."""
    inside = sum(child.count for child in category.children)
    if not category.children or category.count > inside:
        yield category
    for child in category.children:
        yield from _leaves(child)


def _places(nodes: tuple[Category, ...], way: tuple[Category, ...]) -> Iterator[TreePosition]:
    for inner in nodes:
        yield TreePosition((*way, inner))
        yield from _places(inner.children, (*way, inner))


def _subjects(category: Category, texts: Texts) -> tuple[str, ...]:
    own = [subject.pick(texts.language) for subject in category.subjects]
    below = [subject for child in category.children for subject in _subjects(child, texts)]
    names = [child.name.pick(texts.language) for child in category.children] if not below else []
    return tuple(own + below + names)
