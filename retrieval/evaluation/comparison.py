"""Two runs over the same questions, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.evaluation.figures import Evaluation, KindRow, Row
from retrieval.evaluation.outcomes import QuestionResult
from retrieval.evaluation.questions import LIST_TYPES, REFUSAL_TYPES


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the same questions: rows of both by name, and the questions that got better and worse."""

    rows: tuple[tuple[Row, Row], ...]
    kinds: tuple[tuple[KindRow, KindRow], ...]
    better: tuple[QuestionResult, ...]
    worse: tuple[QuestionResult, ...]


def compare(now: Evaluation, before: Evaluation) -> Comparison:
    """Set two runs side by side; only rows and questions that both have are compared."""
    earlier = {row.name: row for row in before.rows()}
    rows = tuple((row, earlier[row.name]) for row in now.rows() if row.name in earlier)
    kinds_before = {row.kind: row for row in before.kinds()}
    kinds = tuple((row, kinds_before[row.kind]) for row in now.kinds() if row.kind in kinds_before)
    old = {outcome.id: outcome for outcome in before.outcomes}
    both = [(outcome, _gain(outcome, old[outcome.id])) for outcome in now.outcomes if outcome.id in old]
    better = tuple(outcome for outcome, gain in both if gain > 0)
    return Comparison(rows, kinds, better, tuple(outcome for outcome, gain in both if gain < 0))


def _gain(outcome: QuestionResult, before: QuestionResult) -> float:
    """Return how much better a question was answered than ``before``; a gold sentence counts if both runs know."""
    gain = _merit(outcome) - _merit(before)
    if outcome.gold_shown is None or before.gold_shown is None:
        return gain
    return gain + outcome.gold_shown - before.gold_shown


def _merit(outcome: QuestionResult) -> float:
    """Return how well its papers answer a question, from 0 to 1; a refusal where none was due is half a failure."""
    if outcome.type in REFUSAL_TYPES:
        return float(outcome.refused)
    if outcome.type in LIST_TYPES:
        return float(outcome.exact)
    return (1 / outcome.rank if outcome.rank else 0.0) * (0.5 if outcome.refused else 1.0)
