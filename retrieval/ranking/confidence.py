"""Confidence that the notes hold an answer: a logistic model over what the legs say of the best paper.

The features do not depend on how many papers a library has, so that one fit serves 23 notes and 140 posts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from retrieval.index.bm25 import Bm25Index
from retrieval.text.chinese import begins_chinese

ABSTAIN_BELOW = 0.4
"""Confidence below which the library says that it has no answer (measured: tests/eval/README.md, "Confidence")."""

ABSTAIN_BELOW_IF_UNMENTIONED = 0.5
"""The same where the question has a name that no note mentions: then it is more often about something else."""

CLOSE_FROM = 0.05
"""Confidence from which the closest papers are worth naming beside a refusal."""

ONCE = 0.4
"""Weight of a term that only one chunk of the paper holds: it may be mentioned in passing."""

ENOUGH_PIECES = 14
"""Pieces of a question from which on its length says nothing more; a few pieces are matched by chance alone."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for the best paper, each value from 0 to 1.

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

_FEATURES = tuple(field.name for field in fields(Evidence))


def confidence(evidence: Evidence) -> float:
    """Return the calibrated probability, 0 to 1, that the notes hold an answer."""
    logit = BIAS + sum(getattr(WEIGHTS, feature) * getattr(evidence, feature) for feature in _FEATURES)
    return 1.0 / (1.0 + math.exp(-logit))


def abstains(certainty: float, *, unmentioned: bool) -> bool:
    """Return whether to refuse at this ``certainty``; ``unmentioned``: the question has a name no note has."""
    return certainty < (ABSTAIN_BELOW_IF_UNMENTIONED if unmentioned else ABSTAIN_BELOW)


def length(pieces: int) -> float:
    """Return how much a question of this number of ``pieces`` offers to be matched, 0 to 1."""
    return math.log1p(min(pieces, ENOUGH_PIECES)) / math.log1p(ENOUGH_PIECES)


def coverage(lexical: Bm25Index, terms: Mapping[str, float], first: int, end: int, once: float) -> float:
    """Return the share of ``terms``, weighted by rarity, that the chunks ``first`` to ``end`` (exclusive) hold.

    A term that stands in one chunk only counts ``once``, one in many chunks 1. Of English terms only whole words count
    (weight 1): joined pairs and parts of names would count the same word again.
    """
    total = held = 0.0
    for term, weight in terms.items():
        if weight >= 1.0 or begins_chinese(term):
            rarity = lexical.rarity(term)
            count = lexical.count(term, first, end)
            total += rarity
            held += rarity * count / (count + 1 / once - 1) if count else 0.0
    return held / total if total else 0.0
