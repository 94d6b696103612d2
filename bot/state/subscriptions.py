"""Subscriptions of chats and their topics: added up to a limit, paused, removed, listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.orm import Session

from bot.state.chats import Target, remember_chat
from bot.state.schema import ChatKind, ChatLanguage, ChatRow, SubscriptionKind, SubscriptionRow

Added = Literal["added", "resumed", "already", "full"]
"""What became of a request: it is new, it had been paused, it was there, or the limit is reached."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One thing that a target wants to hear of; ``id`` is the row's."""

    id: int
    kind: SubscriptionKind
    value: str
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Whose subscriptions are changed, by whom (``reader_id``, 0 for a channel itself), in a chat of which kind.

    ``language`` is the one that was spoken: news will come in it, unless the chat chooses another.
    """

    target: Target
    chat_kind: ChatKind
    reader_id: int = 0
    language: ChatLanguage = "en"


def subscriptions_of(session: Session, target: Target) -> tuple[Subscription, ...]:
    """Return what a target subscribed to, in the order it did."""
    query = select(SubscriptionRow).where(*_at(target)).order_by(SubscriptionRow.id)
    return tuple(_read(row) for row in session.scalars(query))


def add_subscription(
    session: Session, subscriber: Subscriber, kind: SubscriptionKind, value: str, now: float, most: int
) -> Added:
    """Subscribe to one thing, unless the chat has ``most`` subscriptions already."""
    target = subscriber.target
    remember_chat(session, target.chat_id, subscriber.chat_kind, now).spoken = subscriber.language
    # while the chat's row is locked, no other process adds to this chat
    session.get_one(ChatRow, target.chat_id, with_for_update=True)
    found: SubscriptionRow | None = session.scalar(_one(target, kind, value))
    if found is not None:
        was_paused, found.paused = found.paused, False
        return "resumed" if was_paused else "already"
    held = session.scalar(select(func.count()).where(SubscriptionRow.chat_id == target.chat_id))
    if (held or 0) >= most:
        return "full"
    session.add(
        SubscriptionRow(
            chat_id=target.chat_id,
            thread_id=target.thread_id,
            kind=kind,
            value=value,
            reader_id=subscriber.reader_id,
            created_at=now,
        )
    )
    session.flush()
    return "added"


def remove_subscription(session: Session, target: Target, kind: SubscriptionKind, value: str) -> bool:
    """Unsubscribe from one thing; return whether there was such a subscription."""
    found = session.scalar(_one(target, kind, value))
    if found is None:
        return False
    session.delete(found)
    return True


def remove_numbered(session: Session, target: Target, number: int) -> Subscription | None:
    """Unsubscribe from what the row ``number`` says, if it is the target's; return what that was."""
    found = session.scalar(select(SubscriptionRow).where(*_at(target), SubscriptionRow.id == number))
    if found is None:
        return None
    session.delete(found)
    return _read(found)


def remove_all(session: Session, target: Target) -> int:
    """Unsubscribe a target from everything; return from how many subscriptions."""
    numbers = session.scalars(delete(SubscriptionRow).where(*_at(target)).returning(SubscriptionRow.id))
    return len(numbers.all())


def set_paused(session: Session, target: Target, paused: bool, number: int = 0) -> bool:
    """Pause or resume one subscription (all of a target's without a ``number``); return whether there is any."""
    change = update(SubscriptionRow).where(*_at(target)).values(paused=paused)
    if number:
        change = change.where(SubscriptionRow.id == number)
    return bool(session.scalars(change.returning(SubscriptionRow.id)).all())


def _at(target: Target) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SubscriptionRow.chat_id == target.chat_id, SubscriptionRow.thread_id == target.thread_id


def _one(target: Target, kind: SubscriptionKind, value: str) -> Select[Any]:
    return select(SubscriptionRow).where(*_at(target), SubscriptionRow.kind == kind, SubscriptionRow.value == value)


def _read(row: SubscriptionRow) -> Subscription:
    return Subscription(row.id, cast("SubscriptionKind", row.kind), row.value, row.paused)
