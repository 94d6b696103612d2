"""Chats: remembered once they choose or subscribe, suspended while unreachable, moved when they migrate."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.state.schema import ChatKind, ChatLanguage, ChatRow, DeliveryRow

_UNDER_WAY = ("sending", "sent", "unknown")
"""States of deliveries that may be with Telegram already."""


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """Where announcements go: a chat, or a topic of a forum (``thread_id``; 0 for none and for General)."""

    chat_id: int
    thread_id: int = 0


def remember_chat(session: Session, chat_id: int, kind: ChatKind, now: float) -> ChatRow:
    """Return the row of a chat, made where there is none yet."""
    row = session.get(ChatRow, chat_id)
    if row is None:
        row = ChatRow(id=chat_id, kind=kind, created_at=now)
        session.add(row)
        session.flush()
    return row


def chosen_language(session: Session, chat_id: int) -> ChatLanguage | None:
    """Return the language that a chat chose, None where it chose none."""
    chosen = session.scalar(select(ChatRow.language).where(ChatRow.id == chat_id))
    return None if chosen is None else "zh" if chosen == "zh" else "en"


def choose_language(session: Session, chat_id: int, kind: ChatKind, language: ChatLanguage, now: float) -> None:
    """Keep the language that a chat chose."""
    remember_chat(session, chat_id, kind, now).language = language


def suspend(session: Session, chat_id: int, reason: str, now: float) -> None:
    """Send nothing more to a chat, because of ``reason`` (``blocked``, ``kicked``, ``deactivated``); all else stays."""
    row = session.get(ChatRow, chat_id)
    if row is not None and not row.suspended:
        row.suspended, row.suspended_at = reason, now


def revive(session: Session, chat_id: int) -> bool:
    """Send to a chat again; return whether it was suspended."""
    row = session.get(ChatRow, chat_id)
    if row is None or not row.suspended:
        return False
    row.suspended, row.suspended_at = "", None
    return True


def move_chat(session: Session, old: int, new: int) -> None:
    """Carry everything of the chat ``old`` over to ``new``, which a group became; a second time nothing happens."""
    if session.get(ChatRow, old) is None:
        return
    if session.get(ChatRow, new) is not None:
        # it was met under its new id before we heard of the move: what was chosen before wins, but no delivery is lost
        _join_deliveries(session, old, new)
        session.execute(delete(ChatRow).where(ChatRow.id == new))
    session.execute(update(ChatRow).where(ChatRow.id == old).values(id=new, kind="supergroup"))
    session.expire_all()


def _join_deliveries(session: Session, old: int, new: int) -> None:
    """Return the deliveries of ``new`` to ``old``; of two for one announcement the one that came further stays."""
    rows = session.scalars(select(DeliveryRow).where(DeliveryRow.chat_id.in_((old, new))))
    kept: dict[tuple[int, int], DeliveryRow] = {}
    for row in sorted(rows, key=lambda row: (row.state in _UNDER_WAY, row.chat_id == old), reverse=True):
        if kept.setdefault((row.announcement_id, row.thread_id), row) is not row:
            session.delete(row)
    session.flush()
    session.execute(update(DeliveryRow).where(DeliveryRow.chat_id == new).values(chat_id=old))


def forget_chat(session: Session, chat_id: int) -> None:
    """Delete a chat with its choices, subscriptions and deliveries."""
    session.execute(delete(ChatRow).where(ChatRow.id == chat_id))
