"""Migration of a database's tables to what this version needs, by the ordered ``migrations/versions``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bot.errors import StateError, StateUnwritableError
from bot.state.database import Database, connect, explained
from bot.state.integrity import check

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x70617065
"""Any number will do: PostgreSQL's lock that lets one process migrate at a time."""


def open_database(where: str | Path, *, patient: bool = False) -> Database:
    """Connect to the database at ``where``, look through it and bring its tables up to date; raises StateError.

    With ``patient`` one that only cannot be written at the moment is opened all the same: its ``trouble`` says why,
    work on it fails until it can be written, and then its tables are brought up to date first.
    """
    database = connect(where)
    try:
        _prepare(database)
    except StateUnwritableError as error:
        if not patient:
            database.close()
            raise
        database.trouble, database.before_work = error, _prepare
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        check(database.shown, newest_revision())
    upgrade(database)


def upgrade(database: Database) -> tuple[str, str]:
    """Migrate in one transaction; return the revisions before (empty: none) and after. Raises StateError."""
    with explained(database.shown), database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        before, after = _revision(connection), newest_revision()
        if before != after:
            try:
                command.upgrade(migration_config(connection), "head")
            except CommandError:
                raise StateError(
                    f"The bot's database {database.shown} was made by a newer version (revision {before}): "
                    "update papercache-bot."
                ) from None
        return before, after


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def newest_revision() -> str:
    """Return the revision that this version migrates to."""
    return ScriptDirectory.from_config(migration_config(None)).get_current_head() or ""


def migration_config(connection: Connection | None) -> Config:
    """Return what Alembic needs to know to work on ``connection``."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    return config
