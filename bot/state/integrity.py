"""Integrity checks of ``bot.db`` before it is used: that it is whole, and that it is the one of the last start."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column
from sqlalchemy.orm import Session

from bot.errors import StateDamagedError, StateError
from bot.state.database import BUSY_SECONDS, RESTORE, Database, explained
from bot.state.schema import WORDS, MarkRow, Table

logger = logging.getLogger(__name__)

CHECK_SECONDS = 5.0
"""How long the look may take; what of a very large file is not seen by then shows when it is used."""
RECORD_FILE = "bot-database.json"
"""Lies among the derived data and names the database that the bot used, by the name it has in the settings."""
_IDENTITY = "identity"
_MAX_REMEMBERED = 50
_STEPS = 20_000
"""Steps of SQLite between two looks at the clock: some milliseconds."""


def check(where: str, revision: str) -> None:
    """Read through the file of SQLite at ``where``, if there is one; nothing is written.

    Values are judged only where its tables are of the newest ``revision``: those of an earlier one held other words.

    Raises StateDamagedError where it is not whole, StateError where it is no database of the bot.
    """
    file = Path(where)
    size = file.stat().st_size if file.exists() else 0
    if not size:
        log = Path(f"{where}-wal")
        if log.is_file() and log.stat().st_size:
            # SQLite would throw the log away
            raise StateDamagedError(
                f"The bot's database {where} is {'empty' if file.exists() else 'gone'}, but {log.name} beside it holds "
                f"what was written last. {RESTORE.replace('it away', 'both away')}"
            )
        return
    with explained(where):
        opened = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        until = time.monotonic() + CHECK_SECONDS
        opened.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        try:
            _read_through(opened, where, revision)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_INTERRUPT:
                raise
            logger.info("%s is too large to be looked through at every start", where)
        finally:
            opened.close()


def _read_through(opened: sqlite3.Connection, where: str, revision: str) -> None:
    names = {str(name) for (name,) in opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if names and "alembic_version" not in names:
        raise StateError(f"{where} is a database of another program: name another file with “database:”.")
    complaint = str(opened.execute("PRAGMA quick_check(1)").fetchone()[0])
    if complaint != "ok":
        raise StateDamagedError(f"The bot's database {where} is damaged: {' '.join(complaint.split())}. {RESTORE}")
    if not names or opened.execute("SELECT version_num FROM alembic_version").fetchone() != (revision,):
        return
    # to SQLite a flipped byte in a value is no damage
    for name in Table.metadata.tables.keys() & names:
        columns = [_Column.of(column) for column in Table.metadata.tables[name].columns]
        listed = ", ".join(f'"{column.name}"' for column in columns)
        for row in opened.execute(f'SELECT {listed} FROM "{name}"'):  # noqa: S608  (names of our own)
            for column, value in zip(columns, row, strict=True):
                if not column.may_hold(value):
                    raise StateDamagedError(
                        f"The bot's database {where} is damaged: a row of {name} holds what its column {column.name} "
                        f"cannot hold. {RESTORE}"
                    )


@dataclass(frozen=True, slots=True)
class _Column:
    """The values that a column of ours may hold."""

    name: str
    kinds: tuple[type, ...]
    words: frozenset[str]

    @classmethod
    def of(cls, column: Column[Any]) -> _Column:
        kind = column.type.python_type
        numbers = (int, float) if kind is float else (int,)
        kinds = (str,) if kind is str else numbers
        return cls(
            column.name,
            (*kinds, type(None)) if column.nullable else kinds,
            WORDS.get((column.table.name, column.name), frozenset()),
        )

    def may_hold(self, value: object) -> bool:
        return isinstance(value, self.kinds) and (not self.words or value in self.words)


def recognise(database: Database, folder: Path) -> str:
    """Say in a sentence if ``database`` is none that the bot used under this name; empty where it is, or is the first.

    From now on it is one. What is remembered lies in ``folder``, which may be lost: then nothing is said. Raises
    StateError.
    """
    identity, file = database.run_now(_identity), folder / RECORD_FILE
    record = _read_record(file)
    used = record.get(database.shown, [])
    if identity not in used:
        # a backup that is put back is one of these, too
        record[database.shown] = [*used, identity][-_MAX_REMEMBERED:]
        _write_record(file, record)
    return anew(database.shown) if used and identity not in used else ""


def anew(shown: str) -> str:
    """Return the sentence about a database that is none of the earlier ones."""
    return (
        f"The bot's database {shown} is not the one that the bot used before, so subscriptions and announcements begin "
        "anew. If that was not meant, stop the bot and put the old file, or a backup of it, in its place."
    )


def _read_record(file: Path) -> dict[str, list[str]]:
    try:
        record: Any = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    named = record.items() if isinstance(record, dict) else ()
    return {str(name): [str(one) for one in used] for name, used in named if isinstance(used, list)}


def _write_record(file: Path, record: dict[str, list[str]]) -> None:
    unfinished = file.with_name(f".{file.name}")
    try:
        unfinished.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
        unfinished.replace(file)
    except OSError as error:
        logger.info("%s cannot be written: %s", file, error.strerror)


def _identity(session: Session) -> str:
    """Return what tells this database from all others; it is made once."""
    mark = session.get(MarkRow, _IDENTITY)
    if mark is None:
        mark = MarkRow(name=_IDENTITY, value=uuid.uuid4().hex)
        session.add(mark)
    return mark.value
