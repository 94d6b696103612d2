"""A note that takes too much is skipped with its reason, and nobody else notices."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from retrieval.errors import NoteError, RefreshStoppedError, StoreError
from retrieval.indexing.analysis import LocalAnalyst
from retrieval.indexing.analysis_worker import Limits
from retrieval.indexing.bounded_analyst import BoundedAnalyst
from retrieval.indexing.indexer import Models
from retrieval.indexing.refresh import refresh
from retrieval.sources import Site, open_source
from retrieval.store import SqliteStore
from tests.retrieval.indexing.costly import CostlyShelf
from tests.retrieval.store.store_fixtures import Shelf, content, no_tree, note, small_models

GOOD = note("llm/good", "把 KV 缓存切成固定大小的块。", "块表把逻辑块映射到物理块。")
OTHER = note("llm/other", "ZeRO 把优化器状态切分到各个设备。")
LIMITS = Limits(cpu_seconds=1, memory_bytes=200 * 1024 * 1024)


@pytest.fixture
def analyst(models: Models) -> Iterator[BoundedAnalyst]:
    with BoundedAnalyst(models.bundled, LIMITS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("spin", "more than 1 s of computing"),
        ("match", "more than 1 s of computing"),
        ("hoard", "too much memory"),
        ("abort", "ended the program that read it"),
        ("recurse", "RecursionError"),
        ("fail", "ZeroDivisionError: one by none"),
    ],
)
def test_a_costly_note_is_skipped_with_its_reason_and_the_others_are_served(
    path: Path, models: Models, analyst: BoundedAnalyst, tmp_path: Path, name: str, reason: str
) -> None:
    shelf = CostlyShelf(tmp_path / "begun", a=[GOOD], z=[OTHER], **{name: [note("llm/bad", "x")]})
    report = refresh(SqliteStore(path), [shelf], models, analyst=analyst)
    assert report.added == ("llm/good", "llm/other")
    (skipped,) = report.skipped
    assert skipped.file == name
    assert reason in skipped.reason
    assert {paper.path for paper in SqliteStore(path).read(no_tree).papers} == {"llm/good", "llm/other"}


def test_a_costly_note_is_not_read_again_on_the_same_day(
    path: Path, models: Models, analyst: BoundedAnalyst, tmp_path: Path
) -> None:
    begun, today = tmp_path / "begun", date(2026, 5, 1)
    shelf = CostlyShelf(begun, spin=[note("llm/bad", "x")])
    first = refresh(SqliteStore(path), [shelf], models, analyst=analyst, today=today)
    begun.unlink()
    again = refresh(SqliteStore(path), [shelf], models, analyst=analyst, today=today)
    assert again.skipped == first.skipped, "it is still told"
    assert not begun.exists()
    refresh(SqliteStore(path), [shelf], models, analyst=analyst, today=today + timedelta(days=1))
    assert begun.exists(), "another day the machine may be less busy"


def test_what_comes_out_is_what_comes_out_in_this_process(
    path: Path, models: Models, analyst: BoundedAnalyst, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for name in ("a", "b"):
        (notes / f"{name}.md").write_text(
            f"---\ntitle: {name}\ndate: 2024-05\n---\n## 方法\n\n分块缓存 {name}。", "utf-8"
        )
    refresh(SqliteStore(path), [open_source(notes, Site(), today=lambda: date(2026, 5, 1))], models, analyst=analyst)
    here = tmp_path / "here" / "library.db"
    refresh(SqliteStore(here), [open_source(notes, Site())], models, analyst=LocalAnalyst(models.bundled))
    assert content(SqliteStore(path).read(no_tree)) == content(SqliteStore(here).read(no_tree))


def test_notes_are_analysed_anew_when_the_models_change(path: Path, analyst: BoundedAnalyst, tmp_path: Path) -> None:
    shelf = Shelf(a=[GOOD], b=[OTHER])
    refresh(SqliteStore(path), [shelf], small_models(0), analyst=LocalAnalyst(small_models(0).bundled))
    other = small_models(1)
    with BoundedAnalyst(other.bundled, LIMITS) as anew:
        report = refresh(SqliteStore(path), [shelf], other, analyst=anew)
    assert report.rebuilt
    fresh = tmp_path / "fresh" / "library.db"
    refresh(SqliteStore(fresh), [shelf], other)
    assert content(SqliteStore(path).read(no_tree)) == content(SqliteStore(fresh).read(no_tree))


def test_stopping_ends_a_refresh_under_way_and_leaves_the_library_as_it_was(
    path: Path, models: Models, tmp_path: Path
) -> None:
    refresh(SqliteStore(path), [Shelf(a=[GOOD])], models)
    before = path.read_bytes()
    analyst = BoundedAnalyst(models.bundled, Limits())
    begun = tmp_path / "begun"
    os.mkfifo(begun)
    raised: list[BaseException] = []

    def work() -> None:
        try:
            refresh(SqliteStore(path), [Shelf(a=[GOOD]), CostlyShelf(begun, slow=[OTHER])], models, analyst=analyst)
        except StoreError as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.read_text() == "slow"
    started = time.monotonic()
    analyst.stop()
    thread.join()
    assert time.monotonic() - started < 5.0
    assert [type(error) for error in raised] == [RefreshStoppedError]
    assert path.read_bytes() == before
    with pytest.raises(RefreshStoppedError):
        analyst.read(Shelf(a=[GOOD]), next(Shelf(a=[GOOD]).scan()))  # type: ignore[arg-type]
    analyst.close()


def process_of(analyst: BoundedAnalyst) -> int:
    assert analyst._worker is not None
    return analyst._worker.process.pid


def test_the_process_is_used_again_and_made_anew_where_it_ended(models: Models) -> None:
    shelf = Shelf(a=[GOOD])
    (file,) = shelf.scan()
    pids = []
    for limits in (LIMITS, LIMITS, Limits(cpu_seconds=2)):
        with BoundedAnalyst(models.bundled, limits) as analyst:
            first = analyst.read(shelf, file)  # type: ignore[arg-type]
            pids.append(process_of(analyst))
    assert pids[0] == pids[1] != pids[2], "other limits need another process"
    with BoundedAnalyst(models.bundled, limits) as analyst:
        os.kill(pids[2], 9)
        os.waitid(os.P_PID, pids[2], os.WEXITED | os.WNOWAIT)
        assert analyst.read(shelf, file) == first  # type: ignore[arg-type]
        assert process_of(analyst) != pids[2]


def test_the_process_ends_with_the_program() -> None:
    program = (
        "from retrieval import BoundedAnalyst\n"
        "from tests.retrieval.store.store_fixtures import Shelf, note, small_models\n"
        "shelf = Shelf(a=[note('llm/a', 'x')])\n"
        "with BoundedAnalyst(small_models().bundled) as analyst:\n"
        "    analyst.read(shelf, *shelf.scan())\n"
        "    print(analyst._worker.process.pid)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_errors_about_notes_travel_between_processes() -> None:
    error = pickle.loads(pickle.dumps(NoteError("a.md", "has no title", 3)))  # noqa: S301
    assert (error.file, error.reason, error.line, str(error)) == ("a.md", "has no title", 3, "a.md:3: has no title")
