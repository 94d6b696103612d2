"""Delivery of one claimed batch: composed, sent, recorded; and of one correction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.orm import Session

from bot.announce import outbox
from bot.announce.backoff import Backoff
from bot.announce.compose import Composed, Composer
from bot.announce.corrections import Edit, record_edited
from bot.announce.outbox import Batch, Item
from bot.announce.recorder import Recorder
from bot.clock import Clock
from bot.messaging.background import OutgoingMessage, WithheldError
from bot.messaging.telegram_errors import Outcome
from bot.state.chats import move_chat, suspend
from bot.state.schema import MarkRow
from bot.views.welcome import notice
from retrieval import RetrievalError

logger = logging.getLogger(__name__)

MISSING_SECONDS = 60.0
"""Pause before a retry of an announcement whose paper the library does not have just now."""


@dataclass(slots=True)
class Deliverer:
    """Delivers and corrects in the name of a claimant; ``unknown`` counts unknown outcomes, for the sender."""

    claimant: str
    recorder: Recorder
    composer: Composer
    clock: Clock
    backoff: Backoff
    unknown: int = 0
    held: set[int] = field(default_factory=set)
    """The deliveries that are on their way."""

    async def deliver(self, batch: Batch, post: OutgoingMessage) -> None:
        """Send what was claimed for a target and record what became of it."""
        self.held.update(batch.ids)
        try:
            composed = await self._compose(batch)
            if composed is None or composed.message is None:
                return
            target, ids = batch.target, _ids(composed.told)
            leaving = partial(self._leave, ids)
            outcome = await post.send(target.chat_id, target.thread_id, composed.message, leaving)
            without_topic = outcome.kind == "no_topic" and target.thread_id != 0
            if without_topic:
                outcome = await post.send(target.chat_id, 0, composed.message, leaving)
            self.backoff.after(outcome, target.chat_id)
            await self.recorder.write(self._entry(target.chat_id, ids, outcome))
            if without_topic and outcome.kind == "sent":
                await self._tell_of_topic(batch, post)
        finally:
            self.held.difference_update(batch.ids)

    async def _compose(self, batch: Batch) -> Composed | None:
        """Make the message; what it does not hold goes back before it is sent."""
        later = self.clock.now() + MISSING_SECONDS
        try:
            composed = await self.composer.compose(batch)
        except RetrievalError as error:
            logger.warning("an announcement waits for the library: %s", error)
            await self._put_back(batch.ids, later)
            return None
        except asyncio.CancelledError:
            await self._put_back(batch.ids)
            return None
        except Exception:
            logger.exception("an announcement could not be written")
            reason = "it could not be written: see the log"
            await self.recorder.write(
                partial(outbox.record_failed, ids=batch.ids, claimant=self.claimant, reason=reason)
            )
            return None
        missing, told = _ids(composed.missing), _ids(composed.told)
        if missing:
            await self._put_back(missing, later)
        if left := {*batch.ids} - {*missing, *told}:
            await self._put_back(left)
        return composed

    async def _leave(self, ids: tuple[int, ...]) -> None:
        """Mark what leaves next. Raises StateError or WithheldError if that cannot be done."""
        now = self.clock.now()
        if not await self.recorder.write_now(partial(outbox.mark_sending, ids=ids, claimant=self.claimant, now=now)):
            raise WithheldError

    async def _put_back(self, ids: Collection[int], not_before: float = 0.0) -> None:
        await self.recorder.write(partial(outbox.put_back, ids=ids, claimant=self.claimant, not_before=not_before))

    def _entry(self, chat_id: int, ids: tuple[int, ...], outcome: Outcome) -> Callable[[Session], object]:
        """Return what to record of a message."""
        name, now = self.claimant, self.clock.now()
        match outcome.kind:
            case "sent":
                return partial(outbox.record_sent, ids=ids, claimant=name, message_id=outcome.message_id, now=now)
            case "later":
                later = now + outcome.seconds
                return partial(_postponed, ids=ids, claimant=name, chat_id=chat_id, now=now, later=later)
            case "silence" | "withheld" | "not_sent":
                return partial(outbox.put_back, ids=ids, claimant=name)
            case "unknown":
                self.unknown += len(ids)
                return partial(outbox.record_unknown, ids=ids, claimant=name, reason=outcome.reason)
            case "moved":
                return partial(_moved, ids=ids, claimant=name, old=chat_id, new=outcome.chat_id)
            case "unreachable":
                return partial(_unreachable, ids=ids, claimant=name, chat_id=chat_id, reason=outcome.reason, now=now)
        return partial(outbox.record_failed, ids=ids, claimant=name, reason=outcome.reason)

    async def _tell_of_topic(self, batch: Batch, post: OutgoingMessage) -> None:
        """Notify a group's administrators, once, that a topic takes no messages."""
        chat_id, thread_id = batch.target.chat_id, batch.target.thread_id
        mark = f"no-topic:{chat_id}:{thread_id}"
        if await self.recorder.write(partial(_first_time, mark=mark, now=self.clock.now())):
            outcome = await post.send(chat_id, 0, notice("announce-topic-gone", self.composer.texts(batch)))
            self.backoff.after(outcome, chat_id)

    async def correct(self, edit: Edit, post: OutgoingMessage) -> bool:
        """Edit a sent message to show what it should; return whether that is settled, one way or the other."""
        try:
            composed = await self.composer.compose(edit.batch, whole=True)
        except RetrievalError as error:
            logger.warning("a correction waits for the library: %s", error)
            return True
        if composed.message is None:
            # a paper that is away for a moment: the next planning wakes us again
            return True
        chat_id, items = edit.batch.target.chat_id, edit.batch.items
        outcome = await post.edit(chat_id, edit.message_id, composed.message)
        self.backoff.after(outcome, chat_id)
        match outcome.kind:
            case "later" | "silence" | "withheld" | "not_sent" | "unknown":
                # an edit does no harm twice
                return False
            case "sent" | "unchanged":
                await self.recorder.write(partial(record_edited, items=items))
            case "unreachable":
                now = self.clock.now()
                await self.recorder.write(
                    partial(
                        _unreachable, ids=(), claimant=self.claimant, chat_id=chat_id, reason=outcome.reason, now=now
                    )
                )
            case "moved":
                await self.recorder.write(
                    partial(_moved, ids=(), claimant=self.claimant, old=chat_id, new=outcome.chat_id)
                )
                await self.recorder.write(partial(record_edited, items=items, reason="not edited: the group moved"))
            case _:
                reason = f"not edited: {outcome.reason}"
                await self.recorder.write(partial(record_edited, items=items, reason=reason))
        return True


def _ids(items: Iterable[Item]) -> tuple[int, ...]:
    return tuple(item.id for item in items)


def _postponed(session: Session, ids: tuple[int, ...], claimant: str, chat_id: int, now: float, later: float) -> None:
    outbox.put_back(session, ids, claimant, later)
    outbox.postpone(session, chat_id, now, later)


def _moved(session: Session, old: int, new: int, ids: tuple[int, ...], claimant: str) -> None:
    move_chat(session, old, new)
    outbox.put_back(session, ids, claimant)


def _unreachable(session: Session, chat_id: int, reason: str, ids: tuple[int, ...], claimant: str, now: float) -> None:
    suspend(session, chat_id, reason, now)
    outbox.record_missed(session, ids, claimant, reason)
    outbox.mark_missed(session, chat_id, reason)


def _first_time(session: Session, mark: str, now: float) -> bool:
    if session.get(MarkRow, mark) is not None:
        return False
    session.add(MarkRow(name=mark, value=str(now)))
    return True
