"""The library as its callers see it, over real Markdown files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import Filters, Library, MatchScore
from retrieval.errors import StoreError
from tests.retrieval.library.sample_notes import write_note


def test_from_notes_to_a_cited_answer(opened: Callable[..., Library]) -> None:
    library = opened()
    assert "never filled" in library.needs_refresh
    report = library.refresh()
    assert len(report.added) == 3
    assert report.first
    assert report.skipped == ()
    assert library.needs_refresh == ""
    answer = library.ask("PagedAttention 的块表有什么用？")
    assert answer.hits[0].paper.slug == "2023-09-paged"
    passage = answer.hits[0].passages[0]
    assert "块表" in passage.text
    assert passage.url.startswith("https://notes.example/papers/llm/inference/2023-09-paged.html#")
    assert answer.elapsed_ms > 0


def test_a_list_is_complete_and_newest_first(opened: Callable[..., Library]) -> None:
    library = opened()
    library.refresh()
    answer = library.ask("2024 年的论文列表")
    assert answer.query.intent == "list"
    assert [hit.paper.slug for hit in answer.hits] == ["2024-01-zero-bubble"]
    assert [paper.date for paper in library.papers()] == ["2024-01", "2023-09", "2018-02"]
    assert [paper.slug for paper in library.papers(Filters(tags=("osdi",)))] == ["2018-02-tvm"]
    assert [paper.slug for paper in library.papers(Filters(categories=("llm",), latest=1))] == ["2024-01-zero-bubble"]


def test_an_empty_library_answers_that_it_does_not_know(opened: Callable[..., Library]) -> None:
    answer = opened().ask("什么是块表？")
    assert answer.abstained
    assert answer.hits == ()


def test_a_note_can_be_read_section_by_section(opened: Callable[..., Library]) -> None:
    library = opened()
    library.refresh()
    paper = library.find("2023-09-paged")[0]
    note = library.note(paper.id)
    assert note.paper == paper
    assert [section.headings for section in note.sections] == [("方法",), ("实验",)]
    assert "块表" in note.sections[0].blocks[0].text
    with pytest.raises(KeyError):
        library.note("0123456789")


def test_related_papers_come_nearest_first_without_the_paper_itself(
    opened: Callable[..., Library], notes: Path
) -> None:
    twin = "反向传播分为对输入求梯度和对权重求梯度两步，后一步填进流水线的气泡。" * 3
    write_note(notes, "llm/training/2024-04-twin", title="Zero Bubble Again", method=twin, date="2024-04")
    library = opened()
    library.refresh()
    paper = library.find("2024-01-zero-bubble")[0]
    related = library.related(paper.id, limit=2)
    assert len(related) == 2
    assert related[0].paper.slug == "2024-04-twin"
    assert related[0].score >= related[1].score
    assert all(hit.paper.id != paper.id for hit in library.related(paper.id, limit=10))
    with pytest.raises(KeyError):
        library.related("0123456789")


def test_a_closed_library_says_so(opened: Callable[..., Library]) -> None:
    library = opened()
    with library:
        pass
    with pytest.raises(StoreError, match="closed"):
        library.papers()


def test_how_well_a_single_paper_answers(opened: Callable[..., Library]) -> None:
    library = opened()
    library.refresh()
    papers = [paper.id for paper in library.papers()]
    question = "PagedAttention 的块表有什么用？"
    answer = library.ask(question)
    scores = library.score_papers(question, [*papers, "0000000000"])
    best = scores[answer.hits[0].paper.id]
    assert best.share == 1.0
    assert best.confidence > 0.9
    for hit in answer.hits[1:]:
        assert scores[hit.paper.id].share < 1.0
        assert scores[hit.paper.id].confidence < best.confidence
    assert scores["0000000000"] == MatchScore(0.0, 0.0)
    # a list is met or not, whoever else is on it; a greeting by nobody
    listed = {hit.paper.id for hit in library.ask("2023 年的论文").hits}
    assert {
        one for one, fit in library.score_papers("2023 年的论文", papers).items() if fit == MatchScore(1.0, 1.0)
    } == listed
    assert set(library.score_papers("你好", papers).values()) == {MatchScore(0.0, 0.0)}


HOSTILE = {
    "a mark for a name": {"author": '"¹ Ada Example", Ben Writer'},
    "marks alone": {"author": '"¹", "½", "⑽"'},
    "deep categories": {"categories": ", ".join(f"c{i}" for i in range(500))},
    "deeper ones": {"categories": ", ".join(f"c{i}" for i in range(5000))},
    "a long category": {"categories": "c" * 5000},
    "a long title": {"title": "T" * 60_000},
    "a long author": {"author": "A" * 20_000},
    "a title of marks": {"title": "¹²³"},
    "a title of nothing to see": {"title": "\\u200b\\u3164"},
}


@pytest.mark.parametrize("fields", HOSTILE.values(), ids=HOSTILE)
def test_no_note_keeps_the_others_from_being_asked(
    opened: Callable[..., Library], notes: Path, fields: dict[str, str]
) -> None:
    bad = write_note(notes, "llm/inference/2024-01-bad", **fields)
    library = opened()
    report = library.refresh()
    assert library.ask("分页注意力怎么管理显存?").hits
    assert library.categories()
    assert len(library.papers()) >= 3
    assert len(report.added) + len(report.skipped) == 4
    bad.unlink()
    library.refresh()
    assert len(library.papers()) == 3
    assert opened().ask("latest papers").hits
