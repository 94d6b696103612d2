"""Token neighbours are the same as by comparing everything with everything."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.index.token_neighbours import DIMENSIONS, NEAR, TokenNeighbours
from retrieval.models.embedding import StaticEmbedder

USED = np.array([17, 400, 401, 9_000, 20_011], np.int32)


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder.open()


def test_pairs_are_all_that_are_near_with_their_cosines_ascending(embedder: StaticEmbedder) -> None:
    rows = embedder.token_vectors(np.arange(embedder.vocabulary_size, dtype=np.int32))[:, :DIMENSIONS]
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    cosines = rows @ rows[USED].T
    near = TokenNeighbours.of(embedder, USED)
    asked = np.concatenate((USED, np.flatnonzero((cosines > NEAR).any(axis=1))[-40:].astype(np.int32)))
    who, places, found = near.neighbours_of(asked)
    assert list(zip(who.tolist(), places.tolist(), strict=True)) == [
        (place, int(other))
        for place, piece in enumerate(asked.tolist())
        for other in np.argsort(cosines[piece])
        if cosines[piece, other] > NEAR
    ]
    assert found == pytest.approx(cosines[asked[who], places], abs=5e-4)


def test_nothing_is_near_a_piece_where_nothing_is_in_use(embedder: StaticEmbedder) -> None:
    who, places, cosines = TokenNeighbours.of(embedder, USED[:0]).neighbours_of(USED)
    assert len(who) == len(places) == len(cosines) == 0
    assert len(TokenNeighbours.of(embedder, USED).neighbours_of(USED[:0])[0]) == 0
