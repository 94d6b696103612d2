"""Many files are indexed in steps: an interrupted refresh goes on, and ends where one without steps does."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from retrieval.indexing import scan
from retrieval.indexing.indexer import Models
from retrieval.indexing.refresh import refresh
from retrieval.store import SqliteStore, database
from tests.retrieval.store.store_fixtures import Shelf, content, no_tree, note

NAMES = [f"n{number}" for number in range(7)]


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "STEP_FILES", 3)


def shelf_of(*names: str) -> Shelf:
    return Shelf(**{name: [note(f"llm/{name}", f"Text of {name} only.")] for name in names})


def stopping_at(read: int) -> object:
    def progress(stage: str, done: int, _total: int) -> None:
        if stage == "reading" and done >= read:
            raise KeyboardInterrupt

    return progress


def test_an_interrupted_refresh_goes_on_where_it_was(path: Path, models: Models) -> None:
    shelf = shelf_of(*NAMES)
    with pytest.raises(KeyboardInterrupt):
        refresh(SqliteStore(path), [shelf], models, stopping_at(5))  # type: ignore[arg-type]
    begun = SqliteStore(path).read(no_tree)
    assert len(begun.papers) == 3
    assert begun.generation == 0, "it still counts as never filled"
    shelf.reads = []
    report = refresh(SqliteStore(path), [shelf], models)
    assert shelf.reads == NAMES[3:]
    assert (len(report.added), report.unchanged, report.first) == (4, 3, True)
    assert SqliteStore(path).read(no_tree).generation == 1


def test_steps_end_where_one_refresh_does(path: Path, models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    report = refresh(SqliteStore(path), [shelf_of(*NAMES)], models)
    assert report.added == tuple(f"llm/{name}" for name in NAMES)
    assert report.papers == 7
    assert report.sources[0].files == 7
    monkeypatch.setattr(scan, "STEP_FILES", 1000)
    whole = path.with_name("whole.db")
    refresh(SqliteStore(whole), [shelf_of(*NAMES)], models)
    assert content(SqliteStore(path).read(no_tree)) == content(SqliteStore(whole).read(no_tree))


def test_steps_grow_with_the_library(path: Path, models: Models) -> None:
    begun: list[int] = []

    def progress(stage: str, done: int, _total: int) -> None:
        if stage == "reading" and done == 1:
            begun.append(len(shelf.reads))

    shelf = shelf_of(*(f"n{number:02}" for number in range(40)))
    refresh(SqliteStore(path), [shelf], models, progress)
    assert begun == [1, 3, 6, 12, 24], "each looks at the whole library, and so there must be few"


def test_only_what_changed_is_counted(path: Path, models: Models) -> None:
    shelf = shelf_of(*NAMES)
    told: list[tuple[int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "indexing":
            told.append((done, total))

    refresh(SqliteStore(path), [shelf], models, progress)
    assert told == [(done, 7) for done in range(1, 8)]
    told.clear()
    shelf.files["n3"] = [note("llm/n3", "Another text.")]
    refresh(SqliteStore(path), [shelf], models, progress)
    assert told == [(1, 1)]


def sqlite_work(folder: Path, models: Models, files: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Index some files and then others in their place; return the thousands of SQLite's instructions that it took."""
    thousands: list[None] = []
    connect = database._connect

    def counted(path: Path, access: str, timeout: float) -> sqlite3.Connection:
        opened = connect(path, access, timeout)
        opened.set_progress_handler(lambda: thousands.append(None), 1000)
        return opened

    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(scan, "STEP_FILES", 1000)
        patch.setattr(database, "_connect", counted)
        for letter in "ab":
            shelf = shelf_of(*(f"{letter}{number}" for number in range(files)))
            refresh(SqliteStore(folder / "library.db"), [shelf], models)
    return len(thousands)


def test_twice_the_files_are_twice_the_work(tmp_path: Path, models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    some, twice = (sqlite_work(tmp_path / str(files), models, files, monkeypatch) for files in (150, 300))
    assert some > 50
    assert twice < 2.4 * some


def test_what_is_gone_goes_in_the_last_step(path: Path, models: Models) -> None:
    refresh(SqliteStore(path), [shelf_of(*NAMES)], models)
    shelf = shelf_of(*(f"new{number:02}" for number in range(10)))
    with pytest.raises(KeyboardInterrupt):
        refresh(SqliteStore(path), [shelf], models, stopping_at(8))  # type: ignore[arg-type]
    between = {paper.slug for paper in SqliteStore(path).read(no_tree).papers}
    assert between >= set(NAMES)
    assert len(between) == 14
    report = refresh(SqliteStore(path), [shelf], models)
    assert len(report.removed) == 7
    assert {paper.slug for paper in SqliteStore(path).read(no_tree).papers} == set(shelf.files)
