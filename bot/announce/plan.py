"""Planning of deliveries: what changed, who hears of it and when, in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.announce.detect import Changes, content_of, detect_changes
from bot.announce.recipients import BATCH, batches, filters_by_meaning, filters_by_target, filters_of, recipients
from bot.clock import Clock
from bot.config.settings import AnnouncementSettings
from bot.state import Database
from bot.state.chats import Target
from bot.state.schema import AnnouncementKind, AnnouncementRow, ChatRow, DeliveryRow
from bot.subscriptions.filters import SubscriptionFilter
from bot.subscriptions.matching import Matching
from bot.subscriptions.schedule import MAX_SECONDS, Times, due_at
from bot.subscriptions.semantic_match import Collection, SemanticMatch
from retrieval import Category, Paper


@dataclass(frozen=True, slots=True)
class PlannedNews:
    """A paper to be announced, and to how many targets: ``queued`` will get it, ``missed`` cannot be reached now."""

    kind: AnnouncementKind
    paper: Paper
    queued: int
    missed: int


@dataclass(frozen=True, slots=True)
class PlannedDelivery:
    """Who would get what, when and why: what a dry run shows."""

    target: Target
    kind: AnnouncementKind
    paper: Paper
    subscription_filter: SubscriptionFilter
    due_at: float
    missed: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """What a planning did: the news with the counts of their deliveries, and how many announcements it touched.

    ``first`` says that the library was seen for the first time. ``next_moment`` is when planning again will find
    something ready that rests now; None if nothing rests. ``deliveries`` is filled by a dry run only.
    """

    news: tuple[PlannedNews, ...] = ()
    changed: int = 0
    withdrawn: int = 0
    returned: int = 0
    first: bool = False
    next_moment: float | None = None
    deliveries: tuple[PlannedDelivery, ...] = ()


async def plan(
    database: Database, library: Collection, clock: Clock, settings: AnnouncementSettings, *, up_to_date: bool = True
) -> Planned:
    """Detect what changed in ``library`` and queue what is new for everyone who asked for it, in one transaction.

    A library that has to be refreshed first is left alone; ``up_to_date`` says that it was since the program was
    installed. Raises StateError and RetrievalError; nothing is written
    then, and planning again makes up for it.
    """
    return await _plan(database, library, lambda: _Planning(library, clock.now(), settings, up_to_date=up_to_date))


async def dry_run(database: Database, library: Collection, clock: Clock, settings: AnnouncementSettings) -> Planned:
    """Return what :func:`plan` would do now, as if nothing had to rest, with every delivery; nothing is written."""
    at_once = settings.model_copy(update={"settle_seconds": 0.0})
    try:
        await _plan(database, library, lambda: _DryRun(library, clock.now(), at_once))
    except _TakenBack as result:
        return result.planned
    return Planned()


async def preview(
    database: Database, library: Collection, target: Target, now: float, days: int = 30
) -> list[tuple[Paper, SubscriptionFilter]]:
    """Return what ``target`` would have been told in the last ``days`` with the subscriptions it has now, newest first.

    Each paper comes with the filter that is the reason, decided exactly as :func:`plan` decides it.
    """
    paths, filters = await database.run(lambda session: _recent(session, target, now - days * 86400))
    there = {paper.path: paper for paper in library.papers()}
    papers = [there[path] for path in paths if path in there]
    semantic_match = SemanticMatch()
    await asyncio.to_thread(semantic_match.ask, library, semantic_match.missing(filters, papers), papers)
    reasons = Matching(papers, library.categories(), semantic_match).reasons(filters)
    return [(papers[place], subscription_filter) for place, subscription_filter in reasons.items()]


async def _plan(database: Database, library: Collection, planning: Callable[[], _Planning]) -> Planned:
    if library.needs_refresh:
        return Planned()
    one = planning()
    while True:
        try:
            return await database.run(one.work)
        except _UnaskedError as unasked:
            # asking takes its time, so not while others wait for the transaction; what was asked stays known
            await asyncio.to_thread(one.semantic_match.ask, library, unasked.filters, unasked.papers)


class _UnaskedError(Exception):
    """Whether ``papers`` meet ``filters`` has to be asked of the library first; the transaction is taken back."""

    def __init__(self, filters: tuple[SubscriptionFilter, ...], papers: tuple[Paper, ...]) -> None:
        super().__init__()
        self.filters = filters
        self.papers = papers


class _TakenBack(Exception):  # noqa: N818  no fault: the end of a dry run
    def __init__(self, planned: Planned) -> None:
        super().__init__()
        self.planned = planned


class _Planning:
    """One planning: the library as it is at the start of it, at one moment."""

    def __init__(
        self, library: Collection, now: float, settings: AnnouncementSettings, *, up_to_date: bool = True
    ) -> None:
        self._up_to_date = up_to_date
        self._papers = library.papers()
        self._duplicates = library.duplicates
        self._tree: Sequence[Category] = library.categories()
        self._now = now
        self._settings = settings
        self._due: dict[Times, float] = {}
        self.semantic_match = SemanticMatch()

    def work(self, session: Session) -> Planned:
        """Detect and queue everything in the transaction of ``session``; raises _UnaskedError."""
        changes = detect_changes(
            session,
            self._papers,
            self._now,
            self._settings.settle_seconds,
            self._duplicates,
            up_to_date=self._up_to_date,
        )
        self._mend_moments(session)
        return Planned(
            self._announce(session, changes),
            changed=len(changes.changed),
            withdrawn=len(changes.withdrawn),
            returned=len(changes.returned),
            first=changes.first,
            next_moment=changes.next_moment,
        )

    def _announce(self, session: Session, changes: Changes) -> tuple[PlannedNews, ...]:
        papers = (*changes.new, *changes.with_note)
        if not papers:
            return ()
        if unasked := self.semantic_match.missing(filters_by_meaning(session), papers):
            raise _UnaskedError(unasked, papers)
        kinds = [*_repeated("new", len(changes.new)), *_repeated("note", len(changes.with_note))]
        rows = [self._announcement(kind, paper) for kind, paper in zip(kinds, papers, strict=True)]
        session.add_all(rows)
        session.flush()
        matching = Matching(papers, self._tree, self.semantic_match)
        counts = [[0, 0] for _ in rows]
        for chats in batches(session):
            values: list[dict[str, Any]] = []
            for target, filters in filters_by_target(session, chats):
                chat = chats[target.chat_id]
                for place, subscription_filter in matching.reasons(filters).items():
                    if kinds[place] == "note" and not chat.updates:
                        continue
                    due = self._due_at(chat.times)
                    counts[place][not chat.reachable] += 1
                    one = PlannedDelivery(
                        target, kinds[place], papers[place], subscription_filter, due, not chat.reachable
                    )
                    values.append(_values(rows[place].id, one))
                    self._note(one)
            if values:
                session.execute(insert(DeliveryRow), values)
        return tuple(PlannedNews(kind, paper, *count) for kind, paper, count in zip(kinds, papers, counts, strict=True))

    def _announcement(self, kind: AnnouncementKind, paper: Paper) -> AnnouncementRow:
        return AnnouncementRow(
            kind=kind,
            path=paper.path,
            paper_id=paper.id,
            title=paper.title,
            content=content_of(paper),
            created_at=self._now,
        )

    def _note(self, delivery: PlannedDelivery) -> None:
        """Take a delivery that was planned; only a dry run keeps it."""

    def _due_at(self, times: Times) -> float:
        if times not in self._due:
            self._due[times] = due_at(times, self._settings.time_zone, self._now)
        return self._due[times]

    def _mend_moments(self, session: Session) -> None:
        """Reset moments so far ahead that only a wrong clock can have set them: otherwise they never come."""
        late = select(DeliveryRow.id, DeliveryRow.chat_id).where(
            DeliveryRow.state == "queued", DeliveryRow.due_at > self._now + MAX_SECONDS
        )
        while found := session.execute(late.limit(BATCH)).all():
            chats = recipients(session, {chat_id for _, chat_id in found})
            values = [{"id": row, "due_at": self._due_at(chats[chat_id].times)} for row, chat_id in found]
            session.execute(update(DeliveryRow), values)


class _DryRun(_Planning):
    """A planning that remembers every delivery and takes everything back."""

    def work(self, session: Session) -> Planned:
        self._noted: list[PlannedDelivery] = []
        planned = super().work(session)
        raise _TakenBack(replace(planned, deliveries=tuple(self._noted)))

    def _note(self, delivery: PlannedDelivery) -> None:
        self._noted.append(delivery)


def _repeated(kind: AnnouncementKind, count: int) -> list[AnnouncementKind]:
    return [kind] * count


def _values(announcement_id: int, delivery: PlannedDelivery) -> dict[str, Any]:
    return {
        "announcement_id": announcement_id,
        "chat_id": delivery.target.chat_id,
        "thread_id": delivery.target.thread_id,
        "reason_kind": delivery.subscription_filter.kind,
        "reason_value": delivery.subscription_filter.value,
        "state": "missed" if delivery.missed else "queued",
        "due_at": delivery.due_at,
    }


def _recent(session: Session, target: Target, since: float) -> tuple[tuple[str, ...], tuple[SubscriptionFilter, ...]]:
    """Return the paths of the papers announced since then that ``target`` may hear of, and its filters."""
    chat = session.get(ChatRow, target.chat_id)
    kinds = ("new", "note") if chat is not None and chat.updates else ("new",)
    paths = session.scalars(
        select(AnnouncementRow.path)
        .where(
            AnnouncementRow.created_at >= since,
            AnnouncementRow.withdrawn_at.is_(None),
            AnnouncementRow.kind.in_(kinds),
        )
        .order_by(AnnouncementRow.created_at.desc(), AnnouncementRow.id.desc())
    )
    return tuple(dict.fromkeys(paths)), filters_of(session, target)
