"""Papers without a date: listed last, in no year, found by their words like any other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from retrieval import Library, Site, StaticEmbedder, open_source

TODAY = date(2026, 1, 1)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    notes = tmp_path / "notes"
    notes.mkdir()
    text = "keeps the keys of rare tokens on the disk and loads them when a query needs them.\n"
    (notes / "lazy.md").write_text(f"# Lazy Cache\n\n关键词: 预取, 磁盘\n\nLazy Cache {text}", "utf-8")
    (notes / "eager.md").write_text(f"---\ntitle: Eager Cache\ndate: 2024\n---\n\nEager Cache never {text}", "utf-8")
    (notes / "busy.md").write_text(f"---\ntitle: Busy Cache\ndate: 2024-03\n---\n\nBusy Cache rarely {text}", "utf-8")
    (notes / "same.md").write_text("---\ntitle: Lazy Cache\n---\n\nAnother paper of that title, on graphs.\n", "utf-8")
    with Library.open(
        tmp_path / "data", [open_source(notes, Site())], StaticEmbedder.open(), today=lambda: TODAY
    ) as one:
        one.refresh()
        yield one


def titles(library: Library, question: str) -> list[str]:
    return [hit.paper.title for hit in library.ask(question, limit=10).hits]


def test_undated_papers_are_listed_last_and_two_of_one_title_are_not_one_for_that(library: Library) -> None:
    dates = [(paper.title, paper.date, paper.year) for paper in library.papers()]
    assert dates[:2] == [("Busy Cache", "2024-03", 2024), ("Eager Cache", "2024", 2024)]
    assert dates[2:] == [("Lazy Cache", "", 0)] * 2


@pytest.mark.parametrize("question", ["papers from 2024", "papers since 2023", "papers before 2025"])
def test_no_question_for_a_time_finds_an_undated_paper(library: Library, question: str) -> None:
    assert set(titles(library, question)) == {"Busy Cache", "Eager Cache"}


def test_an_undated_paper_is_neither_the_oldest_nor_the_newest(library: Library) -> None:
    for age in ("oldest", "newest"):
        found = titles(library, f"the {age} paper that keeps the keys of rare tokens on the disk")
        assert found[0] != "Lazy Cache", age


def test_an_undated_paper_is_found_by_its_words_and_keywords(library: Library) -> None:
    assert titles(library, "What does Lazy Cache keep on the disk?")[0] == "Lazy Cache"
    assert titles(library, "预取")[0] == "Lazy Cache"
