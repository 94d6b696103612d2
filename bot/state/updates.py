"""Handled updates, so that one which Telegram delivers again after a restart is not worked on again."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.state.schema import HandledUpdateRow

KEPT_SECONDS = 2 * 24 * 3600
"""How long an update is known: Telegram delivers none that is older than a day, and may count anew after a week."""


def take_up(session: Session, update_id: int, now: float) -> bool:
    """Note an update as taken up; return whether it is new."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # not looked up first: another process may receive the same update at the same time
    new = insert(HandledUpdateRow).values(update_id=update_id, at=now).on_conflict_do_nothing()
    return session.scalar(new.returning(HandledUpdateRow.update_id)) is not None


def prune(session: Session, now: float) -> None:
    """Forget updates that will not come again."""
    session.execute(delete(HandledUpdateRow).where(HandledUpdateRow.at < now - KEPT_SECONDS))
