"""A snapshot holds everything a question needs, and its arrays fit together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from retrieval.indexing.chunking import embedded_text
from retrieval.indexing.indexer import Models
from retrieval.indexing.refresh import refresh
from retrieval.store import SqliteStore
from retrieval.text.sentence_kinds import Sentences
from retrieval.text.terms import chunk_terms
from tests.retrieval.store.store_fixtures import Shelf, no_tree, note

SHELF = Shelf(
    a=[note("llm/old", "分块计算注意力。", "Tiling keeps the scores in SRAM.", date="2022")],
    b=[note("llm/new", "流水线没有气泡。", date="2024-11-02")],
    c=[note("llm/stub", has_note=False, date="2024-11")],
)


def test_every_chunk_has_its_paper_vector_tokens_and_terms(path: Path, models: Models) -> None:
    refresh(SqliteStore(path), [SHELF], models)
    snapshot = SqliteStore(path).read(no_tree)
    embedder = models.bundled
    assert [paper.path for paper in snapshot.papers] == ["llm/new", "llm/stub", "llm/old"], "newest first"
    for row, chunk in enumerate(snapshot.chunks):
        paper = snapshot.papers[snapshot.chunk_paper[row]]
        assert paper.id == chunk.paper_id
        text = embedded_text(paper, chunk)
        np.testing.assert_array_equal(snapshot.vectors.matrix[row], embedder.encode_documents([text])[0])
        parts = slice(*snapshot.part_offsets[row : row + 2])
        tokens = np.split(snapshot.tokens, snapshot.part_ends)[parts]
        before, *sentences = [part.tolist() for part in tokens]
        assert before == np.unique(embedder.token_ids(embedded_text(paper, replace(chunk, text="")))).tolist()
        assert sentences == [np.unique(embedder.token_ids(one)).tolist() for one in Sentences.of(chunk.text).texts]
        whole = snapshot.tokens[slice(*snapshot.token_offsets[row : row + 2])]
        np.testing.assert_array_equal(np.unique(whole), np.unique(embedder.token_ids(text)))
        for term in chunk_terms(paper, chunk):
            assert snapshot.lexical.scores({term: 1.0})[row] > 0, term


def test_the_chunks_of_a_paper_lie_together_in_reading_order_and_end_with_its_card(path: Path, models: Models) -> None:
    refresh(SqliteStore(path), [SHELF], models)
    snapshot = SqliteStore(path).read(no_tree)
    runs = np.flatnonzero(np.diff(snapshot.chunk_paper, prepend=-1))
    assert len(runs) == len(snapshot.papers)
    assert snapshot.chunk_is_card.tolist() == [False, False, True, False, True, True]
    assert [chunk.text for chunk in snapshot.chunks[:2]] == ["分块计算注意力。", "Tiling keeps the scores in SRAM."]
    assert [chunk.headings for chunk in snapshot.chunks[:2]] == [("第 0 章", "方法"), ("第 1 章", "方法")]
    assert snapshot.chunks[1].anchor == "section-1"


def test_a_chinese_question_finds_something_in_every_leg(path: Path, models: Models) -> None:
    refresh(SqliteStore(path), [SHELF], models)
    snapshot = SqliteStore(path).read(no_tree)
    wanted = [chunk.text for chunk in snapshot.chunks].index("流水线没有气泡。")
    question = "流水线气泡"
    assert snapshot.lexical.scores({"气泡": 1.0}).argmax() == wanted
    assert snapshot.vectors.scores(models.embedder.encode_queries([question])[0])[wanted] > 0.3
    tokens = snapshot.tokens[snapshot.token_offsets[wanted] : snapshot.token_offsets[wanted + 1]]
    assert set(models.bundled.token_ids(question)) <= set(tokens)
