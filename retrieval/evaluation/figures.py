"""The figures of a run: shares by type of question, by language and by kind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median, median_high
from typing import Any

from retrieval.errors import EvaluationError
from retrieval.evaluation.outcomes import QuestionResult
from retrieval.evaluation.questions import LIST_TYPES, REFUSAL_TYPES, is_search
from retrieval.ranking.legs import LEGS


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: shares from 0 to 1 over ``count`` questions, ``None`` where a figure has no meaning.

    ``first`` and ``first_three``: a relevant paper is first, among the first three; ``fair``: the first is relevant or
    acceptable; ``exact``: the list is right; ``refused``: right for questions that no note answers, wrong for all
    others, whose share is ``wrongly_refused`` too; ``legs``: ``first`` by each leg alone.

    Of the ``gold_count`` questions whose answering sentences are known, one is in the first passage shown
    (``gold_first``), in any passage shown (``gold_shown``; neither for a refusal), in any passage of the first three
    papers (``gold_in_three``); ``answered``: the first paper is fair, and one is shown. Readers are shown passages of
    ``shown_median`` characters together, ``shown_longest`` at most.
    """

    name: str
    count: int
    first: float | None
    first_three: float | None
    mrr: float | None
    exact: float | None
    refused: float
    legs: Mapping[str, float]
    fair: float | None
    wrongly_refused: float | None
    gold_count: int
    gold_first: float | None
    gold_shown: float | None
    gold_in_three: float | None
    answered: float | None
    shown_median: int | None
    shown_longest: int | None


@dataclass(frozen=True, slots=True)
class KindRow:
    """How many questions of one kind were refused, of those that the notes answer and of those that they do not."""

    kind: str
    answerable: int
    wrongly_refused: int
    unanswerable: int
    rightly_refused: int

    @property
    def wrong_share(self) -> float | None:
        """The share of the answerable questions that were refused."""
        return self.wrongly_refused / self.answerable if self.answerable else None

    @property
    def right_share(self) -> float | None:
        """The share of the unanswerable questions that were refused."""
        return self.rightly_refused / self.unanswerable if self.unanswerable else None

    def as_json(self) -> dict[str, Any]:
        """Return the row as plain data, with its shares."""
        return {**asdict(self), "wrong_share": self.wrong_share, "right_share": self.right_share}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of a file of questions."""

    outcomes: tuple[QuestionResult, ...]

    def rows(self) -> tuple[Row, ...]:
        """Return the table: a line for every type, for all searches by language, and for all searches."""
        types = dict.fromkeys(outcome.type for outcome in self.outcomes)
        searches = [outcome for outcome in self.outcomes if is_search(outcome.type)]
        languages = sorted({outcome.lang for outcome in searches if outcome.lang})
        groups = [(kind, [o for o in self.outcomes if o.type == kind]) for kind in types]
        groups += [(f"all {language}", [o for o in searches if o.lang == language]) for language in languages]
        return tuple(_row(name, group) for name, group in [*groups, ("all", searches)] if group)

    def kinds(self) -> tuple[KindRow, ...]:
        """Return the refusals by kind of question, the most frequent kind first; lists have no part in it."""
        kinds: dict[str, list[QuestionResult]] = {}
        for outcome in self.outcomes:
            if outcome.kind and outcome.type not in LIST_TYPES:
                kinds.setdefault(outcome.kind, []).append(outcome)
        rows = [_kind_row(kind, outcomes) for kind, outcomes in kinds.items()]
        return tuple(sorted(rows, key=lambda row: (-row.answerable, -row.unanswerable, row.kind)))

    @property
    def median_ms(self) -> float:
        """The median time of a question in milliseconds."""
        return median(outcome.elapsed_ms for outcome in self.outcomes) if self.outcomes else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the evaluation as plain data, to be printed and to be compared with later."""
        return {
            "questions": len(self.outcomes),
            "median_ms": round(self.median_ms, 3),
            "rows": [asdict(row) for row in self.rows()],
            "kinds": [row.as_json() for row in self.kinds()],
            "outcomes": [asdict(outcome) for outcome in self.outcomes],
        }

    @classmethod
    def read(cls, file: Path) -> Evaluation:
        """Read what :meth:`as_json` returned, in this version or an earlier one; raises EvaluationError."""
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            return cls(tuple(QuestionResult(**outcome) for outcome in data["outcomes"]))
        except OSError as error:
            raise EvaluationError(
                f"{file} cannot be read ({error.strerror}); name the JSON of an earlier run."
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(f"{file} is not the JSON of an earlier run; make one with eval --json.") from error


def _row(name: str, outcomes: Sequence[QuestionResult]) -> Row:
    search = [outcome for outcome in outcomes if is_search(outcome.type)]
    lists = [outcome for outcome in outcomes if outcome.type in LIST_TYPES]
    gold = [outcome for outcome in search if outcome.gold_shown is not None]
    lengths = [outcome.shown_characters for outcome in search if outcome.shown_characters is not None]
    return Row(
        name=name,
        count=len(outcomes),
        first=_mean(outcome.rank == 1 for outcome in search),
        first_three=_mean(1 <= outcome.rank <= 3 for outcome in search),
        mrr=_mean(1 / outcome.rank if outcome.rank else 0.0 for outcome in search),
        exact=_mean(outcome.exact for outcome in lists),
        refused=_mean(outcome.refused for outcome in outcomes) or 0.0,
        legs={leg: _mean(outcome.legs.get(leg) == 1 for outcome in search) or 0.0 for leg in LEGS} if search else {},
        fair=_mean(outcome.fair for outcome in search),
        wrongly_refused=_mean(outcome.refused for outcome in [*search, *lists]),
        gold_count=len(gold),
        gold_first=_mean(outcome.gold_first for outcome in gold),
        gold_shown=_mean(outcome.gold_shown for outcome in gold),
        gold_in_three=_mean(outcome.gold_in_three for outcome in gold),
        answered=_mean(outcome.fair and outcome.gold_shown for outcome in gold),
        shown_median=median_high(lengths) if lengths else None,
        shown_longest=max(lengths, default=None),
    )


def _kind_row(kind: str, outcomes: Sequence[QuestionResult]) -> KindRow:
    search = [outcome.refused for outcome in outcomes if is_search(outcome.type)]
    absent = [outcome.refused for outcome in outcomes if outcome.type in REFUSAL_TYPES]
    return KindRow(kind, len(search), sum(search), len(absent), sum(absent))


def _mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the ``values`` that are known."""
    found = [float(value) for value in values if value is not None]
    return fmean(found) if found else None
