"""Moved papers: their announcements, deliveries and subscriptions are redirected to the new path."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased

from bot.state.schema import AnnouncementRow, DeliveryRow, SubscriptionRow
from retrieval import Paper


def redirect_to(session: Session, old: str, paper: Paper) -> None:
    """Redirect all that refers to the path ``old`` to ``paper``, which may have announcements of its own already."""
    own = {row.kind: row for row in session.scalars(select(AnnouncementRow).where(AnnouncementRow.path == paper.path))}
    for row in session.scalars(select(AnnouncementRow).where(AnnouncementRow.path == old)).all():
        if row.kind in own:
            _join(session, row.id, own[row.kind].id)
        else:
            row.path, row.paper_id = paper.path, paper.id
    session.flush()
    _move_subscriptions(session, old, paper.path)


def _join(session: Session, old: int, into: int) -> None:
    """Carry the deliveries of one announcement over to another; a target that has one of either keeps that."""
    there = aliased(DeliveryRow)
    same_target = (there.chat_id == DeliveryRow.chat_id, there.thread_id == DeliveryRow.thread_id)
    session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.announcement_id == old,
            ~select(there.id).where(there.announcement_id == into, *same_target).exists(),
        )
        .values(announcement_id=into)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(AnnouncementRow).where(AnnouncementRow.id == old).execution_options(synchronize_session=False)
    )


def _move_subscriptions(session: Session, old: str, new: str) -> None:
    """Point subscriptions to more like a paper at its new path."""
    of_paper = select(SubscriptionRow).where(SubscriptionRow.kind == "paper", SubscriptionRow.value.in_((old, new)))
    having = {(row.chat_id, row.thread_id, row.value): row for row in session.scalars(of_paper)}
    for (chat_id, thread_id, value), row in having.items():
        if value == old and (chat_id, thread_id, new) in having:
            session.delete(row)
        elif value == old:
            row.value = new
