from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from retrieval.index.late_interaction import LIGHT, LateInteractionIndex
from retrieval.index.token_neighbours import DIMENSIONS, NEAR, TokenNeighbours
from retrieval.models.embedding import StaticEmbedder

WORDS = [f"w{i}" for i in range(60)]


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0} | {word: i + 1 for i, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    random = np.random.default_rng(3)
    # few dimensions that differ, so that many pieces are near one another
    rows = np.zeros((len(WORDS) + 1, DIMENSIONS * 2), np.int8)
    rows[1:, :4] = random.integers(-120, 120, (len(WORDS), 4))
    scales = np.concatenate(([0.0], random.uniform(0.01, 0.05, len(WORDS)))).astype(np.float32)
    return StaticEmbedder(tokenizer, rows, scales, "test")


def late_index(embedder: StaticEmbedder, texts: list[str]) -> LateInteractionIndex:
    pieces = [np.unique(embedder.token_ids(text)) for text in texts]
    tokens = np.concatenate([np.zeros(0, np.int32), *pieces])
    near = TokenNeighbours.of(embedder, np.unique(tokens))
    return LateInteractionIndex(embedder, near, tokens, np.cumsum([0, *map(len, pieces)], dtype=np.int32))


def by_hand(embedder: StaticEmbedder, question: str, text: str) -> float:
    asked, counts = np.unique(embedder.token_ids(question), return_counts=True)
    vectors = embedder.token_vectors(asked.astype(np.int32))
    weights = np.linalg.norm(vectors, axis=1) * counts
    pieces = embedder.token_vectors(embedder.token_ids(text))
    total = 0.0
    for vector, weight in zip(vectors, weights, strict=True):
        length = float(np.linalg.norm(vector))
        cosines = [float(vector @ other) / length / float(np.linalg.norm(other)) for other in pieces]
        best = max(cosines, default=0.0)
        total += weight * (best**1.5 if best > NEAR and weight >= LIGHT * weights.mean() else 0.0)
    return float(total / weights.sum())


def test_scores_equal_the_sum_of_maxima(embedder: StaticEmbedder) -> None:
    random = np.random.default_rng(5)
    texts = [" ".join(random.choice(WORDS, 8)) for _ in range(30)]
    index = late_index(embedder, texts)
    asked = "w3 w17 w17 w59 unknown"
    scores = index.scores(index.match(asked))
    assert scores == pytest.approx([by_hand(embedder, asked, text) for text in texts], abs=2e-3)


def test_a_text_that_says_the_same_scores_one(embedder: StaticEmbedder) -> None:
    index = late_index(embedder, ["w1 w2 w3", "w40 w41"])
    assert index.scores(index.match("w3 w1"))[0] == pytest.approx(1.0, abs=1e-3)


def test_a_question_without_a_known_piece_scores_nothing(embedder: StaticEmbedder) -> None:
    index = late_index(embedder, ["w1", "w2"])
    assert not index.scores(index.match("…")).any()


def test_a_library_without_chunks_has_no_scores(embedder: StaticEmbedder) -> None:
    index = late_index(embedder, [])
    assert index.scores(index.match("w1")).shape == (0,)
