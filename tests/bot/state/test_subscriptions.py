"""Subscriptions in the database: added once, up to a limit, paused, removed; each target for itself."""

from sqlalchemy import select

from bot.state import Database
from bot.state.chats import Target, choose_language
from bot.state.delivery_settings import DeliverySettings, choices_of, choose
from bot.state.schema import ChatRow, SubscriptionRow
from bot.state.subscriptions import (
    Subscriber,
    add_subscription,
    remove_all,
    remove_numbered,
    remove_subscription,
    set_paused,
    subscriptions_of,
)

CHAT, TOPIC = Target(-5), Target(-5, 7)


def _add(database: Database, value: str, target: Target = CHAT, most: int = 50) -> str:
    subscriber = Subscriber(target, "supergroup", 9)
    return database.run_now(lambda session: add_subscription(session, subscriber, "words", value, 1.0, most))


def _values(database: Database, target: Target = CHAT) -> list[tuple[str, bool]]:
    return [(one.value, one.paused) for one in database.run_now(lambda session: subscriptions_of(session, target))]


def test_the_same_is_there_once(database: Database) -> None:
    assert [_add(database, "kv"), _add(database, "kv"), _add(database, "kv", TOPIC)] == ["added", "already", "added"]
    assert _values(database) == _values(database, TOPIC) == [("kv", False)]
    row = database.run_now(lambda session: session.scalars(select(SubscriptionRow)).first())
    assert row is not None
    assert (row.reader_id, row.created_at) == (9, 1.0)


def test_a_chat_s_topics_share_its_limit(database: Database) -> None:
    assert [_add(database, "a", CHAT, 2), _add(database, "b", TOPIC, 2), _add(database, "c", TOPIC, 2)] == [
        "added",
        "added",
        "full",
    ]
    assert _add(database, "a", CHAT, 2) == "already"
    database.run_now(lambda session: remove_subscription(session, CHAT, "words", "a"))
    assert _add(database, "c", TOPIC, 2) == "added"


def test_subscribing_again_resumes(database: Database) -> None:
    _add(database, "a")
    _add(database, "b")
    assert database.run_now(lambda session: set_paused(session, CHAT, True))
    assert _values(database) == [("a", True), ("b", True)]
    assert _add(database, "a") == "resumed"
    number = database.run_now(lambda session: subscriptions_of(session, CHAT))[1].id
    assert database.run_now(lambda session: set_paused(session, CHAT, False, number))
    assert _values(database) == [("a", False), ("b", False)]


def test_nobody_removes_what_is_another_s(database: Database) -> None:
    _add(database, "a")
    number = database.run_now(lambda session: subscriptions_of(session, CHAT))[0].id
    assert database.run_now(lambda session: remove_numbered(session, TOPIC, number)) is None
    assert not database.run_now(lambda session: set_paused(session, TOPIC, True, number))
    assert not database.run_now(lambda session: remove_subscription(session, TOPIC, "words", "a"))
    assert database.run_now(lambda session: remove_all(session, TOPIC)) == 0
    removed = database.run_now(lambda session: remove_numbered(session, CHAT, number))
    assert removed is not None
    assert removed.value == "a"
    assert _values(database) == []


def test_choices_are_kept(database: Database) -> None:
    assert database.run_now(lambda session: choices_of(session, 7)) == DeliverySettings()
    chosen = DeliverySettings("weekly", 18, 4, "Europe/Berlin", (22, 8), True)
    database.run_now(lambda session: choose(session, 7, "private", 1.0, chosen))
    assert database.run_now(lambda session: choices_of(session, 7)) == chosen
    database.run_now(lambda session: choose(session, 7, "private", 1.0, DeliverySettings()))
    assert database.run_now(lambda session: choices_of(session, 7)) == DeliverySettings()


def test_news_comes_in_the_language_that_was_spoken_unless_another_is_chosen(database: Database) -> None:
    subscriber = Subscriber(Target(7), "private", 7, "zh")
    database.run_now(lambda session: add_subscription(session, subscriber, "all", "", 1.0, 50))
    assert database.run_now(lambda session: session.get_one(ChatRow, 7)).speaks == "zh"
    database.run_now(lambda session: choose_language(session, 7, "private", "en", 2.0))
    assert database.run_now(lambda session: session.get_one(ChatRow, 7)).speaks == "en"
