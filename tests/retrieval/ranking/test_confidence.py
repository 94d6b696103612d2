from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from retrieval.index.bm25 import Bm25Index
from retrieval.ranking.confidence import (
    ABSTAIN_BELOW,
    AnswerEvidence,
    Evidence,
    answer_confidence,
    confidence,
    coverage,
    length,
    stands_out,
)
from retrieval.ranking.expansion import Alternatives

GOOD = Evidence(late=0.6, dense=0.5, covered=0.6, titled=0.3, length=1.0)
POOR = Evidence(late=0.4, dense=0.1, covered=0.1, titled=0.0, length=0.8)

FOUND = AnswerEvidence(
    length=0.8, held=0.8, titled=0.2, known=1.0, sentence=0.5, chunk=0.7, dense_late=0.4, dense_ahead=0.4
)
MISSED = AnswerEvidence(
    length=0.8, held=0.1, titled=0.0, known=1.0, sentence=0.2, chunk=0.4, dense_late=0.1, dense_ahead=0.1
)


def test_an_answer_that_stands_in_one_paragraph_is_believed() -> None:
    assert answer_confidence(FOUND) > 0.8 > ABSTAIN_BELOW > answer_confidence(MISSED)


def test_a_name_that_no_note_mentions_lowers_the_confidence() -> None:
    assert answer_confidence(replace(FOUND, known=0.0)) < answer_confidence(FOUND) - 0.2


@pytest.mark.parametrize("name", ["length", "held", "titled", "sentence", "chunk", "dense_late", "dense_ahead"])
def test_more_evidence_of_an_answer_never_lowers_the_confidence(name: str) -> None:
    assert answer_confidence(replace(MISSED, **{name: 1.0})) > answer_confidence(MISSED)


def test_the_only_paper_stands_out_and_one_like_the_others_does_not() -> None:
    assert stands_out(np.array([0.3], np.float32), 0) == 1.0
    assert stands_out(np.array([0.9, 0.1, 0.1], np.float32), 0) == pytest.approx(1.0, abs=1e-3)
    assert stands_out(np.full(9, 0.5, np.float32), 3) == 0.0


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


def test_a_word_is_covered_as_much_as_the_best_held_of_its_meanings() -> None:
    # "long" and "form" are in the first chunk, "other" in the second
    terms = ["long", "form", "other"]
    index = Bm25Index.build(terms, np.array([0, 1, 2], np.int32), np.ones(3, np.float32), np.array([0, 2, 3]))
    both = Alternatives({"abbr": 1.0}, ({"long": 1.0, "form": 1.0}, {"unheld": 1.0}))
    half = Alternatives({"abbr": 1.0}, ({"long": 1.0, "unheld": 1.0},))
    asked = {"abbr": 1.0, "other": 1.0}
    assert coverage(index, asked, 0, 1, 1.0) == 0.0
    assert coverage(index, {"abbr": 1.0}, 0, 1, 1.0, [both]) == pytest.approx(1.0)
    assert 0.0 < coverage(index, {"abbr": 1.0}, 0, 1, 1.0, [half]) < 1.0
    assert 0.5 < coverage(index, asked, 0, 1, 1.0, [both]) < coverage(index, asked, 0, 2, 1.0, [both])
    assert coverage(index, asked, 0, 2, 1.0, [both]) == pytest.approx(1.0)
    assert coverage(index, asked, 1, 2, 1.0, [both]) == coverage(index, asked, 1, 2, 1.0) > 0.0
