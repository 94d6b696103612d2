"""Announcements whatever happens to notes, readers, clocks, processes: sent at most once, none lost, previews right."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from bot.announce.detect import content_of
from bot.announce.plan import Planned, dry_run, plan, preview
from bot.config.settings import AnnouncementSettings
from bot.state import Database
from bot.state.chats import Target
from bot.state.schema import AnnouncementRow, DeliveryRow, SubscriptionRow, Table
from bot.subscriptions.filters import SubscriptionFilter
from retrieval.types import Bilingual, Paper
from tests.bot.announce.papers import FakeLibrary, HandClock, paper
from tests.bot.announce.recipients import choose, deliveries, subscribe

REST = 60.0
RULES = AnnouncementSettings(settle_seconds=REST)
TITLES = ("Alpha cache", "Alpha kernels", "Beta cache", "Gamma")
FOLDERS = ("llm/inference", "llm/training", "systems")
INTERESTS = (
    SubscriptionFilter("all"),
    SubscriptionFilter("category", "llm"),
    SubscriptionFilter("category", "llm/training"),
    SubscriptionFilter("venue", "osdi"),
    SubscriptionFilter("words", "cache, -beta"),
    SubscriptionFilter("idea", "kernels"),
    SubscriptionFilter("paper", "llm/inference/0"),
)
STEADY = Target(100)
"""Subscribes to everything before anything happens, and never changes its mind."""

_PAPERS = st.integers(0, len(TITLES) - 1)
_CHATS = st.integers(1, 3)
_PUT = st.tuples(st.just("put"), _PAPERS, st.sampled_from(FOLDERS), st.booleans())
_OF_NOTES = st.one_of(
    _PUT,
    _PUT,
    st.tuples(st.just("edit"), _PAPERS, st.sampled_from("abc")),
    st.tuples(st.just("remove"), _PAPERS),
)
_OF_READERS = st.one_of(
    st.tuples(st.just("subscribe"), _CHATS, st.sampled_from(INTERESTS)),
    st.tuples(st.just("unsubscribe"), _CHATS, st.sampled_from(INTERESTS)),
    st.tuples(st.just("pause"), _CHATS, st.booleans()),
    st.tuples(st.just("choose"), _CHATS, st.sampled_from(("", "blocked")), st.booleans()),
)
_OF_TIME = st.one_of(
    st.just(("rest",)),
    st.just(("rest",)),
    st.tuples(st.just("wait"), st.sampled_from((1.0, REST / 2, REST, 86400.0))),
    st.tuples(st.just("set_back"), st.sampled_from((1.0, REST, 86400.0))),
    st.just(("plan",)),
    st.just(("crash",)),
    st.just(("fail",)),
)
_ROUNDS = st.lists(st.tuples(_OF_READERS, _OF_NOTES, _OF_TIME), min_size=5, max_size=8)


class History:
    """What happens to a collection and its readers, with everything that must hold looked at on the way."""

    def __init__(self, database: Database, first: Sequence[int]) -> None:
        self.database = database
        self.library = FakeLibrary()
        self.clock = HandClock()
        self.first = {TITLES[number] for number in first}
        for number in first:
            self.put(number, FOLDERS[0], False)
        database.run_now(
            lambda session: [session.execute(delete(one)) for one in reversed(Table.metadata.sorted_tables)]
        )
        subscribe(database, STEADY.chat_id, INTERESTS[0], updates=True)

    def _held(self, number: int) -> Paper | None:
        return next((one for one in self.library.papers() if one.title == TITLES[number]), None)

    def put(self, number: int, folder: str, stub: bool) -> None:
        """Write the note of a paper, or move it."""
        if (held := self._held(number)) is not None:
            del self.library.held[held.path]
        tag = "osdi25" if number % 2 else ""
        self.library.put(paper(f"{folder}/{number}", TITLES[number], tag=tag, has_note=not stub))

    def edit(self, number: int, text: str) -> None:
        if (held := self._held(number)) is not None:
            self.library.put(replace(held, summary=Bilingual(en=text)))

    def remove(self, number: int) -> None:
        if (held := self._held(number)) is not None:
            del self.library.held[held.path]

    def subscribe(self, chat: int, subscription_filter: SubscriptionFilter) -> None:
        self.unsubscribe(chat, subscription_filter)
        subscribe(self.database, chat, subscription_filter)

    def unsubscribe(self, chat: int, subscription_filter: SubscriptionFilter) -> None:
        gone = delete(SubscriptionRow).where(
            SubscriptionRow.chat_id == chat, SubscriptionRow.kind == subscription_filter.kind
        )
        self.database.run_now(
            lambda session: session.execute(gone.where(SubscriptionRow.value == subscription_filter.value))
        )

    def pause(self, chat: int, paused: bool) -> None:
        def work(session):  # noqa: ANN001, ANN202
            for row in session.scalars(select(SubscriptionRow).where(SubscriptionRow.chat_id == chat)):
                row.paused = paused

        self.database.run_now(work)

    def choose(self, chat: int, suspended: str, updates: bool) -> None:
        choose(self.database, chat, suspended=suspended, updates=updates)

    def wait(self, seconds: float) -> None:
        self.clock.moment += seconds

    def set_back(self, seconds: float) -> None:
        self.clock.moment -= seconds

    async def rest(self) -> None:
        """Let everything stand still until it is told."""
        await self.plan()
        self.wait(REST)
        await self.plan()

    async def crash(self) -> None:
        """Die at the end of planning, before anything is written for good."""
        await dry_run(self.database, self.library, self.clock, RULES)

    async def plan(self) -> Planned:
        """Plan, and see that what is queued is what previews say and what a second look leaves alone."""
        before = len(deliveries(self.database))
        planned = await plan(self.database, self.library, self.clock, RULES)
        rows = deliveries(self.database)[before:]
        assert len(rows) == sum(one.queued + one.missed for one in planned.news)
        kinds: dict[str, set[str]] = {}
        for one in planned.news:
            kinds.setdefault(one.kind, set()).add(one.paper.path)
        for target in (STEADY, *map(Target, (1, 2, 3))) if planned.news else ():
            shown = await preview(self.database, self.library, target, self.clock.now())
            expected = {(one.path, reason.kind, reason.value) for one, reason in shown}
            told = {kind: {row[1:4] for row in rows if (row[0], row[5]) == (kind, target)} for kind in ("new", "note")}
            assert told["new"] == {one for one in expected if one[0] in kinds.get("new", ())}
            # a preview shows a paper once, so one whose note came later only as that
            assert told["note"] <= {one for one in expected if one[0] in kinds.get("note", ())}
        return planned

    async def fail(self) -> None:
        """Plan over a library that could not be read."""
        held, self.library.held = self.library.held, {}
        self.wait(REST)
        await self.plan()
        self.library.held = held

    def told(self) -> list[AnnouncementRow]:
        return list(self.database.run_now(lambda session: session.scalars(select(AnnouncementRow)).all()))

    async def at_the_end(self) -> None:
        """See that nothing was told twice or lost, and that every announcement shows what there is now."""
        await self.rest()
        again = await self.plan()
        assert (again.news, again.changed, again.withdrawn, again.returned) == ((), 0, 0, 0)
        here = {one.title: one for one in self.library.papers()}
        told = self.told()
        new = [one.title for one in told if one.kind == "new"]
        assert len(new) == len(set(new))
        assert set(here) <= set(new) | self.first
        for one in told:
            if one.title in here:
                shown = here[one.title]
                assert (one.path, one.content, one.withdrawn_at) == (shown.path, content_of(shown), None)
            elif here:
                assert one.withdrawn_at is not None
        reached = select(DeliveryRow.announcement_id, DeliveryRow.chat_id, DeliveryRow.thread_id)
        rows = self.database.run_now(lambda session: session.execute(reached).all())
        assert len(rows) == len(set(rows))
        steady = deliveries(self.database, STEADY)
        assert sorted(row[:2] for row in steady) == sorted((one.kind, one.path) for one in told)
        shown = await preview(self.database, self.library, STEADY, self.clock.now(), days=36500)
        assert {one.path for one, _ in shown} == {one.path for one in told if one.title in here}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(_PAPERS, unique=True, max_size=2), rounds=_ROUNDS)
def test_any_history(database: Database, first: list[int], rounds: list[tuple]) -> None:
    async def happen() -> None:
        history = History(database, first)
        await history.plan()
        for steps in rounds:
            for name, *details in steps:
                done = getattr(history, name)(*details)
                if done is not None:
                    await done
        await history.at_the_end()

    asyncio.run(happen())
