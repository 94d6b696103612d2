"""The category picker: topics, areas and categories, each picked or not, one level a message."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.locales import Texts
from bot.subscriptions.filters import TOPIC_PREFIX
from bot.views.browse import TreePosition
from bot.views.callback_data import EVERYTHING, PickCategory, ShowCategoryPicker, ShowSubscriptions, node_id
from bot.views.lists import page_label
from bot.views.message import Button, Keyboard, Message
from bot.views.render import render, short
from bot.views.subscriptions import ChatContext
from retrieval import Category

PAGE_NODES = 16
"""Nodes of one level in a message."""
MAX_BUTTON_NAME = 26
PAIR = 2
PICKED, NOT_PICKED = "☑", "☐"
MAX_WAY_NAME = 60
_TOP_HINTS = ("category-picker-hint", "category-picker-words-hint")


@dataclass(frozen=True, slots=True)
class Picked:
    """What is picked: ``everything``, and the values of categories; how many subscriptions there are in all."""

    everything: bool = False
    categories: frozenset[str] = field(default_factory=frozenset)
    count: int = 0

    def own(self, category: Category) -> bool:
        """Return whether a category itself is picked."""
        return value_of(category).casefold() in self.categories

    def covering(self, way: tuple[Category, ...]) -> Category | None:
        """Return the nearest category above the last of ``way`` that is picked."""
        return next((above for above in reversed(way[:-1]) if self.own(above)), None)

    def covers(self, way: tuple[Category, ...]) -> bool:
        """Return whether the last of ``way`` is picked, itself or with something above it."""
        return self.everything or any(map(self.own, way))


def value_of(category: Category) -> str:
    """Return what a subscription to a category holds: its path, or the name of a topic that has none."""
    return category.path or f"{TOPIC_PREFIX}{category.name.zh or category.name.en}"


def category_picker(
    tree: tuple[Category, ...], place: TreePosition | None, picked: Picked, page: int, context: ChatContext
) -> Message:
    """Show the level of ``tree`` below ``place`` (the topics without one) at a page (from 0)."""
    texts, way = context.texts, place.way if place else ()
    nodes = way[-1].children if way else tree
    pages = max((len(nodes) + PAGE_NODES - 1) // PAGE_NODES, 1)
    page = min(max(page, 0), pages - 1)
    level = _Level(way, page, pages, picked, context)
    shown = nodes[page * PAGE_NODES : (page + 1) * PAGE_NODES]
    rows = (level.whole(), *level.choices(shown), *level.turns(), level.leaving())
    channel = context.channel_name
    text = render(
        "category_picker",
        texts,
        title=texts("category-picker-title-channel", channel=channel)
        if context.channel
        else texts("category-picker-title"),
        where=tuple(_name(node, texts, MAX_WAY_NAME) for node in way),
        hints=[texts(key) for key in (("category-picker-hint",) if way else _TOP_HINTS)],
        chosen=texts("category-picker-chosen", count=picked.count),
        pages=page_label(page, pages, texts),
    )
    return Message(text, rows)


@dataclass(frozen=True, slots=True)
class _Level:
    """A page of the categories below the last of ``way``, and the buttons of its rows."""

    way: tuple[Category, ...]
    page: int
    pages: int
    picked: Picked
    context: ChatContext

    @property
    def at(self) -> str:
        return node_id(self.way[-1]) if self.way else ""

    def whole(self) -> tuple[Button, ...]:
        """Return the row that picks all of the level at once."""
        texts = self.context.texts
        if not self.way:
            return (self._pick(self.picked.everything, EVERYTHING, texts("category-picker-everything")),)
        label = texts("category-picker-all-of", name=_name(self.way[-1], texts))
        return (self._pick(self.picked.covers(self.way), self.at, label),)

    def choices(self, shown: tuple[Category, ...]) -> Keyboard:
        """Return the rows that pick a category each: those with more below one a row, then the others in pairs."""
        texts = self.context.texts
        branches, leaves = [], []
        for node in shown:
            button = self._pick(self.picked.covers((*self.way, node)), node_id(node), _name(node, texts))
            if node.children:
                branches.append((button, self._show(texts("category-picker-open"), node_id(node))))
            else:
                leaves.append(button)
        return (*branches, *(tuple(leaves[first : first + PAIR]) for first in range(0, len(leaves), PAIR)))

    def turns(self) -> Keyboard:
        """Return the row that turns pages, where there are several."""
        texts, row = self.context.texts, []
        if self.page > 0:
            row.append(self._show(texts("category-picker-page-previous"), self.at, self.page - 1))
        if self.page < self.pages - 1:
            row.append(self._show(texts("category-picker-page-next"), self.at, self.page + 1))
        return (tuple(row),) if row else ()

    def leaving(self) -> tuple[Button, ...]:
        """Return the row that leads up, and out."""
        texts = self.context.texts
        done = Button(texts("category-picker-done"), data=str(ShowSubscriptions(0, self.context.channel)))
        if not self.way:
            return (done,)
        above = node_id(self.way[-2]) if len(self.way) > 1 else ""
        return (self._show(texts("page-back"), above), done)

    def _pick(self, on: bool, node: str, label: str) -> Button:
        data = str(PickCategory(not on, node, self.at, self.page, self.context.channel))
        return Button(f"{PICKED if on else NOT_PICKED} {label}", data=data)

    def _show(self, label: str, node: str, page: int = 0) -> Button:
        return Button(label, data=str(ShowCategoryPicker(node, page, self.context.channel)))


def _name(category: Category, texts: Texts, most: int = MAX_BUTTON_NAME) -> str:
    return short(category.name.pick(texts.language) or category.path, most) or category.path or "–"
