"""The excerpt is the best of all runs of sentences, as trying them one by one finds it."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arrays import FloatMatrix
from retrieval.passages.excerpts import (
    COST,
    COST_BEFORE,
    ENOUGH,
    MAX_EXCERPT,
    MIN_EXCERPT,
    WORTH,
    Excerpt,
    best_excerpts,
)

SENTENCES = st.lists(
    st.tuples(
        st.lists(st.sampled_from((0.0, 0.1, 0.25, 0.4)), min_size=3, max_size=3),
        st.integers(1, 400),
        st.sampled_from((True, True, True, False)),
        st.sampled_from((True, True, False)),
    ),
    max_size=9,
)


def by_hand(answered: FloatMatrix, lengths: list[int], usable: list[bool], closing: list[bool]) -> float | None:
    """Return the value of the best run, tried one by one."""
    best = None
    for first in range(len(lengths)):
        for last in range(first, len(lengths)):
            room = sum(lengths[first : last + 1])
            score = float(answered[first : last + 1].max(axis=0).sum())
            if not all(usable[first : last + 1]) or not closing[last] or (room > MAX_EXCERPT and last > first):
                continue
            if score == 0:
                continue
            peak = first + int(answered[first : last + 1].sum(axis=1).argmax())
            costs = COST * (max(room - ENOUGH, 0) + max(MIN_EXCERPT - room, 0)) + COST_BEFORE * sum(lengths[first:peak])
            value = score - (costs - WORTH * min(room, ENOUGH)) / MAX_EXCERPT
            best = value if best is None else max(best, value)
    return best


def excerpts(
    answered: list[FloatMatrix], lengths: list[list[int]], usable: list[list[bool]], closing: list[list[bool]]
) -> list[Excerpt | None]:
    bounds = [0, *accumulate(map(len, lengths))]
    parts = np.concatenate([np.zeros((0, 3), np.float32), *answered]) if len(answered) != 1 else answered[0]
    flat = (
        np.array([one for chunk in some for one in chunk], kind)
        for some, kind in ((lengths, np.int32), (usable, np.bool_), (closing, np.bool_))
    )
    return list(best_excerpts(parts, *flat, bounds))


@given(st.lists(SENTENCES, max_size=4))
def test_the_best_of_all_runs_is_found(chunks: list[list[tuple[list[float], int, bool, bool]]]) -> None:
    answered = [np.array([row[0] for row in chunk], np.float32).reshape(-1, 3) for chunk in chunks]
    lengths, usable, closing = ([[row[i] for row in chunk] for chunk in chunks] for i in (1, 2, 3))
    found = excerpts(answered, lengths, usable, closing)
    assert len(found) == len(chunks)
    for excerpt, parts, some, shown, close in zip(found, answered, lengths, usable, closing, strict=True):
        best = by_hand(parts, some, shown, close)
        if best is None:
            assert excerpt is None
            continue
        assert excerpt is not None
        assert excerpt.value == pytest.approx(best, abs=1e-5)
        run = slice(excerpt.sentences.start, excerpt.sentences.stop)
        assert all(shown[run])
        assert close[run.stop - 1]
        assert excerpt.score == pytest.approx(float(parts[run].max(axis=0).sum()), abs=1e-5)
        assert len(excerpt.sentences) == 1 or sum(some[run]) <= MAX_EXCERPT


def test_a_sentence_that_adds_nothing_is_left_out() -> None:
    answered = np.array([[0.4, 0.0], [0.5, 0.0], [0.0, 0.5], [0.0, 0.0]], np.float32)
    (excerpt,) = excerpts([answered], [[80, 80, 80, 80]], [[True] * 4], [[True] * 4])
    assert excerpt is not None
    assert excerpt.sentences == range(1, 3)


def test_a_short_answer_is_shown_with_what_stands_beside_it() -> None:
    answered = np.array([[0.0], [1.0], [0.0]], np.float32)
    (excerpt,) = excerpts([answered], [[50, 20, 50]], [[True] * 3], [[True] * 3])
    assert excerpt is not None
    assert len(excerpt.sentences) == 2


def test_the_best_sentence_comes_early() -> None:
    answered = np.array([[0.1, 0.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.1]], np.float32)
    (excerpt,) = excerpts([answered], [[90, 90, 90]], [[True] * 3], [[True] * 3])
    assert excerpt is not None
    assert excerpt.sentences.start == 1
