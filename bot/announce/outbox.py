"""The outbox: deliveries and the states they move through.

::

    queued ──claim──▶ claimed ──mark_sending──▶ sending ──▶ sent       with the message's id
      ▲                  │                         ├──────▶ failed     for a reason that trying again does not mend
      ├──put_back────────┴─────────────────────────┤
      ├──settle("again")───────────────────────────┼──────▶ unknown    nobody knows if it arrived; not resent unless
      └──catch_up── missed ◀───────────────────────┘                   settled by hand; ``missed``: chat unreachable

Telegram knows no "send this only once", so a row is marked before it is sent and recorded after. Many are claimed at a
time and wait for their turn; a row is ``sending`` only from just before its own request leaves. Whoever dies leaves
``claimed`` behind, which is queued again, and ``sending``, which becomes ``unknown``: no more than was on its way. What
a claimant writes counts for its own rows only, also where another took it for dead meanwhile: it knows better what
became of them, and what was taken from it does not leave (:func:`mark_sending`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, Update, case, func, select, update
from sqlalchemy.orm import Session

from bot.state.chats import Target
from bot.state.schema import AnnouncementRow, ChatRow, DeliveryRow, DeliveryState

MAX_TARGETS = 16
MAX_ITEMS = 20
"""Announcements that are claimed for one message: as many as fit into one when each takes two lines."""
_LOOK_AHEAD = 200
"""Rows that are looked through for targets, the longest due first."""
_HELD = ("claimed", "sending")
"""States of deliveries that a claimant holds."""
ENDED = "the process that was sending it ended"

NotBefore = Callable[[ChatRow, float], float]
"""Return the first moment, from one on, at which a chat may be sent something: the end of its quiet hours."""


@dataclass(frozen=True, slots=True)
class Item:
    """A claimed delivery with what its announcement says."""

    id: int
    kind: str
    path: str
    paper_id: str
    title: str
    reason_kind: str
    reason_value: str
    withdrawn: bool = False
    content: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes to one target in one message."""

    target: Target
    chat_kind: str
    language: str | None
    items: tuple[Item, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the deliveries."""
        return tuple(item.id for item in self.items)


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """A delivery that a maintainer should look at: one that failed, or of which nobody knows whether it arrived."""

    id: int
    state: str
    chat_id: int
    thread_id: int
    title: str
    reason: str
    at: float | None


# ---- taking


def claim(
    session: Session, now: float, claimant: str, most: int = MAX_TARGETS, not_before: NotBefore | None = None
) -> list[Batch]:
    """Take what is due for up to ``most`` targets, in the name of ``claimant``.

    A chat for which something is claimed or being sent already is left alone, so that it gets one message after the
    other. What is due in quiet hours is put off, what is due for a suspended chat is missed.
    """
    targets = _due_targets(session, now, most)
    if not targets:
        return []
    # on PostgreSQL a chat's row, locked, keeps other processes out; planners may go on adding deliveries meanwhile
    chosen = select(ChatRow).where(ChatRow.id.in_(targets)).with_for_update(skip_locked=True, key_share=True)
    chats = {row.id: row for row in session.scalars(chosen, execution_options={"populate_existing": True})}
    # what was true when the targets were chosen may have changed until the rows were locked
    for busy in session.scalars(_busy().where(DeliveryRow.chat_id.in_(chats))):
        chats.pop(busy, None)
    for chat in [*chats.values()]:
        if chat.suspended:
            mark_missed(session, chat.id, chat.suspended)
            del chats[chat.id]
        elif not_before and (moment := not_before(chat, now)) > now:
            postpone(session, chat.id, now, moment)
            del chats[chat.id]
    if not chats:
        return []
    batches = list(_batches(session, now, [targets[chat] for chat in targets if chat in chats], chats))
    ids = [one for batch in batches for one in batch.ids]
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(ids))
        .values(state="claimed", claimed_by=claimant, claimed_at=now, reason="", content=_CONTENT)
        .execution_options(synchronize_session=False)
    )
    return batches


_CONTENT = select(AnnouncementRow.content).where(AnnouncementRow.id == DeliveryRow.announcement_id).scalar_subquery()


def _busy() -> Select[int]:
    return select(DeliveryRow.chat_id).where(DeliveryRow.state.in_(_HELD))


def _due_targets(session: Session, now: float, most: int) -> dict[int, Target]:
    """Return the targets that have waited longest, by their chats: one of each chat."""
    rows = session.execute(
        select(DeliveryRow.chat_id, DeliveryRow.thread_id)
        .join(AnnouncementRow)
        .where(
            DeliveryRow.state == "queued",
            DeliveryRow.due_at <= now,
            DeliveryRow.chat_id.not_in(_busy()),
            AnnouncementRow.withdrawn_at.is_(None),
        )
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
        .limit(_LOOK_AHEAD)
    )
    targets: dict[int, Target] = {}
    for chat_id, thread_id in rows:
        if len(targets) == most and chat_id not in targets:
            break
        targets.setdefault(chat_id, Target(chat_id, thread_id))
    return targets


def _batches(session: Session, now: float, targets: Sequence[Target], chats: dict[int, ChatRow]) -> Iterable[Batch]:
    rows = session.execute(
        select(DeliveryRow, AnnouncementRow)
        .join(AnnouncementRow)
        .where(
            DeliveryRow.chat_id.in_(chats),
            DeliveryRow.state == "queued",
            DeliveryRow.due_at <= now,
            AnnouncementRow.withdrawn_at.is_(None),
        )
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
    )
    found: dict[Target, list[Item]] = {target: [] for target in targets}
    for delivery, announcement in rows:
        items = found.get(Target(delivery.chat_id, delivery.thread_id))
        if items is not None and len(items) < MAX_ITEMS:
            items.append(item_of(delivery, announcement))
    for target, items in found.items():
        chat = chats[target.chat_id]
        if items:
            yield Batch(target, chat.kind, chat.speaks, tuple(items))


def item_of(delivery: DeliveryRow, announcement: AnnouncementRow) -> Item:
    """Return a delivery with what its announcement says."""
    return Item(
        delivery.id,
        announcement.kind,
        announcement.path,
        announcement.paper_id,
        announcement.title,
        delivery.reason_kind,
        delivery.reason_value,
        announcement.withdrawn_at is not None,
        announcement.content,
    )


def postpone(session: Session, chat_id: int, now: float, moment: float) -> None:
    """Let everything that is due for a chat wait until ``moment``."""
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.chat_id == chat_id, DeliveryRow.state == "queued", DeliveryRow.due_at <= now)
        .values(due_at=moment)
    )


def next_due(session: Session) -> float | None:
    """Return the moment at which the next delivery is due, if any is queued."""
    return session.scalar(
        select(func.min(DeliveryRow.due_at))
        .join(AnnouncementRow)
        .where(DeliveryRow.state == "queued", AnnouncementRow.withdrawn_at.is_(None))
    )


def mark_sending(session: Session, ids: Collection[int], claimant: str, now: float) -> bool:
    """Mark claimed deliveries as being sent: their request leaves next. Return whether it may.

    It may not where any of them is not the claimant's any more: it was taken for dead, or the chat is forgotten.
    """
    held = (DeliveryRow.claimed_by == claimant, DeliveryRow.state.in_(_HELD))
    found = session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(ids), *held)
        .values(state="sending", claimed_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(found.rowcount) == len(ids)  # type: ignore[attr-defined]


# ---- what became of it


def _own(ids: Collection[int], claimant: str) -> Update:
    own = (DeliveryRow.claimed_by == claimant, DeliveryRow.state.in_((*_HELD, "unknown")))
    return update(DeliveryRow).where(DeliveryRow.id.in_(ids), *own).execution_options(synchronize_session=False)


def record_sent(session: Session, ids: Collection[int], claimant: str, message_id: int, now: float) -> None:
    """Record that the deliveries stand in one message."""
    session.execute(_own(ids, claimant).values(state="sent", message_id=message_id, sent_at=now, reason=""))


def record_failed(session: Session, ids: Collection[int], claimant: str, reason: str) -> None:
    """Record that the deliveries cannot be made, and why."""
    session.execute(_own(ids, claimant).values(state="failed", reason=reason))


def record_unknown(session: Session, ids: Collection[int], claimant: str, reason: str) -> None:
    """Record that nobody knows whether the deliveries arrived."""
    session.execute(_own(ids, claimant).values(state="unknown", reason=reason))


def put_back(session: Session, ids: Collection[int], claimant: str, not_before: float = 0.0) -> None:
    """Queue deliveries again that certainly did not leave."""
    later = case((DeliveryRow.due_at < not_before, not_before), else_=DeliveryRow.due_at)
    session.execute(
        _own(ids, claimant).values(state="queued", claimed_by="", claimed_at=None, content="", due_at=later)
    )


def record_missed(session: Session, ids: Collection[int], claimant: str, reason: str) -> None:
    """Record that the chat could not be reached."""
    session.execute(_own(ids, claimant).values(state="missed", reason=reason))


def mark_missed(session: Session, chat_id: int, reason: str) -> None:
    """Record as missed everything that waits for a chat: it cannot be reached."""
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.chat_id == chat_id, DeliveryRow.state == "queued")
        .values(state="missed", reason=reason)
        .execution_options(synchronize_session=False)
    )


# ---- after a crash


def claimants(session: Session) -> tuple[str, ...]:
    """Return everybody who claimed something or is sending it, or died doing so."""
    return tuple(session.scalars(select(DeliveryRow.claimed_by).where(DeliveryRow.state.in_(_HELD)).distinct()))


def put_back_unheld(session: Session, claimant: str, held: Collection[int]) -> None:
    """Queue again what stands under ``claimant``'s name but is not ``held``: it never learned of its claim."""
    own = (DeliveryRow.claimed_by == claimant, DeliveryRow.state.in_(_HELD))
    found = session.scalars(select(DeliveryRow.id).where(*own))
    put_back(session, [one for one in found if one not in held], claimant)


def recover(session: Session, dead: Collection[str]) -> int:
    """Queue again what dead claimants held, make ``unknown`` what they were sending, and count the latter."""
    if not dead:
        return 0
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.state == "claimed", DeliveryRow.claimed_by.in_(dead))
        .values(state="queued", claimed_by="", claimed_at=None, content="")
        .execution_options(synchronize_session=False)
    )
    found = session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.state == "sending", DeliveryRow.claimed_by.in_(dead))
        .values(state="unknown", reason=ENDED)
        .execution_options(synchronize_session=False)
    )
    return int(found.rowcount)  # type: ignore[attr-defined]


# ---- for maintainers


def failed_deliveries(
    session: Session, states: Collection[DeliveryState] = ("unknown", "failed")
) -> tuple[FailedDelivery, ...]:
    """Return the deliveries in ``states``, the newest first."""
    rows = session.execute(
        select(DeliveryRow, AnnouncementRow.title)
        .join(AnnouncementRow)
        .where(DeliveryRow.state.in_(states))
        .order_by(DeliveryRow.id.desc())
    )
    return tuple(
        FailedDelivery(row.id, row.state, row.chat_id, row.thread_id, title, row.reason, row.claimed_at)
        for row, title in rows
    )


def settle(session: Session, delivery_id: int | None, *, again: bool, now: float) -> int:
    """Decide on unknown deliveries: they were ``sent``, or go out ``again``. Return the number of deliveries.

    Without an id all that are ``unknown`` are meant; with one also a delivery that ``failed``.
    """
    known = ("unknown",) if delivery_id is None else ("unknown", "failed")
    wanted = update(DeliveryRow).where(DeliveryRow.state.in_(known))
    if delivery_id is not None:
        wanted = wanted.where(DeliveryRow.id == delivery_id)
    if again:
        wanted = wanted.values(state="queued", due_at=now, claimed_by="", claimed_at=None, content="", reason="")
    else:
        wanted = wanted.values(
            state="sent", sent_at=func.coalesce(DeliveryRow.claimed_at, now), claimed_by="", reason=""
        )
    found = session.execute(wanted.execution_options(synchronize_session=False))
    return int(found.rowcount)  # type: ignore[attr-defined]
