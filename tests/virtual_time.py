"""Time for tests that stands still until it jumps to the next moment that somebody waits for."""

from __future__ import annotations

import asyncio
import heapq
import itertools


class VirtualTime:
    """What :class:`bot.transport.pacing.PacingClock` asks for; who lets it go on decides when to :meth:`jump`."""

    def __init__(self, start: float) -> None:
        self.time = start
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self.time + seconds, next(self._numbers), future))
        await future

    @property
    def awaited(self) -> bool:
        """Whether anybody waits."""
        return bool(self._waiting)

    def jump(self) -> None:
        """Go on to the next moment and wake who waits for it, unless they gave up meanwhile."""
        moment, _, future = heapq.heappop(self._waiting)
        if not future.done():
            self.time = moment
            future.set_result(None)
