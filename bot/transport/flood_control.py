"""Flood control: penalties (429), whom they concern, and until when.

Telegram does not say which limit was exceeded, a chat's own (its pace, a group's twenty a minute, slow mode) or the
bot's. It says "the number of seconds left to wait before the request can be repeated"
(https://core.telegram.org/bots/api#responseparameters), and its library's author says of that number that it "is
related to a particular message. Usually other messages will also fail to send with the same retry_after time, but
sometimes they will be successfully sent" (https://github.com/tdlib/td/issues/1062). What is sent nevertheless may make
the wait longer. Therefore:

- A chat that is refused takes nothing until its time is over. Others are answered meanwhile; announcements
  go on to them at a careful pace.
- When another chat is refused while that time runs, the limit is the bot's: until the newly told time is over nothing
  goes to any chat.
- A method that concerns no chat, such as an answer to a button or to an inline query, is held up by its own refusals
  only, and holds up no other.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import RetryAfter

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 120.0
"""A penalty longer than this is not waited for: the request fails, and so does all that it holds up."""
NOTICED_SECONDS = 3.0
"""A penalty longer than this is worth a line in the log."""
_GROUPS_ABOVE = -1_000_000_000_000
"""Negative ids above this one are of groups, those below of supergroups and channels."""
_SAME_SECONDS = 1.0
"""Requests in flight together get ends that differ by no more than this: one penalty, one line of the log."""


class AllSilentError(RetryAfter):
    """Nothing may be sent to any chat until the bot's own penalty is over, and that is too long to wait for."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a request concerns: a chat (its id as it was given, or empty) and a method."""

    chat: str
    method: str


class Penalties:
    """Who was refused; moments are those of the clock that the caller goes by."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        """Begin without a penalty; refuse to wait longer than ``patience`` seconds for the end of one."""
        self._patience = patience
        self._chats: dict[str, float] = {}
        self._methods: dict[str, float] = {}
        self._all = 0.0

    def refused(self, subject: Subject, penalty: RetryAfter, now: float) -> None:
        """Remember a penalty, and log it where it is long and new."""
        seconds = seconds_of(penalty)
        end = now + seconds
        table, key = (self._chats, subject.chat) if subject.chat else (self._methods, subject.method)
        for over in [one for one, until in table.items() if until <= now]:
            del table[over]
        another = bool(subject.chat) and bool(table.keys() - {key})
        before = self._all if another else self.end(subject)
        table[key] = max(end, table.get(key, 0.0))
        if another:
            self._all = max(end, self._all)
        if seconds > NOTICED_SECONDS and end > before + _SAME_SECONDS:
            logger.warning(_said(subject, another=another), seconds)

    def end(self, subject: Subject) -> float:
        """Return the moment until which what concerns ``subject`` is held up; it may lie in the past."""
        if not subject.chat:
            return self._methods.get(subject.method, 0.0)
        return max(self._all, self._chats.get(subject.chat, 0.0))

    def awaited_end(self, subject: Subject | None, now: float) -> float:
        """Return :meth:`end`, without a subject that of what holds up every chat.

        Raises RetryAfter where that is too far off to wait for, AllSilentError if it is for every chat.
        """
        if (subject is None or subject.chat) and self._all - now > self._patience:
            raise AllSilentError(timedelta(seconds=self._all - now))
        end = self._all if subject is None else self.end(subject)
        if end - now > self._patience:
            raise RetryAfter(timedelta(seconds=end - now))
        return end

    def any_chat(self, now: float) -> bool:
        """Return whether the penalty of a chat runs."""
        return any(until > now for until in self._chats.values())


def seconds_of(penalty: RetryAfter) -> float:
    """Return how long Telegram wants silence."""
    # a number or a timedelta, by an environment variable of the library's
    wait = penalty.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _said(subject: Subject, *, another: bool) -> str:
    """Return the line of the log: neither an id nor a name stands in it."""
    if not subject.chat:
        return f"Telegram takes no {subject.method} for %.0f seconds (429)"
    kind = _kind(subject.chat)
    if another:
        return f"Telegram refuses several chats, now {kind}: nothing is sent to any chat for %.0f seconds (429)"
    return f"Telegram wants silence in {kind} for %.0f seconds (429): what goes there waits, other chats are answered"


def _kind(chat: str) -> str:
    if not chat.startswith(("-", "@")):
        return "a private chat"
    # by their ids supergroups cannot be told from channels
    return "a group" if chat.startswith("-") and int(chat) > _GROUPS_ABOVE else "a supergroup or channel"
