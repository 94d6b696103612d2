"""Backups are taken while others write, and are whole."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import StateError
from bot.state import Database, connect, open_database
from bot.state.backup import back_up
from bot.state.chats import Target
from bot.state.schema import ChatRow, SubscriptionRow
from bot.state.subscriptions import Subscriber, add_subscription


def _subscribe(session: Session, target: Target) -> None:
    add_subscription(session, Subscriber(target, "private"), "all", "", 1.0, 50)


def test_a_backup_taken_while_others_write(tmp_path: Path) -> None:
    begun, enough = threading.Event(), threading.Event()

    def pairs(database: Database) -> None:
        number = 0
        while not enough.is_set():
            number += 1
            # two chats in one transaction: a whole copy has both or neither
            targets = Target(number), Target(-number)
            database.run_now(lambda session, both=targets: [_subscribe(session, target) for target in both])
            if number == 5:
                begun.set()

    with open_database(tmp_path / "bot.db") as writing, open_database(tmp_path / "bot.db") as running:
        writer = threading.Thread(target=pairs, args=(writing,))
        writer.start()
        try:
            assert begun.wait(20)
            for number in range(5):
                back_up(running, tmp_path / f"backup-{number}.db")
        finally:
            enough.set()
            writer.join()
    before = 0
    for number in range(5):
        with connect(tmp_path / f"backup-{number}.db") as copy:
            chats = set(copy.run_now(lambda session: session.scalars(select(ChatRow.id)).all()))
            owners = set(copy.run_now(lambda session: session.scalars(select(SubscriptionRow.chat_id)).all()))
        assert chats == {-chat for chat in chats} == owners
        assert len(chats) >= max(before, 10)
        before = len(chats)
    assert {file.name for file in tmp_path.glob("backup*")} == {f"backup-{number}.db" for number in range(5)}


@pytest.fixture
def file_database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "bot.db") as opened:
        yield opened


def test_a_backup_overwrites_nothing(tmp_path: Path, file_database: Database) -> None:
    file = tmp_path / "precious.db"
    file.write_text("mine", "utf-8")
    with pytest.raises(StateError, match=r"precious\.db is there already"):
        back_up(file_database, file)
    assert file.read_text("utf-8") == "mine"


def test_a_backup_that_cannot_be_written(tmp_path: Path, file_database: Database) -> None:
    with pytest.raises(StateError, match="cannot be written"):
        back_up(file_database, tmp_path / "nowhere" / "backup.db")
