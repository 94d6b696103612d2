"""A file that is not a whole library is noticed, set aside with a clear message, and made anew from the notes."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path
from zlib import crc32

import pytest

from retrieval.errors import StoreDamagedError, StoreError
from retrieval.indexing.indexer import Models
from retrieval.indexing.refresh import refresh
from retrieval.store import SqliteStore
from retrieval.versions import STORE_FORMAT
from tests.retrieval.store.store_fixtures import Shelf, content, no_tree, note

SHELF = Shelf(
    **{
        f"file{i}": [
            note(f"llm/paper{i}", *(f"第 {i} 篇的第 {j} 段，讲的是分块与缓存 {i * j}。" * 4 for j in range(6)))
        ]
        for i in range(8)
    }
)


@pytest.fixture
def whole(path: Path, models: Models) -> dict[str, object]:
    """Make the library at ``path``, and give what it holds."""
    refresh(SqliteStore(path), [SHELF], models)
    return content(SqliteStore(path).read(no_tree))


def assert_set_aside_and_rebuilt(path: Path, models: Models, whole: dict[str, object]) -> str:
    damaged = path.read_bytes()
    snapshot, notice = SqliteStore(path).open(no_tree)
    assert snapshot.generation == 0
    aside = [file for file in path.parent.glob("library.db.aside-*") if file.read_bytes() == damaged]
    assert len(aside) == 1
    assert aside[0].name in notice
    assert refresh(SqliteStore(path), [SHELF], models).first
    assert content(SqliteStore(path).read(no_tree)) == whole
    assert SqliteStore(path).open(no_tree)[1] == ""
    return notice


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file(path: Path, models: Models, whole: dict[str, object], share: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert "is damaged" in assert_set_aside_and_rebuilt(path, models, whole)


def test_an_empty_file_is_a_library_not_yet_filled(path: Path, models: Models, whole: dict[str, object]) -> None:
    path.write_bytes(b"")
    assert SqliteStore(path).open(no_tree)[1] == ""
    assert refresh(SqliteStore(path), [SHELF], models).first
    assert content(SqliteStore(path).read(no_tree)) == whole


@pytest.mark.parametrize("data", [b"not a database at all" * 400, bytes(8192), b"SQLite format 3\0" + bytes(8176)])
def test_something_else_in_its_place(path: Path, models: Models, whole: dict[str, object], data: bytes) -> None:
    path.write_bytes(data)
    assert_set_aside_and_rebuilt(path, models, whole)


def test_a_database_of_another_program(path: Path, models: Models, whole: dict[str, object]) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE chunks (id INTEGER PRIMARY KEY)")
    other.close()
    assert "not a library of this program" in assert_set_aside_and_rebuilt(path, models, whole)


@pytest.mark.slow
def test_a_flipped_bit_anywhere_is_noticed_or_harmless(
    path: Path, models: Models, whole: dict[str, object], tmp_path: Path
) -> None:
    data = path.read_bytes()
    page_size = 4096
    dice = random.Random(20261123)
    noticed = 0
    for page in range(len(data) // page_size):
        for offset in (dice.randrange(100), *(dice.randrange(page_size) for _ in range(3))):
            flipped = bytearray(data)
            flipped[page * page_size + offset] ^= 1 << dice.randrange(8)
            victim = tmp_path / "victim" / "library.db"
            shutil.rmtree(victim.parent, ignore_errors=True)
            victim.parent.mkdir()
            victim.write_bytes(flipped)
            snapshot, notice = SqliteStore(victim).open(no_tree)
            noticed += bool(notice)
            assert notice or content(snapshot) == whole, f"byte {offset} of page {page} went unnoticed"
            refresh(SqliteStore(victim), [SHELF], models)
            assert content(SqliteStore(victim).read(no_tree)) == whole
    assert noticed > len(data) // page_size, "most of the file is content"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chunks SET text = replace(text, '缓存', '缓冲') WHERE id = (SELECT min(id) FROM chunks)",
        "UPDATE chunks SET vector = zeroblob(length(vector)) WHERE id = (SELECT max(id) FROM chunks)",
        "UPDATE chunks SET position = position + 1",
        "DELETE FROM chunks WHERE id = (SELECT max(id) FROM chunks)",
        "UPDATE papers SET sections = '[]' WHERE id = (SELECT min(id) FROM papers)",
        "UPDATE pieces SET cosines = near",
        "DELETE FROM pieces WHERE id = (SELECT max(id) FROM pieces)",
        "DELETE FROM terms WHERE id = (SELECT min(id) FROM terms)",
        "UPDATE terms SET term = term || 'x' WHERE id = (SELECT max(id) FROM terms)",
        "UPDATE files SET digest = '0'",
        "UPDATE state SET body = replace(body, '\"generation\":1', '\"generation\":2')",
        "CREATE INDEX extra ON chunks (paper)",
    ],
)
def test_a_change_by_another_hand(path: Path, models: Models, whole: dict[str, object], statement: str) -> None:
    with sqlite3.connect(path) as other:
        other.execute(statement)
    other.close()
    with pytest.raises(StoreDamagedError):
        SqliteStore(path).read(no_tree)
    assert_set_aside_and_rebuilt(path, models, whole)


def test_a_refresh_mends_what_broke_after_opening(path: Path, models: Models, whole: dict[str, object]) -> None:
    data = bytearray(path.read_bytes())
    data[data.index("缓存".encode())] ^= 1
    path.write_bytes(data)
    report = refresh(SqliteStore(path), [SHELF], models)
    assert report.first
    assert "damaged" in report.rebuilt
    assert content(SqliteStore(path).read(no_tree)) == whole


def write_version(path: Path, version: int) -> None:
    """Make the library say of itself that it was written by another version, as that version would."""
    with sqlite3.connect(path) as other:
        body = other.execute("SELECT body FROM state").fetchone()[0]
        body = body.replace(f'"format":{STORE_FORMAT}', f'"format":{version}')
        other.execute("UPDATE state SET body = ?, crc = ?", (body, crc32(body.encode())))
        other.execute(f"PRAGMA user_version = {version}")
    other.close()


def test_a_library_of_a_later_version_is_left_alone(path: Path, models: Models, whole: dict[str, object]) -> None:
    write_version(path, 1000)
    with pytest.raises(StoreError, match="later version") as error:
        SqliteStore(path).open(no_tree)
    assert not isinstance(error.value, StoreDamagedError)
    with pytest.raises(StoreError, match="later version"):
        refresh(SqliteStore(path), [SHELF], models)
    assert list(path.parent.glob("*.aside-*")) == []


def test_a_library_of_an_earlier_version_is_made_anew(path: Path, models: Models, whole: dict[str, object]) -> None:
    write_version(path, 0)
    notice = assert_set_aside_and_rebuilt(path, models, whole)
    assert "was written by an earlier version" in notice
    assert "is damaged" not in notice


@pytest.mark.parametrize("companions", [(), ("-wal",), ("-wal", "-shm")])
def test_the_last_two_that_were_set_aside_are_kept(path: Path, models: Models, companions: tuple[str, ...]) -> None:
    refresh(SqliteStore(path), [SHELF], models)
    own = {path.with_name(name) for name in ("library.db.aside-mine", "library.db.aside-20200101T000000.000000.txt")}
    for file in own:
        file.write_text("somebody's own", "utf-8")
    asides: list[Path] = []
    for number in range(4):
        path.write_bytes(f"damage {number} ".encode() * 1000)
        asides.append(path.with_name(SqliteStore(path).open(no_tree)[1].split("set aside as ")[1].split()[0]))
        for ending in companions:
            Path(f"{asides[-1]}{ending}").write_bytes(b"what belonged to it")
        there = set(path.parent.glob("library.db.aside-*"))
        kept = {Path(f"{aside}{ending}") for aside in asides[-2:] for ending in ("", *companions)}
        assert there == own | kept
    assert asides[-1].read_bytes().startswith(b"damage 3")
