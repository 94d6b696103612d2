"""Plans of announcements: who hears of a new paper, why and when; what a preview and a dry run say of it."""

import tracemalloc
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select, update

from bot.announce.plan import Planned, dry_run, plan, preview
from bot.config.settings import AnnouncementSettings
from bot.state import Database
from bot.state.chats import Target
from bot.state.schema import AnnouncementRow, ChatRow, DeliveryRow, KnownPaperRow, SubscriptionRow
from bot.subscriptions.filters import SubscriptionFilter
from retrieval.types import Bilingual, Category, Paper
from tests.bot.announce.papers import FakeLibrary, HandClock, paper
from tests.bot.announce.recipients import choose, deliveries, moments, subscribe

ALL = SubscriptionFilter("all")
RULES = AnnouncementSettings(settle_seconds=60)
NOTE = paper(
    "llm/engineering/inference/2025-paged", "Paged attention for KV cache", tag="osdi25", summary=Bilingual(zh="分页")
)


class Office:
    """Plans over a library in memory."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.library = FakeLibrary({"llm/seen": paper("llm/seen", "Seen")})
        self.clock = HandClock()

    async def plan(self, after: float = 0.0) -> Planned:
        self.clock.moment += after
        return await plan(self.database, self.library, self.clock, RULES)

    async def publish(self, *papers: Paper) -> Planned:
        """Put ``papers`` in and let them rest."""
        await self.plan()
        self.library.put(*papers)
        await self.plan()
        return await self.plan(after=RULES.settle_seconds)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


async def test_everyone_who_asked_hears_of_a_paper_once_for_the_most_specific_reason(office: Office) -> None:
    reasons = [
        ALL,
        SubscriptionFilter("category", "llm"),
        SubscriptionFilter("category", "llm/engineering"),
        SubscriptionFilter("venue", "osdi"),
        SubscriptionFilter("words", "kv cache"),
        SubscriptionFilter("idea", "paged attention"),
        SubscriptionFilter("category", "diffusion"),
    ]
    await office.plan()
    for number in range(len(reasons)):
        subscribe(office.database, number + 1, *reasons[: number + 1])
    planned = await office.publish(NOTE)
    assert [(one.kind, one.paper, one.queued, one.missed) for one in planned.news] == [("new", NOTE, 7, 0)]
    told = [(kind, path, because, value) for kind, path, because, value, *_ in deliveries(office.database)]
    expected = [*reasons[:6], reasons[5]]
    assert told == [("new", NOTE.path, one.kind, one.value) for one in expected]


async def test_what_is_excluded_comes_only_to_who_asked_for_it_by_name(office: Office) -> None:
    rl = SubscriptionFilter("words", "-category:llm/algorithm/rl")
    ppo = paper("llm/algorithm/RL/ppo", "Proximal policies for KV cache", tag="osdi25")
    subscribers = [
        (ALL, rl),
        (SubscriptionFilter("category", "llm"), rl),
        (
            rl,
            SubscriptionFilter("venue", "osdi"),
            SubscriptionFilter("words", "proximal"),
            SubscriptionFilter("idea", "proximal policies"),
        ),
        (rl, SubscriptionFilter("category", "llm"), SubscriptionFilter("category", "llm/algorithm/RL")),
        (ALL, SubscriptionFilter("words", "-osdi25")),
        (ALL, SubscriptionFilter("words", "-osdi"), SubscriptionFilter("venue", "osdi")),
        (rl,),
        (ALL, SubscriptionFilter("words", "-nothing, -nobody")),
    ]
    await office.plan()
    for number, filters in enumerate(subscribers):
        subscribe(office.database, number + 1, *filters)
    await office.publish(ppo, paper("llm/training/other", "Something else"))
    told = {number: set() for number in range(1, len(subscribers) + 1)}
    for _, path, *_, target in deliveries(office.database):
        told[target.chat_id].add(path.rsplit("/", 1)[-1])
    assert told == {
        1: {"other"},
        2: {"other"},
        3: set(),
        4: {"ppo", "other"},
        5: {"other"},
        6: {"ppo", "other"},
        7: set(),
        8: {"ppo", "other"},
    }


async def test_who_wants_more_like_a_paper_hears_of_one(office: Office) -> None:
    like = subscribe(
        office.database, 1, SubscriptionFilter("paper", "llm/seen"), SubscriptionFilter("paper", "llm/left")
    )
    await office.publish(paper("llm/a", "Something like it"), paper("llm/b", "Another subject"))
    assert deliveries(office.database, like) == [("new", "llm/a", "paper", "llm/seen", "queued", like)]


async def test_topics_of_a_forum_are_targets_of_their_own(office: Office) -> None:
    one = subscribe(office.database, -5, SubscriptionFilter("category", "llm"), thread=7)
    other = subscribe(office.database, -5, SubscriptionFilter("category", "systems"), thread=8)
    whole = subscribe(office.database, -5, ALL)
    await office.publish(NOTE)
    assert len(deliveries(office.database, one)) == len(deliveries(office.database, whole)) == 1
    assert deliveries(office.database, other) == []


async def test_paused_and_later_subscriptions_bring_nothing(office: Office) -> None:
    paused = subscribe(office.database, 1, ALL)
    office.database.run_now(lambda session: session.execute(update(SubscriptionRow).values(paused=True)))
    await office.publish(NOTE)
    later = subscribe(office.database, 2, ALL)
    await office.plan(after=60)
    assert deliveries(office.database, paused) == deliveries(office.database, later) == []
    assert await preview(office.database, office.library, paused, office.clock.now()) == []
    assert await preview(office.database, office.library, later, office.clock.now()) == [(NOTE, ALL)]


async def test_a_chat_that_cannot_be_reached_misses_it(office: Office) -> None:
    subscribe(office.database, 1, ALL, suspended="blocked")
    planned = await office.publish(NOTE)
    assert (planned.news[0].queued, planned.news[0].missed) == (0, 1)
    assert [state for *_, state, _ in deliveries(office.database)] == ["missed"]


async def test_a_note_that_comes_later_is_told_to_those_who_want_updates(office: Office) -> None:
    stub = paper("llm/stub", has_note=False)
    plain = subscribe(office.database, 1, ALL)
    updated = subscribe(office.database, 2, ALL, updates=True)
    await office.publish(stub)
    planned = await office.publish(replace(stub, has_note=True))
    assert [(one.kind, one.queued) for one in planned.news] == [("note", 1)]
    assert [kind for kind, *_ in deliveries(office.database, plain)] == ["new"]
    assert [kind for kind, *_ in deliveries(office.database, updated)] == ["new", "note"]
    # a preview shows a paper once, however often it was told of
    assert len(await preview(office.database, office.library, updated, office.clock.now())) == 1


async def test_each_chat_hears_at_its_own_time(office: Office) -> None:
    office.clock.moment = datetime(2025, 6, 2, 23, 0, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() - 60
    subscribe(office.database, 1, ALL)
    subscribe(office.database, 2, ALL, quiet_from=22, quiet_until=8)
    subscribe(office.database, 3, ALL, cadence="daily", hour=9, time_zone="Europe/London")
    subscribe(office.database, 4, ALL, cadence="weekly", hour=9, weekday=2)
    await office.publish(NOTE)
    now = office.clock.now()
    assert moments(office.database) == {1: now, 2: now + 9 * 3600, 3: now + 17 * 3600, 4: now + 34 * 3600}


async def test_a_clock_that_ran_ahead_for_a_while_holds_nothing_back(office: Office) -> None:
    subscribe(office.database, 1, ALL, cadence="daily", hour=9)
    await office.plan()
    true = office.clock.moment
    office.clock.moment += 20 * 365 * 86400
    await office.publish(NOTE)
    office.clock.moment = true
    await office.plan()
    assert 0 <= moments(office.database)[1] - true <= 86400


async def test_a_library_that_has_to_be_refreshed_is_left_alone(office: Office) -> None:
    office.library.needs_refresh = "it was never filled"
    assert await office.plan() == Planned()
    office.library.needs_refresh = ""
    assert (await office.plan()).first


async def test_the_library_is_asked_once_for_an_idea_and_outside_the_transaction(office: Office) -> None:
    for chat in range(1, 4):
        subscribe(office.database, chat, SubscriptionFilter("idea", "paged attention"))
    score_papers = office.library.score_papers

    def interfering(text: str, papers: object) -> object:
        # someone else writes while the library is asked: with the transaction open this would wait for ever
        choose(office.database, 9, language="zh")
        return score_papers(text, papers)

    office.library.score_papers = interfering
    await office.publish(NOTE, paper("llm/other"))
    assert office.library.asked == 1
    assert len(deliveries(office.database)) == 3


async def test_what_fails_half_way_is_planned_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    target = subscribe(office.database, 1, SubscriptionFilter("idea", "paged attention"))
    await office.plan()
    office.library.put(NOTE)
    await office.plan()
    with monkeypatch.context() as broken:
        broken.setattr(office.library, "score_papers", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await office.plan(after=60)
    assert deliveries(office.database, target) == []
    await office.plan()
    assert len(deliveries(office.database, target)) == 1


async def test_a_dry_run_tells_all_and_writes_nothing(office: Office) -> None:
    assert (await dry_run(office.database, office.library, office.clock, RULES)).first
    await office.plan()
    target = subscribe(office.database, 1, ALL)
    subscribe(office.database, 2, ALL, suspended="kicked")
    office.library.put(NOTE)
    for _ in range(2):
        planned = await dry_run(office.database, office.library, office.clock, RULES)
        assert [(one.paper, one.queued, one.missed) for one in planned.news] == [(NOTE, 1, 1)]
        told = [(one.target, one.paper, one.subscription_filter, one.missed) for one in planned.deliveries]
        assert told == [(target, NOTE, ALL, False), (Target(2), NOTE, ALL, True)]
    for table in (AnnouncementRow, DeliveryRow):
        assert office.database.run_now(lambda session, table=table: session.scalar(select(func.count(table.id)))) == 0
    assert office.database.run_now(lambda session: session.get(KnownPaperRow, NOTE.path)) is None


async def test_a_preview_shows_the_last_days_only_newest_first_and_nothing_withdrawn(office: Office) -> None:
    target = subscribe(office.database, 1, SubscriptionFilter("words", "paged"))
    first, second, third = (paper(f"llm/{name}", f"Paged {name}") for name in ("one", "two", "three"))
    await office.publish(first)
    await office.plan(after=31 * 86400)
    await office.publish(second)
    await office.publish(third, paper("llm/other"))

    async def shown() -> list[Paper]:
        found = await preview(office.database, office.library, target, office.clock.now())
        return [one for one, _ in found]

    assert await shown() == [third, second]
    del office.library.held[second.path]
    assert await shown() == [third]
    assert await preview(office.database, office.library, Target(404), office.clock.now()) == []


async def test_a_topic_without_papers_yet_can_be_wanted_by_its_name(office: Office) -> None:
    office.library.tree = (Category("diffusion", Bilingual("扩散模型", "Diffusion models")),)
    subscribe(office.database, 1, SubscriptionFilter("category", "~扩散模型"))
    await office.publish(paper("diffusion/one"))
    assert len(deliveries(office.database)) == 1


async def test_three_times_the_targets_need_no_more_memory(office: Office) -> None:
    await office.plan()
    wanted = [("all", ""), ("category", "llm"), ("words", "paged")]

    def crowd(chats: range) -> None:
        rows = [
            {"chat_id": chat, "kind": kind, "value": value, "created_at": 1.0}
            for chat in chats
            for kind, value in wanted
        ]
        people = [{"id": chat, "kind": "private", "created_at": 1.0} for chat in chats]
        office.database.run_now(lambda session: session.execute(insert(ChatRow), people))
        office.database.run_now(lambda session: session.execute(insert(SubscriptionRow), rows))

    async def most_memory(name: str, expected: int) -> int:
        office.library.put(paper(f"llm/{name}", f"Paged {name}"))
        await office.plan()
        tracemalloc.start()
        planned = await office.plan(after=60)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert [one.queued for one in planned.news] == [expected]
        return most

    crowd(range(1, 1001))
    await most_memory("first", 1000)  # what is made once is made
    few = await most_memory("second", 1000)
    crowd(range(1001, 3001))
    assert await most_memory("third", 3000) < 2 * few
