"""Evaluation: metrics over a file of questions, by type of question, by language and by leg.

A file of questions has one JSON object per line::

    {"id": "q1", "query": "…", "type": "lookup", "lang": "zh", "relevant": ["slug of a note", …]}

``type`` is free text with two special values: a ``list`` (or ``category``) question expects exactly ``relevant`` (which
may be empty), an ``off_topic`` question expects a refusal. Every other question expects a paper of ``relevant`` first.
``lang`` is ``zh``, ``en`` or anything else (``mixed``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean, median
from typing import Any, Protocol

from retrieval.errors import EvaluationError
from retrieval.ranking.legs import LEGS, LegName
from retrieval.types import Answer, Paper

DEPTH = 10
"""Ranks that count for the mean reciprocal rank; a paper further down counts as not found."""
LIST_TYPES = frozenset(("list", "category"))
OFF_TOPIC = "off_topic"


class Searchable(Protocol):
    """The protocol of what is evaluated: the library, or anything that answers like it."""

    def ask(self, text: str) -> Answer:
        """Answer a question."""

    def rank_by_leg(self, text: str, leg: LegName) -> Sequence[Paper]:
        """Rank all papers by one leg alone, best first."""


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a file of questions; ``relevant`` are slugs of notes."""

    id: str
    query: str
    type: str
    lang: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The outcome of one question.

    ``rank`` is that of the first relevant paper from 1, 0 if it is not among the first ``DEPTH``; ``legs`` are the
    ranks by each leg alone; ``exact`` says whether a list was the right set; ``first`` is the slug of the first hit.
    """

    id: str
    query: str
    type: str
    lang: str
    rank: int
    exact: bool
    refused: bool
    confidence: float
    elapsed_ms: float
    first: str = ""
    legs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: shares from 0 to 1 over ``count`` questions, ``None`` where a figure has no meaning.

    ``first`` and ``first_three``: a relevant paper is first, among the first three; ``exact``: the list is right;
    ``refused``: right for off-topic questions, wrong for all others; ``legs``: ``first`` by each leg alone.
    """

    name: str
    count: int
    first: float | None
    first_three: float | None
    mrr: float | None
    exact: float | None
    refused: float
    legs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of a file of questions."""

    outcomes: tuple[QuestionResult, ...]

    def rows(self) -> tuple[Row, ...]:
        """Return the table: a line for every type, for all searches by language, and for all searches."""
        types = dict.fromkeys(outcome.type for outcome in self.outcomes)
        searches = [outcome for outcome in self.outcomes if _is_search(outcome.type)]
        languages = sorted({outcome.lang for outcome in searches})
        groups = [(kind, [o for o in self.outcomes if o.type == kind]) for kind in types]
        groups += [(f"all {language}", [o for o in searches if o.lang == language]) for language in languages]
        return tuple(_row(name, group) for name, group in [*groups, ("all", searches)] if group)

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
            "outcomes": [asdict(outcome) for outcome in self.outcomes],
        }

    @classmethod
    def read(cls, file: Path) -> Evaluation:
        """Read what :meth:`as_json` returned, from ``file``; raises EvaluationError."""
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            return cls(tuple(QuestionResult(**outcome) for outcome in data["outcomes"]))
        except OSError as error:
            raise EvaluationError(
                f"{file} cannot be read ({error.strerror}); name the JSON of an earlier run."
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(f"{file} is not the JSON of an earlier run; make one with eval --json.") from error


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the same questions: rows of both by name, and the questions that got better and worse."""

    rows: tuple[tuple[Row, Row], ...]
    better: tuple[QuestionResult, ...]
    worse: tuple[QuestionResult, ...]


def load_questions(file: Path) -> tuple[Question, ...]:
    """Read a file of questions; raises EvaluationError naming the file, the line and what is wrong with it."""
    try:
        # not splitlines, which also cuts at characters that JSON may hold
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise EvaluationError(f"{file} cannot be read ({error.strerror}); name a file of questions.") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{file} is not UTF-8; save it as UTF-8.") from error
    questions = tuple(_question(file, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not questions:
        raise EvaluationError(f"{file} holds no question; write one JSON object a line.")
    return questions


def evaluate(
    asked: Searchable, questions: Sequence[Question], progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Evaluation:
    """Ask every question, then each leg alone; ``progress`` gets the number of steps done and of all steps."""
    steps = 2 * len(questions)
    answers = []
    # one after the other, as in use: what the legs look at in between would have to be fetched from memory again
    for done, question in enumerate(questions, 1):
        answers.append(asked.ask(question.query))
        progress(done, steps)
    outcomes = []
    for done, (question, answer) in enumerate(zip(questions, answers, strict=True), len(questions) + 1):
        legs: dict[str, int] = {}
        if _is_search(question.type):
            legs.update((leg, _rank(asked.rank_by_leg(question.query, leg), question.relevant)) for leg in LEGS)
        papers = [hit.paper for hit in answer.hits]
        outcomes.append(
            QuestionResult(
                id=question.id,
                query=question.query,
                type=question.type,
                lang=question.lang,
                rank=_rank(papers, question.relevant),
                exact=answer.query.intent == "list" and {paper.slug for paper in papers} == question.relevant,
                refused=answer.abstained,
                confidence=answer.confidence,
                elapsed_ms=answer.elapsed_ms,
                first=papers[0].slug if papers else "",
                legs=legs,
            )
        )
        progress(done, steps)
    return Evaluation(tuple(outcomes))


def compare(now: Evaluation, before: Evaluation) -> Comparison:
    """Set two runs side by side; only rows and questions that both have are compared."""
    earlier = {row.name: row for row in before.rows()}
    rows = tuple((row, earlier[row.name]) for row in now.rows() if row.name in earlier)
    old = {outcome.id: outcome for outcome in before.outcomes}
    both = [(outcome, _merit(outcome) - _merit(old[outcome.id])) for outcome in now.outcomes if outcome.id in old]
    better = tuple(outcome for outcome, gain in both if gain > 0)
    return Comparison(rows, better, tuple(outcome for outcome, gain in both if gain < 0))


def _question(file: Path, number: int, line: str) -> Question:
    try:
        data = json.loads(line)
        identity, query, kind = str(data["id"]), data["query"], data["type"]
        relevant = data.get("relevant", [])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"lacks {error}" if isinstance(error, KeyError) else "is not a JSON object"
        raise EvaluationError(
            f"{file}:{number}: the line {reason}; give id, query, type, lang and relevant."
        ) from error
    if not isinstance(query, str) or not query.strip() or not isinstance(kind, str):
        raise EvaluationError(f"{file}:{number}: query and type have to be text; mend the line.")
    if not isinstance(relevant, list) or not all(isinstance(slug, str) for slug in relevant):
        raise EvaluationError(f"{file}:{number}: relevant has to be a list of slugs; mend the line.")
    if not relevant and _is_search(kind):
        raise EvaluationError(f"{file}:{number}: relevant is empty, which only a list or off_topic question may have.")
    return Question(identity, query, kind, str(data.get("lang", "")), frozenset(relevant))


def _is_search(kind: str) -> bool:
    return kind not in LIST_TYPES and kind != OFF_TOPIC


def _rank(papers: Iterable[Paper], relevant: frozenset[str]) -> int:
    ranks = (rank for rank, paper in enumerate(papers, 1) if paper.slug in relevant)
    rank = next(ranks, 0)
    return rank if rank <= DEPTH else 0


def _row(name: str, outcomes: Sequence[QuestionResult]) -> Row:
    search = [outcome for outcome in outcomes if _is_search(outcome.type)]
    lists = [outcome for outcome in outcomes if outcome.type in LIST_TYPES]
    return Row(
        name=name,
        count=len(outcomes),
        first=_mean(outcome.rank == 1 for outcome in search),
        first_three=_mean(1 <= outcome.rank <= 3 for outcome in search),
        mrr=_mean(1 / outcome.rank if outcome.rank else 0.0 for outcome in search),
        exact=_mean(outcome.exact for outcome in lists),
        refused=_mean(outcome.refused for outcome in outcomes) or 0.0,
        legs={leg: _mean(outcome.legs.get(leg) == 1 for outcome in search) or 0.0 for leg in LEGS} if search else {},
    )


def _mean(values: Iterable[float]) -> float | None:
    found = [float(value) for value in values]
    return fmean(found) if found else None


def _merit(outcome: QuestionResult) -> float:
    """Return how well a question was answered, from 0 to 1, with a refusal where none was due as half a failure."""
    if outcome.type == OFF_TOPIC:
        return float(outcome.refused)
    if outcome.type in LIST_TYPES:
        return float(outcome.exact)
    return (1 / outcome.rank if outcome.rank else 0.0) * (0.5 if outcome.refused else 1.0)
