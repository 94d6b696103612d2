"""The bot starts and answers with what it has, and reports what it cannot do: log, administrators, monitors."""

import re
import shutil
import sqlite3
from pathlib import Path

import httpx

from tests.bot.conversation.bot_harness import Room
from tests.bot.conversation.process import BRISK, NO_LIMITS, ROOT, BotProcess, write_config
from tests.bot.transport.clock_fixtures import free_port

QUESTION = "How does PagedAttention reduce memory waste?"
SMALL_FILES = (
    "-c",
    "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (16384, 16384)); from bot.cli.main import main; main()",
)
"""The bot on a disk that takes a log and no database."""


class Watched:
    """A bot run by Lin whose port for monitoring is open."""

    def __init__(self, room: Room, folder: Path, program: tuple[str, ...] = BRISK) -> None:
        shutil.copytree(ROOT / "notes", folder / "notes", dirs_exist_ok=True)
        self.port = free_port()
        more = f"{NO_LIMITS}\nadministrators: [{room.chinese.account.id}]\nmonitoring: {{port: {self.port}}}"
        self.config = write_config(folder, folder / "data", room.telegram.base_url, folder / "notes", more=more)
        self.process = BotProcess(self.config, program=program)
        self.room = room

    async def starts(self) -> None:
        self.room.chinese.says("/start")  # else Telegram does not know the chat
        await self.process.start()
        await self.process.listening(self.room.telegram)

    async def asked(self, path: str) -> tuple[int, list[str]]:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"http://127.0.0.1:{self.port}{path}")
        return answer.status_code, answer.text.splitlines()

    async def degraded(self) -> set[str]:
        return set(
            re.findall(r'papercache_degraded\{part="(\w+)"\} 1\.0', "\n".join((await self.asked("/metrics"))[1]))
        )

    async def hears(self, words: str) -> str:
        """Wait until the administrator is told something with ``words``."""
        while words not in (text := (await self.room.chinese.wait_for_message(60)).text):
            pass
        return text


async def test_a_library_that_cannot_be_refreshed_is_served_until_it_can(empty_room: Room, tmp_path: Path) -> None:
    lock = tmp_path / "data" / "library.db.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    bot = Watched(empty_room, tmp_path)
    try:
        await bot.starts()
        assert "PagedAttention" in (await empty_room.english.asks(QUESTION)).text
        # in the language spoken last, which nobody may have spoken yet
        await bot.hears("library.db.lock")
        for path, first in (("/healthz", "alive"), ("/readyz", "ready")):
            status, (line, trouble) = await bot.asked(path)
            assert (status, line) == (200, first)
            assert trouble.startswith("degraded: the library is not brought up to date")
            assert str(tmp_path) not in trouble
        assert await bot.degraded() == {"refresh"}
        assert bot.process.log.count("library.db.lock cannot be written") == 1
        lock.rmdir()
        await bot.hears("✅")
        assert await bot.asked("/healthz") == (200, ["alive"])
        assert await bot.degraded() == set()
        told = [message.text for message in empty_room.chinese.shown if "library.db.lock" in message.text]
        assert len(told) == 1
        assert "Traceback" not in bot.process.log
    finally:
        await bot.process.kill()


async def test_without_room_for_a_database_questions_are_answered(empty_room: Room, tmp_path: Path) -> None:
    bot = Watched(empty_room, tmp_path, SMALL_FILES)
    try:
        await bot.starts()
        assert "PagedAttention" in (await empty_room.english.asks(QUESTION)).text
        assert "can't save or look up" in (await empty_room.english.asks("/subscribe inference")).text
        status, lines = await bot.asked("/healthz")
        assert (status, lines[0]) == (200, "alive")
        assert any("remembered" in line for line in lines)
        assert {"refresh", "database"} <= await bot.degraded()
        assert "Questions are answered all the same" in bot.process.log
        assert f"{tmp_path / 'bot.db'}" in bot.process.log
        assert "Traceback" not in bot.process.log
    finally:
        await bot.process.kill()


async def test_a_database_that_begins_anew_is_told_of(empty_room: Room, tmp_path: Path) -> None:
    bot = Watched(empty_room, tmp_path)
    try:
        await bot.starts()
        assert await bot.process.stop() == 0
        assert "not the one" not in bot.process.log, "at the first start there is nothing to miss"
        (tmp_path / "bot.db").unlink()
        await bot.starts()
        assert "begin anew" in await bot.hears("bot.db")
        assert bot.process.log.count("is not the one that the bot used before") == 1
    finally:
        await bot.process.kill()


async def test_damage_that_shows_later_is_one_sentence(empty_room: Room, tmp_path: Path) -> None:
    bot = Watched(empty_room, tmp_path)
    try:
        await bot.starts()
        await empty_room.english.asks("/subscribe inference")
        with sqlite3.connect(tmp_path / "bot.db") as other:
            other.execute("UPDATE subscriptions SET value = CAST(x'ff8e' AS TEXT)")
        other.close()
        assert "can't save or look up" in (await empty_room.english.asks("/subscriptions")).text
        assert "PagedAttention" in (await empty_room.english.asks(QUESTION)).text
        assert f"{tmp_path / 'bot.db'} cannot be used: a text in it is no UTF-8" in bot.process.log
        assert "papercache db backup" in bot.process.log
        assert "Traceback" not in bot.process.log
    finally:
        await bot.process.kill()
