"""The order of updates: one chat's one after the other, different chats side by side.

python-telegram-bot works through updates one by one (a slow answer holds everybody up) or all at once (a reader's
second message may overtake the first). This processor does neither.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from cachetools import FIFOCache
from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.metrics import Metrics

logger = logging.getLogger(__name__)

WAITING_UPDATES = 100_000
"""How many updates may wait; python-telegram-bot counts those that wait for their turn as being worked on."""
WORKING_UPDATES = 16
"""How many chats are served at a time: each may hold a thread while the library searches."""
REMEMBERED_UPDATES = 10_000
"""How many updates are known by their number, so that one that is delivered twice is worked on once."""


TakeUp = Callable[[object], Awaitable[bool]]
"""Notes an update as taken up, and returns whether it is to be worked on."""


class ChatOrder(BaseUpdateProcessor):
    """Works on the updates of a chat in the order they came, and on up to ``working`` chats at a time."""

    def __init__(
        self, working: int = WORKING_UPDATES, take_up: TakeUp | None = None, metrics: Metrics | None = None
    ) -> None:
        """Serve ``working`` chats at a time, and count updates among ``metrics``.

        When an update's turn comes, ``take_up`` may still pass it over.
        """
        super().__init__(WAITING_UPDATES)
        self._take_up = take_up
        self._metrics = metrics or Metrics()
        self._slots = asyncio.Semaphore(working)
        self._turns: dict[object, asyncio.Lock] = {}
        self._waiting: dict[object, int] = {}
        self._known: FIFOCache[int, None] = FIFOCache(REMEMBERED_UPDATES)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait until the earlier updates of the chat are done, then work on this one, unless it was here before."""
        try:
            if not self._repeated(update):
                await self._in_turn(update, coroutine)
        finally:
            # one that is done takes no notice; one that never began would warn of that
            _leave(coroutine)

    async def _in_turn(self, update: object, coroutine: Awaitable[Any]) -> None:
        key = chat_key(update)
        turn = self._turns.setdefault(key, asyncio.Lock())
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            # asyncio's locks are fair: who asks first is served first
            with self._metrics.update(_kind(update)):
                async with turn, self._slots:
                    if self._take_up is None or await self._take_up(update):
                        await coroutine
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._turns[key]

    def _repeated(self, update: object) -> bool:
        if not isinstance(update, Update):
            return False
        if update.update_id in self._known:
            logger.info("update %d came again and is passed over", update.update_id)
            return True
        self._known[update.update_id] = None
        return False

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: no resources are held."""


def _leave(coroutine: Awaitable[Any]) -> None:
    if isinstance(coroutine, Coroutine):
        coroutine.close()


def chat_key(update: object) -> object:
    """Return what must stay in order: the chat, else the user, else the update alone."""
    if isinstance(update, Update):
        if update.effective_chat is not None:
            return "chat", update.effective_chat.id
        if update.effective_user is not None:
            return "user", update.effective_user.id
    return "alone", id(update)


def _kind(update: object) -> str:
    return next((kind for kind in Update.ALL_TYPES if getattr(update, kind, None) is not None), "other")
