"""Fusion of the chunk scores of three legs into one score per paper; the legs' weights are in :mod:`.legs`.

A paper's score by one leg is the mean of its best chunks (:class:`~retrieval.index.paper_layout.PaperLayout`): best
plus support, not length. Beside it stand what the leg says of the paper's card (title and summary), and how much of the
question the paper as a whole holds, were it in many chunks. All of it is put on one scale by z-scores over the papers
and summed with weights that depend on the question's language.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from retrieval.arrays import FloatArray
from retrieval.ranking.legs import LegName
from retrieval.types import Language

WHOLE_WEIGHT: dict[Language, float] = {"zh": 0.25, "en": 0.10}
"""Weight of the best that any chunk of the paper holds of each term of the question; fitted together with those of the
legs (tests/eval/README.md, "Fusion")."""


def standardised(scores: FloatArray) -> FloatArray:
    """Return z-scores; zeros where all the scores are the same."""
    if not len(scores):
        return scores
    # the mean's own method takes longer than the mean
    deviations = scores - np.add.reduce(scores) / np.float32(len(scores))
    spread = math.sqrt(float(deviations @ deviations) / len(scores))
    return np.asarray(deviations / max(spread, 1e-9), np.float32)


def fused(scores: Mapping[LegName, FloatArray], weights: Mapping[LegName, float]) -> FloatArray:
    """Return the weighted sum of the legs' standardised scores."""
    return np.asarray(sum(weight * standardised(scores[leg]) for leg, weight in weights.items()), np.float32)
