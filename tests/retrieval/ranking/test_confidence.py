from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from retrieval.index.bm25 import Bm25Index
from retrieval.ranking.confidence import ABSTAIN_BELOW, Evidence, confidence, coverage, length

GOOD = Evidence(late=0.6, dense=0.5, covered=0.6, titled=0.3, length=1.0)
POOR = Evidence(late=0.4, dense=0.1, covered=0.1, titled=0.0, length=0.8)


def test_good_evidence_is_believed_and_poor_evidence_is_not() -> None:
    assert confidence(GOOD) > 0.9 > ABSTAIN_BELOW > 0.1 > confidence(POOR)


@pytest.mark.parametrize("name", ["late", "dense", "covered", "titled", "length"])
def test_more_evidence_never_lowers_the_confidence(name: str) -> None:
    assert confidence(replace(POOR, **{name: 1.0})) > confidence(POOR)


def test_extremes_stay_probabilities() -> None:
    assert 0.0 <= confidence(Evidence(0, -1, 0, 0, 0)) < confidence(Evidence(1, 1, 1, 1, 1)) <= 1.0


def test_length_stops_counting_when_there_is_enough() -> None:
    assert length(0) == 0.0
    assert length(1) < length(5) < length(14) == length(99) == 1.0


def test_coverage_weighs_rare_terms_and_terms_in_passing() -> None:
    # "common" is in all four chunks, "rare" in the first, "often" in the first two
    terms = ["common", "rare", "often"]
    ids = np.array([0, 1, 2, 0, 2, 0, 0], np.int32)
    index = Bm25Index.build(terms, ids, np.ones(7, np.float32), np.array([0, 3, 5, 6, 7]))
    assert coverage(index, {"rare": 1.0}, 0, 4, 1.0) == pytest.approx(1.0)
    assert coverage(index, {"rare": 1.0}, 0, 4, 0.4) == pytest.approx(0.4)
    assert coverage(index, {"often": 1.0}, 0, 4, 0.4) > 0.4
    assert coverage(index, {"rare": 1.0, "common": 1.0}, 2, 4, 1.0) < 0.2
    assert coverage(index, {"rare": 0.5}, 0, 4, 1.0) == 0.0
    assert coverage(index, {"unknown": 1.0}, 0, 4, 1.0) == 0.0
