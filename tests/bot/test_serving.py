"""A library that was filled once is served whatever keeps it from being brought up to date."""

from __future__ import annotations

import fcntl
import io
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bot.cli.main import main

ROOT = Path(__file__).parents[2]
QUESTION = "KV 缓存像操作系统那样分页管理是怎么做的？"
NOTES = ("2023-09", "2024-07", "2023-11", "2022-05")
SMALL_FILES = 8192
"""Bytes: less than SQLite needs to begin to read, and more than a sentence takes."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a configuration, a folder of notes with a category file and a glossary, and the library over them."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "notes" / "llm").mkdir(parents=True)
    for file in (ROOT / "notes").rglob("*.md"):
        if file.name.startswith(NOTES):
            shutil.copy(file, folder / "notes" / "llm")
    (folder / "categories.yaml").write_text("topics:\n  - {path: llm, zh: 大模型, en: Models}\n", "utf-8")
    (folder / "glossary.yaml").write_text("same: [[MoE, Mixture of Experts]]\n", "utf-8")
    (folder / "config.yaml").write_text(
        "sources: notes\ncategories: categories.yaml\nglossary: glossary.yaml\ndata: data\n", "utf-8"
    )
    with pytest.raises(SystemExit):
        main(["--config", str(folder / "config.yaml"), "index"])
    return folder


@pytest.fixture
def place(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "place"))


@contextmanager
def lock_is_a_folder(place: Path) -> Iterator[None]:
    lock = place / "data" / "library.db.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    yield


@contextmanager
def source_is_gone(place: Path) -> Iterator[None]:
    (place / "notes").rename(place / "elsewhere")
    yield


@contextmanager
def source_is_something_else(place: Path) -> Iterator[None]:
    shutil.rmtree(place / "notes")
    (place / "notes").write_text("a file in place of the folder", "utf-8")
    yield


@contextmanager
def names_are_broken(place: Path) -> Iterator[None]:
    (place / "categories.yaml").write_text("topics: [{path: llm\n", "utf-8")
    yield


@contextmanager
def glossary_is_broken(place: Path) -> Iterator[None]:
    (place / "glossary.yaml").write_text("same: [[MoE\n", "utf-8")
    yield


@contextmanager
def names_are_gone(place: Path) -> Iterator[None]:
    (place / "categories.yaml").unlink()
    yield


@contextmanager
def others_index(place: Path) -> Iterator[None]:
    with (place / "data" / "library.db.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def data_is_read_only(place: Path) -> Iterator[None]:
    data = place / "data"
    with ExitStack() as undoing:
        for command in (["mount", "--bind", data, data], ["mount", "-o", "remount,bind,ro", data]):
            if subprocess.run(command, capture_output=True, check=False).returncode:
                pytest.skip("making a folder read-only needs the right to mount")
            if command[1] == "--bind":
                undoing.callback(subprocess.run, ["umount", data], check=True)
        yield


Situation = Callable[[Path], "contextmanager[None]"]
SITUATIONS = [
    lock_is_a_folder, source_is_gone, source_is_something_else, names_are_broken, names_are_gone, glossary_is_broken,
    others_index, data_is_read_only,
]  # fmt: skip


def said(capsys: pytest.CaptureFixture[str], place: Path, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["--config", str(place / "config.yaml"), *arguments])
    output = capsys.readouterr()
    return int(ended.value.code or 0), output.out, output.err


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_was_indexed_is_served_with_one_warning(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: Path, situation: Situation
) -> None:
    with situation(place):
        code, out, err = said(capsys, place, "ask", QUESTION)
        assert (code, "PagedAttention" in out) == (0, True), err
        code, out, err = said(capsys, place, "list")
        assert (code, "PagedAttention" in out) == (0, True), err
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{QUESTION}\n"))
        code, out, err = said(capsys, place, "chat")
        assert (code, "PagedAttention" in out) == (0, True), err
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        # the one that indexes first, like the bot
        code, out, err = said(capsys, place, "demo")
        assert (code, "PagedAttention" in out) == (0, True), err
    assert err.count("what was indexed before is served") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "situation", [lock_is_a_folder, source_is_gone, names_are_broken, glossary_is_broken, data_is_read_only]
)
def test_indexing_itself_fails_with_the_reason(
    capsys: pytest.CaptureFixture[str], place: Path, situation: Situation
) -> None:
    (place / "notes" / "llm" / "2025-01-New.md").write_text("---\ntitle: New\ndate: 2025-01\n---\nText.\n", "utf-8")
    with situation(place):
        code, out, err = said(capsys, place, "index")
    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("command", [("ask", QUESTION), ("list",), ("demo",)])
@pytest.mark.parametrize("situation", [lock_is_a_folder, source_is_gone, names_are_broken])
def test_without_a_library_it_ends_with_a_sentence(
    capsys: pytest.CaptureFixture[str], place: Path, situation: Situation, command: tuple[str, ...]
) -> None:
    (place / "data" / "library.db").unlink()
    with situation(place):
        code, out, err = said(capsys, place, *command)
    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert "is served" not in err


def test_a_library_of_another_model_is_listed_but_not_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    monkeypatch.setattr("retrieval.indexing.indexer.TERMS_VERSION", 99)
    with lock_is_a_folder(place):
        code, out, err = said(capsys, place, "list")
        assert (code, "PagedAttention" in out, "is served" in err) == (0, True, True)
        code, out, err = said(capsys, place, "ask", QUESTION)
        assert (code, out) == (1, "")
        assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("kind", [MemoryError, ZeroDivisionError, OSError])
def test_indexing_may_fail_in_any_way(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: Path, kind: type[Exception]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise kind("of whatever kind")

    monkeypatch.setattr("retrieval.library.refresh", fails)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, out, err = said(capsys, place, "demo")
    assert (code, "PagedAttention" in out) == (0, True), err
    assert kind.__name__ in err


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_FILES, SMALL_FILES))


@pytest.mark.parametrize("log", ["none", "committed"])
def test_a_disk_that_takes_nothing_more(place: Path, log: str) -> None:
    if log == "committed":
        # as kill -9 leaves it when the disk has filled up
        code = (
            "import sqlite3, os, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
            "c.execute('PRAGMA wal_autocheckpoint=0'); c.execute('UPDATE papers SET digest = digest'); os._exit(9)"
        )
        subprocess.run([sys.executable, "-c", code, place / "data" / "library.db"], check=False)
        (place / "data" / "library.db-shm").unlink()
    result = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "--config", str(place / "config.yaml"), "demo"],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, preexec_fn=limit_files, check=False, cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "PagedAttention" in result.stdout
    assert result.stderr.count("is served") == 1


def test_a_source_that_comes_back_is_read_again(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    (place / "notes" / "llm" / "2025-01-New.md").write_text("---\ntitle: New\ndate: 2025-01\n---\nText.\n", "utf-8")
    with source_is_gone(place):
        assert "New" not in said(capsys, place, "list")[1]
    (place / "elsewhere").rename(place / "notes")
    assert "1 added" in said(capsys, place, "index")[1]
