"""Chats that are suspended, revived, moved and forgotten keep or lose what belongs to them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.state import Database
from bot.state.chats import forget_chat, move_chat, remember_chat, revive, suspend
from bot.state.schema import AnnouncementRow, ChatRow, DeliveryRow, SubscriptionRow


def _subscribe(session: Session, chat_id: int, value: str) -> None:
    remember_chat(session, chat_id, "group", 1.0)
    session.add(SubscriptionRow(chat_id=chat_id, kind="category", value=value, created_at=1.0))


def _values(database: Database, chat_id: int) -> list[str]:
    query = select(SubscriptionRow.value).where(SubscriptionRow.chat_id == chat_id)
    return list(database.run_now(lambda session: session.scalars(query).all()))


def test_a_chat_is_remembered_once(database: Database) -> None:
    for _ in range(2):
        database.run_now(lambda session: remember_chat(session, 7, "private", 1.0))
    assert database.run_now(lambda session: session.scalar(select(func.count(ChatRow.id)))) == 1


def test_a_suspended_chat_keeps_its_subscriptions(database: Database) -> None:
    database.run_now(lambda session: _subscribe(session, 7, "llm"))
    database.run_now(lambda session: suspend(session, 7, "blocked", 2.0))
    database.run_now(lambda session: suspend(session, 7, "deactivated", 3.0))
    row = database.run_now(lambda session: session.get_one(ChatRow, 7))
    assert (row.suspended, row.suspended_at) == ("blocked", 2.0)
    assert database.run_now(lambda session: revive(session, 7))
    assert not database.run_now(lambda session: revive(session, 7))
    assert _values(database, 7) == ["llm"]


def test_everything_moves_with_a_group(database: Database) -> None:
    database.run_now(lambda session: _subscribe(session, -5, "llm"))
    for _ in range(2):
        database.run_now(lambda session: move_chat(session, -5, -1005))
    assert (_values(database, -5), _values(database, -1005)) == ([], ["llm"])


def test_what_was_chosen_before_the_move_wins(database: Database) -> None:
    database.run_now(lambda session: _subscribe(session, -5, "llm"))
    database.run_now(lambda session: _subscribe(session, -1005, "systems"))
    database.run_now(lambda session: move_chat(session, -5, -1005))
    assert _values(database, -1005) == ["llm"]


def test_a_forgotten_chat_leaves_nothing(database: Database) -> None:
    database.run_now(lambda session: _subscribe(session, 7, "llm"))
    database.run_now(lambda session: forget_chat(session, 7))
    assert _values(database, 7) == []
    assert database.run_now(lambda session: session.get(ChatRow, 7)) is None


def _deliver(session: Session, chat_id: int, announcement: int, state: str) -> None:
    row = DeliveryRow(chat_id=chat_id, announcement_id=announcement, reason_kind="all", due_at=1.0, state=state)
    session.add(row)


def test_no_delivery_is_lost_or_doubled_by_a_move(database: Database) -> None:
    def before(session: Session) -> None:
        for chat in (-5, -1005):
            remember_chat(session, chat, "supergroup", 1.0)
        for number in (1, 2, 3):
            values = {"paper_id": "", "title": "", "content": "", "created_at": 1.0}
            session.add(AnnouncementRow(id=number, kind="new", path=f"p{number}", **values))
        session.flush()
        _deliver(session, -5, 1, "queued")
        _deliver(session, -1005, 1, "sent")
        _deliver(session, -5, 2, "sending")
        _deliver(session, -1005, 2, "queued")
        _deliver(session, -1005, 3, "queued")

    database.run_now(before)
    database.run_now(lambda session: move_chat(session, -5, -1005))
    query = select(DeliveryRow.announcement_id, DeliveryRow.state, DeliveryRow.chat_id)
    rows = database.run_now(lambda session: sorted(session.execute(query).all()))
    assert [tuple(row) for row in rows] == [(1, "sent", -1005), (2, "sending", -1005), (3, "queued", -1005)]
