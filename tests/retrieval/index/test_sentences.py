"""Sentences are scored as chunks of their own would be, and their words that mean the same are reported."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.index.late_interaction import LateInteractionIndex
from retrieval.index.sentences import SentenceIndex
from retrieval.index.token_neighbours import TokenNeighbours
from retrieval.models.embedding import StaticEmbedder

CHUNKS = [
    ["PagedAttention", "分页管理把显存切成块。", "碎片几乎消失。"],
    ["Title alone"],
    ["标题", "……", "The cache of keys and values is paged.", "内存按块分配，再也没有碎片。"],
]
"""What goes before the text of each chunk, and its sentences."""
QUESTION = "显存 碎片 memory blocks"


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder.open()


def indexes(embedder: StaticEmbedder) -> tuple[LateInteractionIndex, SentenceIndex]:
    parts = [[np.unique(embedder.token_ids(part)) for part in chunk] for chunk in CHUNKS]
    tokens = np.concatenate([part for chunk in parts for part in chunk])
    chunk_ends = np.cumsum([0, *(sum(map(len, chunk)) for chunk in parts)]).astype(np.int32)
    part_ends = np.cumsum([len(part) for chunk in parts for part in chunk]).astype(np.int32)
    part_offsets = np.cumsum([0, *map(len, CHUNKS)]).astype(np.int32)
    late = LateInteractionIndex(embedder, TokenNeighbours.of(embedder, np.unique(tokens)), tokens, chunk_ends)
    return late, SentenceIndex(embedder, late, tokens, part_ends, part_offsets)


@pytest.mark.parametrize("rows", [[0, 1, 2], [2, 0], [1], []])
def test_sentences_score_as_chunks_of_their_own(embedder: StaticEmbedder, rows: list[int]) -> None:
    late, sentences = indexes(embedder)
    found = sentences.answered(late.match(QUESTION), rows)
    assert [len(one) for one in found] == [len(CHUNKS[row]) - 1 for row in rows]
    for row, answered in zip(rows, found, strict=True):
        for text, score in zip(CHUNKS[row][1:], answered.sum(axis=1), strict=True):
            pieces = np.unique(embedder.token_ids(text))
            alone = LateInteractionIndex(
                embedder, TokenNeighbours.of(embedder, pieces), pieces, np.array([0, len(pieces)], np.int32)
            )
            assert score == pytest.approx(alone.scores(alone.match(QUESTION))[0], abs=1e-5)


def test_what_goes_before_the_text_answers_nothing(embedder: StaticEmbedder) -> None:
    late, sentences = indexes(embedder)
    match = late.match("标题")
    assert late.scores(match)[2] > 0.9
    assert sentences.answered(match, [2])[0].sum(axis=1).max() < 0.5


def test_words_of_a_sentence_that_mean_the_same_are_told(embedder: StaticEmbedder) -> None:
    late, sentences = indexes(embedder)
    match = late.match("碎片 cache")
    assert sentences.same(match, 0, range(1, 2)) == ["碎片"]
    assert sentences.same(match, 0, range(1)) == []
    assert "cache" in sentences.same(match, 2, range(3))
    assert sentences.same(match, 2, range(0)) == []


def test_a_question_without_a_known_piece_is_answered_by_nothing(embedder: StaticEmbedder) -> None:
    late, sentences = indexes(embedder)
    assert not any(answered.any() for answered in sentences.answered(late.match("…"), [0, 2]))
