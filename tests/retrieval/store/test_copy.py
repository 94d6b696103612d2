"""A library copied beside a copy of its notes knows them already."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.errors import StoreError
from retrieval.indexing.indexer import Models
from retrieval.indexing.refresh import refresh
from retrieval.store import SqliteStore, copy_library
from tests.retrieval.store.store_fixtures import CountingEmbedder, Shelf, content, no_tree, note

FILES = {f"file{i}": [note(f"llm/paper{i}", f"第 {i} 篇讲的是分块与缓存。" * 8)] for i in range(6)}


@pytest.mark.parametrize("moved", [True, False])
def test_nothing_is_read_or_embedded_again(tmp_path: Path, path: Path, models: Models, moved: bool) -> None:
    before, after = tmp_path / "笔记", tmp_path / ("copy: 1" if moved else "笔记")
    refresh(SqliteStore(path), [Shelf(root=str(before), **FILES)], models)
    whole = content(SqliteStore(path).read(no_tree))
    copy = tmp_path / "scratch" / "library.db"
    copy_library(path, copy, {before: after})
    assert content(SqliteStore(copy).read(no_tree)) == whole
    embedder = models.embedder
    assert isinstance(embedder, CountingEmbedder)
    embedder.documents = []
    shelf = Shelf(root=str(after), **{name: notes for name, notes in FILES.items() if name != "file5"})
    report = refresh(SqliteStore(copy), [shelf], models)
    assert (report.unchanged, report.removed, report.added, report.changed) == (5, ("llm/paper5",), (), ())
    assert shelf.reads == []
    assert embedder.documents == []
    assert SqliteStore(copy).open(no_tree)[1] == "", "the copy is whole"
    assert content(SqliteStore(path).read(no_tree)) == whole, "the library itself is as it was"


def test_what_is_no_library_is_not_copied(tmp_path: Path, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no library" * 1000)
    with pytest.raises(StoreError):
        copy_library(path, tmp_path / "scratch" / "library.db", {})
