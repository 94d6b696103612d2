"""Changes of notes are noticed, whatever is done to the files and whether or not the system reports it."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.ingest import file_events, watch
from bot.ingest.watch import Looking, changes, keep_up, on_changes
from retrieval import Look
from retrieval.sources.jekyll import JekyllSite
from retrieval.sources.look import look_below

PATIENCE = 20.0
BRISK = 0.05
"""Seconds between looks where the tests wait for one."""
SELDOM = 3600.0
"""Seconds between looks where only what the system tells can make one come in time."""


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "REST_SECONDS", 0.05)
    monkeypatch.setattr(file_events, "FIRST_WORD_MS", 50)


@pytest.fixture(params=["told", "untold"])
def rescan_seconds(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> float:
    """Have the system tell of changes and looks come too late, or looks come while the system tells of nothing."""
    if request.param == "told":
        return SELDOM
    deaf(monkeypatch)
    return BRISK


def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the system tell of nothing, as on a network mount."""

    def silence(*_: object, stop_event: threading.Event, **__: object) -> object:
        stop_event.wait()
        return iter(())

    monkeypatch.setattr(file_events, "watch", silence)


def look_at(*paths: Path, before: Callable[[], object] = lambda: None) -> Looking:
    """Look at sources at ``paths``, and do something ``before`` each look."""
    endings = (*JekyllSite.endings, *JekyllSite.also_watched)

    def look(given_up: Callable[[], bool]) -> Look | None:
        before()
        return Look.of_all(look_below(path, endings, given_up) for path in paths)

    return look


@contextlib.asynccontextmanager
async def watched(
    *paths: Path, rescan_seconds: float = SELDOM, before: Callable[[], object] = lambda: None
) -> AsyncIterator[AsyncIterator[None]]:
    stop = asyncio.Event()
    signs = changes(look_at(*paths, before=before), stop, rescan_seconds)
    try:
        yield signs
    finally:
        stop.set()
        await asyncio.wait_for(_rest(signs), PATIENCE)


async def _rest(signs: AsyncIterator[None]) -> None:
    with contextlib.suppress(RuntimeError):
        async for _ in signs:
            pass


async def sign(signs: AsyncIterator[None]) -> None:
    await asyncio.wait_for(anext(signs), PATIENCE)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "parent" / "notes"
    (folder / "llm").mkdir(parents=True)
    for name in ("llm/a.md", "b.md", "c.mkdown"):
        (folder / name).write_text("first", "utf-8")
    return folder


async def test_a_note_that_changes_right_after_a_sign_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    async with watched(tmp_path / "notes") as signs:
        for name in ("one.md", "two.md"):
            await sign(signs)
            (tmp_path / "notes" / name).write_text(name, "utf-8")
        await sign(signs)


def replaced(file: Path) -> None:
    """Save as many editors do: written beside, put in its place."""
    beside = file.with_name("new.tmp")
    beside.write_text(f"{file.read_text('utf-8')}.", "utf-8")
    beside.replace(file)


def replaced_by_an_older_one(file: Path) -> None:
    """Replace the file by one of the same size and an older time, as a restored copy is."""
    beside = file.with_name("old.tmp")
    beside.write_text(file.read_text("utf-8")[::-1], "utf-8")
    os.utime(beside, (1e9, 1e9))
    beside.replace(file)


def edited_and_its_time_set_back(file: Path) -> None:
    before = file.stat()
    file.write_text(file.read_text("utf-8")[::-1], "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def edited_by_sed(file: Path) -> None:
    subprocess.run(["sed", "-i", "s/$/./", str(file)], check=True)


def appended_to(file: Path) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write(".")


EDITS = (replaced, replaced_by_an_older_one, edited_and_its_time_set_back, edited_by_sed, appended_to)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("kind", ["index page", "folder"])
async def test_a_file_is_seen_to_change_again_and_again(
    notes: Path, rescan_seconds: float, edit: Callable[[Path], None], kind: str
) -> None:
    source = notes / "b.md" if kind == "index page" else notes
    async with watched(source, rescan_seconds=rescan_seconds) as signs:
        await sign(signs)
        for _ in range(3):
            edit(notes / "b.md")
            await sign(signs)


async def test_of_a_source_that_is_a_file_nothing_beside_it_counts(notes: Path) -> None:
    await _nothing_follows(notes / "b.md", lambda: replaced(notes / "c.mkdown"))


async def _nothing_follows(source: Path, harmless: Callable[[], object], looks: int = 3) -> None:
    """Have something harmless done and several looks follow without a sign."""
    looked, enough, loop = 0, asyncio.Event(), asyncio.get_running_loop()

    def counted() -> None:
        nonlocal looked
        looked += 1
        if looked > looks:
            loop.call_soon_threadsafe(enough.set)

    async with watched(source, rescan_seconds=BRISK, before=counted) as signs:
        await sign(signs)
        harmless()
        following = asyncio.ensure_future(anext(signs, None))
        looking = asyncio.ensure_future(enough.wait())
        await asyncio.wait({following, looking}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        assert looking.done()
        assert not following.done()
        following.cancel()
        await asyncio.wait({following})


@pytest.mark.parametrize(
    "harmless",
    [
        lambda notes: (notes / "empty").mkdir(),
        lambda notes: (notes / "picture.png").write_text("x", "utf-8"),
        lambda notes: (notes / ".b.md.swp").write_text("x", "utf-8"),
        lambda notes: (notes / ".git").mkdir() or (notes / ".git" / "index.md").write_text("x", "utf-8"),
        lambda notes: (notes / "b.md").read_text("utf-8"),
        lambda notes: (notes / "node_modules").mkdir() or (notes / "node_modules" / "x.md").write_text("x", "utf-8"),
    ],
)
async def test_where_no_note_changed_nothing_is_done(notes: Path, harmless: Callable[[Path], object]) -> None:
    await _nothing_follows(notes, lambda: harmless(notes))


def swap(folder: Path) -> None:
    """Put a copy in the folder's place, as a deploy does."""
    fresh = folder.with_name("fresh")
    shutil.copytree(folder, fresh)
    folder.rename(folder.with_name(f"old-{time.monotonic_ns()}"))
    fresh.rename(folder)


async def test_a_swapped_folder_and_what_comes_into_it(notes: Path, rescan_seconds: float) -> None:
    async with watched(notes, rescan_seconds=rescan_seconds) as signs:
        await sign(signs)
        for number in range(2):
            swap(notes)
            await sign(signs)
            (notes / f"later-{number}.md").write_text("x", "utf-8")
            await sign(signs)


@pytest.mark.parametrize("kind", ["source", "parent", "file"])
async def test_a_switched_link_and_what_comes_behind_it(tmp_path: Path, kind: str) -> None:
    for release in ("r1", "r2", "r3"):
        (tmp_path / release / "notes").mkdir(parents=True)
        (tmp_path / release / "notes" / "index.md").write_text("same", "utf-8")
    current = tmp_path / "current"
    below = {"source": "notes", "parent": "", "file": "notes/index.md"}[kind]
    source = current / "notes" if kind == "parent" else current
    current.symlink_to(tmp_path / "r1" / below)
    async with watched(source, rescan_seconds=BRISK) as signs:
        await sign(signs)
        for release in ("r2", "r3"):
            subprocess.run(["ln", "-sfn", str(tmp_path / release / below), str(current)], check=True)
            await sign(signs)
            appended_to(tmp_path / release / "notes" / "index.md")
            await sign(signs)


async def test_a_switched_link_is_told_of_by_the_system_too(tmp_path: Path) -> None:
    for release in ("r1", "r2"):
        (tmp_path / release).mkdir()
    (tmp_path / "current").symlink_to("r1")
    async with watched(tmp_path / "current") as signs:
        await sign(signs)
        subprocess.run(["ln", "-sfn", "r2", str(tmp_path / "current")], check=True)
        await sign(signs)


@pytest.mark.parametrize(
    "change",
    [
        lambda notes: (notes / "llm" / "a.md").unlink(),
        lambda notes: (notes / "llm" / "a.md").rename(notes / "a.md"),
        lambda notes: (notes / "b.md").rename(notes / "llm" / "b.md"),
        lambda notes: (notes / "llm").rename(notes / "agents"),
        lambda notes: shutil.rmtree(notes / "llm"),
        lambda notes: (notes / "_config.yml").write_text("url: x", "utf-8"),
        lambda notes: os.utime(notes / "c.mkdown", (1, 1)),
        lambda notes: (notes / "d.md").symlink_to("b.md"),
        lambda notes: (notes / "deep" / "er").mkdir(parents=True) or (notes / "deep/er/x.MD").write_text("x", "utf-8"),
    ],
)
async def test_whatever_happens_to_notes_is_seen(
    notes: Path, rescan_seconds: float, change: Callable[[Path], object]
) -> None:
    async with watched(notes, rescan_seconds=rescan_seconds) as signs:
        await sign(signs)
        change(notes)
        await sign(signs)


async def test_a_source_that_comes_later_goes_and_comes_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with watched(tmp_path / "notes", rescan_seconds=BRISK) as signs:
        await sign(signs)
        assert "cannot be watched for changes: it is not there" in caplog.text
        (tmp_path / "notes").mkdir()
        await sign(signs)
        (tmp_path / "notes" / "one.md").write_text("one", "utf-8")
        await sign(signs)
        (tmp_path / "notes").rename(tmp_path / "away")
        await sign(signs)
        (tmp_path / "away").rename(tmp_path / "notes")
        await sign(signs)
        appended_to(tmp_path / "notes" / "one.md")
        await sign(signs)
    assert caplog.text.count("it is not there") == 2


async def test_where_the_system_cannot_tell_looks_find_it(
    notes: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(*_: object, **__: object) -> object:
        raise OSError("OS file watch limit reached.")

    monkeypatch.setattr(file_events, "watch", refused)
    async with watched(notes, rescan_seconds=BRISK) as signs:
        await sign(signs)
        for _ in range(2):
            appended_to(notes / "b.md")
            await sign(signs)
    assert caplog.text.count("watch limit reached") == 1


async def test_what_is_written_all_the_time_is_taken_up_all_the_same(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "MAX_UNREST_SECONDS", 0.3)
    async with watched(notes, rescan_seconds=BRISK, before=lambda: appended_to(notes / "b.md")) as signs:
        for _ in range(3):
            await sign(signs)


async def test_a_look_that_hangs_holds_up_no_end(notes: Path) -> None:
    hanging = threading.Event()
    stop = asyncio.Event()
    first = asyncio.ensure_future(anext(changes(look_at(notes, before=hanging.wait), stop, BRISK), None))
    await asyncio.sleep(0)
    stop.set()
    assert await asyncio.wait_for(first, PATIENCE) is None
    hanging.set()


async def test_what_changes_during_the_work_is_worked_on_after(notes: Path, rescan_seconds: float) -> None:
    stop, seen = asyncio.Event(), []

    async def work() -> bool:
        there = sorted(file.stem for file in notes.glob("new-*.md"))
        seen.append(there)
        if len(there) == 3:
            stop.set()
        else:
            # after what this work has read, and before it is done
            (notes / f"new-{len(there)}.md").write_text("x", "utf-8")
        return True

    await asyncio.wait_for(keep_up(look_at(notes), rescan_seconds, stop, work), PATIENCE)
    assert seen[-1] == ["new-0", "new-1", "new-2"]


async def test_work_that_fails_is_tried_again_though_nothing_changed(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[int] = []
    monkeypatch.setattr(watch, "pause_after", lambda failures: pauses.append(failures) or 0.01)
    stop, results = asyncio.Event(), [False, False, True]

    async def work() -> bool:
        result = results.pop(0)
        if not results:
            stop.set()
        return result

    await asyncio.wait_for(keep_up(look_at(notes), SELDOM, stop, work), PATIENCE)
    assert pauses == [1, 2]


def test_the_command_line_goes_on_after_a_failure_until_it_is_interrupted(notes: Path) -> None:
    done = []

    def work() -> bool:
        done.append(len(done))
        if len(done) == 3:
            raise KeyboardInterrupt
        appended_to(notes / "b.md")
        return len(done) > 1

    on_changes(look_at(notes), BRISK, work)
    assert done == [0, 1, 2]


def test_a_change_under_a_busy_loop_of_hints_costs_few_looks(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []
    look = look_at(notes, before=lambda: looks.append(time.monotonic()))
    monkeypatch.setattr(watch, "Listener", _Chatterer)
    monkeypatch.setattr(watch, "REST_SECONDS", 0.2)

    async def watch_for_a_second() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(1.0, stop.set)
        async for _ in changes(look, stop, SELDOM):
            pass

    asyncio.run(watch_for_a_second())
    assert 2 <= len(looks) <= 8


class _Chatterer(SimpleNamespace):
    """Hints all the time."""

    def __init__(self, hint: asyncio.Event, _: float) -> None:
        hint.clear = hint.set  # type: ignore[method-assign]
        hint.set()

    def turn_to(self, _: object) -> None:
        """Go on."""

    def close(self) -> None:
        """Go on."""
