"""A refresh that is killed at any moment leaves the library as it was before or as it would have been after."""

from __future__ import annotations

import random
import shutil
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from retrieval.indexing.refresh import refresh
from retrieval.store import SqliteStore
from retrieval.store.integrity import State
from retrieval.types import Note
from tests.processes import PROCESSES
from tests.retrieval.store.store_fixtures import Shelf, content, no_tree, note, small_models

KILLS = 50
SEED = 20261123


def some_note(dice: random.Random, name: str) -> list[Note]:
    words = ["缓存", "分块", "注意力", "流水线", "气泡", "专家并行", "量化", "attention", "kernel", "pipeline"]
    texts = ("".join(dice.choices(words, k=60)) for _ in range(dice.randrange(3, 9)))
    return [note(f"llm/{name}", *texts)]


def change_some(dice: random.Random, shelf: Shelf) -> None:
    """Edit, add and remove a few notes."""
    for _ in range(dice.randrange(4, 12)):
        name = f"note{dice.randrange(40)}"
        if dice.random() < 0.25:
            shelf.files.pop(name, None)
        else:
            shelf.files[name] = some_note(dice, name)


def refresh_in_child(path: Path, shelf: Shelf, say: Connection) -> None:
    models = small_models()
    say.send("ready")
    refresh(SqliteStore(path), [shelf], models)
    say.send("done")


def run_child(path: Path, shelf: Shelf, patience: float) -> float:
    """Let a child refresh and kill it after ``patience`` seconds; give how long it was at work."""
    hear, say = PROCESSES.Pipe(duplex=False)
    child = PROCESSES.Process(target=refresh_in_child, args=(path, shelf, say))
    child.start()
    say.close()
    assert hear.recv() == "ready"
    started = time.perf_counter()
    hear.poll(patience)
    took = time.perf_counter() - started
    child.kill()
    child.join()
    hear.close()
    return took


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_kill_at_any_moment_leaves_before_or_after(tmp_path: Path) -> None:
    dice, models, shelf = random.Random(SEED), small_models(), Shelf()
    path, rehearsal = tmp_path / "data" / "library.db", tmp_path / "rehearsal" / "library.db"
    for i in range(40):
        shelf.files[f"note{i}"] = some_note(dice, f"note{i}")
    refresh(SqliteStore(path), [shelf], models)
    spans, outcomes = [], []
    for kill in range(-3, KILLS):
        change_some(dice, shelf)
        shutil.rmtree(rehearsal.parent, ignore_errors=True)
        if kill % 6 == 0:  # now and then it is the very first refresh
            shutil.rmtree(path.parent)
            before = State()
        else:
            shutil.copytree(path.parent, rehearsal.parent)
            before = SqliteStore(path).state()
        if kill < 0 or kill % 6 == 0:  # the machine's mood changes: measure the span of a refresh again
            spans.append(run_child(rehearsal, shelf, patience=60.0))
        else:
            refresh(SqliteStore(rehearsal), [shelf], models)
        after = SqliteStore(rehearsal).state()

        run_child(path, shelf, patience=dice.uniform(0.0, 1.2 * max(spans[-3:])))
        snapshot, notice = SqliteStore(path).open(no_tree)
        assert notice == ""
        assert snapshot.state in (before, after)
        outcomes.append("after" if snapshot.state == after else "before")
        refresh(SqliteStore(path), [shelf], models)
        assert content(SqliteStore(path).read(no_tree)) == content(SqliteStore(rehearsal).read(no_tree))
    assert {*outcomes} == {"before", "after"}, "the moments were spread over the whole refresh"
