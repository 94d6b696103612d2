"""``bot.db``: SQLite by default, PostgreSQL by its address; one transaction a call.

Whatever the bot must not forget goes through :meth:`Database.run`, which hands a session to a function, commits when it
returns and takes everything back when it raises. Nothing in here waits in the event loop: the work is done in threads,
for SQLite in one, which puts the writers of this process in order.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from bot.errors import StateError

logger = logging.getLogger(__name__)

BUSY_SECONDS = 15
"""How long SQLite waits for another process (the command line, a backup) to end its transaction."""
POSTGRES_THREADS = 4
PATIENCE_SECONDS = 2.0
"""How long somebody who is waiting for an answer waits for the database."""
REST_SECONDS = 10.0
"""How long nobody waits for it any more after it failed."""

_Result = TypeVar("_Result")


class Database:
    """The bot's database, open. Use it as a context manager, or close it."""

    def __init__(self, engine: Engine, shown: str) -> None:
        """Work on ``engine``; ``shown`` names the database to people, without its password."""
        self.engine = engine
        self.shown = shown
        threads = 1 if engine.dialect.name == "sqlite" else POSTGRES_THREADS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="bot.db")
        self._resting_until = 0.0
        self._failing = False

    async def run(self, work: Callable[[Session], _Result]) -> _Result:
        """Do ``work`` in a transaction, in a thread. Raises StateError where the database fails."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.run_now, work)

    async def try_run(
        self, work: Callable[[Session], _Result], *, patience: float = PATIENCE_SECONDS, rest: float = REST_SECONDS
    ) -> _Result | None:
        """Do ``work`` as :meth:`run` does; give nothing where the database fails or takes longer than ``patience``.

        For what a reader's answer must not depend on. A fault is logged once, until the database works again, and for
        ``rest`` seconds after it nothing is tried.
        """
        if time.monotonic() < self._resting_until:
            return None
        try:
            async with asyncio.timeout(patience):
                result = await self.run(work)
        except (StateError, TimeoutError) as error:
            self._resting_until = time.monotonic() + rest
            if not self._failing:
                reason = str(error) or f"The bot's database {self.shown} takes longer than {patience:.0f} seconds."
                logger.error("%s Readers are answered without it until it works again.", reason)
            self._failing = True
            return None
        if self._failing:
            self._failing = False
            logger.info("the bot's database works again")
        return result

    def run_now(self, work: Callable[[Session], _Result]) -> _Result:
        """Do ``work`` in a transaction, here. Raises StateError where the database fails."""
        with explained(self.shown), Session(self.engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    def close(self) -> None:
        """Wait for what is under way and let go of the database."""
        self._threads.shutdown()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def connect(where: str | Path) -> Database:
    """Connect to the database at ``where``: a file of SQLite, or the address of PostgreSQL. Its tables may be missing.

    Raises StateError where it cannot be used at all.
    """
    url = _url(where)
    shown = url.database or "" if url.drivername == "sqlite" else url.render_as_string(hide_password=True)
    # errors do not quote parameters: what readers wrote may be among them, and errors are logged
    with explained(shown):
        if url.drivername == "sqlite":
            try:
                Path(shown).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StateError(f"The folder of {shown} cannot be made: {error.strerror}.") from None
            engine = create_engine(
                url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_at_once)
        else:
            engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=POSTGRES_THREADS)
    return Database(engine, shown)


@contextmanager
def explained(shown: str) -> Iterator[None]:
    """Turn what a database says into a StateError that names the database ``shown``."""
    try:
        yield
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        raise StateError(f"The bot's database {shown} cannot be used: {reason}.") from error


def _url(where: str | Path) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(Path(where).absolute()))
    try:
        url = make_url(where)
        if url.get_backend_name() == "postgresql":
            return url.set(drivername="postgresql+psycopg")
        if url.drivername == "sqlite":
            return url
    except (ArgumentError, NoSuchModuleError):
        pass
    # the address may hold a password, so it is not repeated
    raise StateError("The setting “database” must be a file or an address that begins with postgresql://.")


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # transactions are begun by us, below: the module's own way would commit before statements that change tables
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_at_once(connection: Any) -> None:
    # a transaction that began by reading could not wait for another writer later, only fail
    connection.exec_driver_sql("BEGIN IMMEDIATE")
