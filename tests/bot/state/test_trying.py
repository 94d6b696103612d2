"""Database calls that a reader's answer must not depend on: they are tried, and their faults are logged once."""

import logging
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.state import Database


def _fails(session: Session) -> int:
    return int(
        session.execute(text("SELECT 1 FROM no_such_table WHERE x = :x"), {"x": "a reader's words"}).scalar_one()
    )


def _works(session: Session) -> int:
    return int(session.execute(text("SELECT 7")).scalar_one())


async def test_a_fault_gives_nothing_and_is_logged_once(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(3):
        assert await database.try_run(_fails, rest=0) is None
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "no_such_table" in caplog.text
    assert "a reader's words" not in caplog.text
    assert await database.try_run(_works) == 7
    assert await database.try_run(_works) == 7
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]


async def test_nobody_waits_for_a_database_that_is_held(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    free = threading.Event()
    try:
        assert await database.try_run(lambda _: free.wait(20), patience=0.05) is None
        assert await database.try_run(_works) is None, "it is resting"
    finally:
        free.set()
    assert "takes longer than" in caplog.text
