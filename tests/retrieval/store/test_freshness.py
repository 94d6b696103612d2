"""Freshness: a quick look says whether notes changed after the last refresh."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from retrieval import Site, open_source
from retrieval.store import SqliteStore

NOON = 1_700_000_000.0


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    (folder / "llm").mkdir(parents=True)
    for name in ("llm/a.md", "llm/b.md", "picture.png"):
        (folder / name).write_text("x")
    return folder


@pytest.fixture
def lock(tmp_path: Path, notes: Path) -> Path:
    lock = SqliteStore(tmp_path / "library.db").lock_file
    lock.touch()
    os.utime(lock, (NOON, NOON))
    for place in (notes, *notes.rglob("*")):
        os.utime(place, (NOON - 1, NOON - 1))
    return lock


def changed_since(lock: Path, sources: Sequence[Path]) -> bool:
    began = SqliteStore(lock.with_suffix("")).refreshed_at
    return began is not None and any(open_source(source, Site()).changed_since(began) for source in sources)


def test_untouched_notes_did_not_change(notes: Path, lock: Path) -> None:
    assert not changed_since(lock, [notes])


@pytest.mark.parametrize(
    "change",
    [
        lambda notes: (notes / "llm/a.md").write_text("y"),
        lambda notes: (notes / "llm/new.md").write_text("y"),
        lambda notes: (notes / "llm/b.md").unlink(),
        lambda notes: (notes / "llm/b.md").rename(notes / "b.md"),
    ],
)
def test_any_change_of_a_note_is_seen(notes: Path, lock: Path, change: Callable[[Path], object]) -> None:
    change(notes)
    assert changed_since(lock, [notes])


def test_a_picture_an_unknown_time_and_a_missing_folder_are_no_change(notes: Path, lock: Path) -> None:
    source = open_source(notes, Site())
    (notes / "picture.png").write_text("y")
    assert not changed_since(lock, [notes])
    assert not changed_since(notes / "other.db.lock", [notes])
    notes.rename(notes.with_name("nowhere"))
    assert not source.changed_since(NOON)
