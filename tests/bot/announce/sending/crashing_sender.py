"""A sender in a process of its own that kills itself with -9 at a chosen moment."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

import httpx
import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401  else every process imports it anew
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.announce import outbox
from bot.announce.sender import Sender
from bot.clock import SystemClock
from bot.locales import Texts
from bot.state import Database, connect
from bot.state.schema import DeliveryRow
from bot.transport.pacing import MonotonicClock, Pacing
from bot.transport.telegram_limits import RateLimit
from bot.views.announcement import AnnouncementContext, News, announcement
from tests.bot.announce.sending.many_chats import PAPER as CROWD_PAPER
from tests.bot.announce.sending.outbox_fixtures import FREE, Papers
from tests.bot.views.samples import paper

MOMENTS = (
    "before a transaction",
    "inside a transaction",
    "after a transaction",
    "as something is about to leave",
    "before a request",
    "after a request",
)
PAPERS = tuple(paper(number, title=f"Paper no. {number}.") for number in range(11, 15))
LIFE_SECONDS = 60
HURRY = 10.0

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Death:
    """When to die: at the ``number``-th (from 1) of its kind of moment."""

    moment: str
    number: int


@dataclass(frozen=True)
class Life:
    """What a process is told."""

    base_url: str
    token: str
    database: str
    death: Death | None = None
    pace: RateLimit = FREE


class _Fate:
    def __init__(self, death: Death | None) -> None:
        self._death = death
        self._left = death.number if death else 0

    def meet(self, moment: str) -> None:
        if self._death is not None and self._death.moment == moment:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


class _Hurried(MonotonicClock):
    """Time in which a sender does not have to wait long before it looks for who died."""

    def now(self) -> float:
        return HURRY * super().now()

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / HURRY)


class _MortalDatabase(Database):
    fate: _Fate

    def run_now(self, work: Callable[[Session], _Result]) -> _Result:
        def last(session: Session) -> _Result:
            result = work(session)
            session.flush()
            self.fate.meet("inside a transaction")
            return result

        self.fate.meet("before a transaction")
        result = super().run_now(last)
        self.fate.meet("after a transaction")
        return result


class _MortalRequest(HTTPXRequest):
    def __init__(self, fate: _Fate) -> None:
        # nothing here is encrypted, and reading the machine's certificates takes longer than all the rest
        super().__init__(connection_pool_size=16, httpx_kwargs={"verify": False})
        self._fate = fate

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        sending = url.endswith("/sendMessage")
        if sending:
            self._fate.meet("before a request")
        answer = await super().do_request(url, *args, **kwargs)
        if sending:
            self._fate.meet("after a request")
        return answer


def connect_quickly(where: str | Path) -> Database:
    """Connect to a database that was made already, without waiting for the disk.

    What was written outlives the process; that it outlives the machine is not tested here.
    """
    opened = connect(where)
    if opened.engine.dialect.name == "sqlite":
        event.listen(opened.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return opened


@contextlib.contextmanager
def _mortal_leaving(fate: _Fate) -> Iterator[None]:
    """Let fate strike also between what is claimed and what is being sent."""
    leave = outbox.mark_sending

    def leaving(session: Session, *arguments: Any, **named: Any) -> bool:
        fate.meet("as something is about to leave")
        return leave(session, *arguments, **named)

    with patch.object(outbox, "mark_sending", leaving):
        yield


def live(life: Life) -> None:
    """Send until nothing is left to be sent, or die."""
    signal.alarm(LIFE_SECONDS)
    asyncio.run(live_on(life))


async def live_on(life: Life) -> None:
    """Do so in a process that has other things to do besides."""
    fate = _Fate(life.death)
    opened = connect_quickly(life.database)
    database = _MortalDatabase(opened.engine, opened.shown)
    database.fate = fate
    bot: ExtBot[None] = ExtBot(
        life.token,
        base_url=f"{life.base_url}/bot",
        request=_MortalRequest(fate),
        get_updates_request=_MortalRequest(_Fate(None)),
        rate_limiter=Pacing(chat=FREE, overall=(FREE,), leftover=life.pace),
    )
    async with bot:
        # several that live to the end share the test's process: nothing is patched there
        with _mortal_leaving(fate) if life.death else contextlib.nullcontext():
            await _send(bot, database, opened)
    database.close()
    opened.close()


async def _send(bot: ExtBot[None], database: Database, opened: Database) -> None:
    papers = Papers(*PAPERS, CROWD_PAPER)
    sender = Sender(database, bot, papers, SystemClock(), languages=("en", "zh"), pacing_clock=_Hurried())
    task = asyncio.create_task(sender.run())
    while await opened.run(_left) and not task.done():
        await asyncio.sleep(0.01)
    sender.stop()
    await task


def _left(session: Session) -> int:
    return session.scalar(select(func.count()).where(DeliveryRow.state.in_(("queued", "claimed", "sending")))) or 0


def _warm_up() -> None:
    """Do what every process would do anew: read the templates and locales, import what is imported late."""
    news = [News("new", one.id, one.title, one, "all") for one in PAPERS]
    setting = AnnouncementContext(Texts("en"), "private", "bot")
    for count in (1, len(news)):
        announcement(news[:count], setting)

    async def request() -> None:
        async with httpx.AsyncClient(verify=False) as client:  # noqa: S501
            with contextlib.suppress(httpx.HTTPError):
                await client.get("http://127.0.0.1:9")

    asyncio.run(request())


_warm_up()
