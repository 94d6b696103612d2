"""Chats that subscribe, and what the outbox holds for them."""

from sqlalchemy import select

from bot.state import Database
from bot.state.chats import Target, remember_chat
from bot.state.schema import AnnouncementRow, ChatRow, DeliveryRow, SubscriptionRow
from bot.subscriptions.filters import SubscriptionFilter


def subscribe(
    database: Database, chat: int, *filters: SubscriptionFilter, thread: int = 0, **choices: object
) -> Target:
    """Let a chat, or a topic of it, subscribe to ``interests``; ``choices`` are columns of the chat."""

    def work(session):  # noqa: ANN001, ANN202
        row = remember_chat(session, chat, "private", 1.0)
        for name, value in choices.items():
            setattr(row, name, value)
        for one in filters:
            session.add(SubscriptionRow(chat_id=chat, thread_id=thread, kind=one.kind, value=one.value, created_at=1.0))

    database.run_now(work)
    return Target(chat, thread)


def choose(database: Database, chat: int, **choices: object) -> None:
    """Set columns of a chat."""
    subscribe(database, chat, **choices)


def deliveries(database: Database, target: Target | None = None) -> list[tuple[str, str, str, str, str, Target]]:
    """Return what was planned: kind, path, reason's kind and value, state, target; in the order in which it was."""
    query = (
        select(
            *(AnnouncementRow.kind, AnnouncementRow.path),
            *(DeliveryRow.reason_kind, DeliveryRow.reason_value, DeliveryRow.state),
            *(DeliveryRow.chat_id, DeliveryRow.thread_id),
        )
        .join(DeliveryRow, DeliveryRow.announcement_id == AnnouncementRow.id)
        .order_by(DeliveryRow.id)
    )
    if target is not None:
        query = query.where(DeliveryRow.chat_id == target.chat_id, DeliveryRow.thread_id == target.thread_id)
    rows = database.run_now(lambda session: session.execute(query).all())
    return [(*row, Target(chat_id, thread_id)) for *row, chat_id, thread_id in rows]


def moments(database: Database) -> dict[int, float]:
    """Return when each chat's deliveries are due; all of one chat at one moment."""
    query = select(DeliveryRow.chat_id, DeliveryRow.due_at)
    return dict(database.run_now(lambda session: session.execute(query).all()))


def chat(database: Database, number: int) -> ChatRow:
    """Return the row of a chat."""
    return database.run_now(lambda session: session.get_one(ChatRow, number))
