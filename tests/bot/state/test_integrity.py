"""A file in place of ``bot.db`` that is damaged, foreign or suddenly another is named, and left as it is."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import StateDamagedError, StateError, StateUnwritableError
from bot.state import Database, integrity, open_database, recognise
from bot.state.chats import Target, choose_language
from bot.state.delivery_settings import choices_of
from bot.state.import_export import export_chats
from bot.state.schema import ChatRow, MarkRow, RatingRow
from bot.state.subscriptions import subscriptions_of
from bot.state.user_data import counts, kept

QUESTION = "词语 a reader's own words "


def fill(session: Session) -> None:
    for number in range(1, 120):
        choose_language(session, number, "private", "zh" if number % 2 else "en", 1.0)
        session.add(
            RatingRow(
                chat_id=number, message_id=1, reader_id=number, verdict=1, language="zh",
                question=QUESTION * 5, papers="[]", created_at=1.0,
            )
        )  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of a database with chats and ratings, closed in order."""
    with open_database(tmp_path / "bot.db") as opened:
        opened.run_now(fill)
    return tmp_path / "bot.db"


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: 3 * 4096 + 100])


def header_broken(file: Path) -> None:
    file.write_bytes(b"X" * 16 + file.read_bytes()[16:])


def a_text(file: Path) -> None:
    file.write_text("some words that somebody wrote here instead\n" * 200, "utf-8")


def a_page_zeroed(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: 2 * 4096] + bytes(4096) + data[3 * 4096 :])


def a_text_flipped(file: Path) -> None:
    data = file.read_bytes()
    place = data.rindex(QUESTION.encode())
    file.write_bytes(data[:place] + b"\xff" + data[place + 1 :])


def a_word_flipped(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"privateen", b"pryvateen"))


def another_program_s(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, address TEXT)")
    other.close()


def emptied_beside_its_log(file: Path) -> None:
    file.write_bytes(b"")
    Path(f"{file}-wal").write_bytes(bytes(5000))


def gone_from_beside_its_log(file: Path) -> None:
    file.unlink()
    Path(f"{file}-wal").write_bytes(bytes(5000))


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES: list[Callable[[Path], None]] = [
    truncated, header_broken, a_text, a_page_zeroed, a_text_flipped, a_word_flipped, another_program_s,
    emptied_beside_its_log, gone_from_beside_its_log, a_folder,
]  # fmt: skip


def on_disk(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file() and "-shm" not in file.name}


@pytest.mark.parametrize("patient", [False, True])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_named_with_what_to_do_and_nothing_is_touched(
    file: Path, damage: Callable[[Path], None], patient: bool
) -> None:
    damage(file)
    before = on_disk(file.parent)
    with pytest.raises(StateError) as told:
        open_database(file, patient=patient)
    sentence = str(told.value)
    assert str(file) in sentence
    assert "reader's own" not in sentence
    assert "\n" not in sentence
    assert any(advice in sentence for advice in ("papercache db backup", "name another file", "name a file"))
    after = on_disk(file.parent)
    assert {name: content for name, content in after.items() if content or name in before} == before


def use(database: Database) -> None:
    """Read all that the bot reads."""
    database.run_now(counts)
    database.run_now(export_chats)
    for number in range(1, 120):
        database.run_now(lambda session, number=number: kept(session, number, number))
        database.run_now(lambda session, number=number: choices_of(session, number))
        database.run_now(lambda session, number=number: subscriptions_of(session, Target(number, 0)))


def told_of(error: StateError | None, file: Path) -> None:
    """Hold that an error, where there is one, names the file and quotes nobody."""
    assert error is None or str(file) in str(error)
    assert "reader's own" not in str(error)


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bytes_anywhere_end_in_a_sentence_or_do_no_harm(file: Path, seed: int) -> None:
    chance, data = random.Random(seed), bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 64])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    file.write_bytes(data)
    found = None
    try:
        with open_database(file) as opened:
            use(opened)
    except StateError as error:
        found = error
    told_of(found, file)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE chats SET time_zone = CAST(x'ff' AS TEXT)",
        "UPDATE chats SET cadence = 'dbily'",
        "UPDATE chats SET cadence = 17",
        "UPDATE chats SET hour = 'nine'",
        "UPDATE ratings SET papers = '[[['",
        "UPDATE ratings SET question = CAST(x'e8af' AS TEXT)",
        "DROP TABLE subscriptions",
    ],
)
def test_damage_while_it_is_open_is_a_sentence_too(file: Path, change: str) -> None:
    found = None
    with open_database(file) as opened:
        with sqlite3.connect(file) as other:
            other.execute(change)
        other.close()
        try:
            use(opened)
        except StateError as error:
            found = error
        assert opened.trouble is found
    told_of(found, file)


def test_a_text_that_is_none_is_called_damage(file: Path) -> None:
    with open_database(file) as opened:
        with sqlite3.connect(file) as other:
            other.execute("UPDATE ratings SET question = CAST(x'e8afad20ff' AS TEXT)")
        other.close()
        with pytest.raises(StateDamagedError, match=r"bot\.db cannot be used: a text in it is no UTF-8"):
            opened.run_now(lambda session: session.scalars(select(RatingRow)).all())
        assert opened.run_now(lambda session: session.scalar(select(ChatRow.id).limit(1)))
        assert opened.trouble is None, "it works again"


def test_a_large_file_is_not_looked_through_for_ever(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_text_flipped(file)
    monkeypatch.setattr(integrity, "CHECK_SECONDS", -1.0)
    monkeypatch.setattr(integrity, "_STEPS", 1)
    open_database(file).close()


def test_a_database_is_the_one_it_was(tmp_path: Path) -> None:
    file, data = tmp_path / "bot.db", tmp_path / "data"
    data.mkdir()

    def recognised() -> str:
        with open_database(file) as opened:
            return recognise(opened, data)

    assert recognised() == ""
    assert recognised() == ""
    first = file.read_bytes()
    file.unlink()
    open_database(file).close()  # by whatever command
    assert str(file) in recognised()
    assert recognised() == "", "once"
    file.write_bytes(first)
    assert recognised() == "", "it was put back"
    with open_database(tmp_path / "other.db") as opened:
        assert recognise(opened, data) == "", "the settings name another one"
    (data / integrity.RECORD_FILE).write_text("nonsense", "utf-8")
    assert recognised() == ""
    (data / integrity.RECORD_FILE).unlink()
    (data / integrity.RECORD_FILE).mkdir()
    assert recognised() == "", "what cannot be remembered is no hindrance"


def test_who_is_patient_waits_until_it_can_be_written(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    # what SQLite needs beside the file cannot be made
    shared = Path(f"{file}-shm")
    shared.mkdir()
    with pytest.raises(StateUnwritableError):
        open_database(file)
    with open_database(file, patient=True) as opened:
        assert opened.trouble is not None
        with pytest.raises(StateUnwritableError):
            opened.run_now(lambda session: session.add(MarkRow(name="a", value="b")))
        shared.rmdir()
        opened.run_now(lambda session: session.add(MarkRow(name="a", value="b")))
        assert opened.trouble is None
