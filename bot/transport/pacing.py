"""Pacing of requests: never more than Telegram allows, and nothing to a chat for which it wants silence.

Telegram's limits (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this): about one message a
second in a chat, 20 a minute in a group, 30 a second overall; edits count. python-telegram-bot's ``AIORateLimiter`` has
no limit for private chats, lets others through during a penalty that is the bot's, and none during one that is a
chat's. What a penalty holds up is the subject of :mod:`bot.transport.flood_control`.

There are two lanes. Answers take the first. What is sent within :func:`low_priority` (announcements) takes the second:
it leaves only while nobody of the first lane waits, and never so fast that an answer would find no room.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.clock import SteadyClock
from bot.metrics import Metrics
from bot.transport.flood_control import PATIENCE_SECONDS, Penalties, Subject
from bot.transport.telegram_limits import (
    BURST_RATE,
    CAREFUL_RATE,
    CHAT_RATE,
    GROUP_RATE,
    LEFTOVER_RATE,
    MARGIN,
    OVERALL_RATE,
    RateLimit,
    Windows,
)

_KEPT_CHATS = 1000

Payload = bool | dict[str, Any] | list[dict[str, Any]]


class PacingClock(Protocol):
    """Time that only goes forward, and waits."""

    def now(self) -> float:
        """Return the time in seconds from some beginning."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class MonotonicClock(SteadyClock):
    """Steady time, and waiting by it."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


Leaving = Callable[[], Awaitable[None]]
"""What is done when a request's turn has come, just before it leaves; where it raises, the request does not leave."""


@dataclass(slots=True)
class PendingSend:
    """The fate of low-priority requests; ``left`` says that the last one may have reached Telegram."""

    leaving: Leaving | None = None
    left: bool = False


_pending: ContextVar[PendingSend | None] = ContextVar("pending", default=None)


@contextmanager
def low_priority(leaving: Leaving | None = None) -> Iterator[PendingSend]:
    """Let requests of the body go out only when no other wants to, and not again by themselves when they fail."""
    pending = PendingSend(leaving)
    token = _pending.set(pending)
    try:
        yield pending
    finally:
        _pending.reset(token)


def is_low_priority() -> bool:
    """Return whether what is requested here is of low priority."""
    return _pending.get() is not None


class _Chat(Windows):
    def __init__(self, *rates: RateLimit) -> None:
        super().__init__(*rates)
        self.turn = asyncio.Lock()
        self.waiting = 0
        self.answers = 0
        """How many of those that wait are of the first lane."""


class Pacing(BaseRateLimiter[None]):
    """Lets each request leave when its chat, its group and the bot as a whole may speak.

    What writes to a chat waits for the chat's turn, in order, and the chat's pace counts from the answers, since a
    message may arrive as late as its answer leaves. An answer that is refused (429) is repeated once its penalty is
    over, since Telegram did not carry it out; what is of low priority is not: its sender knows when to come again.
    """

    def __init__(
        self,
        clock: PacingClock | None = None,
        *,
        metrics: Metrics | None = None,
        chat: RateLimit = CHAT_RATE,
        group: RateLimit = GROUP_RATE,
        overall: tuple[RateLimit, ...] = (OVERALL_RATE, BURST_RATE),
        leftover: RateLimit = LEFTOVER_RATE,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """Pace by the machine's time where no ``clock`` is given; fail rather than wait longer than ``patience``."""
        self._clock = clock or MonotonicClock()
        self._metrics = metrics or Metrics()
        self._chat_rate, self._group_rate = chat, group
        self._overall = Windows(*overall)
        self._turn = asyncio.Lock()
        self._leftover = Windows(leftover)
        self._careful = Windows(CAREFUL_RATE)
        self._last_turn = asyncio.Lock()
        self._first_lane = 0
        self._first_lane_empty = asyncio.Event()
        self._first_lane_empty.set()
        self._penalties = Penalties(patience)
        self._chats: dict[str, _Chat] = {}

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: no resources are held."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Payload]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002  ours takes none
    ) -> Payload:
        """Carry out a request when its turn has come. Raises RetryAfter when that would take too long."""
        asked = self._clock.now()
        subject = Subject(str(data.get("chat_id", "")), endpoint)

        async def send() -> Payload:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as penalty:
                self._penalties.refused(subject, penalty, self._clock.now())
                raise

        if not _writes(endpoint) or not subject.chat:
            return await self._through(send, asked, subject)
        chat = self._chat(subject.chat)
        chat.waiting += 1
        try:
            if (pending := _pending.get()) is not None:
                return await self._send_low_priority(send, asked, subject, chat, pending)
            chat.answers += 1
            try:
                async with chat.turn:
                    return await self._through(send, asked, subject, chat)
            finally:
                chat.answers -= 1
        finally:
            chat.waiting -= 1

    async def _through(
        self,
        send: Callable[[], Coroutine[Any, Any, Payload]],
        since: float,
        subject: Subject,
        chat: _Chat | None = None,
    ) -> Payload:
        while True:
            await self._wait_for_turn(subject, chat)
            self._metrics.step("pacing", self._clock.now() - since)
            try:
                return await send()
            except RetryAfter:
                since = self._clock.now()
            finally:
                if chat is not None:
                    chat.answered(self._clock.now())

    async def _send_low_priority(
        self,
        send: Callable[[], Coroutine[Any, Any, Payload]],
        since: float,
        subject: Subject,
        chat: _Chat,
        pending: PendingSend,
    ) -> Payload:
        await self._wait_for_leftover(subject, chat)
        self._metrics.step("pacing", self._clock.now() - since)
        try:
            if pending.leaving is not None:
                await pending.leaving()
                if (wait := self._silent_until(subject) - self._clock.now()) > 0:
                    # it was refused meanwhile
                    raise RetryAfter(timedelta(seconds=wait))
            pending.left = True
            return await send()
        except RetryAfter:
            # refused is not carried out
            pending.left = False
            raise
        finally:
            chat.answered(self._clock.now())
            chat.turn.release()

    async def _wait_for_turn(self, subject: Subject, chat: _Chat | None) -> None:
        if not subject.chat:
            await self._wait_until(lambda: self._silent_until(subject))
            return
        while True:
            await self._wait_until(lambda: max(self._silent_until(subject), chat.free_at() if chat else 0.0))
            self._first_lane += 1
            self._first_lane_empty.clear()
            try:
                # one at a time, in order: whoever is first wakes alone when there is room
                async with self._turn:
                    await self._wait_until(lambda: max(self._silent_until(None), self._overall.free_at()))
                    now = self._clock.now()
                    if self._silent_until(subject) <= now:
                        self._overall.take(now)
                        if chat is not None:
                            chat.take(now)
                        return
            finally:
                self._first_lane -= 1
                if not self._first_lane:
                    self._first_lane_empty.set()

    async def _wait_for_leftover(self, subject: Subject, chat: _Chat) -> None:
        """Wait for capacity that nobody else wants, and take it with the chat's turn; the turn is held at the end.

        Neither the chat's turn nor that of the first lane is held while waiting: whoever answers goes first.
        """

        def free_at() -> float:
            return max(self._silent_until(subject), chat.free_at())

        while True:
            async with chat.turn:
                pass
            await self._wait_until(free_at)
            async with self._last_turn:
                await self._wait_until(self._leftover_at)
                now = self._clock.now()
                if not (self._first_lane or chat.answers or chat.turn.locked()) and free_at() <= now:
                    for windows in (self._overall, self._leftover, self._careful, chat):
                        windows.take(now)
                    await chat.turn.acquire()
                    return
            await self._first_lane_empty.wait()

    def _leftover_at(self) -> float:
        careful = self._careful.free_at() if self._penalties.any_chat(self._clock.now()) else 0.0
        return max(self._silent_until(None), self._overall.free_at(), self._leftover.free_at(), careful)

    def _silent_until(self, subject: Subject | None) -> float:
        """Return until when a penalty holds up what concerns ``subject``, or any chat.

        Raises RetryAfter if too long.
        """
        return self._penalties.awaited_end(subject, self._clock.now())

    async def _wait_until(self, free_at: Callable[[], float]) -> None:
        """Wait until a moment that may move."""
        while (moment := free_at()) > (now := self._clock.now()):
            await self._clock.sleep(moment - now)

    def _chat(self, key: str) -> _Chat:
        if key not in self._chats:
            if len(self._chats) >= _KEPT_CHATS:
                self._forget()
            group = key.startswith(("-", "@"))
            self._chats[key] = _Chat(self._chat_rate, self._group_rate) if group else _Chat(self._chat_rate)
        return self._chats[key]

    def _forget(self) -> None:
        now = self._clock.now()
        longest = max(self._chat_rate.seconds, self._group_rate.seconds) * MARGIN
        self._chats = {key: chat for key, chat in self._chats.items() if chat.waiting or chat.used_since(now - longest)}


def _writes(endpoint: str) -> bool:
    """Return whether a method puts something into a chat that Telegram counts."""
    return endpoint.startswith(("send", "edit", "copy", "forward")) and endpoint != "sendChatAction"
