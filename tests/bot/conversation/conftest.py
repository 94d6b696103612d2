"""A local Telegram, the bot as a process on it, and readers of both languages."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.local_telegram import LocalTelegram, Reader
from bot.local_telegram.state import Bot, Call, Chat, Member
from tests.bot.conversation.process import BRISK, NO_LIMITS, PROGRAM, TOKEN, BotProcess, environment, write_config


@dataclass
class Room:
    """Where a conversation takes place."""

    telegram: LocalTelegram
    bot: Bot
    process: BotProcess
    config: Path
    chinese: Reader
    english: Reader
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
        """Give a room with new readers, and the same bot."""
        world = self.telegram.world
        chinese = Reader(world, self.bot, world.add_user("林", language_code="zh-hans"))
        english = Reader(world, self.bot, world.add_user("Ada", language_code="en"))
        start = len(self.process.log)
        return replace(self, chinese=chinese, english=english, first_call=len(world.calls), log_start=start)

    def beside(self, reader: Reader, other: Reader | None = None) -> Reader:
        """Seat ``other``, or the same reader anew, in the chat and thread of ``reader``; what was said is past."""
        return Reader(self.telegram.world, self.bot, (other or reader).account, reader.chat, reader.thread_id)

    def in_group(self, reader: Reader, *, forum: bool = False) -> Reader:
        """Seat a reader in a group (in a topic of a forum) to which the bot belongs."""
        world = self.telegram.world
        chat: Chat = world.add_chat("supergroup", "Readers", [reader.account], is_forum=forum)
        chat.members[self.bot.account.id] = Member(self.bot.account)
        thread = world.add_topic(chat, "推理").id if forum else 0
        return Reader(world, self.bot, reader.account, chat, thread)


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Index the project's notes once, by the program itself."""
    folder = tmp_path_factory.mktemp("library")
    config = write_config(folder, folder / "data", "http://127.0.0.1:9")
    command = [sys.executable, "-m", "bot.cli", "--config", str(config), "index"]
    done = subprocess.run(command, env=environment(), cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "data"


@asynccontextmanager
async def open_room(
    indexed: Path, folder: Path, more: str = NO_LIMITS, program: tuple[str, ...] = PROGRAM
) -> AsyncIterator[Room]:
    """Open a room into which the bot has not come yet."""
    async with LocalTelegram() as telegram:
        world = telegram.world
        bot = world.add_bot(TOKEN, "PaperCache", "papercache_bot")
        config = write_config(folder, indexed, telegram.base_url, more=more)
        chinese = Reader(world, bot, world.add_user("林", language_code="zh-hans"))
        english = Reader(world, bot, world.add_user("Ada", language_code="en"))
        process = BotProcess(config, program=program)
        try:
            yield Room(telegram, bot, process, config, chinese, english)
        finally:
            await process.kill()


@asynccontextmanager
async def listening_room(indexed: Path, folder: Path, program: tuple[str, ...] = PROGRAM) -> AsyncIterator[Room]:
    """Open a room in which the bot listens."""
    async with open_room(indexed, folder, program=program) as opened:
        await opened.process.start()
        await opened.process.listening(opened.telegram)
        yield opened


@pytest.fixture
async def empty_room(indexed: Path, tmp_path: Path) -> AsyncIterator[Room]:
    """Give a room into which the bot has not come yet."""
    async with open_room(indexed, tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lasting_room(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    """Give a room whose bot serves all tests of a module: starting it takes seconds."""
    async with listening_room(indexed, tmp_path_factory.mktemp("room")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def brisk_room(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    """Give such a room whose bot need not keep to Telegram's pace in a chat."""
    async with listening_room(indexed, tmp_path_factory.mktemp("room"), BRISK) as opened:
        yield opened


@pytest.fixture
async def room(empty_room: Room) -> Room:
    """Give a room in which the bot listens."""
    await empty_room.process.start()
    await empty_room.process.listening(empty_room.telegram)
    return empty_room
