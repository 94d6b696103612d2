"""The tree of categories to tick: topics, areas and categories, each ticked or not, one level a message."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.locales import Texts
from bot.subscriptions.filters import TOPIC_PREFIX
from bot.views.browse import TreePosition
from bot.views.callback_data import EVERYTHING, PickCategory, ShowCategoryPicker, ShowSubscriptions, node_id
from bot.views.lists import page_label
from bot.views.message import Button, Message
from bot.views.render import render, short
from retrieval import Category

PAGE_NODES = 16
"""Nodes of one level in a message."""
MAX_BUTTON_NAME = 26
PAIR = 2
TICKED, UNTICKED = "☑", "☐"


@dataclass(frozen=True, slots=True)
class Picked:
    """What is ticked: ``everything``, and the values of categories; how many subscriptions there are in all."""

    everything: bool = False
    categories: frozenset[str] = field(default_factory=frozenset)
    count: int = 0

    def own(self, category: Category) -> bool:
        """Return whether a category itself is ticked."""
        return value_of(category).casefold() in self.categories

    def covering(self, way: tuple[Category, ...]) -> Category | None:
        """Return the nearest category above the last of ``way`` that is ticked."""
        return next((above for above in reversed(way[:-1]) if self.own(above)), None)

    def covers(self, way: tuple[Category, ...]) -> bool:
        """Return whether the last of ``way`` is ticked, itself or with something above it."""
        return self.everything or any(map(self.own, way))


def value_of(category: Category) -> str:
    """Return what a subscription to a category holds: its path, or the name of a topic that has none."""
    return category.path or f"{TOPIC_PREFIX}{category.name.zh or category.name.en}"


def category_picker(
    tree: tuple[Category, ...],
    place: TreePosition | None,
    ticked: Picked,
    page: int,
    texts: Texts,
    channel: int = 0,
    channel_name: str = "",
) -> Message:
    """Show the level of ``tree`` below ``place`` (the topics without one) at a page (from 0)."""
    way = place.way if place else ()
    nodes = way[-1].children if way else tree
    at = node_id(way[-1]) if way else ""
    pages = max((len(nodes) + PAGE_NODES - 1) // PAGE_NODES, 1)
    page = min(max(page, 0), pages - 1)
    shown = nodes[page * PAGE_NODES : (page + 1) * PAGE_NODES]

    def tick(on: bool, node: str, label: str) -> Button:
        data = str(PickCategory(not on, node, at, page, channel))
        return Button(f"{TICKED if on else UNTICKED} {label}", data=data)

    if way:
        name = texts("category-picker-all-of", name=_name(way[-1], texts))
        rows: list[tuple[Button, ...]] = [(tick(ticked.covers(way), at, name),)]
    else:
        rows = [(tick(ticked.everything, EVERYTHING, texts("category-picker-everything")),)]
    leaves = []
    for node in shown:
        button = tick(ticked.covers((*way, node)), node_id(node), _name(node, texts))
        if node.children:
            rows.append(
                (button, Button(texts("category-picker-open"), data=str(ShowCategoryPicker(node_id(node), 0, channel))))
            )
        else:
            leaves.append(button)
    rows += [tuple(leaves[first : first + PAIR]) for first in range(0, len(leaves), PAIR)]
    if turns := _turns(at, page, pages, channel, texts):
        rows.append(turns)
    done = Button(texts("category-picker-done"), data=str(ShowSubscriptions(0, channel)))
    if way:
        above = node_id(way[-2]) if len(way) > 1 else ""
        rows.append((Button(texts("page-back"), data=str(ShowCategoryPicker(above, 0, channel))), done))
    else:
        rows.append((done,))
    title = texts("category-picker-title-channel", channel=channel_name) if channel else texts("category-picker-title")
    where = tuple(_name(node, texts, 60) for node in way)
    label = page_label(page, pages, texts)
    hints = (
        (texts("category-picker-hint"),)
        if way
        else (texts("category-picker-hint"), texts("category-picker-words-hint"))
    )
    text = render(
        "category_picker",
        texts,
        title=title,
        where=where,
        hints=hints,
        chosen=texts("category-picker-chosen", count=ticked.count),
        pages=label,
    )
    return Message(text, tuple(rows))


def _turns(at: str, page: int, pages: int, channel: int, texts: Texts) -> tuple[Button, ...]:
    row = []
    if page > 0:
        row.append(Button(texts("category-picker-page-previous"), data=str(ShowCategoryPicker(at, page - 1, channel))))
    if page < pages - 1:
        row.append(Button(texts("category-picker-page-next"), data=str(ShowCategoryPicker(at, page + 1, channel))))
    return tuple(row)


def _name(category: Category, texts: Texts, most: int = MAX_BUTTON_NAME) -> str:
    return short(category.name.pick(texts.language) or category.path, most) or category.path or "–"
