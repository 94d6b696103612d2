"""What the bot remembers between updates in memory, bounded: papers that messages showed, answers, what was answered.

After a restart a reply to an older message asks all the notes. Nothing a reader wrote is kept, but for the words of the
last question of a chat, which a follow-up refers back to. The language that a chat chose stands in the database; what
is remembered of it here is what was read last, for as long as the database fails.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from retrieval import Answer, Language

CHATS = 20_000
MESSAGES = 20_000
CONVERSATIONS = 1_000
"""Answers are large: some 20 KB each."""

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class LruCache(Generic[_Key, _Value]):
    """A mapping that forgets what was not used for longest once it holds ``most`` entries."""

    def __init__(self, most: int) -> None:
        """Hold ``most`` entries."""
        self._most = most
        self._entries: OrderedDict[_Key, _Value] = OrderedDict()

    def get(self, key: _Key) -> _Value | None:
        """Return the value of ``key``, if it is remembered."""
        if key in self._entries:
            self._entries.move_to_end(key)
        return self._entries.get(key)

    def put(self, key: _Key, value: _Value) -> None:
        """Remember a value."""
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)

    def rename(self, new_key: Callable[[_Key], _Key | None]) -> None:
        """Return every entry its new key; those without one are forgotten."""
        renamed = ((new_key(key), value) for key, value in self._entries.items())
        self._entries = OrderedDict((key, value) for key, value in renamed if key is not None)

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True, slots=True)
class Shown:
    """The papers that a message shows, and those within which its question was asked (none: all); short ids."""

    papers: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


class ConversationMemory:
    """All that is remembered."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.languages: LruCache[int, Language | None] = LruCache(CHATS)
        """The language chosen in a chat (or none), by its id."""
        self.spoken: LruCache[int, Language] = LruCache(CHATS)
        """The language last spoken in a chat, chosen or not."""
        self.shown: LruCache[tuple[int, int], Shown] = LruCache(MESSAGES)
        """What a message of the bot shows, by the ids of chat and message."""
        self.answers: LruCache[tuple[int, int, int], Answer] = LruCache(CONVERSATIONS)
        """The last answer to a reader, by the ids of chat, topic and reader."""
        self.answered: LruCache[tuple[int, int | str], bool] = LruCache(MESSAGES)
        """Which messages of readers were answered, by the ids of chat and message, or of their album."""

    def forget_chat(self, chat_id: int) -> None:
        """Forget everything of a chat."""
        self.languages.rename(lambda key: None if key == chat_id else key)
        self.spoken.rename(lambda key: None if key == chat_id else key)
        self.shown.rename(lambda key: None if key[0] == chat_id else key)
        self.answers.rename(lambda key: None if key[0] == chat_id else key)
        self.answered.rename(lambda key: None if key[0] == chat_id else key)

    def move_chat(self, old: int, new: int) -> None:
        """Take along what is remembered of a group into the supergroup it became; its messages begin anew there."""
        self.languages.rename(lambda key: new if key == old else key)
        self.shown.rename(lambda key: None if key[0] == old else key)
        self.answers.rename(lambda key: (new, *key[1:]) if key[0] == old else key)
        self.answered.rename(lambda key: None if key[0] == old else key)
