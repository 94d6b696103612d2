"""Libraries, rooms and readers for the conversations."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.state import connect
from tests.bot.conversation.bot_harness import Room, Subscribers, listening_room, open_room
from tests.bot.conversation.process import BRISK, NO_LIMITS, environment, write_config


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Index the project's notes once, by the program itself; each bot works on a copy of its own."""
    folder = tmp_path_factory.mktemp("library")
    config = write_config(folder, folder / "data", "http://127.0.0.1:9")
    command = [sys.executable, "-m", "bot.cli.main", "--config", str(config), "index"]
    done = subprocess.run(command, env=environment(), cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "data"


@pytest.fixture
async def empty_room(indexed: Path, tmp_path: Path) -> AsyncIterator[Room]:
    """Return a room into which the bot has not come yet."""
    async with open_room(indexed, tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lasting_room(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    """Return a room whose bot serves all tests of a module: starting it takes seconds."""
    async with listening_room(indexed, tmp_path_factory.mktemp("room")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def brisk_room(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    """Return such a room whose bot need not keep to Telegram's pace in a chat."""
    async with listening_room(indexed, tmp_path_factory.mktemp("room"), program=BRISK) as opened:
        yield opened


@pytest.fixture
async def room(empty_room: Room) -> Room:
    """Return a room in which the bot listens."""
    await empty_room.process.start()
    await empty_room.process.listening(empty_room.telegram)
    return empty_room


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def subscribers(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Subscribers]:
    """Return readers who may have four subscriptions each; none of what the bot sends them may be refused."""
    folder = tmp_path_factory.mktemp("subscribing")
    more = f"{NO_LIMITS}\nannouncements:\n  max_subscriptions: 4"
    async with listening_room(indexed, folder, more, BRISK) as opened:
        with connect(folder / "bot.db") as database:
            yield Subscribers(opened, database)
        assert "ERROR" not in opened.log
        assert {call.method for call in opened.refused} <= {"getChat"}, "only a channel that it does not know"
