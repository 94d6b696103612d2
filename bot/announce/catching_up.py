"""Catching up: what a chat missed while it could not be reached is offered when it is back, once and as one digest."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from bot.announce.outbox import MAX_ITEMS
from bot.state.schema import AnnouncementRow, DeliveryRow

DECLINED = "missed, and not wanted any more"
TOO_MANY = "missed, and too long ago to catch up with"


def missed_count(session: Session, chat_id: int) -> int:
    """Count the papers that a chat missed and that still exist."""
    missed = select(func.count(AnnouncementRow.path.distinct())).select_from(DeliveryRow).join(AnnouncementRow)
    return session.scalar(missed.where(*_missed(chat_id), AnnouncementRow.withdrawn_at.is_(None))) or 0


def catch_up(session: Session, chat_id: int, now: float) -> int:
    """Queue what a chat missed, for each of its topics the newest that fit into one message; return how many."""
    rows = session.execute(
        select(DeliveryRow.id, DeliveryRow.thread_id)
        .join(AnnouncementRow)
        .where(*_missed(chat_id), AnnouncementRow.withdrawn_at.is_(None))
        .order_by(AnnouncementRow.created_at.desc(), AnnouncementRow.id.desc())
    )
    chosen: dict[int, list[int]] = {}
    for delivery_id, thread_id in rows:
        ids = chosen.setdefault(thread_id, [])
        if len(ids) < MAX_ITEMS:
            ids.append(delivery_id)
    ids = [one for thread in chosen.values() for one in thread]
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(ids), DeliveryRow.state == "missed")
        .values(state="queued", due_at=now, claimed_by="", claimed_at=None, reason="")
        .execution_options(synchronize_session=False)
    )
    _drop(session, chat_id, TOO_MANY)
    return len(ids)


def pass_over(session: Session, chat_id: int) -> None:
    """Drop what a chat missed, since it does not want it."""
    _drop(session, chat_id, DECLINED)


def _missed(chat_id: int) -> tuple[ColumnElement[bool], ...]:
    return DeliveryRow.chat_id == chat_id, DeliveryRow.state == "missed"


def _drop(session: Session, chat_id: int, reason: str) -> None:
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.chat_id == chat_id, DeliveryRow.state == "missed")
        .values(state="failed", reason=reason)
        .execution_options(synchronize_session=False)
    )
