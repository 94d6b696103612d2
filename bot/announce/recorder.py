"""Records of what is sent and what became of it: several in one transaction; outcomes are retried until written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from bot.errors import StateError
from bot.state import Database

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 2.0
"""Pause before a retry of what the database refused to write."""
PATIENCE_SECONDS = 2.0
"""How long what must be written before a request leaves may take; the chat takes nothing else meanwhile."""

_Result = TypeVar("_Result")


@dataclass(eq=False, slots=True)
class _Entry(Generic[_Result]):
    work: Callable[[Session], _Result]
    future: asyncio.Future[_Result]
    once: bool = False


class Recorder:
    """Entries that must not be lost; what waits while one transaction runs goes into the next one together."""

    def __init__(self, database: Database) -> None:
        """Write to ``database``."""
        self._database = database
        self._waiting: list[_Entry[Any]] = []
        self._turn = asyncio.Lock()
        self._refused = False

    async def write(self, work: Callable[[Session], _Result]) -> _Result:
        """Do ``work`` in a transaction and return its result, however long the database cannot be used meanwhile."""
        # whoever waits may be cancelled; what happened is written down all the same
        return await asyncio.shield(self._written(self._enter(work)))

    async def write_now(self, work: Callable[[Session], _Result]) -> _Result:
        """Do ``work`` in a transaction and return its result. Raises StateError if that does not work at once.

        After that, or when it was cancelled, it may have been done all the same, but nothing written later is undone.
        """
        entry = self._enter(work, once=True)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.shield(self._written(entry))
        except TimeoutError:
            raise StateError(f"The bot's database {self._database.shown} takes too long.") from None
        finally:
            entry.future.cancel()

    async def settled(self) -> None:
        """Wait until everything being written is written."""
        async with self._turn:
            pass

    def _enter(self, work: Callable[[Session], _Result], *, once: bool = False) -> _Entry[_Result]:
        entry = _Entry(work, asyncio.get_running_loop().create_future(), once)
        self._waiting.append(entry)
        return entry

    async def _written(self, entry: _Entry[_Result]) -> _Result:
        async with self._turn:
            if not entry.future.done():
                entries, self._waiting = self._waiting, []
                await self._write(entries)
        return entry.future.result()

    async def _write(self, entries: list[_Entry[Any]]) -> None:
        # done is what was given up meanwhile, or refused
        while entries := [entry for entry in entries if not entry.future.done()]:
            try:
                results = await self._database.run(partial(_work, [entry.work for entry in entries]))
            except StateError as error:
                for entry in entries:
                    if entry.once and not entry.future.done():
                        entry.future.set_exception(error)
                if all(entry.once for entry in entries):
                    return
                if not self._refused:
                    logger.error("what became of announcements cannot be recorded yet, trying again: %s", error)
                self._refused = True
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            self._refused = False
            for entry, result in zip(entries, results, strict=True):
                if not entry.future.done():
                    entry.future.set_result(result)
            return


def _work(works: list[Callable[[Session], Any]], session: Session) -> list[Any]:
    return [work(session) for work in works]
