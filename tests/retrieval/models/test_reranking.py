from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import ModelError
from retrieval.indexing.indexer import Models
from retrieval.library import Library
from retrieval.models.embedding import StaticEmbedder
from retrieval.models.reranking import CrossEncoderReranker
from retrieval.query.parse import understand
from retrieval.ranking.answerer import Answerer
from retrieval.sources import Site, open_source
from retrieval.store.snapshot import Snapshot
from tests.retrieval.models.cross_encoders import cross_encoder

ROOT = Path(__file__).parents[3]


class Prefers:
    """Puts first the passages that hold a word, whatever was asked."""

    def __init__(self, word: str) -> None:
        self.word = word

    def scores(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        assert question
        return [float(self.word in passage) for passage in passages]


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder.open()


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory, embedder: StaticEmbedder) -> Snapshot:
    with Library.open(tmp_path_factory.mktemp("data"), [open_source(ROOT / "notes", Site())], embedder) as library:
        library.refresh()
        return library._current.snapshot


def test_a_reranker_has_the_last_word_on_the_order(snapshot: Snapshot, embedder: StaticEmbedder) -> None:
    models = Models(embedder, embedder)
    plain, reranked = (Answerer(snapshot, models, reranker) for reranker in (None, Prefers("Orca:")))
    query = understand("分页管理 KV 缓存的显存", plain.catalogue, today=date(2026, 1, 1))
    before, after = plain.answer(query), reranked.answer(query)
    assert "Orca" not in before.hits[0].paper.title
    assert "Orca" in after.hits[0].paper.title
    assert [hit.score for hit in after.hits] == sorted((hit.score for hit in after.hits), reverse=True)
    assert after.confidence == before.confidence


@pytest.mark.slow
def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="leave the setting empty"):
        CrossEncoderReranker(str(tmp_path / "none"))


@pytest.mark.slow
def test_a_cross_encoder_of_one_label_ranks(tmp_path: Path) -> None:
    reranker = CrossEncoderReranker(str(cross_encoder(tmp_path, 1)))
    assert len(reranker.scores("attention", ["attention memory", "缓存", "other"])) == 3
    assert reranker.scores("attention", []) == []


@pytest.mark.slow
@pytest.mark.parametrize(("labels", "weight", "said"), [(2, 0.1, "2 labels"), (5, 0.1, "5 labels"), (1, np.nan, "NaN")])
def test_a_model_that_cannot_rank_is_refused_when_loaded(tmp_path: Path, labels: int, weight: float, said: str) -> None:
    folder = str(cross_encoder(tmp_path, labels, weight))
    with pytest.raises(ModelError, match=rf"cannot rank.*{said}.*rerank\.model"):
        CrossEncoderReranker(folder)
