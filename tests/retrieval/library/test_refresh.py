"""What a refresh takes up, and that questions go on meanwhile."""

from __future__ import annotations

import os
import shutil
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import Library, Site, open_source
from retrieval.errors import RefreshStoppedError, SourceError, StoreError
from retrieval.indexing import refresh as refresh_module
from tests.real_site import REAL_SITE, needs_real_site
from tests.retrieval.library.sample_notes import write_note
from tests.retrieval.store.store_fixtures import small_embedder


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


def test_where_nobody_asks_one_library_is_held_at_a_time(opened: Callable[..., Library], notes: Path) -> None:
    views: list[weakref.ref[object]] = []
    held: list[bool] = []
    library = opened(loaded=lambda: held.extend(view() is not None for view in views))
    library.refresh()
    views.append(weakref.ref(library._view))
    write_note(notes, "llm/inference/2024-02-new")
    library.refresh(asked=False)
    assert held
    assert not any(held[held.index(False) :]), "the one before is gone when the new one is read"
    assert len(library.papers()) == 4


def test_a_refresh_that_fails_leaves_the_library_as_it_was(
    opened: Callable[..., Library], notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = opened()
    library.refresh()
    write_note(notes, "llm/inference/2024-02-new")

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(refresh_module, "load", fail)
    with pytest.raises(MemoryError):
        library.refresh(asked=False)
    assert len(library.papers()) == 3
    assert library.ask("流水线气泡怎么消除？").hits[0].paper.slug == "2024-01-zero-bubble"


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


def test_a_refresh_ends_when_the_program_does(opened: Callable[..., Library]) -> None:
    library = opened()
    library.stop_refreshing()
    with pytest.raises(RefreshStoppedError, match="is ending"):
        library.refresh()
    assert library.papers() == ()
