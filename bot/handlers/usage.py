"""Usage figures since the start: kept in memory, for /stats."""

from __future__ import annotations


class Usage:
    """Counts questions, and how many readers asked them in how many chats."""

    def __init__(self, since: float = 0.0) -> None:
        """Begin with zero counts at the moment ``since``."""
        self.since = since
        self.questions = 0
        self.abstentions = 0
        self._readers: set[int] = set()
        self._chats: set[int] = set()

    @property
    def readers(self) -> int:
        """How many readers asked."""
        return len(self._readers)

    @property
    def chats(self) -> int:
        """In how many chats."""
        return len(self._chats)

    def asked(self, chat_id: int, reader_id: int, *, abstained: bool) -> None:
        """Count a question, and whether it found no answer."""
        self.questions += 1
        self.abstentions += abstained
        self._readers.add(reader_id)
        self._chats.add(chat_id)
