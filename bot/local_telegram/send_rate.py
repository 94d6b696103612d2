"""Send rate of bots: every message counted and timed, in sixteen bytes each."""

from __future__ import annotations

from array import array
from collections import Counter, deque
from collections.abc import Container, Iterable, Iterator

from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Event, StoredMessage


class SendRate:
    """Times what bots send (and edit, where asked) in all chats, from now on, by the clock of the server."""

    def __init__(self, server: Server, kinds: Iterable[str] = ("sent",)) -> None:
        """Watch ``server`` for events of these kinds."""
        self._clock = server.clock
        self._kinds = frozenset(kinds)
        self._times = array("d")
        self._chats = array("q")
        server.watchers.append(self._note)

    def __len__(self) -> int:
        return len(self._times)

    @property
    def times(self) -> list[float]:
        """When each message came, in order."""
        return self._times.tolist()

    def per_chat(self) -> Counter[int]:
        """Count the messages of each chat."""
        return Counter(self._chats)

    def most_overall(self, seconds: float) -> int:
        """Return the most messages within any ``seconds``."""
        return max(_counts(self._times, seconds), default=0)

    def most_in_a_chat(self, seconds: float, chats: Container[int] | None = None) -> int:
        """Return the most messages that any one chat, or one of ``chats``, had within any ``seconds``."""
        each: dict[int, array[float]] = {}
        for time, chat in zip(self._times, self._chats, strict=True):
            if chats is None or chat in chats:
                each.setdefault(chat, array("d")).append(time)
        return max((count for times in each.values() for count in _counts(times, seconds)), default=0)

    def _note(self, event: Event) -> None:
        if event.kind in self._kinds and isinstance(event.subject, StoredMessage) and event.subject.sender.is_bot:
            self._times.append(self._clock.now())
            self._chats.append(event.chat_id)


def _counts(times: Iterable[float], seconds: float) -> Iterator[int]:
    """Return for each time how many came in the span that ends with it."""
    recent: deque[float] = deque()
    for time in times:
        recent.append(time)
        while recent[0] <= time - seconds:
            recent.popleft()
        yield len(recent)
