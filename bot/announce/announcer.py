"""Announcing as a whole, in the bot's process: notes are watched and pulled, news is planned, the sender sends it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol, TypeVar

from bot.announce.planner import Planned, plan
from bot.announce.repository import Repository
from bot.announce.watching import changes
from bot.clock import Clock
from bot.errors import BotError
from bot.settings import Settings
from bot.state import Database
from retrieval import Library, RetrievalError

logger = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
"""How often to look whether another process refreshed the library or it is time for something that rested."""

_Result = TypeVar("_Result")

Tell = Callable[[str], Awaitable[None]]
"""Tells the bot's administrators a sentence."""


class Sending(Protocol):
    """Sends what is due until it is told to stop."""

    async def run(self) -> None:
        """Send what is due until :meth:`stop`."""

    def stop(self) -> None:
        """Finish what is under way and come to an end."""

    def wake(self) -> None:
        """Look at once whether something is due."""


class Announcer:
    """Keeps the library up to date, plans what is new, and lets the sender run; started and stopped with the bot."""

    def __init__(
        self, settings: Settings, library: Library, database: Database, clock: Clock, sender: Sending, tell: Tell
    ) -> None:
        """Announce the news of ``library``; what a maintainer should know goes to ``tell``, once until it changes."""
        self._settings = settings
        self._library = library
        self._database = database
        self._clock = clock
        self._sender = sender
        self._tell = tell
        self._told: dict[str, str] = {}
        self._stop = asyncio.Event()
        self._refreshed = asyncio.Event()
        self._planned_once = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin, in the running event loop."""
        parts: list[Coroutine[Any, Any, None]] = [self._watch(), self._plan(), self._sender.run()]
        if self._settings.repository.url:
            parts.append(self._pull())
        self._tasks = [asyncio.create_task(self._guarded(part)) for part in parts]

    async def stop(self) -> None:
        """Finish what is being sent and stop."""
        self._stop.set()
        self._sender.stop()
        self._library.stop_refreshing()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _guarded(self, part: Coroutine[Any, Any, None]) -> None:
        try:
            await part
        except Exception:
            logger.exception("announcing stopped; the bot answers on without it")

    async def _watch(self) -> None:
        # what is there when stock is first taken is no news, so nothing may be added before
        await self._pause(LOOK_SECONDS, self._planned_once)
        async for _ in changes(self._settings.sources, self._stop):
            await self._attempt("refresh", asyncio.to_thread(self._refresh))

    def _refresh(self) -> None:
        report = self._library.refresh()
        changed = len(report.added) + len(report.changed) + len(report.removed)
        if changed or report.rebuilt:
            logger.info(
                "the library was refreshed: %d added, %d changed, %d removed",
                *(len(report.added), len(report.changed), len(report.removed)),
            )
        for skipped in report.skipped:
            logger.warning("%s:%d is passed over: %s", skipped.file, skipped.line, skipped.reason)

    async def _pull(self) -> None:
        wanted = self._settings.repository
        repository = Repository(wanted.url, wanted.branch, wanted.folder)
        while not self._stop.is_set():
            await self._attempt("pull", repository.pull())
            await self._pause(wanted.minutes * 60)

    async def _plan(self) -> None:
        while not self._stop.is_set():
            self._refreshed.clear()
            planned = await self._attempt("plan", self._planned())
            self._planned_once.set()
            now = self._clock.now()
            moment = planned.next_moment if planned and planned.next_moment is not None else now + LOOK_SECONDS
            await self._pause(min(max(moment - now, 0.0), LOOK_SECONDS), self._refreshed)

    async def _planned(self) -> Planned:
        await asyncio.to_thread(self._library.reload_if_changed)
        planned = await plan(self._database, self._library, self._clock, self._settings.announcements)
        for news in planned.news:
            logger.info("%s is announced to %d, missed by %d", news.paper.path, news.queued, news.missed)
        if planned.news or planned.changed or planned.withdrawn or planned.returned:
            self._sender.wake()
        return planned

    async def _attempt(self, what: str, work: Awaitable[_Result]) -> _Result | None:
        """Do a part of the work; a fault is logged and told to the administrators once."""
        try:
            done = await work
        except (BotError, RetrievalError, OSError) as error:
            if self._told.get(what) != str(error):
                self._told[what] = str(error)
                logger.warning("%s", error)
                await self._tell(str(error))
            return None
        self._told.pop(what, None)
        if what == "refresh":
            self._refreshed.set()
        return done

    async def _pause(self, seconds: float, *signs: asyncio.Event) -> None:
        """Wait for ``seconds``, or until one of ``signs`` is set, or until it is time to stop."""
        waits = [asyncio.create_task(sign.wait()) for sign in (self._stop, *signs)]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
