"""Delivery settings of a chat: at once or as a digest, its hour, its time zone, quiet hours, updates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy.orm import Session

from bot.state.chats import remember_chat
from bot.state.schema import Cadence, ChatKind, ChatRow


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """What a chat chose; the defaults are those of a chat that chose nothing.

    ``hour`` and ``weekday`` (Monday is 0) are of digests; ``quiet`` are the hours from and until which nothing is sent;
    an empty ``time_zone`` is the configured one; ``updates`` asks for news of papers that were told of without a note.
    """

    cadence: Cadence = "at_once"
    hour: int = 9
    weekday: int = 0
    time_zone: str = ""
    quiet: tuple[int, int] | None = None
    updates: bool = False


def choices_of(session: Session, chat_id: int) -> DeliverySettings:
    """Return what a chat chose."""
    row = session.get(ChatRow, chat_id)
    if row is None:
        return DeliverySettings()
    quiet = None if row.quiet_from is None or row.quiet_until is None else (row.quiet_from, row.quiet_until)
    return DeliverySettings(cast("Cadence", row.cadence), row.hour, row.weekday, row.time_zone, quiet, row.updates)


def choose(session: Session, chat_id: int, kind: ChatKind, now: float, choices: DeliverySettings) -> None:
    """Keep what a chat chose."""
    row = remember_chat(session, chat_id, kind, now)
    row.cadence, row.hour, row.weekday = choices.cadence, choices.hour, choices.weekday
    row.time_zone, row.updates = choices.time_zone, choices.updates
    row.quiet_from, row.quiet_until = choices.quiet or (None, None)
