"""Databases of every kind that the bot may keep its state in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.state import Database, open_database
from tests.bot.state.postgresql import postgresql_address

KINDS = ("sqlite", "postgresql")


@contextmanager
def database_address(kind: str, folder: Path) -> Iterator[str]:
    """Return where a database of ``kind`` is that holds nothing yet: a file in ``folder``, or an address."""
    if kind == "sqlite":
        yield str(folder / "bot.db")
    else:
        with postgresql_address() as address:
            yield address


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Open an empty database with its tables."""
    with database_address(request.param, tmp_path) as address, open_database(address) as opened:
        yield opened
