"""Announcing as a whole never stops for good: whatever goes wrong once, the next note is announced."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.announce import service as announcing
from bot.announce.service import Announcer
from bot.clock import SystemClock
from bot.config.load import read_settings
from bot.config.settings import Settings
from bot.errors import RepositoryError
from bot.ingest import watch
from bot.library import open_library
from bot.state import Database, open_database
from bot.subscriptions.filters import SubscriptionFilter
from retrieval import Duplicate, Library, StoreError
from tests.bot.announce.recipients import deliveries, subscribe

PATIENCE = 30.0
NOTE = "---\ntitle: {title}\ndate: 2025-01\nsummary: {{zh: 摘要, en: A summary.}}\n---\n## 贡献\n\n正文。\n"


class Panic(BaseException):
    """As libraries in Rust raise it: no Exception."""


FAULTS = [
    *(RecursionError("too deep"), ValueError("a part of a note"), MemoryError(), KeyError("x"), Panic("unwrap")),
    *(StoreError("The library is busy."), OSError(28, "No space left on device")),
]


class Sender:
    """Sends nothing, and tells when there is something to send; ``faults`` come first."""

    def __init__(self) -> None:
        self.faults: list[BaseException] = []
        self.runs = 0
        self.woken = asyncio.Event()
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        self.runs += 1
        if self.faults:
            raise self.faults.pop()
        await self._stopped.wait()

    def stop(self) -> None:
        self._stopped.set()

    def wake(self) -> None:
        self.woken.set()


class House:
    """A library over a few notes, a reader who wants everything, and the announcer."""

    def __init__(self, settings: Settings, library: Library, database: Database) -> None:
        self.settings, self.library, self.database = settings, library, database
        self.sender = Sender()
        self.told: list[str] = []
        self.telling_fails = False

    def write(self, name: str) -> None:
        (self.settings.sources[0] / f"{name}.md").write_text(NOTE.format(title=name), "utf-8")

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        async def tell(reason: str) -> None:
            self.told.append(reason)
            if self.telling_fails:
                raise RuntimeError("Telegram is away")

        async def tell_duplicates(found: Sequence[Duplicate]) -> None:
            await tell(", ".join(one.file for one in found))

        parts = (self.settings, self.library, self.database, SystemClock(), self.sender)
        announcer = Announcer(*parts, tell, tell_duplicates)
        announcer.start()
        try:
            yield
        finally:
            await asyncio.wait_for(announcer.stop(), PATIENCE)

    async def is_announced(self, name: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while name not in {row[1] for row in deliveries(self.database)}:
                self.sender.woken.clear()
                await self.sender.woken.wait()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(watch, "REST_SECONDS", 0.05)
    for module in (watch, announcing):
        monkeypatch.setattr(module, "pause_after", lambda _: 0.01)
    (tmp_path / "notes").mkdir()
    file = tmp_path / "config.yaml"
    file.write_text("announcements: {settle_seconds: 0}\nrescan_seconds: 1\n", "utf-8")
    settings = read_settings(file)
    (tmp_path / "notes" / "known.md").write_text(NOTE.format(title="known"), "utf-8")
    with open_library(settings) as library, open_database(settings.database) as database:
        library.refresh()
        subscribe(database, 4711, SubscriptionFilter("all", ""))
        yield House(settings, library, database)


def failing_first(call: Callable[..., Any], *faults: BaseException) -> Callable[..., Any]:
    """Return ``call`` with faults that come before it works."""
    left = [*faults]

    def first_fails(*arguments: Any, **others: Any) -> Any:
        if left:
            raise left.pop(0)
        return call(*arguments, **others)

    return first_fails


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
async def test_a_refresh_that_fails_once_loses_no_note(
    house: House, fault: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.library, "refresh", failing_first(house.library.refresh, fault, fault))
    async with house.at_work():
        house.write("next")
        await house.is_announced("next")
        house.write("after")
        await house.is_announced("after")
    (told,) = house.told
    assert "refreshing the library failed" in told or str(fault) == told
    assert "a part of a note" not in told


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
@pytest.mark.parametrize("part", ["planning", "watching", "sending"])
async def test_any_part_that_fails_begins_anew(
    house: House, part: str, fault: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    if part == "planning":
        monkeypatch.setattr(announcing, "plan", failing_first(announcing.plan, fault))
    elif part == "watching":
        monkeypatch.setattr(announcing, "keep_up", failing_first(announcing.keep_up, fault))
    else:
        house.sender.faults = [fault]
    async with house.at_work():
        async with asyncio.timeout(PATIENCE):
            while not house.told:
                await asyncio.sleep(0.01)
        house.write("next")
        await house.is_announced("next")
    assert len(house.told) == 1
    assert part in house.told[0] or str(fault) == house.told[0]
    assert house.sender.runs == (2 if part == "sending" else 1)


async def test_administrators_who_cannot_be_told_stop_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    house.telling_fails = True
    monkeypatch.setattr(house.library, "refresh", failing_first(house.library.refresh, ValueError("x")))
    async with house.at_work():
        house.write("next")
        await house.is_announced("next")
    assert "Traceback" in caplog.text


async def test_a_fault_with_a_new_text_every_time_is_told_a_few_times(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [StoreError(f"attempt {number}") for number in range(30)]
    monkeypatch.setattr(house.library, "refresh", failing_first(house.library.refresh, *faults))
    async with house.at_work():
        house.write("next")
        await house.is_announced("next")
    assert house.told == [f"attempt {number}" for number in range(5)]


async def test_a_pull_that_fails_is_tried_again_and_one_under_way_does_not_hold_up_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulls: list[BaseException | None] = [RepositoryError("no way"), ValueError("x"), None]
    given_up = asyncio.Event()
    under_way = asyncio.Event()

    class Pulled:
        def __init__(self, *_: object) -> None:
            pass

        async def pull(self) -> bool:
            if fault := pulls.pop(0):
                raise fault
            under_way.set()
            try:
                await asyncio.Event().wait()
            finally:
                given_up.set()
            return True

    monkeypatch.setattr(announcing, "Repository", Pulled)
    repository = house.settings.repository.model_copy(update={"url": "https://host/x", "pull_minutes": 0.0001})
    house.settings = house.settings.model_copy(update={"repository": repository})
    async with house.at_work():
        await asyncio.wait_for(under_way.wait(), PATIENCE)
    assert given_up.is_set()
    assert [told.split(" (")[0] for told in house.told] == ["no way", "pulling the repository failed"]


async def test_the_names_of_categories_are_watched_too(house: House, tmp_path: Path) -> None:
    file = tmp_path / "names" / "categories.yaml"
    file.parent.mkdir()
    house.settings = house.settings.model_copy(update={"categories": file})
    file.write_text("categories: []\n", "utf-8")
    refreshed = asyncio.Event()
    loop = asyncio.get_running_loop()
    house.library = open_library(house.settings)
    refresh = house.library.refresh

    def told() -> object:
        report = refresh()
        loop.call_soon_threadsafe(refreshed.set)
        return report

    house.library.refresh = told  # type: ignore[method-assign, assignment]
    with house.library:
        async with house.at_work():
            await asyncio.wait_for(refreshed.wait(), PATIENCE)
            refreshed.clear()
            beside = file.with_name("new.tmp")
            beside.write_text("categories: [{path: llm, zh: 大模型, en: LLM}]\n", "utf-8")
            beside.replace(file)
            await asyncio.wait_for(refreshed.wait(), PATIENCE)
