"""Corrections: messages that show another content than their announcements do now are edited, silently.

Nothing is marked beforehand: an edit that is made twice does no harm. A message that cannot be edited any more is left
as it is; its row says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from bot.announce.outbox import Batch, Item, item_of
from bot.state.chats import Target
from bot.state.schema import AnnouncementRow, ChatRow, DeliveryRow

WITHDRAWN = "withdrawn"
"""The content of a delivery whose message says that the note is gone."""

_WANTED = case((AnnouncementRow.withdrawn_at.is_not(None), WITHDRAWN), else_=AnnouncementRow.content)


@dataclass(frozen=True, slots=True)
class Edit:
    """A message to be edited, with all items that it announces. ``place`` orders edits."""

    place: int
    message_id: int
    batch: Batch

    @property
    def key(self) -> tuple[int, int]:
        """The chat and the id of the message."""
        return self.batch.target.chat_id, self.message_id


def next_edits(session: Session, after: int, most: int) -> list[Edit]:
    """Return up to ``most`` messages to be edited, those behind the place ``after``."""
    place = func.max(DeliveryRow.id)
    stale = session.execute(
        select(place, DeliveryRow.chat_id, DeliveryRow.message_id)
        .join(AnnouncementRow)
        .join(ChatRow, ChatRow.id == DeliveryRow.chat_id)
        .where(
            DeliveryRow.state == "sent",
            DeliveryRow.message_id.is_not(None),
            DeliveryRow.content != _WANTED,
            ChatRow.suspended == "",
        )
        .group_by(DeliveryRow.chat_id, DeliveryRow.message_id)
        .having(place > after)
        .order_by(place)
        .limit(most)
    ).all()
    return [_edit(session, number, chat_id, message_id or 0) for number, chat_id, message_id in stale]


def _edit(session: Session, place: int, chat_id: int, message_id: int) -> Edit:
    chat = session.get_one(ChatRow, chat_id)
    rows = session.execute(
        select(DeliveryRow, AnnouncementRow)
        .join(AnnouncementRow)
        .where(DeliveryRow.chat_id == chat_id, DeliveryRow.message_id == message_id, DeliveryRow.state == "sent")
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
    ).all()
    items = tuple(item_of(delivery, announcement) for delivery, announcement in rows)
    return Edit(place, message_id, Batch(Target(chat_id, rows[0][0].thread_id), chat.kind, chat.speaks, items))


def record_edited(session: Session, items: Sequence[Item], reason: str = "") -> None:
    """Record that the message shows ``items`` now, or why it never will."""
    for item in items:
        session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == item.id)
            .values(content=WITHDRAWN if item.withdrawn else item.content, reason=reason)
            .execution_options(synchronize_session=False)
        )
