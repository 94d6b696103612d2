"""The event log: events and calls in order, for those who look back and for those who wait."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable

from bot.local_telegram.journal import Journal
from bot.local_telegram.state import Bot, Call, Chat, Event, StoredMessage


class EventLog:
    """Keeps events and calls in order, and wakes who waits for a change."""

    def __init__(self, kept: int | None = None) -> None:
        """Remember the newest ``kept`` of each, all without a bound."""
        self.calls: Journal[Call] = Journal(kept)
        self.events: Journal[Event] = Journal(kept)
        self.watchers: list[Callable[[Event], None]] = []
        """Told of every event as it happens."""
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Wake everybody who waits for a change."""
        event, self._changed = self._changed, asyncio.Event()
        event.set()

    async def change(self) -> None:
        """Wait for the next change."""
        await self._changed.wait()

    async def until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Wait until ``holds()`` is true, at most ``seconds`` of real time; return whether it is."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await self.change()
        except TimeoutError:
            return holds()
        return True

    def record(self, kind: str, chat: Chat | None, bot: Bot | None, subject: object, thread_id: int = 0) -> None:
        """Keep an event for the readers who watch the chat."""
        bot_id = bot.account.id if bot else 0
        subject = copy.copy(subject) if isinstance(subject, StoredMessage) else subject
        event = Event(len(self.events), kind, chat.id if chat else 0, bot_id, subject, thread_id)
        self.events.append(event)
        for watcher in self.watchers:
            watcher(event)
        self.changed()
