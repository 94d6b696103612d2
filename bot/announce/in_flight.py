"""Messages in flight: each is sent in its own task, and all are ended together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Bot

from bot.messaging.background import OutgoingMessage

logger = logging.getLogger(__name__)


class InFlight:
    """Tasks that send or edit one message each; ``done`` is called after each, ``len`` is the number still running."""

    def __init__(self, bot: Bot, done: Callable[[], None]) -> None:
        """Send as ``bot``; call ``done`` whenever a message has been dealt with."""
        self._bot = bot
        self._done = done
        self._tasks: dict[asyncio.Task[None], OutgoingMessage] = {}

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Callable[[OutgoingMessage], Coroutine[Any, Any, None]]) -> None:
        """Begin to send or edit one message, by ``work``."""
        post = OutgoingMessage(self._bot)
        task = asyncio.create_task(work(post))
        self._tasks[task] = post
        task.add_done_callback(self._end)

    async def finish(self, seconds: float) -> None:
        """Cancel what has not left, and wait for the rest, for up to ``seconds``."""
        for task, post in [*self._tasks.items()]:
            if post.waits:
                task.cancel()
        if self._tasks:
            await asyncio.wait([*self._tasks], timeout=seconds)

    async def cancel(self) -> None:
        """End what is left; what became of each is still recorded."""
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _end(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        self._done()
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("an announcement could not be sent", exc_info=error)
