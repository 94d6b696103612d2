"""The tables of an evaluation in the terminal, narrow enough for 100 columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from retrieval.evaluation import Comparison, Evaluation, KindRow, Row

R = TypeVar("R", Row, KindRow)


@dataclass(frozen=True, slots=True)
class _Column(Generic[R]):
    """A figure: its heading, what it is of a row, and whether it is a number of something or a share."""

    heading: str
    figure: Callable[[R], float | None]
    is_number: bool = False
    style: str = ""

    def shown(self, row: R) -> str:
        """Return the figure of ``row``, a dash where it has no meaning."""
        value = self.figure(row)
        return "–" if value is None else f"{value:.0f}" if self.is_number else f"{value:.3f}"

    def change(self, row: R, before: R) -> str:
        """Return by how much the figure changed, nothing where one of the runs does not have it."""
        now, then = self.figure(row), self.figure(before)
        if now is None or then is None:
            return ""
        if now == then:
            return "="
        return f"{now - then:+.0f}" if self.is_number else f"{now - then:+.3f}"


def _leg(name: str) -> _Column[Row]:
    return _Column(f"{name}\nalone", lambda row: row.legs.get(name), style="dim")


_PAPERS: tuple[_Column[Row], ...] = (
    _Column("n", lambda row: row.count, is_number=True),
    _Column("first\nright", lambda row: row.first),
    _Column("first\nfair", lambda row: row.fair),
    _Column("among\nthree", lambda row: row.first_three),
    _Column("MRR\n@10", lambda row: row.mrr),
    _Column("exact\nlist", lambda row: row.exact),
    _Column("wrongly\nrefused", lambda row: row.wrongly_refused),
    _Column("rightly\nrefused", lambda row: row.refused if row.wrongly_refused is None else None),
)
_PASSAGES: tuple[_Column[Row], ...] = (
    _Column("with\ngold", lambda row: row.gold_count, is_number=True),
    _Column("gold\nin the first", lambda row: row.gold_first),
    _Column("gold\nshown", lambda row: row.gold_shown),
    _Column("gold in any\nof three papers", lambda row: row.gold_in_three),
    _Column("fair first and\ngold shown", lambda row: row.answered),
    _Column("characters\nin median", lambda row: row.shown_median, is_number=True),
    _Column("characters\nat most", lambda row: row.shown_longest, is_number=True),
)
_KINDS: tuple[_Column[KindRow], ...] = (
    _Column("in the\nnotes", lambda row: row.answerable, is_number=True),
    _Column("wrongly\nrefused", lambda row: row.wrongly_refused, is_number=True),
    _Column("\nshare", lambda row: row.wrong_share),
    _Column("not in\nthe notes", lambda row: row.unanswerable, is_number=True),
    _Column("rightly\nrefused", lambda row: row.rightly_refused, is_number=True),
    _Column("\nshare", lambda row: row.right_share),
)


def evaluation_view(evaluation: Evaluation, comparison: Comparison | None = None) -> RenderableType:
    """Draw the tables of an evaluation and, where there is an earlier run, what became better and worse."""
    rows = evaluation.rows()
    legs = dict.fromkeys(leg for row in rows for leg in row.legs)
    before = {row.name: earlier for row, earlier in comparison.rows} if comparison else {}
    lines: list[RenderableType] = [
        _table("papers", [(row.name, row) for row in rows], before, (*_PAPERS, *map(_leg, legs)))
    ]
    if searches := [(row.name, row) for row in rows if row.shown_median is not None]:
        lines += [Text(), _table("passages", searches, before, _PASSAGES)]
    if kinds := [(row.kind, row) for row in evaluation.kinds()]:
        kinds_before = {row.kind: earlier for row, earlier in comparison.kinds} if comparison else {}
        lines += [Text(), _table("refusals by kind", kinds, kinds_before, _KINDS)]
    lines += [Text(), Text(f"median time of a question: {evaluation.median_ms:.2f} ms", style="dim")]
    for title, outcomes in (("better", comparison.better), ("worse", comparison.worse)) if comparison else ():
        lines.append(Text(f"{title}: {len(outcomes)}", style="bold"))
        lines += [Text(f"  {outcome.id}  {outcome.query}") for outcome in outcomes]
    return Group(*lines)


def _table(title: str, rows: Sequence[tuple[str, R]], before: dict[str, R], columns: Sequence[_Column[R]]) -> Table:
    """Draw a line for each named row, and below it the changes since ``before``, where there are any."""
    table = Table(box=None, pad_edge=False, collapse_padding=True)
    table.add_column(f"\n{title}")
    for column in columns:
        table.add_column(column.heading, justify="right", style=column.style, no_wrap=True)
    for name, row in rows:
        # the name of a type is a person's own word and no markup
        table.add_row(Text(name), *(column.shown(row) for column in columns))
        changes = [column.change(row, before[name]) for column in columns] if name in before else []
        if any(change not in ("", "=") for change in changes):
            table.add_row("", *changes, style="dim")
    return table
