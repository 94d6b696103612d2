"""Fixtures of the tests of sending: an outbox filled by hand, papers, a bot on the local Telegram, its readers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram.ext import ExtBot

from bot.announce.sender import Sender
from bot.clock import SystemClock
from bot.local_telegram import LocalTelegram
from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.state import Bot, Chat, Member, StoredMessage
from bot.state import Database
from bot.state.chats import remember_chat
from bot.state.schema import AnnouncementRow, ChatKind, DeliveryRow
from bot.transport.connection import WatchedRequest
from bot.transport.pacing import Pacing
from bot.transport.telegram_limits import RateLimit
from retrieval.types import Category, Paper
from tests.bot.views.samples import TREE

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz_ABCDE-1"
PATIENCE = 60.0
FREE = RateLimit(1000, 1.0)
"""A pace that is none."""


class Papers:
    """A shelf of papers made by hand."""

    def __init__(self, *papers: Paper) -> None:
        self.by_path = {one.path: one for one in papers}

    async def papers(self, paths: Iterable[str]) -> Mapping[str, Paper]:
        return {path: self.by_path[path] for path in paths if path in self.by_path}

    async def tree(self) -> tuple[Category, ...]:
        return TREE


def announce(session: Session, one: Paper, kind: str = "new", content: str = "1") -> int:
    """Record a piece of news and give its id."""
    values = {"path": one.path, "paper_id": one.id, "title": one.title}
    row = AnnouncementRow(kind=kind, content=content, created_at=1.0, **values)
    session.add(row)
    session.flush()
    return row.id


def queue(
    session: Session,
    announcement: int,
    chat_id: int,
    kind: ChatKind = "private",
    *,
    thread: int = 0,
    due_at: float = 1.0,
    because: tuple[str, str] = ("category", "llm/inference"),
    state: str = "queued",
) -> int:
    """Queue a delivery for a chat and give its id."""
    remember_chat(session, chat_id, kind, 1.0)
    row = DeliveryRow(
        announcement_id=announcement,
        chat_id=chat_id,
        thread_id=thread,
        reason_kind=because[0],
        reason_value=because[1],
        due_at=due_at,
        state=state,
    )
    session.add(row)
    session.flush()
    return row.id


@dataclass
class Office:
    """A sender with everything around it."""

    telegram: LocalTelegram
    database: Database
    bot: Bot
    papers: Papers
    faults: FaultInjection
    sender: Sender
    api: ExtBot[None]
    """What sends as the bot."""
    unknown: list[int] = field(default_factory=list)

    def reader(self, name: str = "Ada") -> Chat:
        """Return the private chat of a new reader."""
        return self.telegram.server.private_chat(self.bot, self.telegram.server.add_user(name))

    def group(self, kind: ChatKind = "supergroup", *, forum: bool = False, status: str = "member") -> Chat:
        """Return a new group to which the bot belongs."""
        assert kind != "private"
        owner = self.telegram.server.add_user("Owner")
        chat = self.telegram.server.add_chat(kind, "Readers", [owner], is_forum=forum)
        chat.members[self.bot.account.id] = Member(self.bot.account, status)  # type: ignore[arg-type]
        return chat

    def announced(self, chat: Chat, *papers: Paper, thread: int = 0, **values: object) -> list[int]:
        """Announce papers, each one once, and queue them for a chat."""

        def work(session: Session) -> list[int]:
            rows = {row.path: row.id for row in session.scalars(select(AnnouncementRow))}
            news = [rows[one.path] if one.path in rows else announce(session, one) for one in papers]
            return [queue(session, one, chat.id, chat.type, thread=thread, **values) for one in news]  # type: ignore[arg-type]

        for one in papers:
            self.papers.by_path[one.path] = one
        return self.database.run_now(work)

    def rows(self) -> list[DeliveryRow]:
        """Return all deliveries."""
        query = select(DeliveryRow).order_by(DeliveryRow.id)
        return list(self.database.run_now(lambda session: session.scalars(query).all()))

    def states(self) -> list[str]:
        """Return the states of all deliveries."""
        return [row.state for row in self.rows()]

    def sent(self, chat: Chat) -> list[StoredMessage]:
        """Return what the bot said in a chat."""
        return [message for message in chat.messages.values() if message.sender.id == self.bot.account.id]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until ``holds()`` is true of the database or Telegram."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                # the sender's records are made in a thread, which tells nobody
                await asyncio.sleep(0.01)

    async def until_states(self, *states: str) -> None:
        """Wait until the deliveries are in ``states``."""
        try:
            await self.until(lambda: self.states() == list(states))
        except TimeoutError:
            raise AssertionError([(row.state, row.reason) for row in self.rows()]) from None


@asynccontextmanager
async def paced_bot(telegram: LocalTelegram, token: str, pacing: Pacing | None = None) -> AsyncIterator[ExtBot[None]]:
    """Return a bot as the application makes it."""
    bot: ExtBot[None] = ExtBot(
        token,
        base_url=f"{telegram.base_url}/bot",
        request=WatchedRequest(32),
        get_updates_request=WatchedRequest(1),
        rate_limiter=pacing or Pacing(chat=FREE, overall=(FREE,), leftover=FREE),
    )
    async with bot:
        yield bot


@asynccontextmanager
async def open_office(
    database: Database, telegram: LocalTelegram, pacing: Pacing | None = None
) -> AsyncIterator[Office]:
    """Return an office whose sender does not work yet."""
    account = telegram.server.bots.get(TOKEN) or telegram.server.add_bot(TOKEN, "PaperCache", "papercache_bot")
    papers, unknown = Papers(), []

    async def report(count: int) -> None:
        unknown.append(count)

    async with paced_bot(telegram, TOKEN, pacing) as bot:
        sender = Sender(database, bot, papers, SystemClock(), languages=("en", "zh"), report=report)
        yield Office(telegram, database, account, papers, FaultInjection(telegram.server), sender, bot, unknown)


@asynccontextmanager
async def working(office: Office) -> AsyncIterator[None]:
    """Let the sender work, and end it."""
    task = asyncio.create_task(office.sender.run())
    try:
        yield
    finally:
        office.sender.stop()
        async with asyncio.timeout(PATIENCE):
            await task
