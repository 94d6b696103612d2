"""The file ``library.db``: its tables, connections to it, its one kind of transaction, and its faults in plain words.

There is no secondary index in the file on purpose: every page in use belongs to a table, so that reading the tables
once (which opening does anyway) verifies all of it against the checksums in the rows (see :mod:`.integrity`).
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from retrieval.errors import StoreBusyError, StoreDamagedError, StoreError, StoreFullError
from retrieval.versions import STORE_FORMAT

APPLICATION_ID = 0x50434C42
"""Marks an SQLite file as a library of ours (``PCLB``)."""

BUSY_TIMEOUT_S = 30.0
"""How long a connection waits for another one's lock on the file; only foreign tools hold one for long."""

_FULL = "There is no room on the disk to write {path}; the library stays as it was. Free some space and refresh again."

_PRAGMAS = ("synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY", "cell_size_check=ON")
"""Durable at commit; deleted content overwritten with zeros; no temporary files; damaged pages noticed early."""

_ROOM_NEEDED = 1 << 20
"""Bytes free on the disk below which a failed write is put down to a full disk."""

TABLES = {
    "state": "CREATE TABLE state (id INTEGER PRIMARY KEY, body TEXT NOT NULL, crc INTEGER NOT NULL)",
    "files": (
        "CREATE TABLE files (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL, "
        "digest TEXT NOT NULL, problems TEXT NOT NULL)"
    ),
    "papers": (
        "CREATE TABLE papers (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, file INTEGER NOT NULL, "
        "ordinal INTEGER NOT NULL, served INTEGER NOT NULL, digest TEXT NOT NULL, paper TEXT NOT NULL, "
        "sections TEXT NOT NULL)"
    ),
    "gathered": "CREATE TABLE gathered (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, gathered TEXT NOT NULL)",
    "chunks": (
        "CREATE TABLE chunks (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, paper INTEGER NOT NULL, "
        "position INTEGER NOT NULL, card INTEGER NOT NULL, embedded BLOB NOT NULL, headings TEXT NOT NULL, "
        "anchor TEXT NOT NULL, text TEXT NOT NULL, sentences BLOB NOT NULL, vector BLOB NOT NULL, "
        "tokens BLOB NOT NULL, parts BLOB NOT NULL, terms BLOB NOT NULL, weights BLOB NOT NULL)"
    ),
    "pieces": (
        "CREATE TABLE pieces (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, near BLOB NOT NULL, cosines BLOB NOT NULL)"
    ),
    "terms": "CREATE TABLE terms (id INTEGER PRIMARY KEY, term TEXT NOT NULL)",
}
"""The tables as SQLite keeps them, compared word for word at open.

``state``   one row: generation, fingerprints, the next id, a digest of every other table (JSON)
``files``   every file of every source, with the digest it had, and when it was read and what was wrong with it (JSON)
``papers``  every note that a file gave; ``served`` is 0 for one that another takes the place of
``gathered``  what a served paper has from other files of it, and which these are, by the id of the paper (JSON)
``chunks``  the text of the served papers in reading order (``position``), what was embedded (hash), its sentences
            (int32), float32 vector, int32 token ids, where among them those of each part end (int32), int32 term
            ids and float32 weights; ``card`` marks the chunk of title and summary
``pieces``  the pieces of the bundled model that chunks use, by token id, with the token ids of all that are near each
            of them (int32) and their cosines (float16)
``terms``   the words of the lexical index

Ids, but for those of pieces, come from one counter that only grows and are never used again.
"""


@contextmanager
def connection(path: Path, *, timeout: float = BUSY_TIMEOUT_S) -> Iterator[sqlite3.Connection]:
    """Open ``path``, which must exist, for one use in one thread.

    Faults of SQLite are raised as :class:`~retrieval.errors.StoreError` or a subclass.
    """
    with faults(path):
        opened = _connect(path, "mode=rw", timeout)
        try:
            for pragma_set in _PRAGMAS:
                opened.execute(f"PRAGMA {pragma_set}")
            yield opened
        finally:
            opened.close()


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open ``path``, which must exist, for reading, also where nothing can be written: a full disk, a foreign folder.

    SQLite writes even to read: the files by which readers and writers keep out of each other's way.
    """
    with ExitStack() as held:
        yield _shared(path, held) or _apart(path, held)


def _shared(path: Path, held: ExitStack) -> sqlite3.Connection | None:
    """Open ``path`` beside others who read and write it; None if that would write where nothing can be written."""
    if not (os.access(path.parent, os.W_OK) and os.access(path, os.W_OK)):
        return None
    with ExitStack() as trial:
        try:
            opened = trial.enter_context(connection(path))
            with faults(path):
                opened.execute("SELECT 1 FROM sqlite_schema").fetchone()
        except (StoreBusyError, StoreDamagedError):
            raise
        except StoreError:
            return None
        held.push(trial.pop_all())
    return opened


def _apart(path: Path, held: ExitStack) -> sqlite3.Connection:
    """Open ``path`` as it is, or a copy where the log beside it may hold what was committed last."""
    held.enter_context(faults(path))
    log, access = Path(f"{path}-wal"), "mode=ro&immutable=1"
    if log.is_file() and log.stat().st_size:
        try:
            folder = held.enter_context(tempfile.TemporaryDirectory(prefix="papercache-"))
            shutil.copy(log, folder)
            path, access = Path(shutil.copy(path, folder)), "mode=rw"
        except OSError as error:
            raise StoreError(
                f"{path} cannot be read: its last changes stand in {log.name}, and the two cannot be copied to where "
                f"they could be put together ({error.strerror})."
            ) from error
    opened = _connect(path, access, BUSY_TIMEOUT_S)
    held.callback(opened.close)
    return opened


def _connect(path: Path, access: str, timeout: float) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?{access}", uri=True, timeout=timeout, isolation_level=None)


@contextmanager
def transaction(opened: sqlite3.Connection, *, write: bool) -> Iterator[None]:
    """Hold one transaction: all of it or, when the body raises, nothing of it."""
    opened.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    try:
        yield
        opened.execute("COMMIT")
    except BaseException:
        # a COMMIT that finds no room leaves the transaction open; some faults end it by themselves
        if opened.in_transaction:
            opened.execute("ROLLBACK")
        raise


def create_tables(opened: sqlite3.Connection) -> None:
    """Make the empty tables in a new file; to be called inside a transaction."""
    for statement in TABLES.values():
        opened.execute(statement)
    opened.execute(f"PRAGMA application_id={APPLICATION_ID}")
    opened.execute(f"PRAGMA user_version={STORE_FORMAT}")


def is_blank(opened: sqlite3.Connection) -> bool:
    """Return whether nothing was ever written to the file (also not before a crash)."""
    return pragma(opened, "application_id") == 0 and not opened.execute("SELECT 1 FROM sqlite_schema").fetchone()


def pragma(opened: sqlite3.Connection, name: str) -> int:
    """Read a pragma that is a number."""
    return int(opened.execute(f"PRAGMA {name}").fetchone()[0])


def checkpoint(opened: sqlite3.Connection) -> None:
    """Carry the write-ahead log over into the file, so that what was deleted is gone from both.

    Does what it can: readers still at work, or a full disk, leave the rest of it to the next refresh.
    """
    try:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.OperationalError as error:
        if _code(error) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into errors that name the file and say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _fault(error, path) from error


@contextmanager
def file_faults(path: Path) -> Iterator[None]:
    """Turn what the file system raises about ``path`` itself into errors that say what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFullError(_FULL.format(path=path)) from error
        reason = error.strerror or error
        raise StoreError(f"{path} cannot be written: {reason}. Check the permissions of its folder.") from error


def _fault(error: sqlite3.Error, path: Path) -> StoreError:
    code = _code(error)
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _disk_is_full(path)):
        return StoreFullError(_FULL.format(path=path))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusyError(f"Another program keeps {path} locked; close it, or try again later.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return StoreError(f"{path} cannot be written; check the permissions of the file and of its folder.")
    if code == sqlite3.SQLITE_CANTOPEN:
        return StoreError(f"{path} cannot be opened; check the permissions of the file and of its folder.")
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(f"{path} cannot be read or written: {error}. Check the disk and the limits on file sizes.")
    return StoreDamagedError(f"{path} is damaged: {error}.")


def _code(error: sqlite3.Error) -> int:
    """Return the primary result code; the mistakes of Python's own layer (bad UTF-8 in a text) have none."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)) & 0xFF


def _disk_is_full(path: Path) -> bool:
    return shutil.disk_usage(path.parent).free < _ROOM_NEEDED
