"""Writes down what became of what was sent: several at a time, and again until it works."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.errors import StateError
from bot.state import Database

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 2.0
"""Pause before what the database refused is written again."""

_Result = TypeVar("_Result")
_Entry = tuple[Callable[[Session], Any], "asyncio.Future[Any]"]


class Ledger:
    """Entries that must not be lost; what waits while one transaction runs goes into the next one together."""

    def __init__(self, database: Database) -> None:
        """Write to ``database``."""
        self._database = database
        self._waiting: list[_Entry] = []
        self._turn = asyncio.Lock()
        self._refused = False

    async def write(self, work: Callable[[Session], _Result]) -> _Result:
        """Do ``work`` in a transaction and give what it gives, however long the database cannot be used meanwhile."""
        future: asyncio.Future[_Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        # whoever waits may be cancelled; what happened is written down all the same
        return await asyncio.shield(self._written(future))

    async def settled(self) -> None:
        """Wait until what is being written is."""
        async with self._turn:
            pass

    async def _written(self, future: asyncio.Future[_Result]) -> _Result:
        async with self._turn:
            if not future.done():
                entries, self._waiting = self._waiting, []
                await self._write(entries)
        return future.result()

    async def _write(self, entries: list[_Entry]) -> None:
        while True:
            try:
                results = await self._database.run(lambda session: [work(session) for work, _ in entries])
            except StateError as error:
                if not self._refused:
                    logger.error("what became of announcements cannot be recorded yet, trying again: %s", error)
                self._refused = True
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            self._refused = False
            for (_, future), result in zip(entries, results, strict=True):
                future.set_result(result)
            return
