"""Conversation memory between updates, bounded: papers that messages showed, answers, messages already answered.

After a restart a reply to an older message asks all the notes. Nothing a reader wrote is kept, but for the words of the
last question of a chat, which a follow-up refers back to, and of the follow-ups that messages answer. The language that
a chat chose stands in the database; what is remembered of it here is what was read last, for as long as the database
fails.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from cachetools import LRUCache

from retrieval import Answer, Language, Query

CHATS = 20_000
MESSAGES = 20_000
CONVERSATIONS = 1_000
"""Answers are large: some 20 KB each."""

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


ConversationKey = tuple[int, int, int]
"""The ids of chat, topic and reader."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The papers that a message shows under numbers, by their numbers (short ids)."""

    message_id: int
    papers: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """The papers that a message shows, and those within which its question was asked (none: all); short ids.

    ``meant`` is what a question that refers back was understood to ask: its words alone would not tell.
    """

    papers: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    meant: Query | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """What follows the page that a reader saw last: the button's data (empty: nothing), and what it is a page of.

    That is the question in the message ``question_id`` (0: none), with what the page itself ``shown`` was asked within
    and understood as.
    """

    data: str
    question: str
    question_id: int
    shown: Shown


class ConversationMemory:
    """What is known of chats and their messages; of each kind the least recently used is forgotten first."""

    def __init__(self) -> None:
        """Begin empty."""
        self.languages: LRUCache[int, Language | None] = LRUCache(CHATS)
        """The language chosen in a chat (or none), by its id."""
        self.spoken: LRUCache[int, Language] = LRUCache(CHATS)
        """The language last spoken in a chat, chosen or not."""
        self.shown: LRUCache[tuple[int, int], Shown] = LRUCache(MESSAGES)
        """What a message of the bot shows, by the ids of chat and message."""
        self.answers: LRUCache[ConversationKey, Answer] = LRUCache(CONVERSATIONS)
        """The last answer to a reader."""
        self.numbered: LRUCache[ConversationKey, Numbered] = LRUCache(CONVERSATIONS)
        """The numbers that a reader saw last."""
        self.following: LRUCache[ConversationKey, Following] = LRUCache(CONVERSATIONS)
        """What follows the page that a reader saw last."""
        self.opened: LRUCache[ConversationKey, str] = LRUCache(CONVERSATIONS)
        """The paper (short id) that a reader opened since the last answer."""
        self.answered: LRUCache[tuple[int, int | str], bool] = LRUCache(MESSAGES)
        """Which messages of readers were answered, by the ids of chat and message, or of their album."""

    def show_numbers(
        self, conversation: ConversationKey, message_id: int, papers: Mapping[int, str], *, adding: bool
    ) -> None:
        """Remember the numbers that a message shows, beside those of its other pages, and, ``adding``, all others."""
        before = self.numbered.get(conversation)
        if papers:
            kept = before.papers if before and (adding or before.message_id == message_id) else {}
            self.numbered[conversation] = Numbered(message_id, {**kept, **papers})

    def forget_chat(self, chat_id: int) -> None:
        """Forget everything of a chat."""
        _rename(self.languages, lambda key: None if key == chat_id else key)
        _rename(self.spoken, lambda key: None if key == chat_id else key)
        _rename(self.shown, lambda key: None if key[0] == chat_id else key)
        for kept in self._of_conversations():
            _rename(kept, lambda key: None if key[0] == chat_id else key)
        _rename(self.answered, lambda key: None if key[0] == chat_id else key)

    def move_chat(self, old: int, new: int) -> None:
        """Take along what is remembered of a group into the supergroup it became; its messages begin anew there."""
        _rename(self.languages, lambda key: new if key == old else key)
        _rename(self.shown, lambda key: None if key[0] == old else key)
        for kept in self._of_conversations():
            _rename(kept, lambda key: (new, *key[1:]) if key[0] == old else key)
        _rename(self.answered, lambda key: None if key[0] == old else key)

    def _of_conversations(self) -> tuple[LRUCache[ConversationKey, Any], ...]:
        return self.answers, self.numbered, self.following, self.opened


def _rename(entries: LRUCache[_Key, _Value], new_key: Callable[[_Key], _Key | None]) -> None:
    """Put every entry under its new key; those without one are forgotten."""
    # the least recently used comes out first, so that the order stays
    taken_out = [entries.popitem() for _ in range(len(entries))]
    for key, value in taken_out:
        if (renamed := new_key(key)) is not None:
            entries[renamed] = value
