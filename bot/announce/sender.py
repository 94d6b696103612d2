"""The sender: takes what is due from the outbox and has it sent, several chats at a time.

It runs beside the bot's answers and gives way to them (:func:`~bot.transport.pacing.low_priority`). What becomes of one
message is the subject of :mod:`bot.announce.deliver`, what a row may become that of :mod:`bot.announce.outbox`; edits
are found by :mod:`bot.announce.edit_loop`, what dead processes left behind by :mod:`bot.announce.recovery`. Several
processes may run one sender each (:mod:`bot.announce.sender_lock`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from functools import partial
from typing import Any

from telegram import Bot

from bot.announce import outbox
from bot.announce.backoff import Backoff
from bot.announce.compose import Composer
from bot.announce.deliver import Deliverer
from bot.announce.edit_loop import EditLoop
from bot.announce.in_flight import InFlight
from bot.announce.outbox import NotBefore
from bot.announce.paper_lookup import PaperLookup
from bot.announce.recorder import Recorder
from bot.announce.recovery import Recovery, Report
from bot.announce.sender_lock import sender_lock
from bot.clock import Clock
from bot.errors import StateError
from bot.state import Database
from bot.transport.pacing import MonotonicClock, PacingClock
from retrieval import Language

logger = logging.getLogger(__name__)

MAX_IN_FLIGHT = 16
"""Messages on their way at a time: enough for the pace that is left over where an answer takes half a second."""
MAX_REST_SECONDS = 15.0
"""The longest rest: then the outbox is read anyway."""
MIN_REST_SECONDS = 1.0
"""Pause before a retry of what is due but cannot be claimed yet."""
DATABASE_SECONDS = 5.0
"""Pause before a retry of a database that could not be used."""
STOP_SECONDS = 4.0
"""How long what has left may take to be answered once the sender is to stop."""


async def _keep_to_oneself(unknown: int) -> None:
    """Report to nobody: the log has it anyway."""


class Sender:
    """Sends announcements until it is stopped.

    ::

        sender = Sender(database, bot, papers, clock, languages=("en", "zh"))
        task = asyncio.create_task(sender.run())
        sender.wake()          # whenever something was planned
        sender.stop()
        await task
    """

    def __init__(
        self,
        database: Database,
        bot: Bot,
        papers: PaperLookup,
        clock: Clock,
        *,
        languages: tuple[Language, ...],
        not_before: NotBefore | None = None,
        report: Report = _keep_to_oneself,
        pacing_clock: PacingClock | None = None,
    ) -> None:
        """Send what ``database`` holds as ``bot``: initialised, with :class:`~bot.transport.pacing.Pacing`.

        ``pacing_clock`` is what pauses go by, as in the pacing; ``clock`` decides what is due.
        """
        self._database = database
        self._clock = clock
        self._not_before = not_before
        self._pacing_clock = pacing_clock or MonotonicClock()
        self._stopping = False
        self._woken = asyncio.Event()
        self._lock = sender_lock(database)
        self._recorder = Recorder(database)
        self._backoff = Backoff(self._pacing_clock)
        composer = Composer(papers, languages, bot.username)
        self._deliverer = Deliverer(self._lock.name, self._recorder, composer, clock, self._backoff)
        self._in_flight = InFlight(bot, self._woken.set)
        self._edits = EditLoop(database, self._deliverer, self._backoff, self._in_flight)
        self._recovery = Recovery(database, self._lock, self._deliverer, self._pacing_clock, report)

    def wake(self) -> None:
        """Look into the outbox now: something was queued or corrected."""
        self._edits.restart()
        self._woken.set()

    def stop(self) -> None:
        """Let :meth:`run` come to its end: what has not left goes back, what has is waited for, but not for long."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Send until :meth:`stop`; a database that cannot be used is tried again until it can.

        Any other error is raised after an orderly end, and :meth:`run` may be called again.
        """
        refused = False
        try:
            while not self._stopping:
                try:
                    await self._round()
                except StateError as error:
                    if not refused:
                        logger.error("announcements wait for the database: %s", error)
                    refused = True
                    self._recovery.recover_next_time()
                    await self._rest(DATABASE_SECONDS)
                else:
                    refused = False
        finally:
            await self._end()
            self._lock.release()

    async def _round(self) -> None:
        """Begin what fits, then wait until there may be more."""
        self._woken.clear()
        await self._unless_stopped(self._lock.acquire())
        if self._stopping:
            return
        await self._recovery.recover()
        rest = await self._begin()
        await self._report_unknown()
        await self._rest(rest)

    async def _begin(self) -> float:
        """Begin what fits and return how many seconds to rest if nothing happens."""
        if (pause := self._backoff.left()) > 0:
            return pause
        if self._backoff.ended():
            self._edits.restart()
        room = (1 if self._backoff.careful else MAX_IN_FLIGHT) - len(self._in_flight)
        if room > 0:
            room -= await self._begin_deliveries(room)
        if room > 0:
            room -= await self._edits.begin(room)
        rest = min(self._backoff.next_end(), MAX_REST_SECONDS)
        due = await self._database.run(outbox.next_due) if room > 0 and not self._in_flight else None
        return rest if due is None else min(max(due - self._clock.now(), MIN_REST_SECONDS), rest)

    async def _begin_deliveries(self, room: int) -> int:
        now, name = self._clock.now(), self._lock.name
        batches = await self._database.run(lambda session: outbox.claim(session, now, name, room, self._not_before))
        for batch in batches:
            self._in_flight.start(partial(self._deliverer.deliver, batch))
        return len(batches)

    async def _report_unknown(self) -> None:
        await self._recovery.report_unknown(quiet=self._stopping or not self._in_flight)

    async def _rest(self, seconds: float) -> None:
        """Wait for ``seconds``, or until something happens."""
        await _first(self._woken.wait(), self._pacing_clock.sleep(seconds))

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> None:
        """Wait for ``work``, or cancel it when the sender is to stop."""

        async def stopped() -> None:
            while not self._stopping:
                await self._woken.wait()
                if not self._stopping:
                    self._woken.clear()

        await _first(work, stopped())

    async def _end(self) -> None:
        await self._in_flight.finish(STOP_SECONDS)
        # what became of each is still recorded; a database that cannot be used leaves that to the next start
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._in_flight.cancel()
                await self._recorder.settled()
        await self._report_unknown()


async def _first(*works: Coroutine[Any, Any, Any]) -> None:
    """Wait until one of ``works`` is done and cancel the others."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
