"""The bot's database: opening, migrating, transactions, and what a maintainer is told when it cannot be used."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from bot.errors import StateError
from bot.state import Database, connect, open_database, upgrade
from bot.state.migrate import migration_config
from bot.state.schema import ChatRow, DeliveryRow, KnownPaperRow, MarkRow, SubscriptionRow, Table
from tests.bot.state.conftest import KINDS
from tests.bot.state.postgresql import postgresql_address


def _chat(number: int) -> ChatRow:
    return ChatRow(id=number, kind="private", created_at=1.0)


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


PAPERS = "path, paper_id, title_key, arxiv, doi, has_note, content, state, since, first_seen"
HELD = "id, chat_id, thread_id, kind, value, paused, reader_id, created_at"
OLD = (
    "INSERT INTO chats (id, kind, spoken, time_zone, cadence, hour, weekday, updates, suspended, created_at) "
    "VALUES (1, 'private', '', '', 'at_once', 9, 0, FALSE, '', 1)",
    f"INSERT INTO known_papers ({PAPERS}) VALUES ('llm/a', 'a', 't', '', '', TRUE, 'c', 'known', 1, 1)",  # noqa: S608
    f"INSERT INTO known_papers ({PAPERS}) VALUES ('llm/b', 'b', 't', '', '', TRUE, 'c', 'resting', 1, 1)",  # noqa: S608
    f"INSERT INTO known_papers ({PAPERS}) VALUES ('llm/c', 'c', 't', '', '', TRUE, 'c', 'gone', 1, 1)",  # noqa: S608
    "INSERT INTO announcements (id, kind, path, paper_id, title, content, created_at) "
    "VALUES (1, 'new', 'llm/a', 'a', 't', 'c', 1)",
    "INSERT INTO deliveries (id, announcement_id, chat_id, thread_id, because_kind, because, state, due_at, "
    "claimed_by, content, reason) VALUES (1, 1, 1, 0, 'venue', 'osdi', 'queued', 1, '', '', '')",
    f"INSERT INTO subscriptions ({HELD}) VALUES (1, 1, 0, 'venue', 'usenix atc', FALSE, 1, 1)",  # noqa: S608
    f"INSERT INTO subscriptions ({HELD}) VALUES (2, 1, 0, 'venue', 'atc', FALSE, 1, 1)",  # noqa: S608
    f"INSERT INTO subscriptions ({HELD}) VALUES (3, 1, 0, 'venue', 'proc mlsys23', FALSE, 1, 1)",  # noqa: S608
    f"INSERT INTO subscriptions ({HELD}) VALUES (4, 1, 0, 'words', 'usenix atc', FALSE, 1, 1)",  # noqa: S608
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_of_the_version_before_keeps_everything(kind: str, tmp_path: Path) -> None:
    with ExitStack() as stack:
        file = str(tmp_path / "bot.db")
        _check_migration(file if kind == "sqlite" else stack.enter_context(postgresql_address("template0")))


def _check_migration(database_url: str) -> None:
    with connect(database_url) as opened, opened.engine.begin() as connection:
        command.upgrade(migration_config(connection), "0002")
        for statement in OLD:
            connection.execute(text(statement))
    with open_database(database_url) as opened:
        states = select(KnownPaperRow.path, KnownPaperRow.state).order_by(KnownPaperRow.path)
        assert [tuple(row) for row in opened.run_now(lambda session: session.execute(states).all())] == [
            ("llm/a", "known"),
            ("llm/b", "pending"),
            ("llm/c", "withdrawn"),
        ]
        (delivery,) = opened.run_now(lambda session: session.scalars(select(DeliveryRow)).all())
        assert (delivery.reason_kind, delivery.reason_value, delivery.state) == ("venue", "osdi", "queued")
        held = select(SubscriptionRow.id, SubscriptionRow.value).order_by(SubscriptionRow.id)
        assert [tuple(row) for row in opened.run_now(lambda session: session.execute(held).all())] == [
            (1, "atc"),
            (3, "mlsys23"),
            (4, "usenix atc"),
        ]


def test_opening_again_keeps_everything(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "bot.db"
    with open_database(file) as opened:
        opened.run_now(lambda session: session.add(MarkRow(name="seen", value="yes")))
        before, after = upgrade(opened)
        assert before == after
    with open_database(file) as opened:
        assert opened.run_now(lambda session: session.scalar(select(MarkRow.value))) == "yes"


def test_what_raises_is_taken_back(database: Database) -> None:
    def half(session: Session) -> None:
        session.add(_chat(1))
        session.flush()
        raise KeyError("half done")

    with pytest.raises(KeyError):
        database.run_now(half)
    assert database.run_now(lambda session: session.scalars(select(ChatRow)).all()) == []


def test_what_belongs_to_a_chat_follows_it(database: Database) -> None:
    def subscribed(session: Session) -> None:
        session.add(_chat(-5))
        session.flush()
        session.add(SubscriptionRow(chat_id=-5, kind="all", created_at=1.0))

    database.run_now(subscribed)
    database.run_now(lambda session: session.execute(update(ChatRow).values(id=-1005)))
    assert database.run_now(lambda session: session.scalar(select(SubscriptionRow.chat_id))) == -1005


async def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    def more(session: Session) -> None:
        mark = session.get_one(MarkRow, "count")
        mark.value = str(int(mark.value) + 1)

    with open_database(tmp_path / "bot.db") as one, open_database(tmp_path / "bot.db") as two:
        one.run_now(lambda session: session.add(MarkRow(name="count", value="0")))
        await asyncio.gather(*(database.run(more) for database in (one, two) for _ in range(50)))
        assert two.run_now(lambda session: session.scalar(select(MarkRow.value))) == "100"


@pytest.mark.parametrize("where", ["mysql://here/db", "postgresql", "://", "nonsense://x:secret@y/z"])
def test_an_address_that_is_none(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if "://" not in where:
        connect(where).close()  # a file's name
        return
    with pytest.raises(StateError, match="“database”") as caught:
        connect(where)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    file.write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    with pytest.raises(StateError, match=r"bot\.db cannot be used: file is not a database"):
        open_database(file)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="cannot be used"):
        open_database(tmp_path)


def test_a_database_of_a_newer_version(tmp_path: Path) -> None:
    with open_database(tmp_path / "bot.db") as opened:
        opened.run_now(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(StateError, match="newer version"):
        open_database(tmp_path / "bot.db")


def test_postgresql_that_is_not_there() -> None:
    with pytest.raises(StateError, match="cannot be used") as caught:
        open_database("postgresql://reader:hush@127.0.0.1:9/bot")
    assert "hush" not in str(caught.value)
