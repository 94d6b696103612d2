"""A sender killed with -9 at any moment and started again: nothing is sent twice, nothing is lost silently."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.local_telegram import LocalTelegram
from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.state import Bot, Chat, Member
from bot.state import Database, open_database
from bot.state.schema import AnnouncementRow, DeliveryRow
from bot.transport.telegram_limits import RateLimit
from tests.bot.announce.sending.crashing_sender import MOMENTS, PAPERS, Death, Life, connect_quickly, live, live_on
from tests.bot.announce.sending.many_chats import Crowd
from tests.bot.announce.sending.outbox_fixtures import announce, queue
from tests.bot.state.conftest import database_address
from tests.processes import PROCESSES, ended

RUNS = 300
READERS = 60
SLOW = RateLimit(1, 0.2)
AT_ONCE = 2
"""Messages that may be marked and leave next: those that are let go at :data:`SLOW` while one transaction runs."""
AT_A_TIME = 4
AT_THE_SERVER = ("as a request arrives", "between sending and the answer")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


async def _lives(life: Life, started: dict[str, int]) -> int:
    """Let a process live; give its exit code, minus the signal that ended it."""
    process = PROCESSES.Process(target=live, args=(life,))
    process.start()
    started[life.token] = process.pid or 0
    return await ended(process)


@dataclass
class Executioner:
    """Kills a bot's process from outside, when the server has a certain request in its hands."""

    telegram: LocalTelegram
    pids: dict[str, int] = field(default_factory=dict)
    deaths: dict[str, Death] = field(default_factory=dict)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.telegram.server.gates.append(self._arrives)
        self.telegram.server.followers.append(self._done)

    async def _arrives(self, bot: Bot, name: str, parameters: Parameters) -> None:  # noqa: ARG002
        self._meet(bot, name, AT_THE_SERVER[0])

    async def _done(self, bot: Bot, name: str, parameters: Parameters) -> None:  # noqa: ARG002
        self._meet(bot, name, AT_THE_SERVER[1])

    def _meet(self, bot: Bot, name: str, moment: str) -> None:
        death = self.deaths.get(bot.token)
        if name != "sendMessage" or death is None or death.moment != moment:
            return
        self.seen[bot.token, moment] += 1
        if self.seen[bot.token, moment] == death.number and (pid := self.pids.get(bot.token)):
            os.kill(pid, signal.SIGKILL)


@dataclass
class Run:
    """One seeded run: chats, deliveries, deaths."""

    number: int
    telegram: LocalTelegram
    executioner: Executioner
    file: Path
    chats: list[list[Chat]] = field(default_factory=list)
    """Each with the one that it became, if it moved."""
    bot: Bot = field(init=False)
    seen: Counter[str] = field(default_factory=Counter)
    never_left: set[int] = field(default_factory=set)
    """The deliveries that were no further than claimed at the last death."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.number)
        self.bot = self.telegram.server.add_bot(f"{9000 + self.number}:{'x' * 30}", "PaperCache", f"bot_{self.number}")

    def prepare(self) -> None:
        """Fill the outbox for readers and groups, some of which cannot be reached any more, or moved."""
        server, roll = self.telegram.server, self.random
        with connect_quickly(self.file) as database:
            news = database.run_now(lambda session: [announce(session, one) for one in PAPERS])
            for _ in range(roll.randint(2, 3)):
                chat = server.private_chat(self.bot, server.add_user("Reader"))
                chat.blocked = roll.random() < 0.15
                self._queue(database, chat, news)
                self.chats.append([chat])
            if roll.random() < 0.4:
                group = server.add_chat("group", "Group", [server.add_user("Owner")])
                group.members[self.bot.account.id] = Member(self.bot.account)
                self._queue(database, group, news)
                moved = [self._faults.migrate(group)] if roll.random() < 0.5 else []
                self.chats.append([group, *moved])

    @property
    def _faults(self) -> FaultInjection:
        return FaultInjection(self.telegram.server)

    def _queue(self, database: Database, chat: Chat, news: list[int]) -> None:
        mine = self.random.sample(news, self.random.randint(1, len(news)))
        # what is due at different moments comes in different messages
        database.run_now(lambda session: [queue(session, one, chat.id, chat.type) for one in mine])

    def death(self) -> Death:
        """Choose a death."""
        moment = self.random.choice((*MOMENTS, *AT_THE_SERVER, AT_THE_SERVER[1]))
        return Death(moment, self.random.randint(1, 8 if "transaction" in moment else 4))

    async def go(self) -> None:
        """Live and die, once or twice, then be started again and live to the end."""
        for _ in range(self.random.choice((1, 1, 1, 1, 2))):
            death = self.death()
            self.executioner.deaths[self.bot.token] = death
            code = await _lives(self._life(death), self.executioner.pids)
            assert code in {0, -signal.SIGKILL}, code
            if code:
                self.seen[death.moment] += 1
                rows = self.rows()
                self.seen.update(f"died with {state} rows" for state in {row.state for row in rows})
                self.never_left = {row.id for row in rows if row.state in {"queued", "claimed"}}
            self.executioner.pids.pop(self.bot.token, None)
        await live_on(self._life(None))

    def _life(self, death: Death | None) -> Life:
        at_home = death if death is not None and death.moment in MOMENTS else None
        return Life(self.telegram.base_url, self.bot.token, str(self.file), at_home)

    def rows(self) -> list[DeliveryRow]:
        """Return the deliveries as they are now."""
        with connect_quickly(self.file) as database:
            return list(database.run_now(lambda session: session.scalars(select(DeliveryRow)).all()))

    def judge(self, planned: int) -> None:
        """Compare what the rows say with what stands at the server."""
        with connect_quickly(self.file) as database:
            rows = database.run_now(_with_titles)
        assert len(rows) == planned
        for row, title in rows:
            chats = next(places for places in self.chats if row.chat_id in {chat.id for chat in places})
            count = sum(title in message.text for chat in chats for message in chat.messages.values())
            assert count <= 1, (self.number, row.id, "twice")
            expected = {"sent": {1}, "unknown": {0, 1}, "missed": {0}}
            assert count in expected[row.state], (self.number, row.id, row.state, count)
            assert row.state == "sent" or row.reason
            assert row.state != "unknown" or row.id not in self.never_left, (self.number, row.id, "was not on its way")
            self.seen[f"{row.state}, {count} arrived"] += 1


def _with_titles(session: Session) -> list[tuple[DeliveryRow, str]]:
    query = select(DeliveryRow, AnnouncementRow.title).join(AnnouncementRow)
    return [(row, title) for row, title in session.execute(query)]


@pytest.fixture
async def executioner() -> AsyncIterator[Executioner]:
    async with LocalTelegram() as telegram:
        yield Executioner(telegram)


async def test_nobody_gets_anything_twice_and_nothing_is_lost_in_silence(
    executioner: Executioner, tmp_path: Path
) -> None:
    with open_database(tmp_path / "empty.db"):
        pass
    free = asyncio.Semaphore(AT_A_TIME)
    seen: Counter[str] = Counter()

    async def run(number: int) -> None:
        async with free:
            file = tmp_path / f"{number}.db"
            shutil.copy(tmp_path / "empty.db", file)
            one = Run(number, executioner.telegram, executioner, file)
            one.prepare()
            planned = len(one.rows())
            await one.go()
            one.judge(planned)
            seen.update(one.seen)

    await asyncio.gather(*(run(number) for number in range(RUNS)))
    print(dict(sorted(seen.items())))
    # every kind of death was died, and met rows in every state
    assert {*MOMENTS, *AT_THE_SERVER} <= seen.keys()
    assert {f"died with {state} rows" for state in ("queued", "claimed", "sending", "sent")} <= seen.keys()
    assert {"sent, 1 arrived", "unknown, 0 arrived", "unknown, 1 arrived", "missed, 0 arrived"} <= seen.keys()


@pytest.mark.parametrize(("kind", "kills"), [("sqlite", 6), ("postgresql", 2)])
async def test_no_more_is_in_doubt_than_was_on_its_way(
    executioner: Executioner, tmp_path: Path, kind: str, kills: int
) -> None:
    """Kill a process that sends to many while Telegram answers nothing, and start it again."""
    server, killed = executioner.telegram.server, {}

    async def hold(bot: Bot, name: str, parameters: Parameters) -> None:
        if name == "sendMessage" and bot.token in killed:
            await killed[bot.token].wait()

    server.followers.append(hold)

    async def run(number: int, address: str) -> str:
        roll = random.Random(f"{kind} {number}")
        bot = server.add_bot(f"{7000 + number}:{'x' * 30}", "PaperCache", f"bot_{number}")
        killed[bot.token] = asyncio.Event()
        with open_database(address) as database:
            crowd = Crowd.gather(server, bot, database, READERS)
            death = Death((*AT_THE_SERVER, *MOMENTS[3:5])[number % 4], roll.randint(2, 8))
            executioner.deaths[bot.token] = death
            at_home = death if death.moment in MOMENTS else None
            life = Life(executioner.telegram.base_url, bot.token, address, at_home, SLOW)
            assert await _lives(life, executioner.pids) == -signal.SIGKILL
            executioner.pids.pop(bot.token, None)
            calls = [call for call in server.calls if call.bot_id == bot.account.id and call.method == "sendMessage"]
            met = {int(call.parameters["chat_id"]) for call in calls}
            rows = await database.run(lambda session: session.scalars(select(DeliveryRow)).all())
            sending = {row.chat_id for row in rows if row.state == "sending"}
            assert len(sending) <= len(met) + AT_ONCE, "more is marked than is on its way and leaves next"
            assert "claimed" in {row.state for row in rows}
            killed[bot.token].set()
            await live_on(Life(executioner.telegram.base_url, bot.token, address))
            states = crowd.judge(database, in_doubt=len(sending))
        return f"{death}: {len(met)} on their way, {len(sending)} in doubt; {dict(states)}"

    with ExitStack() as stack:
        addresses = []
        for number in range(kills):
            (folder := tmp_path / str(number)).mkdir()
            addresses.append(stack.enter_context(database_address(kind, folder)))
        print("\n".join(await asyncio.gather(*(run(number, one) for number, one in enumerate(addresses)))))
