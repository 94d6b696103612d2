"""The views take no more than linear time, whatever a note holds: four times the text takes some four times as long."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import get_args

import pytest

from bot.locales import Texts
from bot.views.card import card
from bot.views.citation import citation
from bot.views.formulas import readable
from bot.views.inline import inline_results
from bot.views.note_blocks import pieces
from bot.views.note_pages import PAGE, pages_of
from bot.views.note_parts import contributions, lead, parts
from bot.views.render import marked, prose, short
from bot.views.telegram_html import fit, split
from bot.views.truncate import clip_prose
from retrieval.types import Bilingual, Block, BlockKind, Note, Section
from tests.bot.views.samples import TREE, paper

EN = Texts("en")
SIZES = [4**power for power in range(5, 11)]
ENOUGH = 0.008
"""Seconds of CPU time that can be compared; smaller texts, which take less, are passed over."""
MAX_RATIO = 8.0
"""Between the times of a text and of one four times as long: 4 where they are linear, 16 where they are quadratic."""
UNITS = [r"\[ a ", r"\( a ", r"\\[ ", "$a^", "$$ a ", "$x", r"\frac{", "\n", "\n- a", "a | b\n", "<b>", "（", "a. "]


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
    "short": lambda text: short(text, 100),
    "prose": lambda text: prose(text, 400),
    "marked": lambda text: marked(text, [(at, at + 1) for at in range(0, 3000, 7)], 480),
    "clip_prose": lambda text: clip_prose(text, 100),
    "card": _card,
    "contributions": _contributions,
    "heading": lambda text: list(pieces([Section(("方法", text), "", (Block("paragraph", "x"),))])),
    **{kind: partial(_page, kind) for kind in get_args(BlockKind)},
}


def _seconds(work: Callable[[str], object], text: str, tries: int) -> float:
    """Return the least CPU time of some tries: whatever else the machine does only adds to it."""
    times = []
    for _ in range(tries):
        begun = time.thread_time()
        work(text)
        times.append(time.thread_time() - begun)
    return min(times)


def _ratio(work: Callable[[str], object], unit: str) -> float:
    """Compare the times of the first text that takes long enough and of one a quarter as long."""
    work(unit)
    for smaller, larger in pairwise(unit * (size // len(unit)) for size in SIZES):
        if _seconds(work, larger, 1) >= ENOUGH:
            # what looks wrong may have been disturbed
            ratios = (_seconds(work, larger, 1 + more) / _seconds(work, smaller, 2 + more) for more in range(3))
            return next((ratio for ratio in ratios if ratio < MAX_RATIO), MAX_RATIO)
    return 1.0


@pytest.mark.parametrize("name", SHOWN)
def test_four_times_the_text_takes_four_times_as_long(name: str) -> None:
    assert [unit for unit in UNITS if _ratio(SHOWN[name], unit) >= MAX_RATIO] == []


@pytest.mark.parametrize("work", [fit, lambda html: split(html, PAGE), split])
@pytest.mark.parametrize("unit", ["<b>a</b> ", "<b><i>a</i></b>", "&amp;", "a ", " ", "<code>x</code>\n"])
def test_cutting_markup_is_linear(work: Callable[[str], object], unit: str) -> None:
    assert _ratio(work, unit) < MAX_RATIO


@pytest.mark.parametrize("columns", [1, 2, 1000])
def test_a_table_does_not_repeat_a_long_head(columns: int) -> None:
    head = " | ".join(["a", *["长" * (20_000 // columns)] * columns])
    rows = "\n".join(" | ".join(["x"] * (columns + 1)) for _ in range(20_000 // (4 * columns + 4)))
    note = Note(paper(), (Section((), "", (Block("table", f"{head}\n{rows}"),)),))
    (part,) = parts(note)
    shown = pages_of(part)
    assert sum(map(len, shown)) < 30 * (len(head) + len(rows))
