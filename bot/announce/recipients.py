"""Recipients of announcements, read from the subscriptions a batch of chats at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.state.chats import Target
from bot.state.schema import ChatRow, SubscriptionKind, SubscriptionRow
from bot.subscriptions.filters import BY_MEANING, SubscriptionFilter
from bot.subscriptions.schedule import Times

BATCH = 500
"""Chats that are read at a time, so that memory stays flat however many there are."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A chat that may be told of something: whether it can be reached, whether it wants updates, and when."""

    reachable: bool
    updates: bool
    times: Times


def batches(session: Session) -> Iterator[dict[int, Recipient]]:
    """Return all chats by their ids, a batch at a time."""
    last: int | None = None
    while True:
        query = select(ChatRow.id).order_by(ChatRow.id).limit(BATCH)
        ids = session.scalars(query if last is None else query.where(ChatRow.id > last)).all()
        if not ids:
            return
        last = ids[-1]
        yield recipients(session, ids)


def recipients(session: Session, ids: Collection[int]) -> dict[int, Recipient]:
    """Return the existing chats with these ids."""
    rows = session.scalars(select(ChatRow).where(ChatRow.id.in_(ids)))
    return {row.id: Recipient(not row.suspended, row.updates, _times(row)) for row in rows}


def filters_by_target(
    session: Session, chats: Collection[int]
) -> Iterator[tuple[Target, tuple[SubscriptionFilter, ...]]]:
    """Return every target in ``chats`` with the filters that it has not paused, the oldest first."""
    rows = session.execute(
        select(SubscriptionRow.chat_id, SubscriptionRow.thread_id, SubscriptionRow.kind, SubscriptionRow.value)
        .where(SubscriptionRow.chat_id.in_(chats), SubscriptionRow.paused.is_(False))
        .order_by(SubscriptionRow.chat_id, SubscriptionRow.thread_id, SubscriptionRow.id)
    )
    for target, found in groupby(rows, key=lambda row: Target(row[0], row[1])):
        yield target, tuple(_subscription_filter(kind, value) for _, _, kind, value in found)


def filters_of(session: Session, target: Target) -> tuple[SubscriptionFilter, ...]:
    """Return the filters of one target that it has not paused, the oldest first."""
    return next((found for one, found in filters_by_target(session, [target.chat_id]) if one == target), ())


def filters_by_meaning(session: Session) -> tuple[SubscriptionFilter, ...]:
    """Return all filters that the library has to decide, each once."""
    rows = session.execute(
        select(SubscriptionRow.kind, SubscriptionRow.value)
        .where(SubscriptionRow.kind.in_(BY_MEANING), SubscriptionRow.paused.is_(False))
        .distinct()
    )
    return tuple(_subscription_filter(kind, value) for kind, value in rows)


def _times(row: ChatRow) -> Times:
    return Times(row.time_zone, row.cadence, row.hour, row.weekday, row.quiet_from, row.quiet_until)


def _subscription_filter(kind: str, value: str) -> SubscriptionFilter:
    return SubscriptionFilter(cast("SubscriptionKind", kind), value)
