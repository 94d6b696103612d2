from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.bm25 import K1, B, Bm25Index

Chunks = list[dict[str, float]]


def build(chunks: Chunks) -> Bm25Index:
    terms = sorted({term for chunk in chunks for term in chunk})
    ids = [terms.index(term) for chunk in chunks for term in chunk]
    weights = [weight for chunk in chunks for weight in chunk.values()]
    offsets = np.cumsum([0, *map(len, chunks)])
    return Bm25Index.build(terms, np.array(ids, np.int32), np.array(weights, np.float32), offsets)


def bm25(chunks: Chunks, query: dict[str, float]) -> list[float]:
    """Work the textbook formula out, chunk by chunk."""
    lengths = [sum(chunk.values()) for chunk in chunks]
    mean = sum(lengths) / len(lengths) or 1e-6
    scores = []
    for chunk, length in zip(chunks, lengths, strict=True):
        score = 0.0
        for term, weight in query.items():
            count = sum(term in other for other in chunks)
            idf = math.log(1 + (len(chunks) - count + 0.5) / (count + 0.5))
            frequency = chunk.get(term, 0.0)
            score += weight * idf * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / mean))
        scores.append(score)
    return scores


TERMS = st.sampled_from("abcdef")
CHUNKS = st.lists(st.dictionaries(TERMS, st.floats(0.5, 5), max_size=5), min_size=1, max_size=8)


@given(CHUNKS, st.dictionaries(st.sampled_from("abcdefg"), st.floats(0.1, 1), max_size=4))
def test_scores_equal_the_formula(chunks: Chunks, query: dict[str, float]) -> None:
    assert build(chunks).scores(query) == pytest.approx(bm25(chunks, query), rel=1e-4, abs=1e-5)


def test_chinese_terms_are_found() -> None:
    index = build([{"流水": 1.0, "水线": 1.0}, {"缓存": 1.0}])
    assert index.scores({"缓存": 1.0}).argmax() == 1
    assert "缓存" in index
    assert "并行" not in index


def test_an_empty_library_gives_no_scores() -> None:
    assert build([]).scores({"a": 1.0}).shape == (0,)


@given(CHUNKS, st.sets(TERMS, max_size=4))
def test_terms_stand_together_where_one_chunk_holds_them_all(chunks: Chunks, wanted: set[str]) -> None:
    together = any(wanted <= chunk.keys() for chunk in chunks) and bool(wanted)
    assert build(chunks).holds_together(wanted) == together
