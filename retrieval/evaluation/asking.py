"""Asking a file of questions, first of the library as readers do, then of each leg alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from retrieval.evaluation.figures import Evaluation
from retrieval.evaluation.outcomes import JUDGED, judge, rank_of
from retrieval.evaluation.questions import Question, is_search
from retrieval.ranking.legs import LEGS, LegName
from retrieval.types import Answer, Paper


class Searchable(Protocol):
    """The protocol of what is evaluated: the library, or anything that answers like it."""

    def ask(self, text: str, *, passages: range) -> Answer:
        """Answer a question, with passages for the papers at the ranks (from 0) in ``passages``."""

    def rank_by_leg(self, text: str, leg: LegName) -> Sequence[Paper]:
        """Rank all papers by one leg alone, best first."""


def evaluate(
    asked: Searchable, questions: Sequence[Question], progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Evaluation:
    """Ask every question, then each leg alone; ``progress`` gets the number of steps done and of all steps."""
    steps = 2 * len(questions)
    answers = []
    # one after the other, as in use: what the legs look at in between would have to be fetched from memory again
    for done, question in enumerate(questions, 1):
        answers.append(asked.ask(question.query, passages=JUDGED))
        progress(done, steps)
    outcomes = []
    for done, (question, answer) in enumerate(zip(questions, answers, strict=True), len(questions) + 1):
        legs: dict[str, int] = {}
        if is_search(question.type):
            legs.update((leg, rank_of(asked.rank_by_leg(question.query, leg), question.relevant)) for leg in LEGS)
        outcomes.append(judge(question, answer, legs))
        progress(done, steps)
    return Evaluation(tuple(outcomes))
