"""The service that all handlers share: the library, asked in a thread, the reader's words, and what is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar, get_args

from telegram import Chat, Update
from telegram.ext import CallbackContext, ExtBot

from bot.clock import Clock, SteadyClock, SystemClock
from bot.config.settings import AnnouncementSettings
from bot.handlers.memory import ConversationMemory
from bot.handlers.usage import Usage
from bot.library import take_up_changes
from bot.locales import Texts, reader_language
from bot.metrics import Metrics
from bot.state import Database
from bot.state.schema import ChatKind, ChatRow
from retrieval import Answer, Category, Filters, Language, Library, Note, Paper, Query

Context = CallbackContext[ExtBot[None], dict[object, object], dict[object, object], dict[object, object]]
"""The context of our handlers: nothing is kept in it."""

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Service:
    """The library and the database for handlers that must not block, and the languages offered."""

    library: Library
    database: Database
    languages: tuple[Language, ...]
    clock: Clock = field(default_factory=SystemClock)
    """The clock of moments that are stored and shown."""
    steady_clock: Clock = field(default_factory=SteadyClock)
    """The clock of durations that are measured or waited for."""
    memory: ConversationMemory = field(default_factory=ConversationMemory)
    announcements: AnnouncementSettings = field(default_factory=AnnouncementSettings)
    usage: Usage = field(default_factory=Usage)
    metrics: Metrics = field(default_factory=Metrics)

    def texts(self, update: Update) -> Texts:
        """Return the words in the language chosen in the chat, else in that of who sent the update.

        An inline query comes from no chat that we may know; it is answered as in the private chat with its reader.
        """
        user, chat = update.effective_user, update.effective_chat
        where = chat.id if chat else user.id if user else 0
        chosen = self.memory.languages.get(where)
        language = chosen or reader_language(user.language_code if user else None, self.languages)
        self.memory.spoken[where] = language
        return Texts(language)

    async def texts_of(self, chat_id: int) -> Texts:
        """Return the words for a chat that nobody wrote from just now: the language spoken there last."""
        spoken = self.memory.spoken.get(chat_id)
        if spoken is None:
            chat = await self.database.try_run(lambda session: session.get(ChatRow, chat_id))
            spoken = chat.speaks if chat else None
        return Texts(spoken or self.languages[0])

    async def ask(
        self,
        question: str,
        *,
        passages: range,
        limit: int = 10,
        within: Sequence[str] = (),
        previous: Answer | None = None,
        numbered: Mapping[int, str] | None = None,
        lists: bool = True,
        standalone: bool = False,
    ) -> Answer:
        """Answer a question from up to ``limit`` papers, ``within`` some, or as a follow-up of ``previous``.

        ``numbered`` are the papers that the reader saw under numbers. Without ``lists`` a wish for a list is a search,
        too, and one that is ``standalone`` is searched as it is. The papers at the ranks (from 0) in ``passages``
        come with passages.
        """
        with self.metrics.timed("search"):
            return await self._fresh(
                self.library.ask,
                question,
                limit=limit,
                within=within,
                previous=previous,
                numbered=numbered,
                lists=lists,
                standalone=standalone,
                passages=passages,
            )

    async def ask_again(self, query: Query, *, passages: range, limit: int = 10, within: Sequence[str] = ()) -> Answer:
        """Answer once more what :meth:`ask` understood as ``query``, with passages at other ranks."""
        with self.metrics.timed("search"):
            return await self._fresh(self.library.ask_again, query, limit=limit, within=within, passages=passages)

    async def papers(self, filters: Filters | None = None) -> tuple[Paper, ...]:
        """Return the papers that meet the filters, newest first."""
        return await self._fresh(self.library.papers, *([filters] if filters else []))

    async def find(self, wanted: str) -> tuple[Paper, ...]:
        """Find papers by id, link or title."""
        return await self._fresh(self.library.find, wanted)

    async def note(self, paper_id: str) -> Note | None:
        """Return a paper with its note; None for a paper that no longer exists."""
        try:
            return await self._fresh(self.library.note, paper_id)
        except KeyError:
            return None

    async def related(self, paper_id: str, limit: int) -> tuple[Paper, ...]:
        """Return the papers most like one; none for a paper that cannot be compared."""
        try:
            return tuple(hit.paper for hit in await self._fresh(self.library.related, paper_id, limit))
        except (KeyError, IndexError):
            # without a note there is nothing to compare
            return ()

    async def tree(self) -> tuple[Category, ...]:
        """Return the category tree."""
        return await self._fresh(self.library.categories)

    async def _fresh(self, function: Callable[_Given, _Result], *given: _Given.args, **named: _Given.kwargs) -> _Result:
        def call() -> _Result:
            take_up_changes(self.library)
            return function(*given, **named)

        return await asyncio.to_thread(call)


def kind_of(chat: Chat) -> ChatKind:
    """Return the kind of a chat, as Telegram names it."""
    kinds: dict[str, ChatKind] = {kind: kind for kind in get_args(ChatKind)}
    return kinds.get(chat.type, "private")
