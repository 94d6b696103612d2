"""Several processes at work on one library neither harm it nor see it half done."""

from __future__ import annotations

import threading
from multiprocessing.connection import Connection
from pathlib import Path

from retrieval.indexing.indexer import Models
from retrieval.indexing.refresh import refresh
from retrieval.store import SqliteStore
from tests.processes import PROCESSES
from tests.retrieval.store.store_fixtures import Shelf, content, no_tree, note, small_models


def shelf(version: int) -> Shelf:
    return Shelf(**{f"file{i}": [note(f"llm/paper{i}", f"第 {version} 版。", f"第 {i} 篇。")] for i in range(30)})


def refresh_when_told(path: Path, talk: Connection) -> None:
    models = small_models()
    talk.send("ready")
    talk.recv()
    report = refresh(SqliteStore(path), [shelf(1)], models)
    talk.send((len(report.added), report.unchanged))


def test_two_processes_that_make_the_library_at_once(path: Path, models: Models, tmp_path: Path) -> None:
    talks = []
    for _ in range(2):
        ours, theirs = PROCESSES.Pipe()
        process = PROCESSES.Process(target=refresh_when_told, args=(path, theirs))
        process.start()
        talks.append((process, ours))
    for _, talk in talks:
        assert talk.recv() == "ready"
    for _, talk in talks:
        talk.send("go")
    done = sorted(talk.recv() for _, talk in talks)
    for process, talk in talks:
        process.join()
        talk.close()
    assert done == [(0, 30), (30, 0)], "one does the work, the other finds nothing to do"
    refresh(SqliteStore(tmp_path / "alone.db"), [shelf(1)], models)
    assert content(SqliteStore(path).read(no_tree)) == content(SqliteStore(tmp_path / "alone.db").read(no_tree))


def test_readers_see_before_or_after(path: Path, models: Models) -> None:
    refresh(SqliteStore(path), [shelf(0)], models)
    seen: list[set[str]] = []
    finished = threading.Event()

    def keep_reading() -> None:
        while not finished.is_set():
            snapshot, notice = SqliteStore(path).open(no_tree)
            assert not notice
            seen.append({chunk.text for chunk in snapshot.chunks if "版" in chunk.text})

    reader = threading.Thread(target=keep_reading)
    reader.start()
    try:
        for version in range(1, 9):
            refresh(SqliteStore(path), [shelf(version)], models)
    finally:
        finished.set()
        reader.join()
    assert seen
    assert {len(texts) for texts in seen} == {1}, "all papers are of one version"
