"""From chunk scores of three legs to one score per paper.

A paper's score by one leg is the mean of its best chunks (:class:`~retrieval.index.paper_layout.PaperLayout`): best
plus support, not length. Beside it stand what the leg says of the paper's card (title and summary), and how much of the
question the paper as a whole holds, were it in many chunks. All of it is put on one scale by z-scores over the papers
and summed with weights that depend on the question's language.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, TypeAlias

import numpy as np

from retrieval.arrays import FloatArray
from retrieval.types import Language

Leg: TypeAlias = Literal["lexical", "dense", "late"]
LEGS: tuple[Leg, ...] = ("lexical", "dense", "late")

WEIGHTS: dict[Language, dict[Leg, float]] = {
    "zh": {"lexical": 0.30, "dense": 0.15, "late": 0.55},
    "en": {"lexical": 0.10, "dense": 0.35, "late": 0.55},
}
"""Weights of the legs by the question's language."""
CARD_WEIGHTS: dict[Language, dict[Leg, float]] = {"zh": {"lexical": 0.05, "dense": 0.20, "late": 0.10}, "en": {}}
"""Weights of what the legs say of a paper's card; for English questions, over summaries in Chinese, they were nil."""
WHOLE_WEIGHT: dict[Language, float] = {"zh": 0.25, "en": 0.10}
"""Weight of the best that any chunk of the paper holds of each term of the question.

All three tables are rounded from a listwise logistic fit (L2) to 1,190 questions: 758 over two libraries, 140 posts and
our 23 notes, and 432 that are the name of a paper. In ten-fold cross-validation over three shufflings such a fit puts
0.937 (0.935 to 0.939) of the 758 right first; without the cards 0.925, without the whole 0.928, without both 0.921.
For a later bundled model, over 781 questions of which 299 ask the 140 posts for one of our 23 papers, a new fit gained
0.005 in cross-validation (0.885 for 0.880), which is within chance, so they stayed.
"""


def standardised(scores: FloatArray) -> FloatArray:
    """Return z-scores; zeros where all the scores are the same."""
    if not len(scores):
        return scores
    # the mean's own method takes longer than the mean
    deviations = scores - np.add.reduce(scores) / np.float32(len(scores))
    spread = math.sqrt(float(deviations @ deviations) / len(scores))
    return np.asarray(deviations / max(spread, 1e-9), np.float32)


def fused(scores: Mapping[Leg, FloatArray], weights: Mapping[Leg, float]) -> FloatArray:
    """Return the weighted sum of the legs' standardised scores."""
    return np.asarray(sum(weight * standardised(scores[leg]) for leg, weight in weights.items()), np.float32)
