"""Fusion: from scores of chunks to scores of papers."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.index.bm25 import Bm25Index
from retrieval.index.paper_layout import SUPPORT, PaperLayout
from retrieval.ranking.fusion import fused

PLACES = np.array([0, 0, 0, 0, 1, 2, 2], np.int32)


def test_a_papers_score_is_the_mean_of_its_best_chunks() -> None:
    layout = PaperLayout.of(PLACES)
    scores = np.array([1, 5, 3, 5, 2, 0, 4], np.float32)
    assert layout.support(scores).tolist() == pytest.approx([(5 + 5 + 3) / SUPPORT, 2, 2])
    assert layout.cards.tolist() == [3, 4, 6]


def test_support_agrees_with_sorting() -> None:
    rng = np.random.default_rng(1)
    chunk_paper = np.repeat(np.arange(40, dtype=np.int32), rng.integers(1, 9, 40))
    scores = rng.integers(0, 6, len(chunk_paper)).astype(np.float32)
    expected = [np.sort(scores[chunk_paper == paper])[-SUPPORT:].mean() for paper in range(40)]
    assert PaperLayout.of(chunk_paper).support(scores).tolist() == pytest.approx(expected)


def test_no_chunks_no_papers() -> None:
    assert PaperLayout.of(np.zeros(0, np.int32)).support(np.zeros(0, np.float32)).shape == (0,)


def test_legs_are_put_on_one_scale() -> None:
    legs = {"lexical": np.array([1, 2, 3], np.float32), "dense": np.array([30, 20, 10], np.float32)}
    assert fused(legs, {"lexical": 1.0, "dense": 1.0}).tolist() == pytest.approx([0, 0, 0], abs=1e-6)
    assert int(fused(legs, {"lexical": 1.0, "dense": 0.5}).argmax()) == 2


def test_the_whole_paper_counts_each_term_where_it_is_best() -> None:
    # "a" in chunks 0 and 3 of paper 0 and chunk 5 of paper 2, "b" in chunk 1 of paper 0
    index = Bm25Index.build(
        ["a", "b"],
        np.array([0, 1, 0, 0], np.int32),
        np.array([1, 1, 2, 1], np.float32),
        np.array([0, 1, 2, 2, 3, 3, 4, 4]),
    )
    whole = index.merged(PLACES, 3)
    parts = {term: index.scores({term: 1.0}) for term in ("a", "b")}
    expected = [parts["a"][:4].max() + parts["b"][:4].max(), 0.0, parts["a"][5:].max()]
    assert whole.scores({"a": 1.0, "b": 1.0, "unknown": 1.0}).tolist() == pytest.approx(expected)
