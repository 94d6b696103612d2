"""The sender: takes what is due from the outbox and has it sent, several chats at a time.

It runs beside the bot's answers and gives way to them (:func:`~bot.transport.pacing.low_priority`). What becomes of one
message is the subject of :mod:`bot.announce.deliver`, what a row may become that of :mod:`bot.announce.outbox`.
Several processes may run one sender each (:mod:`bot.announce.sender_lock`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from sqlalchemy.orm import Session
from telegram import Bot

from bot.announce import outbox
from bot.announce.backoff import Backoff
from bot.announce.compose import Composer
from bot.announce.corrections import Edit, next_edits
from bot.announce.deliver import Deliverer
from bot.announce.outbox import NotBefore
from bot.announce.paper_lookup import PaperLookup
from bot.announce.recorder import Recorder
from bot.announce.sender_lock import standing
from bot.clock import Clock
from bot.errors import StateError
from bot.messaging.background import Post
from bot.state import Database
from bot.transport.pacing import MonotonicClock, PacingClock
from retrieval import Language

logger = logging.getLogger(__name__)

UNDER_WAY = 16
"""Messages on their way at a time: enough for the pace that is left over where an answer takes half a second."""
MAX_REST_SECONDS = 15.0
"""After so long the outbox is looked into anyway, and those that died are looked for."""
MIN_REST_SECONDS = 1.0
"""Before what is due but cannot be taken yet is tried again."""
DATABASE_SECONDS = 5.0
"""Before a database that could not be used is tried again."""
STOP_SECONDS = 4.0
"""How long what has left may take to be answered once the sender is to stop."""

Report = Callable[[int], Awaitable[None]]
"""Report to administrators how many more deliveries there are of which nobody knows whether they arrived."""


async def _keep_to_oneself(unknown: int) -> None:
    """Report to nobody: the log has it."""


class Sender:
    """Sends announcements until it is stopped.

    ::

        sender = Sender(database, bot, shelf, clock, languages=("en", "zh"))
        task = asyncio.create_task(sender.run())
        sender.wake()          # whenever something was planned
        sender.stop()
        await task
    """

    def __init__(
        self,
        database: Database,
        bot: Bot,
        shelf: PaperLookup,
        clock: Clock,
        *,
        languages: tuple[Language, ...],
        not_before: NotBefore | None = None,
        report: Report = _keep_to_oneself,
        pacing_clock: PacingClock | None = None,
    ) -> None:
        """Send what ``database`` holds as ``bot``: initialised, with :class:`~bot.transport.pacing.Pacing`.

        ``pacing_clock`` is what pauses go by, as in the pacing; ``clock`` tells what is due.
        """
        self._database = database
        self._bot = bot
        self._clock = clock
        self._not_before = not_before
        self._report = report
        self._pacing_clock = pacing_clock or MonotonicClock()
        self._standing = standing(database)
        self._ledger = Recorder(database)
        self._pauses = Backoff(self._pacing_clock)
        letters = Composer(shelf, languages, bot.username)
        self._delivering = Deliverer(self._standing.name, self._ledger, letters, clock, self._pauses)
        self._tasks: dict[asyncio.Task[None], Post] = {}
        self._stopping = False
        self._woken = asyncio.Event()
        self._looked_at: float | None = None
        self._told_at = 0.0
        self._correcting = True
        self._corrected_up_to = 0
        self._looks_anew = 0
        self._editing: set[tuple[int, int]] = set()
        self._changed_again: set[tuple[int, int]] = set()

    def wake(self) -> None:
        """Look into the outbox now: something was queued or corrected."""
        self._correct_from_the_first()
        self._woken.set()

    def stop(self) -> None:
        """Let :meth:`run` come to its end: what has not left goes back, what has is waited for, but not for long."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Send until :meth:`stop`; a database that cannot be used is tried again until it can.

        What else goes wrong comes out, in order, and it may be run again.
        """
        refused = False
        try:
            while not self._stopping:
                try:
                    await self._round()
                except StateError as error:
                    if not refused:
                        logger.error("announcements wait for the database: %s", error)
                    refused, self._looked_at = True, None
                    await self._rest(DATABASE_SECONDS)
                else:
                    refused = False
        finally:
            await self._end()
            self._standing.leave()

    async def _round(self) -> None:
        """Begin what there is room for, then wait until there may be more."""
        self._woken.clear()
        await self._unless_stopped(self._standing.take())
        if self._stopping:
            return
        await self._look_after_the_dead()
        rest = await self._begin()
        await self._tell_of_unknown()
        await self._rest(rest)

    # ---- what there is to do

    async def _begin(self) -> float:
        """Begin what there is room for and tell how long to rest if nothing happens."""
        if (pause := self._pauses.left()) > 0:
            return pause
        if self._pauses.ended():
            self._correct_from_the_first()
        room = (1 if self._pauses.careful else UNDER_WAY) - len(self._tasks)
        if room > 0:
            room -= await self._begin_deliveries(room)
        if room > 0 and self._correcting:
            room -= await self._begin_edits(room)
        rest = min(self._pauses.next_end(), MAX_REST_SECONDS)
        due = await self._database.run(outbox.next_due) if room > 0 and not self._tasks else None
        return rest if due is None else min(max(due - self._clock.now(), MIN_REST_SECONDS), rest)

    async def _begin_deliveries(self, room: int) -> int:
        now, name = self._clock.now(), self._standing.name
        batches = await self._database.run(lambda session: outbox.claim(session, now, name, room, self._not_before))
        for batch in batches:
            post = Post(self._bot)
            self._start(self._delivering.deliver(batch, post), post)
        return len(batches)

    async def _begin_edits(self, room: int) -> int:
        after, looks_anew = self._corrected_up_to, self._looks_anew
        edits = await self._database.run(lambda session: next_edits(session, after, room))
        # what was changed while the database was asked is looked for from the first on
        if self._looks_anew == looks_anew:
            self._correcting = bool(edits)
            self._corrected_up_to = edits[-1].place if edits else after
        for edit in edits:
            if self._pauses.of_chat(edit.batch.target.chat_id):
                continue
            if edit.key in self._editing:
                self._changed_again.add(edit.key)
                continue
            self._editing.add(edit.key)
            post = Post(self._bot)
            self._start(self._correct(edit, post), post)
        return len(edits)

    async def _correct(self, edit: Edit, post: Post) -> None:
        corrected = False
        try:
            corrected = await self._delivering.correct(edit, post)
        finally:
            self._editing.discard(edit.key)
            if not corrected or edit.key in self._changed_again:
                self._changed_again.discard(edit.key)
                self._correct_from_the_first()

    def _correct_from_the_first(self) -> None:
        self._correcting, self._corrected_up_to = True, 0
        self._looks_anew += 1

    def _start(self, work: Coroutine[Any, Any, None], post: Post) -> None:
        task = asyncio.create_task(work)
        self._tasks[task] = post
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("an announcement could not be seen to", exc_info=error)

    # ---- what others left behind

    async def _look_after_the_dead(self) -> None:
        """Now and then find out who died while sending; what they were sending is unknown."""
        now, name = self._pacing_clock.now(), self._standing.name
        if self._looked_at is not None and now - self._looked_at < MAX_REST_SECONDS:
            return
        await self._standing.keep()

        def recover(session: Session) -> int:
            outbox.put_back_unheld(session, name, self._delivering.held)
            return outbox.recover(session, self._standing.dead(session, outbox.claimants(session)))

        self._delivering.unknown += await self._database.run(recover)
        self._looked_at = now

    async def _tell_of_unknown(self) -> None:
        """Report to administrators what nobody knows, once things are quiet, or after a while."""
        now, count = self._pacing_clock.now(), self._delivering.unknown
        if not count or (self._tasks and not self._stopping and now - self._told_at < MAX_REST_SECONDS):
            return
        self._delivering.unknown, self._told_at = 0, now
        logger.warning("of %d announcements nobody knows whether they arrived: see papercache deliveries", count)
        try:
            await self._report(count)
        except Exception:
            logger.exception("administrators could not be told of announcements that may not have arrived")

    # ---- waiting and ending

    async def _rest(self, seconds: float) -> None:
        """Wait for ``seconds``, or until something happens."""
        await _first(self._woken.wait(), self._pacing_clock.sleep(seconds))

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> None:
        """Wait for ``work``, or give it up when the sender is to stop."""

        async def stopped() -> None:
            while not self._stopping:
                await self._woken.wait()
                if not self._stopping:
                    self._woken.clear()

        await _first(work, stopped())

    async def _end(self) -> None:
        for task, post in [*self._tasks.items()]:
            if post.waits:
                task.cancel()
        if self._tasks:
            await asyncio.wait([*self._tasks], timeout=STOP_SECONDS)
        for task in [*self._tasks]:
            task.cancel()
        # what became of each is still recorded; a database that cannot be used leaves that to the next start
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(*self._tasks, return_exceptions=True)
                await self._ledger.settled()
        await self._tell_of_unknown()


async def _first(*works: Coroutine[Any, Any, Any]) -> None:
    """Wait until one of ``works`` is done and give up the others."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
