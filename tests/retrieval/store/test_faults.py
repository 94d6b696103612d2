"""Faults by a disk or another program during a refresh end in one clear sentence, with the library as before."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from retrieval.errors import StoreBusyError, StoreError, StoreFullError
from retrieval.indexing.indexer import Models
from retrieval.indexing.refresh import refresh
from retrieval.store import SqliteStore, database
from retrieval.store.lock import refresh_lock
from tests.retrieval.store.store_fixtures import Shelf, content, no_tree, note

SMALL = Shelf(a=[note("llm/small", "一小段。")])
LARGE = Shelf(
    a=[note("llm/small", "一小段。")],
    b=[note(f"llm/large{i}", *(f"很长的一段 {i} {j}，关于分块。" * 40 for j in range(60))) for i in range(10)],
)
NOBODY = 65534


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of a megabyte and a half."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    yield disk
    subprocess.run(["umount", disk], check=True)


def fill(disk: Path) -> Path:
    """Write a file until nothing more fits on ``disk``, and give it."""
    ballast = disk / "ballast"
    with suppress(OSError):
        ballast.write_bytes(bytes(shutil.disk_usage(disk).free + 4096))
    assert shutil.disk_usage(disk).free == 0
    return ballast


def test_a_full_disk_leaves_the_library_as_before(tiny_disk: Path, models: Models) -> None:
    path = tiny_disk / "library.db"
    refresh(SqliteStore(path), [SMALL], models)
    before = content(SqliteStore(path).read(no_tree))
    with pytest.raises(StoreFullError, match="no room on the disk"):
        refresh(SqliteStore(path), [LARGE], models)
    assert content(SqliteStore(path).read(no_tree)) == before
    assert SqliteStore(path).open(no_tree)[1] == ""
    assert refresh(SqliteStore(path), [SMALL], models).unchanged == 1, "with room again (or less to write) all is well"


def test_a_disk_that_fills_up_and_is_freed(tiny_disk: Path, models: Models) -> None:
    path = tiny_disk / "library.db"
    refresh(SqliteStore(path), [SMALL], models)
    ballast = fill(tiny_disk)
    more = Shelf(a=[note("llm/small", "一小段。")], b=[note("llm/more", "多了一段。" * 50)])
    with pytest.raises(StoreFullError):
        refresh(SqliteStore(path), [more], models)
    ballast.unlink()
    assert refresh(SqliteStore(path), [more], models).added == ("llm/more",)
    assert {paper.path for paper in SqliteStore(path).read(no_tree).papers} == {"llm/small", "llm/more"}


def test_a_library_cannot_be_made_on_a_full_disk(tiny_disk: Path, models: Models) -> None:
    fill(tiny_disk)
    with pytest.raises(StoreFullError):
        refresh(SqliteStore(tiny_disk / "data" / "library.db"), [SMALL], models)


def test_the_limit_of_the_database_itself(path: Path, models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh(SqliteStore(path), [SMALL], models)
    before = content(SqliteStore(path).read(no_tree))
    with monkeypatch.context() as patch:
        patch.setattr(database, "_PRAGMAS", ("max_page_count=40",))
        with pytest.raises(StoreFullError):
            refresh(SqliteStore(path), [LARGE], models)
    assert content(SqliteStore(path).read(no_tree)) == before
    assert len(refresh(SqliteStore(path), [LARGE], models).added) == 10


def test_another_refresh_that_does_not_end(path: Path, models: Models) -> None:
    refresh(SqliteStore(path), [SMALL], models)
    with (
        refresh_lock(SqliteStore(path).lock_file),
        pytest.raises(StoreBusyError, match="Another process is refreshing"),
    ):
        refresh(SqliteStore(path), [SMALL], models, lock_timeout=0.2)
    assert refresh(SqliteStore(path), [SMALL], models).unchanged == 1


def test_a_foreign_program_that_keeps_the_file_locked(
    path: Path, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh(SqliteStore(path), [SMALL], models)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(database, "_PRAGMAS", ("busy_timeout=100",))
    with pytest.raises(StoreBusyError, match="Another program"):
        refresh(SqliteStore(path), [SMALL], models)
    assert SqliteStore(path).read(no_tree).papers, "readers are not kept out"
    other.execute("ROLLBACK")
    other.close()
    assert refresh(SqliteStore(path), [SMALL], models).unchanged == 1


@pytest.fixture
def without_privileges(path: Path) -> Iterator[None]:
    """Be an ordinary user for a while, who is kept out by permissions."""
    root = os.getuid() == 0
    if root:
        # all that pytest made for its owner alone, a level more where tests run beside each other
        for folder in [one for one in path.parents if one.name and "pytest" in str(one)]:
            folder.chmod(0o755)
        os.setresuid(NOBODY, NOBODY, 0)
    yield
    if root:
        os.setresuid(0, 0, 0)


@pytest.fixture
def read_only(path: Path, models: Models) -> Iterator[dict[str, object]]:
    """Make a library whose folder cannot be written, and give what it holds."""
    refresh(SqliteStore(path), [SMALL], models)
    held = content(SqliteStore(path).read(no_tree))
    for file in path.parent.iterdir():
        file.chmod(0o444)
    path.parent.chmod(0o555)
    yield held
    path.parent.chmod(0o755)


def test_a_folder_that_cannot_be_written(
    path: Path, models: Models, read_only: dict[str, object], without_privileges: None
) -> None:
    snapshot, notice = SqliteStore(path).open(no_tree)
    assert content(snapshot) == read_only
    assert notice == ""
    with pytest.raises(StoreError, match="permissions"):
        refresh(SqliteStore(path), [LARGE], models)
    with pytest.raises(StoreError, match="permissions"):
        SqliteStore(path.parent / "below" / "library.db").open(no_tree)


def test_a_file_where_the_folder_should_be(tmp_path: Path, models: Models) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StoreError, match="data"):
        refresh(SqliteStore(tmp_path / "data" / "library.db"), [SMALL], models)


def test_a_folder_where_the_file_should_be(path: Path, models: Models) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreError, match=r"library\.db"):
        refresh(SqliteStore(path), [SMALL], models)
