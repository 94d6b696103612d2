"""Crash recovery: what processes that died were sending, and a report of what nobody knows to have arrived."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.orm import Session

from bot.announce import outbox
from bot.announce.deliver import Deliverer
from bot.announce.sender_lock import SenderLock
from bot.state import Database
from bot.transport.pacing import PacingClock

logger = logging.getLogger(__name__)

INTERVAL_SECONDS = 15.0
"""How often those that died are looked for; and how often unknown deliveries are reported while others are sent."""

Report = Callable[[int], Awaitable[None]]
"""Report to administrators how many more deliveries are unknown: nobody knows whether they arrived."""


class Recovery:
    """Finds what was left behind, by others and by this process, and reports what is unknown."""

    def __init__(
        self, database: Database, lock: SenderLock, deliverer: Deliverer, clock: PacingClock, report: Report
    ) -> None:
        """Recover in ``database`` what belongs to claimants that ``lock`` finds dead, and inform ``report``."""
        self._database = database
        self._lock = lock
        self._deliverer = deliverer
        self._clock = clock
        self._report = report
        self._recovered_at: float | None = None
        self._reported_at = 0.0

    def recover_next_time(self) -> None:
        """Let the next :meth:`recover` not wait: the database could not be used."""
        self._recovered_at = None

    async def recover(self) -> None:
        """Now and then find out who died while sending; what they were sending is unknown. Raises StateError."""
        now, name = self._clock.now(), self._lock.name
        if self._recovered_at is not None and now - self._recovered_at < INTERVAL_SECONDS:
            return
        await self._lock.check()

        def recover(session: Session) -> int:
            outbox.put_back_unheld(session, name, self._deliverer.held)
            return outbox.recover(session, self._lock.dead(session, outbox.claimants(session)))

        found = await self._database.run(recover)
        self._deliverer.unknown += found
        self._recovered_at = now

    async def report_unknown(self, *, quiet: bool) -> None:
        """Report to administrators what nobody knows, once things are ``quiet``, or after a while."""
        now, count = self._clock.now(), self._deliverer.unknown
        if not count or (not quiet and now - self._reported_at < INTERVAL_SECONDS):
            return
        self._deliverer.unknown, self._reported_at = 0, now
        logger.warning("of %d announcements nobody knows whether they arrived: see papercache deliveries", count)
        try:
            await self._report(count)
        except Exception:
            logger.exception("administrators could not be told of announcements that may not have arrived")
