"""The excerpt is the best of all runs of sentences, as trying them one by one finds it."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arrays import FloatArray
from retrieval.passages.excerpts import HANGING_LOSS, MAX_EXCERPT, MIN_EXCERPT, Excerpt, best_excerpts

COST = 0.001
SENTENCES = st.lists(
    st.tuples(
        st.sampled_from((0.0, 0.1, 0.25, 0.9)),
        st.integers(1, 400),
        st.sampled_from((True, True, True, False)),
        st.sampled_from((True, True, False)),
        st.sampled_from((False, False, True)),
    ),
    max_size=9,
)


def by_hand(
    likelihood: list[float], lengths: list[int], usable: list[bool], closing: list[bool], hanging: list[bool]
) -> float | None:
    """Return the value of the best run, tried one by one."""
    best = None
    for first in range(len(lengths)):
        for last in range(first, len(lengths)):
            room = sum(lengths[first : last + 1])
            if not all(usable[first : last + 1]) or not closing[last] or (room > MAX_EXCERPT and last > first):
                continue
            value = sum(likelihood[first : last + 1]) - COST * min(max(room, MIN_EXCERPT), MAX_EXCERPT)
            value -= HANGING_LOSS * likelihood[first] if hanging[first] else 0
            best = value if best is None else max(best, value)
    return best


def excerpts(
    likelihood: list[list[float]],
    lengths: list[list[int]],
    usable: list[list[bool]],
    closing: list[list[bool]],
    hanging: list[list[bool]] | None = None,
) -> list[Excerpt | None]:
    bounds = [0, *accumulate(map(len, lengths))]
    given = (
        (likelihood, np.float32),
        (lengths, np.int32),
        (usable, np.bool_),
        (closing, np.bool_),
        (hanging or [[False] * len(some) for some in lengths], np.bool_),
    )
    likely, sizes, shown, close, hang = (
        np.array([one for chunk in some for one in chunk], kind) for some, kind in given
    )
    costs: FloatArray = np.full(len(lengths), COST, np.float32)
    return list(best_excerpts(likely, sizes, shown, close, hang, bounds, costs))


@given(st.lists(SENTENCES, max_size=4))
def test_the_best_of_all_runs_is_found(chunks: list[list[tuple[float, int, bool, bool, bool]]]) -> None:
    likelihood = [[row[0] for row in chunk] for chunk in chunks]
    lengths, usable, closing, hanging = ([[row[i] for row in chunk] for chunk in chunks] for i in (1, 2, 3, 4))
    found = excerpts(likelihood, lengths, usable, closing, hanging)
    assert len(found) == len(chunks)
    rows = zip(found, likelihood, lengths, usable, closing, hanging, strict=True)
    for excerpt, likely, some, shown, close, hang in rows:
        best = by_hand(likely, some, shown, close, hang)
        if best is None:
            assert excerpt is None
            continue
        assert excerpt is not None
        assert excerpt.value == pytest.approx(best, abs=1e-5)
        run = slice(excerpt.sentences.start, excerpt.sentences.stop)
        assert all(shown[run])
        assert close[run.stop - 1]
        assert excerpt.likelihood == pytest.approx(sum(likely[run]), abs=1e-5)
        assert len(excerpt.sentences) == 1 or sum(some[run]) <= MAX_EXCERPT


def test_a_sentence_that_adds_nothing_is_left_out() -> None:
    (excerpt,) = excerpts([[0.01, 0.5, 0.4, 0.0]], [[80, 80, 80, 80]], [[True] * 4], [[True] * 4])
    assert excerpt is not None
    assert excerpt.sentences == range(1, 3)


def test_a_short_answer_is_shown_with_what_stands_beside_it() -> None:
    (excerpt,) = excerpts([[0.01, 0.9, 0.0]], [[35, 20, 50]], [[True] * 3], [[True] * 3])
    assert excerpt is not None
    assert excerpt.sentences == range(2)


def test_what_hangs_on_the_sentence_before_is_shown_with_it() -> None:
    (excerpt,) = excerpts([[0.02, 0.6]], [[50, 80]], [[True] * 2], [[True] * 2], [[False, True]])
    assert excerpt is not None
    assert excerpt.sentences == range(2)
