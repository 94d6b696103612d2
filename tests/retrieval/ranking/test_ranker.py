"""Ranker: a paper of which one passage answers most of the question comes first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from retrieval.library import Library
from retrieval.models.embedding import StaticEmbedder
from retrieval.ranking import ranker
from retrieval.sources import Site, open_source
from retrieval.types import Answer

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    notes, data = open_source(ROOT / "notes", Site()), tmp_path_factory.mktemp("data")
    with Library.open(data, [notes], StaticEmbedder.open(), today=lambda: date(2026, 1, 1)) as library:
        library.refresh()
        yield library


def first(answer: Answer) -> str:
    return answer.hits[0].paper.title.split(":")[0]


def test_a_paper_with_a_passage_that_answers_goes_before_one_about_the_subject(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "why promote FP8 accumulation to CUDA cores on Hopper?"
    assert first(library.ask(question)).startswith("Insights into DeepSeek-V3")
    monkeypatch.setattr(ranker, "CHUNK_WEIGHT", 0.0)
    monkeypatch.setattr(ranker, "SENTENCE_WEIGHT", 0.0)
    without = first(library.ask(question))
    assert not without.startswith("Insights"), "the question no longer tells whether passages count"


@pytest.mark.parametrize("passages", [range(0), range(3), range(3, 6)])
def test_the_order_is_the_same_whichever_papers_come_with_passages(library: Library, passages: range) -> None:
    question = "how do uniform batches cut bubbles in pipeline-parallel inference?"
    whole, some = library.ask(question), library.ask(question, passages=passages)
    assert [hit.paper for hit in some.hits] == [hit.paper for hit in whole.hits]
    assert [rank for rank, hit in enumerate(some.hits) if hit.passages] == list(passages)
    scores = [hit.score for hit in some.hits]
    assert scores == sorted(scores, reverse=True)
