"""The library as its callers see it, over real Markdown files."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from retrieval import Filters, Library, MatchScore, Site, open_source
from retrieval.errors import RefreshStoppedError, SourceError, StoreError
from tests.real_site import REAL_SITE, needs_real_site
from tests.retrieval.store.store_fixtures import small_embedder

SITE = Site("https://notes.example", "/papers")
ROOT = Path(__file__).parents[2]

NOTE = """---
title: "{title}"
authors: [{author}]
date: "{date}"
categories: [{categories}]
{more}
summary:
  zh: {zh}
  en: {en}
---

## 方法

{method}

## 实验

{experiment}
"""


def write_note(notes: Path, path: str, **fields: str) -> Path:
    """Write a Markdown note; what is not given has nothing to say."""
    file = notes / f"{path}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    given = {
        "title": file.stem,
        "author": "Ada Lovelace",
        "date": "2024-05",
        "categories": ", ".join(Path(path).parts[:-1]),
        "more": "",
        "zh": "一份笔记。",
        "en": "A note.",
        "method": "讲了一个方法。",
        "experiment": "做了一些实验。",
        **fields,
    }
    file.write_text(NOTE.format(**given), encoding="utf-8")
    return file


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Write three notes of two categories."""
    notes = tmp_path / "notes"
    write_note(
        notes,
        "llm/inference/2023-09-paged",
        title="Efficient Memory Management with PagedAttention",
        date="2023-09",
        more="tag: sosp23\npaper: https://arxiv.org/abs/2309.06180",
        zh="把键值缓存像虚拟内存那样分页管理，减少显存碎片。",
        en="Manages the KV cache in pages, as an operating system manages memory.",
        method="PagedAttention 把 KV 缓存切成固定大小的块，块表把逻辑块映射到物理块，因此没有外部碎片。" * 3,
        experiment="吞吐量比以前的系统高，显存浪费很少。" * 5,
    )
    write_note(
        notes,
        "llm/training/2024-01-zero-bubble",
        title="Zero Bubble Pipeline Parallelism",
        date="2024-01",
        zh="把反向传播拆成两部分，消除流水线气泡。",
        en="Splits the backward pass to remove pipeline bubbles.",
        method="反向传播分为对输入求梯度和对权重求梯度两步，后一步填进流水线的气泡。" * 3,
    )
    write_note(
        notes, "mlsys/compiler/2018-02-tvm", title="TVM: An Automated Compiler", date="2018-02", more="tag: osdi18"
    )
    return notes


@pytest.fixture
def opened(tmp_path: Path, notes: Path) -> Iterator[Callable[..., Library]]:
    """Open libraries over the notes, all in one data folder, and close them in the end."""
    made: list[Library] = []

    def make(seed: int = 0, categories: Path | None = None) -> Library:
        sources = [open_source(notes, SITE)]
        library = Library.open(
            tmp_path / "data", sources, small_embedder(seed), categories, today=lambda: date(2024, 6, 1)
        )
        made.append(library)
        return library

    yield make
    for library in made:
        library.close()


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


def test_files_edited_added_and_removed_change_just_that(opened: Callable[..., Library], notes: Path) -> None:
    library = opened()
    library.refresh()
    write_note(notes, "mlsys/compiler/2018-02-tvm", title="TVM", date="2018-02", method="张量表达式与自动调度。" * 20)
    write_note(notes, "llm/inference/2024-02-new", title="Something New", date="2024-02")
    (notes / "llm/training/2024-01-zero-bubble.md").unlink()
    report = library.refresh()
    assert report.added == ("llm/inference/2024-02-new",)
    assert report.changed == ("mlsys/compiler/2018-02-tvm",)
    assert report.removed == ("llm/training/2024-01-zero-bubble",)
    assert report.unchanged == 1
    assert library.ask("张量表达式怎么自动调度？").hits[0].paper.title == "TVM"
    assert all("zero-bubble" not in hit.paper.slug for hit in library.ask("流水线气泡怎么消除？").hits)


def test_what_another_process_refreshed_is_taken_up(opened: Callable[..., Library], notes: Path) -> None:
    reader, writer = opened(), opened()
    writer.refresh()
    assert reader.papers() == ()
    assert reader.reload_if_changed()
    assert len(reader.papers()) == 3
    assert not reader.reload_if_changed()
    write_note(notes, "llm/inference/2024-02-new")
    writer.refresh()
    assert not writer.reload_if_changed()
    assert reader.reload_if_changed()
    assert len(reader.papers()) == 4


def test_its_age_is_that_of_the_last_change(opened: Callable[..., Library], notes: Path, tmp_path: Path) -> None:
    library = opened()
    assert library.generation == 0
    library.refresh()
    library.close()
    long_ago = 1_000_000_000.0
    os.utime(tmp_path / "data" / "library.db", (long_ago, long_ago))
    library = opened()
    assert not library.refresh().changed
    assert (library.generation, library.changed_at) == (1, long_ago), "nothing changed, however often one looks"
    write_note(notes, "llm/inference/2024-02-new")
    library.refresh()
    assert library.generation == 2
    assert abs(library.changed_at - time.time()) < 60


def test_a_library_made_anew_by_another_process_is_taken_up(opened: Callable[..., Library], tmp_path: Path) -> None:
    reader = opened()
    reader.refresh()
    (tmp_path / "data" / "library.db").write_bytes(b"rubbish" * 1000)
    writer = opened()
    assert "damaged" in writer.notices[0]
    assert "set aside" in writer.notices[0]
    assert "never filled" in writer.needs_refresh
    assert writer.refresh().rebuilt == writer.notices[0], "also whoever reads the report only is told"
    assert writer.refresh().rebuilt == ""
    reader.reload_if_changed()
    assert len(reader.papers()) == len(writer.papers()) == 3
    assert opened().notices == ()


def test_questions_go_on_while_the_library_is_refreshed(opened: Callable[..., Library], notes: Path) -> None:
    library = opened()
    library.refresh()
    failures: list[BaseException] = []
    counts: list[int] = []
    stop = threading.Event()

    def keep_asking() -> None:
        try:
            while not stop.is_set():
                assert library.ask("PagedAttention 的块表").hits[0].paper.slug == "2023-09-paged"
                counts.append(len(library.ask("all the papers of llm").hits))
        except BaseException as error:
            failures.append(error)

    askers = [threading.Thread(target=keep_asking) for _ in range(3)]
    for asker in askers:
        asker.start()
    try:
        for i in range(8):
            write_note(notes, f"llm/inference/2024-03-extra{i}", method=f"第 {i} 种办法。" * 30)
            library.refresh()
    finally:
        stop.set()
        for asker in askers:
            asker.join()
    assert failures == []
    assert set(counts) <= set(range(2, 11))
    assert len(library.ask("all the papers of llm").hits) == 10


def test_another_model_asks_for_a_refresh_first(opened: Callable[..., Library]) -> None:
    opened(seed=0).refresh()
    library = opened(seed=1)
    assert "model" in library.needs_refresh
    with pytest.raises(StoreError, match="model changed"):
        library.ask("块表")
    assert len(library.papers()) == 3
    assert "model" in library.refresh().rebuilt
    assert library.ask("PagedAttention 的块表").hits


def test_an_empty_library_answers_that_it_does_not_know(opened: Callable[..., Library]) -> None:
    answer = opened().ask("什么是块表？")
    assert answer.abstained
    assert answer.hits == ()


@pytest.mark.parametrize(
    "name",
    [
        "2023-09-paged",
        "llm/inference/2023-09-paged",
        "2309.06180",
        "https://arxiv.org/abs/2309.06180v2",
        "https://notes.example/papers/llm/inference/2023-09-paged.html",
        "efficient memory management with PagedAttention!",
        "Ｅｆｆｉｃｉｅｎｔ Memory Management with PagedAttention",
        "pagedatention",
        "memory managment paged attention",
    ],
)
def test_a_paper_is_found_by_what_people_call_it(opened: Callable[..., Library], name: str) -> None:
    library = opened()
    library.refresh()
    assert [paper.slug for paper in library.find(name)][:1] == ["2023-09-paged"]
    assert library.find(library.find(name)[0].id) == library.find(name)[:1]


@pytest.mark.parametrize("name", ["", "?", "a recipe for soup", "2309.99999", "量子计算"])
def test_what_is_no_paper_is_not_found(opened: Callable[..., Library], name: str) -> None:
    library = opened()
    library.refresh()
    assert library.find(name) == ()


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


def test_names_of_categories_are_taken_up_without_a_change_of_notes(
    opened: Callable[..., Library], tmp_path: Path
) -> None:
    names = tmp_path / "categories.yaml"
    names.write_text("categories:\n  - path: mlsys/compiler\n    zh: 编译\n    en: Compilers\n", encoding="utf-8")
    library = opened(categories=names)
    library.refresh()
    assert library.find_categories("编译") == ("mlsys/compiler",)
    names.write_text("categories:\n  - path: mlsys/compiler\n    zh: 编译器\n    en: Compilers\n", encoding="utf-8")
    assert library.refresh().unchanged == 3
    assert library.find_categories("编译器") == ("mlsys/compiler",)
    assert "编译器" in repr(library.categories())


def test_a_source_that_has_gone_leaves_everything_as_it_was(opened: Callable[..., Library], notes: Path) -> None:
    library = opened()
    library.refresh()
    shutil.rmtree(notes)
    with pytest.raises(SourceError):
        library.refresh()
    assert len(library.papers()) == 3


def test_a_closed_library_says_so(opened: Callable[..., Library]) -> None:
    library = opened()
    with library:
        pass
    with pytest.raises(StoreError, match="closed"):
        library.papers()


@pytest.mark.slow
@needs_real_site
def test_the_real_site_is_taken_whole_and_then_only_what_changes(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(REAL_SITE, site)
    posts = sorted((site / "_posts").rglob("*.html"))
    with Library.open(tmp_path / "data", [open_source(site, Site())], small_embedder()) as library:
        report = library.refresh()
        assert (len(report.added), report.skipped) == (140, ())
        started = time.process_time()
        report = library.refresh()
        assert time.process_time() - started < 2.0
        assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), 140)

        text = posts[0].read_text("utf-8")
        place = text.index("。", len(text) // 2)
        posts[0].write_text(f"{text[:place]}，讲的是分块{text[place:]}", "utf-8")
        shutil.copy(posts[1], posts[1].with_name("2020-01-01-another.html"))
        posts[2].rename(posts[2].with_name("2020-01-02-elsewhere.html"))
        report = library.refresh()
        assert (len(report.added), len(report.changed), len(report.removed)) == (1, 1, 1)
        assert report.unchanged == 138
        assert [Path(one.file).name for one in report.duplicates] == ["2020-01-01-another.html"]


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


# what no note may bring about

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


def test_a_refresh_ends_when_the_program_does(opened: Callable[..., Library]) -> None:
    library = opened()
    library.stop_refreshing()
    with pytest.raises(RefreshStoppedError, match="is ending"):
        library.refresh()
    assert library.papers() == ()


PATHS_NAMED = {
    "rl": {"llm/rl"},
    "RL": {"llm/rl"},
    "llm/rl": {"llm/rl"},
    "LLM": {"llm"},
    "speculative decoding": {"llm/speculative-decoding", "systems/speculative_decoding"},
    "llm/speculative decoding": {"llm/speculative-decoding"},
    "Speculative_Decoding": {"llm/speculative-decoding", "systems/speculative_decoding"},
    "强化学习": {"强化学习"},
    "强化学习/离线": {"强化学习/离线"},
    "离线": {"强化学习/离线"},
    "cookery": set(),
    "": set(),
}


@pytest.mark.parametrize("names", ["", "diffusion, zh: 扩散, en: Diffusion", "llm, zh: 大模型, en: Models"])
def test_a_category_is_found_by_its_path_and_last_part(tmp_path: Path, names: str) -> None:
    notes = tmp_path / "notes"
    for path in ("llm/rl", "llm/speculative-decoding", "systems/speculative_decoding", "强化学习/离线"):
        write_note(notes, f"{path}/a paper on {path.rsplit('/', 1)[-1]}")
    file = tmp_path / "categories.yaml"
    file.write_text(f"topics:\n  - {{path: {names}}}\n" if names else "", "utf-8")
    with Library.open(tmp_path / "data", [open_source(notes, SITE)], small_embedder(), file) as library:
        library.refresh()
        assert {word: set(library.find_categories(word)) for word in PATHS_NAMED} == PATHS_NAMED
        for paths in PATHS_NAMED.values():
            assert all(library.papers(Filters(categories=(path,))) for path in paths)


def test_a_category_file_that_cannot_be_read_takes_only_the_names(tmp_path: Path) -> None:
    notes, file = tmp_path / "notes", tmp_path / "categories.yaml"
    write_note(notes, "llm/rl/a")
    file.write_text("topics:\n  - {path: llm, zh: 大模型, en: Models}\n", "utf-8")
    with Library.open(tmp_path / "data", [open_source(notes, SITE)], small_embedder(), file) as library:
        library.refresh()
        assert library.find_categories("大模型") == ("llm",)
    file.write_text("topics: [", "utf-8")
    with Library.open(tmp_path / "data", [open_source(notes, SITE)], small_embedder(), file) as library:
        assert str(file) in str(library.faults[0])
        assert library.find_categories("大模型") == ()
        assert library.find_categories("rl") == ("llm/rl",)
        assert library.ask("讲了一个方法").hits
