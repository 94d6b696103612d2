"""Backup of ``bot.db`` while the bot runs: one moment of it, whole."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from bot.errors import StateError
from bot.state.database import Database

_UNFINISHED = ".unfinished"


def back_up(database: Database, file: Path) -> None:
    """Copy the database into ``file``, which must not be there yet. Raises StateError.

    Others may go on reading and writing meanwhile. The copy appears under its name only once it is whole.
    """
    if database.engine.dialect.name != "sqlite":
        raise StateError("PostgreSQL is backed up with its own tool: run pg_dump with the address of the database.")
    if file.exists():
        raise StateError(f"{file} is there already: name another file for the backup.")
    unfinished = file.with_name(f"{file.name}{_UNFINISHED}")
    try:
        unfinished.unlink(missing_ok=True)
        # a connection of its own, outside any transaction: VACUUM runs in none
        source = sqlite3.connect(f"{Path(database.shown).absolute().as_uri()}?mode=ro", uri=True)
        try:
            source.execute("VACUUM INTO ?", (str(unfinished),))
        finally:
            source.close()
        _check(unfinished)
        with unfinished.open("rb") as copy:
            os.fsync(copy.fileno())
        unfinished.rename(file)
    except (OSError, sqlite3.Error) as error:
        unfinished.unlink(missing_ok=True)
        raise StateError(f"The backup {file} cannot be written: {error}.") from None


def _check(file: Path) -> None:
    copy = sqlite3.connect(file)
    try:
        found = [str(row[0]) for row in copy.execute("PRAGMA integrity_check")]
        strays = copy.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        copy.close()
    if found != ["ok"] or strays:
        raise sqlite3.DatabaseError(found[0] if found != ["ok"] else "rows point to nothing")
