"""Stored data of a reader and a chat: gathered to be shown, counted for those who run the bot, and deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.state.chats import forget_chat
from bot.state.ratings import count_ratings, forget_ratings, ratings
from bot.state.schema import ChatLanguage, ChatRow, DeliveryRow, RatingRow, SubscriptionRow


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of a chat, and of a reader if it is asked for one.

    ``elsewhere`` counts the subscriptions of other chats that the reader made.
    """

    chat: ChatRow | None
    subscriptions: Sequence[SubscriptionRow]
    announcements: int
    ratings: Sequence[RatingRow]
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is in the database: chats by kind, deliveries by state, ratings by verdict."""

    chats: dict[str, int]
    suspended: int
    subscriptions: int
    deliveries: dict[str, int]
    good: int
    bad: int


def kept(session: Session, chat_id: int, reader_id: int | None = None) -> Kept:
    """Gather what is kept of a chat: with the ratings of a reader wherever they were, or with those in the chat."""
    subscriptions = select(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id).order_by(SubscriptionRow.id)
    made = select(func.count(SubscriptionRow.id)).where(
        SubscriptionRow.reader_id == reader_id, SubscriptionRow.chat_id != chat_id
    )
    told = select(func.count(DeliveryRow.id)).where(DeliveryRow.chat_id == chat_id)
    return Kept(
        session.get(ChatRow, chat_id),
        session.scalars(subscriptions).all(),
        session.scalar(told) or 0,
        ratings(session, reader_id=reader_id) if reader_id is not None else ratings(session, chat_id=chat_id),
        (session.scalar(made) or 0) if reader_id is not None else 0,
    )


def forget(session: Session, chat_id: int, reader_id: int | None = None) -> None:
    """Delete what :func:`kept` gathers; who subscribed groups to something is forgotten too."""
    forget_chat(session, chat_id)
    if reader_id is None:
        forget_ratings(session, chat_id=chat_id)
        return
    forget_ratings(session, reader_id=reader_id)
    session.execute(update(SubscriptionRow).where(SubscriptionRow.reader_id == reader_id).values(reader_id=0))


def move_ratings(session: Session, old: int, new: int) -> None:
    """Carry the ratings in a group over to the supergroup that it became."""
    session.execute(update(RatingRow).where(RatingRow.chat_id == old).values(chat_id=new))


def private_chats(session: Session) -> list[tuple[int, ChatLanguage | None]]:
    """Return the private chats that can be reached, with the language of each, if it is known."""
    query = select(ChatRow).where(ChatRow.kind == "private", ChatRow.suspended == "").order_by(ChatRow.id)
    return [(row.id, row.speaks) for row in session.scalars(query)]


def counts(session: Session) -> Counts:
    """Count what there is."""
    rated = count_ratings(session)
    return Counts(
        dict(Counter(session.scalars(select(ChatRow.kind)))),
        session.scalar(select(func.count(ChatRow.id)).where(ChatRow.suspended != "")) or 0,
        session.scalar(select(func.count(SubscriptionRow.id))) or 0,
        dict(Counter(session.scalars(select(DeliveryRow.state)))),
        rated[1],
        rated[-1],
    )
