"""A second file of a paper is never news: real notes, a real library and database, both opened anew at times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.announce.detect import content_of, detect_changes
from bot.announce.plan import Planned, plan
from bot.announce.reported_duplicates import take_untold
from bot.config.settings import AnnouncementSettings
from bot.state import Database, open_database
from bot.state.schema import AnnouncementRow, DeliveryRow, SubscriptionRow
from bot.subscriptions.filters import SubscriptionFilter
from retrieval import Library, Site, open_source
from retrieval.indexing.deduplicate import Candidate, merge
from retrieval.types import Duplicate, Paper
from tests.bot.announce.papers import HandClock, paper
from tests.bot.announce.recipients import deliveries, subscribe
from tests.retrieval.indexing.test_deduplicate import OTHER_TEXT, write
from tests.retrieval.store.store_fixtures import small_embedder

RULES = AnnouncementSettings(settle_seconds=60)
HEAD = "paper: https://arxiv.org/abs/2301.{number:05}"
EVERYTHING, LLM = SubscriptionFilter("all"), SubscriptionFilter("category", "llm")


@dataclass
class Desk:
    """A collection that is watched, with a reader of everything and one of a category."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    library: Library | None = None
    database: Database | None = None

    def __enter__(self) -> Desk:
        self.notes = self.folder / "notes"
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        sources = [open_source(self.notes, Site())]
        self.library = Library.open(self.folder / "data", sources, small_embedder())
        self.database = open_database(self.folder / "bot.db")

    def close(self) -> None:
        self.library.close()
        self.database.close()

    def restart(self) -> None:
        self.close()
        self.open()

    def note(self, name: str, number: int, *head: str, title: str = "", **others: str) -> Path:
        return write(self.notes, name, title or f"Paper {number}", HEAD.format(number=number), *head, **others)

    async def looks(self) -> list[str]:
        """Refresh, let everything rest, and give the paths that are announced."""
        self.library.refresh()
        told: list[str] = []
        for _ in range(2):
            planned: Planned = await plan(self.database, self.library, self.clock, RULES)
            told += [one.paper.path for one in planned.news]
            self.clock.moment += 60
        return told

    def announcements(self) -> list[tuple[str, str, bool]]:
        query = select(AnnouncementRow).order_by(AnnouncementRow.id)
        rows = self.database.run_now(lambda session: session.scalars(query).all())
        return [(row.kind, row.path, row.withdrawn_at is not None) for row in rows]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "notes").mkdir()
    opened = Desk(tmp_path)
    for number in range(1, 4):
        opened.notes = tmp_path / "notes"
        opened.note(f"llm/inference/old{number}.md", number)
    with opened:
        yield opened


async def begin(desk: Desk) -> None:
    assert await desk.looks() == []
    subscribe(desk.database, 1, EVERYTHING)
    subscribe(desk.database, 2, SubscriptionFilter("category", "systems"))


@pytest.mark.parametrize("restart", [False, True])
async def test_copies_are_never_news(desk: Desk, restart: bool) -> None:
    await begin(desk)
    steps = {
        "llm/inference/new.md": 9,
        "llm/inference/new (conflicted copy 2024-05-01).md": 9,
        "llm/inference/new（冲突副本）.md": 9,
        "systems/new.md": 9,
        "systems/old3.md": 3,
        "备份/old1.md": 1,
    }
    told = []
    for name, number in steps.items():
        desk.note(name, number)
        told += await desk.looks()
        if restart:
            desk.restart()
    assert told == ["llm/inference/new"]
    assert len(desk.library.papers()) == 4
    assert [row[1] for row in deliveries(desk.database)] == ["llm/inference/new"]


async def test_a_paper_that_appears_in_two_categories_is_told_once_to_readers_of_either(desk: Desk) -> None:
    await begin(desk)
    subscribe(desk.database, 3, LLM)
    desk.note("llm/new.md", 9)
    desk.note("systems/new.md", 9)
    assert await desk.looks() == ["llm/new"]
    told = [(row[1], row[2], row[3], row[5].chat_id) for row in deliveries(desk.database)]
    assert sorted(told) == [
        ("llm/new", "all", "", 1),
        ("llm/new", "category", "llm", 3),
        ("llm/new", "category", "systems", 2),
    ]


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("told_before", [False, True])
@pytest.mark.parametrize("copy", ["a/first (conflicted copy).md", "z/副本/last.md"])
async def test_what_stays_when_the_original_goes_is_the_same_paper(
    desk: Desk, copy: str, told_before: bool, restart: bool
) -> None:
    number, original = (9, "llm/new.md") if told_before else (2, "llm/inference/old2.md")
    await begin(desk)
    if told_before:
        desk.note(original, number)
        assert await desk.looks() == ["llm/new"]
    subscribe(desk.database, 5, SubscriptionFilter("paper", original.removesuffix(".md")))
    desk.note(copy, number, title="As the copy calls it")
    assert await desk.looks() == []
    if restart:
        desk.restart()
    (desk.notes / original).unlink()
    assert await desk.looks() == []
    path = copy.removesuffix(".md")
    assert desk.announcements() == ([("new", path, False)] if told_before else [])
    query = select(SubscriptionRow.value).where(SubscriptionRow.kind == "paper")
    assert desk.database.run_now(lambda session: session.scalars(query).all()) == [path]
    # and back again
    desk.note(original, number)
    (desk.notes / copy).unlink()
    assert await desk.looks() == []
    assert desk.announcements() == ([("new", original.removesuffix(".md"), False)] if told_before else [])


async def test_what_becomes_another_paper_is_news_then(desk: Desk) -> None:
    await begin(desk)
    desk.note("llm/new.md", 9)
    assert await desk.looks() == ["llm/new"]
    # a copy serves as a pattern for the next note
    desk.note("llm/next.md", 9, title="Paper 9")
    assert await desk.looks() == []
    desk.note("llm/next.md", 10, text=OTHER_TEXT)
    assert await desk.looks() == ["llm/next"]
    # so does the original, and the copy stays what it was
    desk.note("llm/kept.md", 9)
    assert await desk.looks() == []
    desk.note("llm/new.md", 11, text=OTHER_TEXT)
    assert await desk.looks() == ["llm/new"]
    assert desk.announcements() == [
        ("new", "llm/kept", False),
        ("new", "llm/next", False),
        ("new", "llm/new", False),
    ]


async def test_papers_that_turn_out_to_be_one_are_told_of_as_one(desk: Desk) -> None:
    await begin(desk)
    subscribe(desk.database, 3, LLM)
    write(desk.notes, "llm/one.md", "One title")
    write(desk.notes, "systems/two.md", "Another title", text=OTHER_TEXT)
    assert sorted(await desk.looks()) == ["llm/one", "systems/two"]
    sent = update(DeliveryRow).values(state="sent", message_id=7)
    desk.database.run_now(lambda session: session.execute(sent))
    subscribe(desk.database, 4, SubscriptionFilter("paper", "systems/two"))
    for name, title, text in (("llm/one.md", "One title", "短文。"), ("systems/two.md", "Another title", OTHER_TEXT)):
        write(desk.notes, name, title, "arxiv: 2301.00042", text=text)
    assert await desk.looks() == []
    served = desk.library.find("2301.00042")[0].path
    assert desk.announcements() == [("new", served, False)]
    assert sorted(row[5].chat_id for row in deliveries(desk.database)) == [1, 2, 3]
    query = select(SubscriptionRow.value).where(SubscriptionRow.kind == "paper")
    assert desk.database.run_now(lambda session: session.scalars(query).all()) == [served]
    # either file alone is that paper
    (desk.notes / f"{served}.md").unlink()
    assert await desk.looks() == []
    assert [withdrawn for _, _, withdrawn in desk.announcements()] == [False]


async def test_a_library_made_anew_tells_of_nothing_whichever_file_it_serves(desk: Desk) -> None:
    await begin(desk)
    desk.note("systems/new.md", 9)
    assert await desk.looks() == ["systems/new"]
    desk.note("llm/new.md", 9)
    assert await desk.looks() == []
    desk.close()
    for file in (desk.folder / "data").iterdir():
        file.unlink()
    desk.open()
    assert await desk.looks() == []
    assert [path for _, path, _ in desk.announcements()] == [one.path for one in desk.library.find("2301.00009")]


def test_administrators_are_told_of_each_duplicate_once(database: Database) -> None:
    def copy(file: str, served: str = "x.md") -> Duplicate:
        return Duplicate(file, served, "arxiv", "2301.00003", file.removesuffix(".md"), served.removesuffix(".md"))

    def untold(*found: Duplicate) -> tuple[Duplicate, ...]:
        return database.run_now(lambda session: take_untold(session, found))

    one, two = copy("a (1).md"), copy("副本.md")
    assert untold() == ()
    assert untold(one) == (one,)
    assert untold(one, two) == (two,)
    assert untold(two) == ()
    assert untold(one, two) == (one,), "it was gone and came back"
    assert untold(one, replaced := copy("副本.md", "y.md")) == (replaced,)


_FOLDERS = st.sampled_from(("a", "b", "b (conflicted copy)", "备份"))
_STEPS = st.lists(st.tuples(_FOLDERS, st.integers(1, 3)), min_size=1, max_size=14)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_whatever_is_copied_moved_and_removed_no_paper_is_told_of_twice(
    database: Database, steps: list[tuple[str, int]]
) -> None:
    """Each step takes a file away, or adds one of a paper, which may have others."""
    files, served, told, now = {"seen": 9}, frozenset[str](), list[str](), 1000.0
    with Session(database.engine) as session:  # nothing is committed
        for path, number in [("", 0), *((f"{folder}/{number}", number) for folder, number in steps)]:
            if files.pop(path, None) is None and path:
                files[path] = number
            candidates = [
                Candidate(key, f"{name}.md", paper(name, f"Paper {one}", arxiv=f"2301.0000{one}"), str, name in served)
                for key, (name, one) in enumerate(sorted(files.items()))
            ]
            merged = merge(candidates)
            papers = [one.paper for one in candidates if one.key in merged.served]
            served = frozenset(one.path for one in papers)
            for _ in range(2):
                told += take(session, papers, merged.duplicates, now)
                now += 60.0
            rows = session.scalars(select(AnnouncementRow).where(AnnouncementRow.withdrawn_at.is_(None)))
            standing = {row.path: row.title for row in rows}
            assert {*standing.values()} == {one.title for one in papers} & {*told}
            assert standing.keys() <= served
    assert len(told) == len({*told})


def take(session: Session, papers: Sequence[Paper], found: Sequence[Duplicate], now: float) -> list[str]:
    """Take stock and announce what is new; give the titles."""
    session.flush()
    session.expire_all()
    changes = detect_changes(session, papers, now, 60.0, found)
    for one in changes.new:
        row = AnnouncementRow(kind="new", path=one.path, paper_id=one.id, title=one.title, created_at=now)
        row.content = content_of(one)
        session.add(row)
    assert changes.with_note == ()
    return [one.title for one in changes.new]
