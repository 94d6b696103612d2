"""Fixtures of the tests of pacing: a virtual clock, and a Telegram that notes when each request arrives."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from telegram.error import RetryAfter

from bot.transport.flood_control import seconds_of
from bot.transport.pacing import Pacing, low_priority
from tests.virtual_time import VirtualTime


class VirtualClock(VirtualTime):
    """A time that jumps to the next moment somebody waits for, once nothing else can happen."""

    def __init__(self) -> None:
        super().__init__(1000.0)

    async def run(self, *tasks: Awaitable[Any]) -> list[Any]:
        everything = asyncio.gather(*tasks, return_exceptions=True)
        while not everything.done():
            for _ in range(20):
                await asyncio.sleep(0)
            if not everything.done() and self.awaited:
                self.jump()
        return await everything


class Telegram:
    """Notes when each request arrives, and refuses when told to."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.arrived: list[tuple[float, int, int]] = []
        self.refusals: list[Exception] = []
        """What becomes of the next requests, whatever they concern."""
        self.penalties: dict[int, int] = {}
        """How many seconds of silence the next request to a chat is answered with."""
        self.silences: list[tuple[int, float, float]] = []
        """The chats that were to be left alone, from when, and until when."""
        self.ways: list[float] = []
        """How many seconds the next requests take until they arrive."""

    async def receive(self, chat: int, number: int) -> dict[str, int]:
        if self.ways:
            await self.clock.sleep(self.ways.pop(0))
        self.arrived.append((self.clock.now(), chat, number))
        refusal = self.refusals.pop(0) if self.refusals else None
        if seconds := self.penalties.pop(chat, 0):
            refusal = RetryAfter(seconds)
        if isinstance(refusal, RetryAfter):
            self.silences.append((chat, self.clock.now(), self.clock.now() + seconds_of(refusal)))
        if refusal is not None:
            raise refusal
        return {"message_id": number}

    def send(self, pacing: Pacing, chat: int, number: int, endpoint: str = "sendMessage") -> Awaitable[Any]:
        return pacing.process_request(self.receive, (chat, number), {}, endpoint, {"chat_id": chat}, None)

    def answer(self, pacing: Pacing, number: int, endpoint: str = "answerCallbackQuery") -> Awaitable[Any]:
        return pacing.process_request(self.receive, (0, number), {}, endpoint, {}, None)

    def times(self, *chats: int) -> list[float]:
        return [time for time, chat, _ in self.arrived if chat in chats]


async def after(clock: VirtualClock, seconds: float, request: Awaitable[Any]) -> Any:
    await clock.sleep(seconds)
    return await request


def most_in_any(times: list[float], seconds: float) -> int:
    return max(sum(start <= time < start + seconds for time in times) for start in times)


def send_low(server: Telegram, pacing: Pacing, chat: int, number: int) -> Awaitable[Any]:
    async def send() -> Any:
        with low_priority():
            return await server.send(pacing, chat, number)

    return send()
