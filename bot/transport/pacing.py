"""Our own pacing: never more than Telegram bears, and not a word while it wants silence.

Telegram's limits (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this): about one message a
second in a chat, 20 a minute in a group, 30 a second overall; edits count. python-telegram-bot's ``AIORateLimiter`` has
no limit for private chats and lets others through during a penalty.

There are two lanes. Answers take the first. What is sent within :func:`giving_way` (announcements) takes the second: it
leaves only while nobody of the first lane waits, and never so fast that an answer would find no room.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.metrics import Metrics

MARGIN = 1.05
"""Windows are this much longer than Telegram's, since requests may come closer together than they left."""
PATIENCE_SECONDS = 120.0
"""A penalty longer than this is not waited for: the request fails, and so does every other until it is over."""
_KEPT_CHATS = 1000

Payload = bool | dict[str, Any] | list[dict[str, Any]]


class PacingClock(Protocol):
    """Gives time that only goes forward, and waits."""

    def now(self) -> float:
        """Give the time in seconds from some beginning."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class MonotonicClock:
    """The machine's own time."""

    def now(self) -> float:
        """Give the time in seconds from some beginning."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``events`` in any ``seconds``."""

    events: int
    seconds: float


CHAT_RATE = Rate(1, 1.0)
GROUP_RATE = Rate(20, 60.0)
OVERALL_RATE = Rate(25, 1.0)
"""Telegram bears 30; what leaves evenly may still arrive in bunches."""
BURST_RATE = Rate(3, 0.1)
"""Spreads what is sent to many chats over the second."""
LEFTOVER_RATE = Rate(20, 1.0)
"""What gives way takes no more than this, so that an answer finds room at once."""


@dataclass(slots=True)
class Passage:
    """What became of requests that give way; ``left`` tells that the last one may have reached Telegram."""

    left: bool = False


_passage: ContextVar[Passage | None] = ContextVar("passage", default=None)


@contextmanager
def giving_way() -> Iterator[Passage]:
    """Let requests of the body go out only when no other wants to."""
    passage = Passage()
    token = _passage.set(passage)
    try:
        yield passage
    finally:
        _passage.reset(token)


@dataclass(slots=True)
class _Window:
    """The last events under a rate; no window of its length ever holds more than it may."""

    rate: Rate
    times: deque[float] = field(default_factory=deque)

    def free_at(self) -> float:
        """Give the time from which one more event fits."""
        if len(self.times) < self.rate.events:
            return 0.0
        return self.times[0] + self.rate.seconds * MARGIN

    def take(self, moment: float) -> None:
        """Count an event at ``moment``."""
        self.times.append(moment)
        if len(self.times) > self.rate.events:
            self.times.popleft()


class _Windows:
    def __init__(self, rates: tuple[Rate, ...]) -> None:
        self._windows = [_Window(rate) for rate in rates]

    def free_at(self) -> float:
        return max(window.free_at() for window in self._windows)

    def take(self, moment: float) -> None:
        for window in self._windows:
            window.take(moment)

    def answered(self, moment: float) -> None:
        """Count the last event at ``moment``: it may have arrived as late as that."""
        for window in self._windows:
            window.times[-1] = moment

    def used_since(self, moment: float) -> bool:
        return any(window.times and window.times[-1] > moment for window in self._windows)


class _Chat(_Windows):
    def __init__(self, rates: tuple[Rate, ...]) -> None:
        super().__init__(rates)
        self.turn = asyncio.Lock()
        self.waiting = 0
        self.answers = 0
        """How many of those that wait are of the first lane."""


class Pacing(BaseRateLimiter[None]):
    """Lets each request leave when its chat, its group and the bot as a whole may speak.

    What writes to a chat waits for the chat's turn, in order, and the chat's pace counts from the answers, since a
    message may arrive as late as its answer leaves. During a penalty (429) nothing leaves; afterwards the refused
    request is repeated, since Telegram did not carry it out.
    """

    def __init__(
        self,
        clock: PacingClock | None = None,
        *,
        metrics: Metrics | None = None,
        chat: Rate = CHAT_RATE,
        group: Rate = GROUP_RATE,
        overall: tuple[Rate, ...] = (OVERALL_RATE, BURST_RATE),
        leftover: Rate = LEFTOVER_RATE,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """Pace by the machine's time where no ``clock`` is given; fail rather than wait longer than ``patience``."""
        self._clock = clock or MonotonicClock()
        self._metrics = metrics or Metrics()
        self._chat_rate, self._group_rate = chat, group
        self._overall = _Windows(overall)
        self._turn = asyncio.Lock()
        self._leftover = _Windows((leftover,))
        self._last_turn = asyncio.Lock()
        self._first_lane = 0
        self._first_lane_empty = asyncio.Event()
        self._first_lane_empty.set()
        self._patience = patience
        self._silent_until = 0.0
        self._chats: dict[str, _Chat] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

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

        async def send() -> Payload:
            return await callback(*args, **kwargs)

        if not _writes(endpoint) or "chat_id" not in data:
            return await self._through(send, asked, counted="chat_id" in data)
        key = str(data["chat_id"])
        chat = self._chat(key)
        chat.waiting += 1
        try:
            if (passage := _passage.get()) is not None:
                return await self._giving_way(send, asked, chat, passage)
            chat.answers += 1
            try:
                async with chat.turn:
                    return await self._through(send, asked, counted=True, chat=chat)
            finally:
                chat.answers -= 1
        finally:
            chat.waiting -= 1

    async def _through(
        self,
        send: Callable[[], Coroutine[Any, Any, Payload]],
        since: float,
        *,
        counted: bool,
        chat: _Chat | None = None,
    ) -> Payload:
        while True:
            await self._wait_for_turn(counted, chat)
            self._metrics.step("pacing", self._clock.now() - since)
            try:
                return await send()
            except RetryAfter as penalty:
                since = self._clock.now()
                if self._silenced_by(penalty) > self._patience:
                    raise
            finally:
                if chat is not None:
                    chat.answered(self._clock.now())

    async def _giving_way(
        self, send: Callable[[], Coroutine[Any, Any, Payload]], since: float, chat: _Chat, passage: Passage
    ) -> Payload:
        while True:
            await self._wait_for_leftover(chat)
            self._metrics.step("pacing", self._clock.now() - since)
            passage.left = True
            try:
                return await send()
            except RetryAfter as penalty:
                # refused is not carried out
                passage.left = False
                since = self._clock.now()
                if self._silenced_by(penalty) > self._patience:
                    raise
            finally:
                chat.answered(self._clock.now())
                chat.turn.release()

    async def _wait_for_leftover(self, chat: _Chat) -> None:
        """Wait for room that nobody else wants, and take it with the chat's turn; the turn is held at the end.

        Neither the chat's turn nor that of the first lane is held while waiting: whoever answers goes first.
        """
        while True:
            async with chat.turn:
                pass
            await self._wait_until(chat.free_at)
            async with self._last_turn:
                await self._wait_until(lambda: max(self._overall.free_at(), self._leftover.free_at()))
                now = self._clock.now()
                if not (self._first_lane or chat.answers or chat.turn.locked()) and chat.free_at() <= now:
                    for windows in (self._overall, self._leftover, chat):
                        windows.take(now)
                    await chat.turn.acquire()
                    return
            await self._first_lane_empty.wait()

    def _silenced_by(self, penalty: RetryAfter) -> float:
        seconds = seconds_of(penalty)
        self._silent_until = max(self._silent_until, self._clock.now() + seconds)
        return seconds

    async def _wait_for_turn(self, counted: bool, chat: _Chat | None) -> None:
        if chat is not None:
            await self._wait_until(chat.free_at)
        if not counted:
            await self._wait_until(lambda: 0.0)
            return
        self._first_lane += 1
        self._first_lane_empty.clear()
        try:
            # one at a time, in order: whoever is first wakes alone when there is room
            async with self._turn:
                await self._wait_until(self._overall.free_at)
                now = self._clock.now()
                self._overall.take(now)
                if chat is not None:
                    chat.take(now)
        finally:
            self._first_lane -= 1
            if not self._first_lane:
                self._first_lane_empty.set()

    async def _wait_until(self, free_at: Callable[[], float]) -> None:
        """Wait until a moment that may move, and until no penalty runs."""
        while True:
            now = self._clock.now()
            silence = self._silent_until - now
            if silence > self._patience:
                raise RetryAfter(timedelta(seconds=silence))
            moment = max(self._silent_until, free_at())
            if moment <= now:
                return
            await self._clock.sleep(moment - now)

    def _chat(self, key: str) -> _Chat:
        if key not in self._chats:
            if len(self._chats) >= _KEPT_CHATS:
                self._forget()
            group = key.startswith(("-", "@"))
            self._chats[key] = _Chat((self._chat_rate, self._group_rate) if group else (self._chat_rate,))
        return self._chats[key]

    def _forget(self) -> None:
        now = self._clock.now()
        longest = max(self._chat_rate.seconds, self._group_rate.seconds) * MARGIN
        self._chats = {key: chat for key, chat in self._chats.items() if chat.waiting or chat.used_since(now - longest)}


def _writes(endpoint: str) -> bool:
    """Tell whether a method puts something into a chat that Telegram counts."""
    return endpoint.startswith(("send", "edit", "copy", "forward")) and endpoint != "sendChatAction"


def seconds_of(penalty: RetryAfter) -> float:
    """Give how long Telegram wants silence."""
    # a number or a timedelta, by an environment variable of the library's
    wait = penalty.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
