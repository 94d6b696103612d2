"""Locks of the sending processes: a held lock proves that its process lives, and is released however that ends.

SQLite is for one machine. There one process sends at a time: whoever holds the lock file beside ``bot.db``. A second
process waits for it; once it has the lock, everything that is claimed or being sent was left behind by somebody who is
dead. PostgreSQL is for several. There each process holds an advisory lock under its own name, in a connection of its
own; the server releases it when the connection ends. Whose lock can be taken by another is dead. A process whose
connection broke may be taken for dead while it lives, which does no harm: what it was sending is then unknown until it
records what became of it, and what is unknown is not sent again; what it had only claimed is taken from it, and it does
not send that.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.errors import StateError
from bot.state import Database

_POLL_SECONDS = 0.5


class SenderLock(Protocol):
    """The right of a process to send; ``name`` is unique to the process and never used again."""

    name: str

    async def acquire(self) -> None:
        """Wait until this process may send; again after its connection broke. Raises StateError."""

    async def check(self) -> None:
        """Make sure that the lock is still held. Raises StateError."""

    def dead(self, session: Session, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of the ``names`` whose processes are dead."""

    def release(self) -> None:
        """Release the lock."""


def sender_lock(database: Database) -> SenderLock:
    """Return the kind of lock that fits ``database``."""
    if database.engine.dialect.name == "postgresql":
        return _AdvisoryLock(database)
    file = database.engine.url.database
    return _OneProcess(Path(f"{file}.sender") if file and file != ":memory:" else None)


class _OneProcess:
    """The lock for SQLite: one process holds the lock file (no file for a database in memory)."""

    def __init__(self, file: Path | None) -> None:
        self.name = secrets.token_hex(8)
        # the file stays: whoever opened it while it was held would lock a file that nobody else sees
        self._lock = FileLock(file, mode=0o644, thread_local=False, preserve_lock_file=True) if file else None

    async def acquire(self) -> None:
        while self._lock is not None and not self._lock.is_locked:
            try:
                self._lock.acquire(blocking=False)
            except Timeout:
                await asyncio.sleep(_POLL_SECONDS)
            except OSError as error:
                raise StateError(f"The lock file {self._lock.lock_file} cannot be used: {error.strerror}.") from None

    async def check(self) -> None:
        """Do nothing: the kernel keeps the lock."""

    def dead(self, session: Session, names: Iterable[str]) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(name for name in names if name != self.name)

    def release(self) -> None:
        if self._lock is not None:
            self._lock.release()


class _AdvisoryLock:
    """The lock for PostgreSQL: each of several processes holds an advisory lock under its own name."""

    def __init__(self, database: Database) -> None:
        self.name = secrets.token_hex(8)
        self._database = database
        self._connection: Connection | None = None

    async def acquire(self) -> None:
        if self._connection is None:
            await asyncio.to_thread(self._acquire)

    async def check(self) -> None:
        await asyncio.to_thread(self._check)

    def dead(self, session: Session, names: Iterable[str]) -> tuple[str, ...]:
        question = text("SELECT pg_try_advisory_xact_lock(:key)")
        others = [name for name in names if name != self.name]
        return tuple(name for name in others if session.scalar(question, {"key": _key(name)}))

    def release(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            # not back into the pool: the lock belongs to the connection
            connection.invalidate()
            connection.close()

    def _acquire(self) -> None:
        try:
            connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _key(self.name)})
        except DBAPIError as error:
            raise self._fault(error) from error
        self._connection = connection

    def _check(self) -> None:
        if self._connection is None:
            return
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError as error:
            self.release()
            raise self._fault(error) from error

    def _fault(self, error: DBAPIError) -> StateError:
        reason = " ".join(str(error.orig).split())
        return StateError(f"The bot's database {self._database.shown} cannot be used: {reason}.")


def _key(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
