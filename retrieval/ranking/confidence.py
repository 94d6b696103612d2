"""Confidence: logistic models over what speaks for a paper, that it answers at all, and that the notes hold an answer.

No feature depends on how many papers a library has, so that one fit serves 23 notes and 140 posts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from retrieval.arrays import FloatArray
from retrieval.index.bm25 import Bm25Index
from retrieval.ranking.expansion import Alternatives
from retrieval.text.chinese import begins_chinese

ABSTAIN_BELOW = 0.4
"""Confidence below which the library says that it has no answer (measured: tests/eval/README.md, "Confidence")."""

CLOSE_FROM = 0.05
"""Confidence from which the closest papers are worth naming beside a refusal."""

ONCE = 0.4
"""Weight of a term that only one chunk of the paper holds: it may be mentioned in passing."""

ENOUGH_PIECES = 14
"""Pieces of a question from which on its length says nothing more; a few pieces are matched by chance alone."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for a paper by itself, whatever others hold, each value from 0 to 1.

    ``late``: the late-interaction score of its best chunks; ``dense``: their cosine; ``covered``: the share of the
    question's terms, weighted by rarity, that the paper holds; ``titled``: that its title and summary hold;
    ``length``: how much there was to match.
    """

    late: float
    dense: float
    covered: float
    titled: float
    length: float


WEIGHTS = Evidence(late=9.8, dense=8.8, covered=7.4, titled=2.4, length=17.1)
BIAS = -22.2
"""Fitted by logistic regression over answerable and off-topic questions (tests/eval/README.md, "Confidence")."""


@dataclass(frozen=True, slots=True)
class AnswerEvidence:
    """The evidence that the first paper answers, each value from 0 to 1.

    ``length``: how much there was to match; ``held``: the share of the question's terms, weighted by rarity, that its
    best chunk holds; ``titled``: that its title and summary hold; ``known``: the question has no name that no note
    mentions; ``sentence`` and ``chunk``: how much of the question its best sentence and its best chunk answer by late
    interaction; ``dense_late``: the cosine of its best chunks, as far as it stands out among the papers by late
    interaction; ``dense_ahead``: the same, as far as its score is ahead of the second paper's.
    """

    length: float
    held: float
    titled: float
    known: float
    sentence: float
    chunk: float
    dense_late: float
    dense_ahead: float


ANSWER_WEIGHTS = AnswerEvidence(
    length=9.7, held=2.4, titled=2.9, known=4.2, sentence=4.0, chunk=1.5, dense_late=9.2, dense_ahead=0.8
)
ANSWER_BIAS = -16.7
"""Fitted as above, over hard questions too, those that the notes do not treat, and every answerable question with its
papers taken away."""

MAX_STANDARD_DEVIATIONS = 5.0
"""Standard deviations above the other papers from which on a paper stands out no more."""
MAX_AHEAD = 2.0
"""Score ahead of the second paper from which on more of it says nothing."""


def confidence(evidence: Evidence) -> float:
    """Return the calibrated probability, 0 to 1, that a paper answers."""
    return _logistic(BIAS, WEIGHTS, evidence)


def answer_confidence(evidence: AnswerEvidence) -> float:
    """Return the calibrated probability, 0 to 1, that the notes hold an answer."""
    return _logistic(ANSWER_BIAS, ANSWER_WEIGHTS, evidence)


def abstains(certainty: float) -> bool:
    """Return whether to refuse at this ``certainty``."""
    return certainty < ABSTAIN_BELOW


def stands_out(scores: FloatArray, best: int) -> float:
    """Return how far the paper at ``best`` stands out by its score among all ``scores``, from 0 to 1."""
    most = min((len(scores) - 1) / math.sqrt(len(scores)), MAX_STANDARD_DEVIATIONS)
    if most <= 0:
        return 1.0
    deviations = (float(scores[best]) - float(scores.mean())) / max(float(scores.std()), 1e-6)
    return min(max(deviations, 0.0), most) / most


def _logistic(bias: float, weights: Evidence | AnswerEvidence, evidence: Evidence | AnswerEvidence) -> float:
    logit = bias + sum(getattr(weights, one.name) * getattr(evidence, one.name) for one in fields(weights))
    return 1.0 / (1.0 + math.exp(-logit))


def length(pieces: int) -> float:
    """Return how much a question of this number of ``pieces`` offers to be matched, 0 to 1."""
    return math.log1p(min(pieces, ENOUGH_PIECES)) / math.log1p(ENOUGH_PIECES)


def coverage(
    lexical: Bm25Index,
    terms: Mapping[str, float],
    first: int,
    end: int,
    once: float,
    glossed: Sequence[Alternatives] = (),
) -> float:
    """Return the share of ``terms``, weighted by rarity, that the chunks ``first`` to ``end`` (exclusive) hold.

    A term that stands in one chunk only counts ``once``, one in many chunks 1. Of English terms only whole words count
    (weight 1): joined pairs and parts of names would count the same word again. A word of ``glossed`` is held as much
    as the best held of its meanings is.
    """
    explained = {term for one in glossed for term in one.written}
    parts = [_held(lexical, {term: terms[term] for term in terms.keys() - explained}, first, end, once)]
    for one in glossed:
        whole, share = _held(lexical, one.written, first, end, once)
        shares = [_held(lexical, meaning, first, end, once)[1] for meaning in one.meanings]
        parts.append((whole, max((share, *shares))))
    total = sum(whole for whole, _ in parts)
    return sum(whole * share for whole, share in parts) / total if total else 0.0


def _held(lexical: Bm25Index, terms: Mapping[str, float], first: int, end: int, once: float) -> tuple[float, float]:
    """Return the rarity of ``terms`` together, and the share of it that the chunks hold."""
    total = held = 0.0
    for term, weight in terms.items():
        if weight >= 1.0 or begins_chinese(term):
            rarity = lexical.rarity(term)
            count = lexical.count(term, first, end)
            total += rarity
            held += rarity * count / (count + 1 / once - 1) if count else 0.0
    return total, held / total if total else 0.0
