"""Harness for conversations: a local Telegram, the bot as a process on it, and readers of both languages."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from bot.local_telegram import LocalTelegram, TestUser
from bot.local_telegram.state import Bot, Call, Chat, Member
from bot.state import Database
from bot.state.delivery_settings import DeliverySettings, choices_of
from bot.state.schema import SubscriptionRow
from tests.bot.conversation.process import NO_LIMITS, PROGRAM, TOKEN, BotProcess, write_config


@dataclass
class Room:
    """Where a conversation takes place."""

    telegram: LocalTelegram
    bot: Bot
    process: BotProcess
    config: Path
    chinese: TestUser
    english: TestUser
    first_call: int = 0
    log_start: int = 0

    @property
    def refused(self) -> list[Call]:
        """What the server refused in this room, which may share its bot with earlier ones."""
        return [call for call in self.telegram.refused if call.number >= self.first_call]

    @property
    def log(self) -> str:
        """What the bot wrote since the room was opened."""
        return self.process.log[self.log_start :]

    def opened_anew(self) -> "Room":
        """Return a room with new readers, and the same bot."""
        server = self.telegram.server
        chinese = TestUser(server, self.bot, server.add_user("林", language_code="zh-hans"))
        english = TestUser(server, self.bot, server.add_user("Ada", language_code="en"))
        start = len(self.process.log)
        return replace(self, chinese=chinese, english=english, first_call=len(server.calls), log_start=start)

    def beside(self, reader: TestUser, other: TestUser | None = None) -> TestUser:
        """Seat ``other``, or the same reader anew, in the chat and thread of ``reader``; what was said is past."""
        return TestUser(self.telegram.server, self.bot, (other or reader).account, reader.chat, reader.thread_id)

    def in_group(self, reader: TestUser, *, forum: bool = False) -> TestUser:
        """Seat a reader in a group (in a topic of a forum) to which the bot belongs."""
        server = self.telegram.server
        chat: Chat = server.add_chat("supergroup", "Readers", [reader.account], is_forum=forum)
        chat.members[self.bot.account.id] = Member(self.bot.account)
        thread = server.add_topic(chat, "推理").id if forum else 0
        return TestUser(server, self.bot, reader.account, chat, thread)


@dataclass
class Subscribers:
    """Readers of a room who subscribe, and what the bot's database then holds."""

    room: Room
    database: Database

    def new(self, language: str = "en") -> TestUser:
        """Seat somebody whom the bot has not met."""
        server = self.room.telegram.server
        return TestUser(server, self.room.bot, server.add_user("TestUser", language_code=language))

    def held(self, chat_id: int, thread_id: int = 0) -> set[tuple[str, str]]:
        """Return what a target subscribed to, as kinds and values."""
        query = select(SubscriptionRow).where(
            SubscriptionRow.chat_id == chat_id, SubscriptionRow.thread_id == thread_id
        )
        return {(row.kind, row.value) for row in self.database.run_now(lambda session: session.scalars(query).all())}

    def choices(self, chat_id: int) -> DeliverySettings:
        """Return what a chat chose."""
        return self.database.run_now(lambda session: choices_of(session, chat_id))


@asynccontextmanager
async def open_room(
    indexed: Path, folder: Path, more: str = NO_LIMITS, program: tuple[str, ...] = PROGRAM
) -> AsyncIterator[Room]:
    """Open a room into which the bot has not come yet."""
    async with LocalTelegram() as telegram:
        server = telegram.server
        bot = server.add_bot(TOKEN, "PaperCache", "papercache_bot")
        shutil.copytree(indexed, folder / "data")
        config = write_config(folder, folder / "data", telegram.base_url, more=more)
        chinese = TestUser(server, bot, server.add_user("林", language_code="zh-hans"))
        english = TestUser(server, bot, server.add_user("Ada", language_code="en"))
        process = BotProcess(config, program=program)
        try:
            yield Room(telegram, bot, process, config, chinese, english)
        finally:
            await process.kill()


@asynccontextmanager
async def listening_room(
    indexed: Path, folder: Path, more: str = NO_LIMITS, program: tuple[str, ...] = PROGRAM
) -> AsyncIterator[Room]:
    """Open a room in which the bot listens."""
    async with open_room(indexed, folder, more, program) as opened:
        await opened.process.start()
        await opened.process.listening(opened.telegram)
        yield opened
