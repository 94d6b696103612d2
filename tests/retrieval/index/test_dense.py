"""The FAISS index returns what an exhaustive scan returns, under a filter too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.dense import DenseIndex


def random_index(seed: int, size: int, dimensions: int = 8) -> tuple[DenseIndex, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(size, dimensions)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = random.permutation(10 * size + 1)[:size].astype(np.int64)
    return DenseIndex(ids, vectors), vectors, random.normal(size=dimensions).astype(np.float32)


@settings(deadline=None)
@given(st.integers(0, 1000), st.integers(0, 40), st.integers(1, 50))
def test_search_is_exact_whatever_the_ids(seed: int, size: int, k: int) -> None:
    index, vectors, query = random_index(seed, size)
    rows, similarities = index.search(query, k)
    expected = np.sort(vectors @ query)[::-1][:k]
    np.testing.assert_allclose(similarities, expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose((vectors @ query)[rows], expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(index.scores(query), vectors @ query, rtol=1e-4, atol=1e-5)


@settings(deadline=None)
@given(st.integers(0, 1000), st.data())
def test_a_filter_keeps_the_best_of_what_it_allows(seed: int, data: st.DataObject) -> None:
    index, vectors, query = random_index(seed, 30)
    allowed = np.array(sorted(data.draw(st.sets(st.integers(0, 29)))), np.int32)
    rows, similarities = index.search(query, 5, allowed)
    assert len(rows) == min(5, len(allowed)), "a filter never leaves fewer than there are"
    assert set(rows.tolist()) <= set(allowed.tolist())
    np.testing.assert_allclose(index.scores(query, allowed), (vectors @ query)[allowed], rtol=1e-4, atol=1e-5)
    expected = np.sort((vectors @ query)[allowed])[::-1][:5]
    np.testing.assert_allclose(similarities, expected, rtol=1e-4, atol=1e-5)


def test_the_vectors_lie_in_memory_once_and_cannot_be_written() -> None:
    index, vectors, _ = random_index(1, 5)
    assert index.matrix.base is not None
    assert not index.matrix.flags.writeable
    np.testing.assert_array_equal(index.matrix, vectors)


def test_a_question_of_another_model_or_a_row_that_is_none_is_refused() -> None:
    index, _, query = random_index(1, 5)
    with pytest.raises(ValueError, match="dimensions"):
        index.scores(query[:-1])
    with pytest.raises(ValueError, match="row"):
        index.scores(query, np.array([5]))


@settings(deadline=None)
@given(st.integers(0, 1000), st.integers(1, 12), st.integers(1, 14))
def test_equals_come_in_the_order_of_the_rows_filtered_or_not(seed: int, different: int, k: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(different, 8)).astype(np.float32)[random.integers(0, different, 12)]
    index = DenseIndex(random.permutation(100)[:12].astype(np.int64), vectors)
    query = random.normal(size=8).astype(np.float32)
    rows, similarities = index.search(query, k)
    expected = np.argsort(-index.scores(query), kind="stable")[:k]
    assert rows.tolist() == expected.tolist() == index.search(query, k, np.arange(12))[0].tolist()
    np.testing.assert_allclose(similarities, index.scores(query)[expected], rtol=1e-5)


def test_a_vector_that_is_none_is_not_found_in_another_s_place() -> None:
    vectors = np.eye(4, 8, dtype=np.float32)
    vectors[2] = np.nan
    index = DenseIndex(np.array([5, 9, 7, 3]), vectors)
    assert sorted(index.search(np.ones(8, np.float32), 4)[0].tolist()) == [0, 1, 3]
