"""What a reader is shown: what most likely answers, in the room of a phone."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.passages.excerpts import Excerpt
from retrieval.passages.likelihood import ScoredChunk
from retrieval.passages.selection import MAX_PASSAGES, MAX_SHOWN, selected
from retrieval.passages.windows import Window
from retrieval.text.sentence_kinds import Sentences
from retrieval.types import Chunk

NOTHING = np.zeros((1, 1), np.float32)


def window(likelihood: float, characters: int = 120) -> Window:
    text = "答" * characters
    scored = ScoredChunk(0, Chunk(1, "a", (), "", text), 0.0, 0, Sentences.of(text), NOTHING)
    return Window(scored, Excerpt(range(1), likelihood, likelihood))


def test_a_paper_well_ahead_shows_up_to_three_passages_and_alone() -> None:
    first = [window(0.6), window(0.5), window(0.4), window(0.3)]
    chosen = selected([first, [window(0.6)], [window(0.6)]], [0.96, 0.03, 0.01])
    assert [len(some) for some in chosen] == [MAX_PASSAGES, 0, 0]
    assert chosen[0] == first[:MAX_PASSAGES]


def test_papers_that_are_as_likely_share_the_room() -> None:
    found = [[window(0.6), window(0.1)] for _ in range(3)]
    assert [len(some) for some in selected(found, [0.35, 0.33, 0.32])] == [1, 1, 1]


def test_the_best_passage_of_the_first_paper_is_always_shown() -> None:
    assert [len(some) for some in selected([[window(0.001, 290)], []], [0.5, 0.5])] == [1, 0]


@pytest.mark.parametrize("characters", [150, 299, 1000])
def test_all_passages_together_fit(characters: int) -> None:
    found = [[window(3.0, characters) for _ in range(3)] for _ in range(3)]
    chosen = selected(found, [0.4, 0.3, 0.3])
    shown = [one for some in chosen for one in some]
    assert shown
    assert len(shown) == 1 or sum(len(one.text) for one in shown) <= MAX_SHOWN


def test_nothing_found_is_nothing_shown() -> None:
    assert selected([], []) == []
    assert selected([[], []], [0.6, 0.4]) == [[], []]
