"""Every leg scores all chunks, and counts something in every language."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from retrieval.indexing.indexer import Models
from retrieval.library import Library
from retrieval.models.embedding import StaticEmbedder
from retrieval.ranking.legs import LEGS, Legs
from retrieval.sources import Site, open_source
from retrieval.types import Language

NOTES = Path(__file__).parents[3] / "notes" / "mlsys"


@pytest.fixture(scope="module")
def legs(tmp_path_factory: pytest.TempPathFactory) -> Legs:
    embedder = StaticEmbedder.open()
    with Library.open(tmp_path_factory.mktemp("data"), [open_source(NOTES, Site())], embedder) as library:
        library.refresh()
        return Legs(library._current.snapshot, Models(embedder, embedder))


def test_every_leg_scores_every_chunk_and_every_paper(legs: Legs) -> None:
    scores = legs.scores("paged attention")
    assert tuple(scores.chunks) == tuple(scores.papers) == LEGS
    assert {len(some) for some in scores.chunks.values()} == {len(legs.layout.places)}
    assert {len(some) for some in scores.papers.values()} == {len(legs.layout.papers)}


def test_the_weights_of_the_legs_are_shares(legs: Legs) -> None:
    assert set(legs.weights) == set(legs.card_weights) == set(get_args(Language))
    for weights in legs.weights.values():
        assert tuple(weights) == LEGS
        assert sum(weights.values()) == pytest.approx(1.0)
