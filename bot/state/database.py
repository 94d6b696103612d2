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
from json import JSONDecodeError
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, StatementError
from sqlalchemy.orm import Session

from bot.errors import StateDamagedError, StateError, StateUnwritableError

logger = logging.getLogger(__name__)

BUSY_SECONDS = 15
"""How long SQLite waits for another process (the command line, a backup) to end its transaction."""
POSTGRES_THREADS = 4
PATIENCE_SECONDS = 2.0
"""How long somebody who is waiting for an answer waits for the database."""
REST_SECONDS = 10.0
"""How long after a failure nobody waits for it."""

RESTORE = (
    "Nothing of it was changed: restore a backup (papercache db backup makes them), or move it away to begin anew."
)

_UNWRITABLE = {
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED,
}  # fmt: skip
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_UNREADABLE = "could not decode"
"""So begins what the sqlite3 module says of a text that is no UTF-8; it goes on with the text, which is a reader's."""

_Result = TypeVar("_Result")


class Database:
    """The bot's database, open. Use it as a context manager, or close it."""

    def __init__(self, engine: Engine, shown: str) -> None:
        """Work on ``engine``; ``shown`` names the database to people, without its password."""
        self.engine = engine
        self.shown = shown
        self.trouble: StateError | None = None
        """Why the last work failed; None where it did not."""
        self.before_work: Callable[[Database], object] | None = None
        """What has to be done before any other work, as the database could not be written so far."""
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
        """Do ``work`` as :meth:`run` does; return None where the database fails or takes longer than ``patience``.

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
        try:
            if self.before_work is not None:
                self.before_work(self)
                self.before_work = None
            with explained(self.shown), Session(self.engine, expire_on_commit=False) as session, session.begin():
                result = work(session)
        except StateError as error:
            self.trouble = error
            if isinstance(error, StateUnwritableError):
                # a connection that could not write once may never be able to
                self.engine.dispose()
            raise
        self.trouble = None
        return result

    def close(self) -> None:
        """Wait for what is under way and close the connections to the database."""
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
    """Turn what a database says, and what comes of rows that nobody wrote so, into a StateError that names ``shown``.

    No value of a row is in the sentence.
    """
    try:
        yield
    except DBAPIError as error:
        raise _fault(shown, error.orig or error) from error
    except sqlite3.Error as error:
        raise _fault(shown, error) from error
    except StatementError as error:
        raise _damage(shown, type(error.orig or error).__name__) from error
    except (UnicodeDecodeError, JSONDecodeError) as error:
        raise _damage(shown, type(error).__name__) from error


def _fault(shown: str, error: BaseException) -> StateError:
    reason = " ".join(str(error).split())
    # the mistakes of Python's own layer have no code
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if reason.lower().startswith(_UNREADABLE):
        return _damage(shown, "a text in it is no UTF-8")
    if code in _DAMAGED:
        return _damage(shown, reason)
    if code not in _UNWRITABLE:
        return StateError(f"The bot's database {shown} cannot be used: {reason}.")
    if Path(shown).is_dir():
        return StateError(f"The bot's database {shown} cannot be used: it is a folder; name a file with “database:”.")
    return StateUnwritableError(f"The bot's database {shown} cannot be written: {reason}.")


def _damage(shown: str, reason: str) -> StateDamagedError:
    return StateDamagedError(f"The bot's database {shown} cannot be used: {reason}. {RESTORE}")


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
