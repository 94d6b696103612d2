"""The announcer in the bot's process: notes are watched and pulled, news is planned, the sender sends it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from bot.announce.plan import Planned, plan
from bot.announce.reported_duplicates import take_untold
from bot.clock import Clock
from bot.config.settings import Settings
from bot.degradation import PARTS, Degradation
from bot.errors import BotError
from bot.ingest.git_pull import Repository
from bot.ingest.watch import keep_up
from bot.state import Database
from bot.views.skipped import EXAMPLES, by_reason
from bot.waiting import MAX_PAUSE_SECONDS, pause_after, wait
from retrieval import Duplicate, Library, RefreshReport, RetrievalError

logger = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
"""How often to look whether another process refreshed the library or it is time for something that rested."""
MAX_TOLD = 5
"""Different faults of one part of the work reported before it works again: a text may differ every time."""

_Result = TypeVar("_Result")

Tell = Callable[[str], Awaitable[None]]
"""Sends the bot's administrators a sentence."""
TellDuplicates = Callable[[Sequence[Duplicate]], Awaitable[None]]
"""Reports duplicates to the bot's administrators."""


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
        self,
        settings: Settings,
        library: Library,
        database: Database,
        clock: Clock,
        sender: Sending,
        tell: Tell,
        tell_duplicates: TellDuplicates,
        degradation: Degradation | None = None,
        tell_over: Tell | None = None,
    ) -> None:
        """Announce the news of ``library``; what a maintainer should know is told once until it changes.

        ``degradation`` records what fails; ``tell_over`` is called when a part of the work is well again.
        """
        self._settings = settings
        self._library = library
        self._database = database
        self._clock = clock
        self._sender = sender
        self._tell = tell
        self._degradation = degradation or Degradation()
        self._tell_over = tell_over
        self._told: dict[str, set[str]] = {}
        self._tell_duplicates = tell_duplicates
        self._duplicates: tuple[Duplicate, ...] | None = None
        self._stop = asyncio.Event()
        self._refreshed = asyncio.Event()
        self._up_to_date = False
        self._planned_once = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin, in the running event loop."""
        parts = {"watching the notes": self._watch, "planning announcements": self._plan, "sending": self._sender.run}
        if self._settings.repository.url:
            parts["pulling the repository"] = self._pull
        self._tasks = [asyncio.create_task(self._guarded(name, part)) for name, part in parts.items()]

    async def stop(self) -> None:
        """Finish what is being sent and stop."""
        self._stop.set()
        self._sender.stop()
        self._library.stop_refreshing()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _guarded(self, name: str, part: Callable[[], Awaitable[None]]) -> None:
        """Run a part of the work; whatever goes wrong, it is started again after a pause."""
        failures = 0
        while True:
            began = time.monotonic()
            try:
                return await part()
            except BaseException as error:
                if _is_the_end(error) or self._stop.is_set():
                    raise
                failures = failures + 1 if time.monotonic() - began < MAX_PAUSE_SECONDS else 1
                await self._report(name, error)
                logger.info("%s begins anew in %g s", name, pause_after(failures))
            await wait(pause_after(failures), self._stop)

    async def _watch(self) -> None:
        # what is there when the library is first looked at is no news, so nothing may be added before
        await wait(LOOK_SECONDS, self._stop, self._planned_once)
        await keep_up(self._library.look, self._settings.rescan_seconds, self._stop, self._bring_up_to_date)

    async def _bring_up_to_date(self) -> bool:
        done = await self._attempt("refreshing the library", asyncio.to_thread(self._refresh))
        if done is None:
            return False
        self._up_to_date = True
        self._refreshed.set()
        return True

    def _refresh(self) -> RefreshReport:
        report = self._library.refresh()
        changed = len(report.added) + len(report.changed) + len(report.removed)
        if changed or report.rebuilt:
            logger.info(
                "the library was refreshed: %d added, %d changed, %d removed",
                *(len(report.added), len(report.changed), len(report.removed)),
            )
        for group in by_reason(report.skipped):
            for skipped in group.items[:EXAMPLES]:
                fate = "is served" if skipped.served else "is passed over"
                logger.warning("%s:%d %s: %s", skipped.file, skipped.line, fate, skipped.reason)
            if more := len(group.items) - len(group.items[:EXAMPLES]):
                logger.warning("… and %d more: %s", more, group.reason)
        return report

    async def _pull(self) -> None:
        wanted = self._settings.repository
        repository = Repository(wanted.url, wanted.branch, wanted.folder)
        while not self._stop.is_set():
            pulling = asyncio.create_task(self._attempt("pulling the repository", repository.pull()))
            stopping = asyncio.create_task(self._stop.wait())
            try:
                await asyncio.wait({pulling, stopping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                # a cancelled pull ends its git and leaves nothing that the next could not go on from
                pulling.cancel()
                stopping.cancel()
                await asyncio.wait({pulling, stopping})
            await wait(wanted.pull_minutes * 60, self._stop)

    async def _plan(self) -> None:
        failures = 0
        while not self._stop.is_set():
            self._refreshed.clear()
            planned = await self._attempt("planning announcements", self._planned())
            if planned is None:
                failures += 1
                await wait(min(pause_after(failures), LOOK_SECONDS), self._stop, self._refreshed)
                continue
            failures = 0
            self._planned_once.set()
            await self._attempt("telling of duplicates", self._tell_of_duplicates())
            rest = LOOK_SECONDS if planned.next_moment is None else planned.next_moment - self._clock.now()
            await wait(min(max(rest, 0.0), LOOK_SECONDS), self._stop, self._refreshed)

    async def _planned(self) -> Planned:
        # asked first: what is read while planning must not count as seen
        up_to_date = self._up_to_date
        await asyncio.to_thread(self._library.reload_if_changed)
        rules = self._settings.announcements
        planned = await plan(self._database, self._library, self._clock, rules, up_to_date=up_to_date)
        for news in planned.news:
            logger.info("%s is announced to %d, missed by %d", news.paper.path, news.queued, news.missed)
        if planned.news or planned.changed or planned.withdrawn or planned.returned:
            self._sender.wake()
        return planned

    async def _tell_of_duplicates(self) -> None:
        """Log and report the files whose papers are served from other files; each once, also after a restart."""
        found = self._library.duplicates
        if found == self._duplicates:
            return
        untold = await self._database.run(lambda session: take_untold(session, found))
        self._duplicates = found
        for one in untold:
            logger.warning("%s is the same paper as %s, which is served", one.file, one.served_file)
        if untold:
            await self._tell_duplicates(untold)

    async def _attempt(self, what: str, work: Awaitable[_Result]) -> _Result | None:
        """Do a part of the work; a fault is logged and reported to the administrators once."""
        try:
            done = await work
        except BaseException as error:
            if _is_the_end(error):
                raise
            await self._report(what, error, logged=not self._degradation.begin(what, error))
            return None
        self._degradation.end(what)
        if self._told.pop(what, None):
            logger.info("%s works again", what)
            if self._tell_over is not None and what in PARTS:
                await self._tell_safely(self._tell_over, what)
        return done

    async def _report(self, what: str, error: BaseException, *, logged: bool = False) -> None:
        """Log a fault, unless it is ``logged`` already, and report it to administrators unless they know."""
        expected = isinstance(error, (BotError, RetrievalError, OSError))
        # what an unexpected one says may be anything, also a part of a note
        told = str(error) if expected else f"{what} failed ({type(error).__name__}); the log tells more."
        known = self._told.setdefault(what, set())
        if told in known or len(known) >= MAX_TOLD:
            return
        known.add(told)
        if not expected:
            logger.error("%s failed", what, exc_info=error)
        elif not logged:
            logger.warning("%s", error)
        await self._tell_safely(self._tell, told)

    async def _tell_safely(self, tell: Tell, told: str) -> None:
        try:
            await tell(told)
        except Exception:
            logger.exception("administrators could not be told of a fault")


def _is_the_end(error: BaseException) -> bool:
    """Return whether ``error`` ends the task or the process; a panic of a library in Rust is no Exception either."""
    return isinstance(error, (asyncio.CancelledError, KeyboardInterrupt, SystemExit, GeneratorExit))
