"""A refresh makes the library what the sources hold: incrementally, in one transaction, and deleting for good."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import ModelError, SourceError
from retrieval.indexing import indexer
from retrieval.indexing.indexer import Models
from retrieval.indexing.refresh import refresh
from retrieval.store import Snapshot, SqliteStore
from retrieval.types import Bilingual, Block, Note, Section
from tests.retrieval.store.store_fixtures import CountingEmbedder, Shelf, content, no_tree, note, small_models

PAGED = note("llm/paged", "把 KV 缓存切成固定大小的块。", "块表把逻辑块映射到物理块。")
FLASH = note("llm/flash", "FlashAttention 用分块计算注意力。", "它在 SRAM 中完成 softmax。")
ZERO = note("llm/zero", "ZeRO 把优化器状态切分到各个设备。")


def loaded(path: Path) -> Snapshot:
    return SqliteStore(path).read(no_tree)


def chunk_ids(snapshot: Snapshot) -> dict[str, int]:
    return {chunk.text: chunk.id for chunk in snapshot.chunks}


def embedder_of(models: Models) -> CountingEmbedder:
    assert isinstance(models.embedder, CountingEmbedder)
    return models.embedder


def test_the_first_refresh_adds_everything(path: Path, models: Models) -> None:
    report = refresh(SqliteStore(path), [Shelf(a=[PAGED], b=[FLASH])], models)
    assert (report.added, report.changed, report.removed) == (("llm/flash", "llm/paged"), (), ())
    assert report.first
    assert not report.rebuilt
    snapshot = loaded(path)
    assert {paper.path for paper in snapshot.papers} == {"llm/flash", "llm/paged"}
    texts = [chunk.text for chunk in snapshot.chunks]
    assert "块表把逻辑块映射到物理块。" in texts


def test_a_second_refresh_reads_nothing_and_writes_nothing(path: Path, models: Models) -> None:
    shelf = Shelf(a=[PAGED], b=[FLASH])
    refresh(SqliteStore(path), [shelf], models)
    before, shelf.reads = path.read_bytes(), []
    report = refresh(SqliteStore(path), [shelf], models)
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), 2)
    assert not report.first
    assert shelf.reads == []
    assert path.read_bytes() == before


def test_an_edit_changes_just_that_paper(path: Path) -> None:
    models = small_models()
    shelf = Shelf(a=[PAGED], b=[FLASH])
    refresh(SqliteStore(path), [shelf], models)
    before = chunk_ids(loaded(path))
    embedder_of(models).documents, shelf.reads = [], []
    shelf.files["a"] = [note("llm/paged", "把 KV 缓存切成固定大小的块。", "新的一节。")]
    report = refresh(SqliteStore(path), [shelf], models)
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), ("llm/paged",), (), 1)
    assert shelf.reads == ["a"]
    assert ["新的一节" in text for text in embedder_of(models).documents] == [True], "only the new text is embedded"
    after = chunk_ids(loaded(path))
    assert {text: after[text] for text in before if text in after} == {
        text: key for text, key in before.items() if text != "块表把逻辑块映射到物理块。"
    }
    assert after["新的一节。"] > max(before.values())


def test_a_section_put_in_front_keeps_ids_and_reading_order(path: Path, models: Models) -> None:
    shelf = Shelf(a=[PAGED])
    refresh(SqliteStore(path), [shelf], models)
    before = loaded(path)
    first = Section(("序", "引言"), "", (Block("paragraph", "开头。"),))
    shelf.files["a"] = [replace(PAGED, sections=(first, *PAGED.sections))]
    refresh(SqliteStore(path), [shelf], models)
    after = loaded(path)
    assert [chunk.text for chunk in after.chunks] == ["开头。", *(chunk.text for chunk in before.chunks)]
    assert [chunk.id for chunk in after.chunks][1:] == [chunk.id for chunk in before.chunks]


def test_ids_are_never_used_again(path: Path, models: Models) -> None:
    shelf = Shelf(a=[PAGED], b=[FLASH])
    refresh(SqliteStore(path), [shelf], models)
    highest = max(chunk_ids(loaded(path)).values())
    del shelf.files["b"]
    refresh(SqliteStore(path), [shelf], models)
    shelf.files["c"] = [ZERO]
    refresh(SqliteStore(path), [shelf], models)
    new = {key for text, key in chunk_ids(loaded(path)).items() if "ZeRO" in text}
    assert new
    assert min(new) > highest


def test_what_is_deleted_is_gone_from_the_file(path: Path, models: Models) -> None:
    secret = "绝密方案 qwyzzy42"
    shelf = Shelf(a=[PAGED], b=[note("llm/secret", secret, title="Secretissimus")])
    refresh(SqliteStore(path), [shelf], models)
    snapshot = loaded(path)
    vector = snapshot.vectors.matrix[[chunk.text for chunk in snapshot.chunks].index(secret)].tobytes()
    traces = ["绝密".encode(), b"qwyzzy42", b"Secretissimus", b"secretissimu", vector]
    assert all(trace in path.read_bytes() for trace in traces)
    del shelf.files["b"]
    report = refresh(SqliteStore(path), [shelf], models)
    assert report.removed == ("llm/secret",)
    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert [trace for trace in traces if trace in left] == []


def test_renaming_embeds_nothing(path: Path) -> None:
    models = small_models()
    shelf = Shelf(a=[PAGED])
    refresh(SqliteStore(path), [shelf], models)
    embedder_of(models).documents = []
    paper = replace(PAGED.paper, path="llm/new/paged", id="0123456789")
    shelf.files = {"z": [replace(PAGED, paper=paper)]}
    report = refresh(SqliteStore(path), [shelf], models)
    assert (report.added, report.removed) == (("llm/new/paged",), ("llm/paged",))
    assert embedder_of(models).documents == []


def test_a_note_that_cannot_be_read_is_reported_each_time_and_taken_once_mended(path: Path, models: Models) -> None:
    shelf = Shelf(a=[PAGED], b="has no title")
    for _ in range(2):
        report = refresh(SqliteStore(path), [shelf], models)
        assert [(s.file, s.line, s.reason) for s in report.skipped] == [("b", 3, "has no title")]
    assert report.unchanged == 1
    shelf.files["b"] = [FLASH]
    report = refresh(SqliteStore(path), [shelf], models)
    assert (report.added, report.skipped) == (("llm/flash",), ())


def test_a_note_that_breaks_is_not_served_any_more(path: Path, models: Models) -> None:
    shelf = Shelf(a=[PAGED], b=[FLASH])
    refresh(SqliteStore(path), [shelf], models)
    shelf.files["b"] = "is not UTF-8"
    report = refresh(SqliteStore(path), [shelf], models)
    assert report.removed == ("llm/flash",)
    assert len(report.skipped) == 1


def test_text_that_is_no_unicode_is_reported(path: Path, models: Models) -> None:
    report = refresh(SqliteStore(path), [Shelf(a=[PAGED], b=[note("llm/bad", "half a pair: \ud800")])], models)
    assert report.added == ("llm/paged",)
    assert [skipped.file for skipped in report.skipped] == ["b"]


def test_of_two_notes_with_one_path_the_first_source_wins_and_the_other_steps_in(path: Path, models: Models) -> None:
    other = note("llm/paged", "另一份笔记。")
    one, two = Shelf("one", a=[PAGED]), Shelf("two", b=[other])
    report = refresh(SqliteStore(path), [one, two], models)
    assert report.added == ("llm/paged",)
    assert [skipped.file for skipped in report.skipped] == ["b"]
    assert "a" in report.skipped[0].reason
    assert "另一份笔记。" not in chunk_ids(loaded(path))
    two.reads = []
    one.files = {}
    report = refresh(SqliteStore(path), [one, two], models)
    assert (report.changed, report.skipped) == (("llm/paged",), ())
    assert two.reads == []
    assert "另一份笔记。" in chunk_ids(loaded(path))
    assert "块表把逻辑块映射到物理块。" not in chunk_ids(loaded(path))


def test_an_entry_of_an_index_page_yields_to_the_note_and_comes_back(path: Path, models: Models) -> None:
    by_path = note("llm/paged", title="Another title", has_note=False)
    by_title = note("elsewhere/flash", title="title OF：LLM／flash!", has_note=False)
    alone = note("llm/alone", title="Alone", has_note=False)
    index, notes = Shelf("index", page=[by_path, by_title, alone]), Shelf("notes", a=[PAGED], b=[FLASH])
    report = refresh(SqliteStore(path), [index, notes], models)
    assert report.added == ("llm/alone", "llm/flash", "llm/paged")
    assert report.skipped == ()
    papers = {paper.path: paper for paper in loaded(path).papers}
    assert papers["llm/paged"].title == PAGED.paper.title
    assert not papers["llm/alone"].has_note
    notes.files = {}
    refresh(SqliteStore(path), [index, notes], models)
    assert {paper.path for paper in loaded(path).papers} == {"llm/paged", "elsewhere/flash", "llm/alone"}


def test_a_paper_without_a_note_can_be_found_by_its_card(path: Path, models: Models) -> None:
    alone = note("llm/alone", title="Alone", has_note=False)
    alone = replace(alone, paper=replace(alone.paper, summary=Bilingual("独一无二", "unique")))
    refresh(SqliteStore(path), [Shelf(page=[alone])], models)
    snapshot = loaded(path)
    assert snapshot.chunk_is_card.tolist() == [True]
    assert "独一无二" in snapshot.chunks[0].text
    assert "Alone" in snapshot.chunks[0].text


def test_a_source_that_is_gone_leaves_the_library_alone(path: Path, models: Models) -> None:
    shelf = Shelf(a=[PAGED])
    refresh(SqliteStore(path), [shelf], models)
    shelf.usable = False
    with pytest.raises(SourceError):
        refresh(SqliteStore(path), [shelf], models)
    assert [paper.path for paper in loaded(path).papers] == ["llm/paged"]


def test_a_source_taken_out_of_the_configuration_takes_its_papers_along(path: Path, models: Models) -> None:
    one, two = Shelf("one", a=[PAGED]), Shelf("two", a=[FLASH])
    refresh(SqliteStore(path), [one, two], models)
    assert refresh(SqliteStore(path), [two], models).removed == ("llm/paged",)


def test_a_model_that_fails_leaves_the_library_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = small_models()
    shelf = Shelf(a=[PAGED])
    refresh(SqliteStore(path), [shelf], models)
    before = content(loaded(path))
    shelf.files = {"b": [FLASH]}

    def fail(_: object) -> None:
        raise ModelError("The model ran out of memory.")

    with monkeypatch.context() as patch:
        patch.setattr(models.embedder, "encode_documents", fail)
        with pytest.raises(ModelError):
            refresh(SqliteStore(path), [shelf], models)
    assert content(loaded(path)) == before
    assert refresh(SqliteStore(path), [shelf], models).removed == ("llm/paged",)


def test_an_interruption_leaves_the_library_alone(path: Path, models: Models) -> None:
    shelf = Shelf(a=[PAGED])
    refresh(SqliteStore(path), [shelf], models)
    shelf.files = {"b": [FLASH], "c": [ZERO]}

    def interrupt(stage: str, done: int, _: int) -> None:
        if (stage, done) == ("indexing", 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh(SqliteStore(path), [shelf], models, interrupt)
    assert [paper.path for paper in loaded(path).papers] == ["llm/paged"]
    assert len(refresh(SqliteStore(path), [shelf], models).added) == 2


def test_another_model_embeds_everything_anew_and_says_why(path: Path) -> None:
    shelf = Shelf(a=[PAGED], b=[FLASH])
    refresh(SqliteStore(path), [shelf], small_models())
    before = loaded(path)
    other = small_models(seed=1, dimensions=24)
    seen: list[tuple[str, int, int]] = []
    report = refresh(SqliteStore(path), [shelf], other, lambda *stage: seen.append(stage))
    assert "model" in report.rebuilt
    assert (report.unchanged, report.changed) == (2, ())
    assert seen[-1] == ("indexing", 2, 2)
    after = loaded(path)
    assert after.vectors.dimensions == 24
    assert [chunk.id for chunk in after.chunks] == [chunk.id for chunk in before.chunks]
    assert refresh(SqliteStore(path), [shelf], other).rebuilt == ""


@pytest.mark.parametrize("version", ["CHUNKER_VERSION", "TERMS_VERSION"])
def test_another_way_of_cutting_does_all_anew_but_embeds_nothing(
    path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    models, shelf = small_models(), Shelf(a=[PAGED])
    refresh(SqliteStore(path), [shelf], models)
    embedder_of(models).documents, shelf.reads = [], []
    monkeypatch.setattr(indexer, version, 999)
    report = refresh(SqliteStore(path), [shelf], models)
    assert "another way" in report.rebuilt
    assert embedder_of(models).documents == []
    assert shelf.reads == []
    assert refresh(SqliteStore(path), [shelf], models).rebuilt == ""


def test_an_empty_collection_is_a_library_too(path: Path, models: Models) -> None:
    assert refresh(SqliteStore(path), [Shelf()], models).first
    snapshot = loaded(path)
    assert (len(snapshot.papers), len(snapshot.chunks), snapshot.generation) == (0, 0, 1)
    assert not refresh(SqliteStore(path), [Shelf()], models).first


_WORDS = st.sampled_from(["缓存分块。", "FlashAttention", "流水线气泡", "zero-3", "", "同样的一段话。", "\0\u202e"])
_NOTES = st.builds(
    lambda path, texts, has_note, date: note(path, *(texts if has_note else ()), has_note=has_note, date=date),
    st.sampled_from(["llm/a", "llm/b", "llm/c", "llm/d"]),
    st.lists(_WORDS, max_size=4),
    st.booleans(),
    st.sampled_from(["2023", "2024-05", "2024-05-31"]),
)
_FILES = st.dictionaries(st.sampled_from("abcd"), st.lists(_NOTES, max_size=3) | st.just("is broken"), max_size=4)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_FILES, _FILES), min_size=2, max_size=4))
def test_any_run_of_refreshes_ends_as_one_from_scratch(
    models: Models, states: list[tuple[dict[str, list[Note] | str], dict[str, list[Note] | str]]]
) -> None:
    with TemporaryDirectory() as folder:
        grown, fresh = Path(folder) / "grown.db", Path(folder) / "fresh.db"
        ids: dict[int, str] = {}
        for one, two in states:
            refresh(SqliteStore(grown), [Shelf("one", **one), Shelf("two", **two)], models)
            for chunk in loaded(grown).chunks:
                assert ids.setdefault(chunk.id, chunk.text) == chunk.text, "an id was used again for another text"
        refresh(SqliteStore(fresh), [Shelf("one", **one), Shelf("two", **two)], models)
        assert content(loaded(grown)) == content(loaded(fresh))
