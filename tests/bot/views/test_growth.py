"""The views take no more than linear time, whatever a note holds: four times the text takes some four times as long."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import get_args

import pytest

from bot.locales import Texts
from bot.views.blocks import pieces
from bot.views.card import card
from bot.views.citation import citation
from bot.views.cutting import clip_prose, shortened
from bot.views.formulas import plain, readable
from bot.views.inline import inline_results
from bot.views.limits import clip, fit, split
from bot.views.note import contributions, lead, parts
from bot.views.reading import PAGE, pages_of
from bot.views.render import marked, prose, short
from retrieval.papers import Bilingual, Block, BlockKind, Note, Section
from tests.bot.views.samples import TREE, paper

EN = Texts("en")
SMALL, TIMES = 1 << 15, 4
MOST_RATIO = 8.0
"""Between the times of a text and of one four times as long: 4 where they are linear, 16 where they are quadratic."""

UNITS = [
    r"\[ a ",
    r"\( a ",
    r"\\[ ",
    r"\\( ",
    r"\[ a \] ",
    "$a^",
    "$a_1$ ",
    "$ ",
    "$$ a ",
    "$x",
    r"\frac{",
    r"\hat{{{",
    r"\alpha ",
    "\n",
    "\n- a",
    "\n 1. a",
    "\n \n",
    " | ",
    "a | b\n",
    "<b>",
    "&",
    "。",
    "a. ",
    "（",
    "“",
    "\u0301",
    " ",
    "x",
    "长",
    "😀",
]


def _page(kind: BlockKind, text: str) -> None:
    for part in parts(Note(paper(), (Section(("方法",), "a", (Block(kind, text),)),))):
        pages_of(part)


def _card(text: str) -> None:
    found = paper(title=text, title_zh=text, authors=(text,), tag=text[:2000], summary=Bilingual(text, text))
    card(Note(found), TREE, EN, sharing=True)
    inline_results((found,), TREE, EN, "papercache_bot")
    citation(found, EN)


def _contributions(text: str) -> None:
    note = Note(paper(), (Section(("主要贡献",), "a", (Block("list", text), Block("paragraph", text))),))
    contributions(note)
    lead(note)


SHOWN: dict[str, Callable[[str], object]] = {
    "readable": readable,
    "plain": plain,
    "short": lambda text: short(text, 100),
    "prose": lambda text: prose(text, 400),
    "marked": lambda text: marked(text, [(at, at + 1) for at in range(0, 3000, 7)], 480),
    "clip": lambda text: clip(text, 100),
    "clip_prose": lambda text: clip_prose(text, 100),
    "shortened": lambda text: shortened(text, 100),
    "card": _card,
    "contributions": _contributions,
    "heading": lambda text: list(pieces([Section(("方法", text), "", (Block("paragraph", "x"),))])),
    **{kind: lambda text, kind=kind: _page(kind, text) for kind in get_args(BlockKind)},  # type: ignore[misc]
}


def _seconds(work: Callable[[str], object], text: str) -> float:
    """Give the least CPU time of three tries: whatever else the machine does only adds to it."""
    tries = []
    for _ in range(3):
        gc.collect(0)
        begun = time.thread_time()
        work(text)
        tries.append(time.thread_time() - begun)
    return min(tries)


def _ratio(work: Callable[[str], object], text: Callable[[int], str]) -> float:
    """Compare the time that ``text`` of a small and of a larger size takes; again where a disturbance is possible."""
    work(text(64))
    ratios = []
    for _ in range(3):
        ratios.append(_seconds(work, text(SMALL * TIMES)) / _seconds(work, text(SMALL)))
        if ratios[-1] < MOST_RATIO:
            break
    return min(ratios)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOWN)
def test_four_times_the_text_takes_four_times_as_long(name: str) -> None:
    for unit in UNITS:
        ratio = _ratio(SHOWN[name], lambda size, unit=unit: unit * (size // len(unit)))  # type: ignore[misc]
        assert ratio < MOST_RATIO, unit


@pytest.mark.parametrize("work", [fit, lambda html: split(html, PAGE), split])
@pytest.mark.parametrize("unit", ["<b>a</b> ", "<b><i>a</i></b>", "&amp;", "a ", " ", "<code>x</code>\n"])
def test_cutting_markup_is_linear(work: Callable[[str], object], unit: str) -> None:
    assert _ratio(work, lambda size: unit * (size // len(unit))) < MOST_RATIO


@pytest.mark.parametrize("columns", [1, 2, 1000])
def test_a_table_does_not_repeat_a_long_head(columns: int) -> None:
    head = " | ".join(["a", *["长" * (400_000 // columns)] * columns])
    rows = "\n".join(" | ".join(["x"] * (columns + 1)) for _ in range(900_000 // (4 * columns + 4)))
    note = Note(paper(), (Section((), "", (Block("table", f"{head}\n{rows}"),)),))
    (part,) = parts(note)
    shown = pages_of(part)
    assert sum(map(len, shown)) < 30 * (len(head) + len(rows))
