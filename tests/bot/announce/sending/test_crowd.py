"""Thousands of targets, on a clock that jumps: each gets one message or has one reason, never above Telegram's pace."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.announce.sender import Sender
from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.server import _answer
from bot.local_telegram.server_state import Server
from bot.local_telegram.updates import Polls
from bot.state import open_database
from bot.transport.pacing import Pacing
from tests.bot.announce.sending.many_chats import PAPER, Crowd, most_in_any, waiting
from tests.bot.announce.sending.outbox_fixtures import TOKEN, Papers
from tests.virtual_time import VirtualTime

TARGETS = 2000
EVERY = 300
"""After so many messages each Telegram wants silence: of the bot, or in one chat."""
PENALTIES = (3, 30, 300)
OF_ONE_CHAT = 40
SETTLED = 30
"""After so many turns of the event loop nothing moves by itself any more."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


class JumpingClock(VirtualTime):
    """The time of sender, pacing and server: it jumps to the next moment somebody waits for once all else has settled.

    Requests and transactions take no time on it; it stands still while one is under way.
    """

    def __init__(self) -> None:
        super().__init__(1_800_000_000.0)
        self._busy = 0
        self._idle = asyncio.Event()

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let no time go by."""
        self._busy += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    async def run(self) -> None:
        """Let the time go by."""
        turns = 0
        while True:
            if self._busy:
                await self._idle.wait()
                turns = 0
            await asyncio.sleep(0 if self.awaited else 0.001)
            turns += 1
            if turns < SETTLED or not self.awaited:
                continue
            turns = 0
            self.jump()


class InMemory(BaseRequest):
    """Requests that reach the local Telegram's methods without HTTP between."""

    def __init__(self, clock: JumpingClock, server: Server) -> None:
        self._ticking = clock
        self._server = server
        self._polls = Polls()

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        bot = self._server.bots[TOKEN]
        parameters = Parameters(request_data.json_parameters if request_data else {})
        with self._ticking.standing_still():
            answer = await _answer(self._server, self._polls, bot, url.rpartition("/")[2], parameters)
        return answer.status_code, bytes(answer.body)


async def test_thousands_of_targets_at_telegram_s_pace(tmp_path: Path) -> None:
    clock = JumpingClock()
    server = Server(clock)
    account = server.add_bot(TOKEN, "PaperCache", "papercache_bot")
    faults = FaultInjection(server)
    faults.enforce_limits()
    penalties: list[float] = []

    async def interrupt(*_: object) -> None:
        if len(server.calls) <= EVERY * (len(penalties) + 1):
            return
        if len(penalties) < len(PENALTIES):
            faults.halt(PENALTIES[len(penalties)], "sendMessage")
            penalties.append(clock.now())
        elif len(penalties) == len(PENALTIES):
            faults.penalty(OF_ONE_CHAT, "sendMessage")
            penalties.append(clock.now())

    server.gates.insert(0, interrupt)
    bot: ExtBot[None] = ExtBot(
        TOKEN,
        base_url="http://telegram.test/bot",
        request=InMemory(clock, server),
        get_updates_request=InMemory(clock, server),
        rate_limiter=Pacing(clock),
    )
    ticking = asyncio.create_task(clock.run())
    with open_database(tmp_path / "bot.db") as database:
        run = database.run

        async def busy_run(work: Any) -> Any:
            with clock.standing_still():
                return await run(work)

        database.run = busy_run  # type: ignore[method-assign]
        crowd = Crowd.gather(server, account, database, TARGETS)
        async with bot:
            sender = Sender(database, bot, Papers(PAPER), clock, languages=("en", "zh"), pacing_clock=clock)
            task = asyncio.create_task(sender.run())
            began = clock.now()
            while await run(waiting):
                await asyncio.sleep(0.1)
            sender.stop()
            await task
        states = crowd.judge(database)
    ticking.cancel()

    calls = [call for call in server.calls if call.method == "sendMessage"]
    assert states == {"missed": TARGETS // 20, "sent": TARGETS - TARGETS // 20}
    # only what was asked for was refused, by the bot's penalties two chats each: no limit was ever met
    assert sum(call.code == 429 for call in calls) == 2 * len(PENALTIES) + 1
    assert len(penalties) == len(PENALTIES) + 1
    assert most_in_any([call.date for call in calls], 1.0) <= 30
    for moment, seconds in zip(penalties, PENALTIES, strict=False):
        # until a second chat is refused nobody knows whose penalty it is
        assert all(call.code == 429 for call in calls if moment < call.date < moment + seconds)
    others = [call.date for call in calls if penalties[-1] < call.date < penalties[-1] + OF_ONE_CHAT]
    assert OF_ONE_CHAT * 0.9 < len(others) <= OF_ONE_CHAT
    # until the last message left: this test looks at the outbox in real time, and the clock jumps on once all is sent
    took, slow = calls[-1].date - began, sum(PENALTIES) + OF_ONE_CHAT
    print(f"{TARGETS} targets in {took:.0f} s of their time: {TARGETS / (took - slow):.1f}/s")
    # and no slower than need be
    assert took < TARGETS / 20 * 1.1 + slow + 5
