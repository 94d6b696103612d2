"""Import and export: what is exported comes in again exactly, and what cannot be read is named."""

import json
from pathlib import Path
from typing import Any, get_args
from zoneinfo import available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.errors import StateError
from bot.state import Database, open_database
from bot.state.import_export import FORMAT, VERSION, export_chats, import_chats, read_moving_file
from bot.state.schema import Cadence, ChatKind, ChatRow, SubscriptionKind

_text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)
_moments = st.floats(0, 4e9, allow_nan=False)
_hours = st.integers(0, 23)
_subscriptions = st.one_of(
    st.tuples(st.just("all"), st.just("")),
    st.tuples(st.sampled_from([kind for kind in get_args(SubscriptionKind) if kind != "all"]), _text),
)


@st.composite
def _chat(draw: st.DrawFn, number: int) -> dict[str, Any]:
    wanted = st.tuples(st.sampled_from([0, 1, 7]), _subscriptions)
    quiet = draw(st.one_of(st.none(), st.tuples(_hours, _hours)))
    suspended = draw(st.sampled_from(["", "blocked", "kicked"]))
    return {
        "id": number,
        "kind": draw(st.sampled_from(get_args(ChatKind))),
        "language": draw(st.sampled_from([None, "zh", "en"])),
        "spoken": draw(st.sampled_from(["", "zh", "en"])),
        "time_zone": draw(st.sampled_from(["", "UTC", *sorted(available_timezones())[:40]])),
        "cadence": draw(st.sampled_from(get_args(Cadence))),
        "hour": draw(_hours),
        "weekday": draw(st.integers(0, 6)),
        "quiet_from": quiet[0] if quiet else None,
        "quiet_until": quiet[1] if quiet else None,
        "updates": draw(st.booleans()),
        "suspended": suspended,
        "suspended_at": draw(_moments) if suspended else None,
        "created_at": draw(_moments),
        "subscriptions": [
            {
                "thread_id": thread_id,
                "kind": kind,
                "value": value,
                "paused": draw(st.booleans()),
                "reader_id": draw(st.integers(0, 2**52)),
                "created_at": draw(_moments),
            }
            for thread_id, (kind, value) in draw(st.lists(wanted, max_size=6, unique=True))
        ],
    }


@st.composite
def _files(draw: st.DrawFn) -> dict[str, Any]:
    numbers = draw(st.lists(st.integers(-(2**53), 2**53), max_size=5, unique=True).map(sorted))
    return {"format": FORMAT, "version": VERSION, "chats": [draw(_chat(number)) for number in numbers]}


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(file=_files())
def test_what_is_exported_comes_in_exactly(database: Database, file: dict[str, Any]) -> None:
    database.run_now(lambda session: session.execute(delete(ChatRow)))
    read = read_moving_file(json.loads(json.dumps(file)))
    chats, added = database.run_now(lambda session: import_chats(session, read))
    assert (chats, added) == (len(file["chats"]), sum(len(chat["subscriptions"]) for chat in file["chats"]))
    assert database.run_now(export_chats) == file
    assert database.run_now(lambda session: import_chats(session, read)) == (0, 0)
    assert database.run_now(export_chats) == file


def _file(**changes: object) -> dict[str, Any]:
    one = {"kind": "words", "value": "kv", "created_at": 1.0}
    chat = {"id": 5, "kind": "private", "created_at": 1.0, "subscriptions": [one]}
    return {"format": FORMAT, "version": VERSION, "chats": [{**chat, **changes}]}


def test_what_is_there_stays(tmp_path: Path) -> None:
    here = read_moving_file(_file(hour=7))
    more = [{"kind": "words", "value": value, "created_at": 2.0} for value in ("moe", "kv")]
    other = read_moving_file(_file(hour=20, subscriptions=more))
    with open_database(tmp_path / "bot.db") as database:
        database.run_now(lambda session: import_chats(session, here))
        assert database.run_now(lambda session: import_chats(session, other)) == (0, 1)
        (chat,) = database.run_now(export_chats)["chats"]
    assert chat["hour"] == 7
    assert [(one["value"], one["created_at"]) for one in chat["subscriptions"]] == [("kv", 1.0), ("moe", 2.0)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "the file"),
        ({}, "format"),
        ({"format": FORMAT, "version": 99, "chats": []}, "newer version"),
        (_file(kind="planet"), r"chats\[0\]\.kind"),
        (_file(hour=24), r"chats\[0\]\.hour"),
        (_file(hour="9"), r"chats\[0\]\.hour"),
        (_file(time_zone="Mars/Base"), r"chats\[0\]\.time_zone: must be the name of a time zone"),
        (_file(quiet_from=3), "belong together"),
        (_file(colour="red"), r"chats\[0\]\.colour"),
        (_file(subscriptions=[{"kind": "all", "value": "x", "created_at": 1.0}]), r"subscriptions\[0\]"),
        (_file(subscriptions=[{"kind": "words", "value": "a\0b", "created_at": 1.0}]), "null character"),
        (_file(subscriptions=[{"kind": "words", "value": "a", "created_at": 1.0}] * 2), "twice"),
    ],
)
def test_what_cannot_be_read_is_named(content: object, said: str) -> None:
    with pytest.raises(StateError, match=said):
        read_moving_file(content)


def test_a_chat_that_stands_there_twice_brings_nothing_in(tmp_path: Path) -> None:
    twice = _file()
    twice["chats"] *= 2
    with open_database(tmp_path / "bot.db") as database:
        with pytest.raises(StateError, match=r"chats\[1\]: the chat 5 stands in it twice"):
            database.run_now(lambda session: import_chats(session, read_moving_file(twice)))
        assert database.run_now(export_chats)["chats"] == []
