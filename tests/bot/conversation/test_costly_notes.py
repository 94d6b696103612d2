"""A note is being indexed that takes as long as it may: readers are answered, and a signal ends the bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.local_telegram.state import StoredMessage
from tests.bot.conversation.bot_harness import Room, open_room
from tests.bot.conversation.process import BRISK, ROOT, BotProcess
from tests.bot.conversation.test_webhook import free_port

COSTLY = "---\ntitle: Costly {name}\ndate: 2025-05\n---\n" + "- a\n" * 240_000
"""A list of a quarter of a million items: the Markdown parser takes well over ten seconds."""
WORKER = "retrieval.indexing.analysis_worker"
QUESTIONS = ("PagedAttention 怎样减少显存浪费？", "How can pipeline parallelism get rid of bubbles?")


class CostlyRoom:
    """A room whose bot also watches an empty folder of notes, and tells how it is."""

    def __init__(self, room: Room, notes: Path, port: int) -> None:
        self.room = room
        self.notes = notes
        self._health = f"http://127.0.0.1:{port}/healthz"

    def drop(self, name: str) -> None:
        """Put a costly note into the folder, at once and whole."""
        unfinished = self.notes / f".{name}"
        unfinished.write_text(COSTLY.format(name=name), "utf-8")
        unfinished.rename(self.notes / f"{name}.md")

    async def reads(self) -> None:
        """Wait until the bot has a process that reads notes."""
        async with asyncio.timeout(30):
            while not self._has_worker():
                await asyncio.sleep(0.02)

    def _has_worker(self) -> bool:
        process = self.room.process._process
        assert process is not None
        children = [
            child
            for thread in Path(f"/proc/{process.pid}/task").iterdir()
            for child in (thread / "children").read_text().split()
        ]
        return any(WORKER in Path(f"/proc/{child}/cmdline").read_text() for child in children)

    async def ask(self, question: str) -> tuple[StoredMessage, float]:
        """Ask and give the reply with the seconds that it took."""
        began = time.monotonic()
        self.room.english.says(question)
        return await self.room.english.wait_for_reply(), time.monotonic() - began

    async def health(self) -> httpx.Response:
        async with httpx.AsyncClient() as client:
            return await client.get(self._health, timeout=5)


@pytest.fixture
async def costly(indexed: Path, tmp_path: Path) -> AsyncIterator[CostlyRoom]:
    notes, port = tmp_path / "notes", free_port()
    notes.mkdir()
    async with open_room(indexed, tmp_path, f"limits: {{reader_per_minute: 0}}\nmonitoring: {{port: {port}}}") as room:
        text = room.config.read_text("utf-8")
        room.config.write_text(text.replace(f"sources: {ROOT / 'notes'}", f"sources: [{ROOT / 'notes'}, {notes}]"))
        room.process = BotProcess(room.config, program=BRISK)
        await (await room.process.start()).listening(room.telegram)
        try:
            yield CostlyRoom(room, notes, port)
        finally:
            await room.process.kill()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc for the process that reads notes")
async def test_readers_are_answered_while_a_costly_note_is_read_and_a_signal_ends_it(costly: CostlyRoom) -> None:
    room, told = costly.room, "costly.md:0 is passed over: "
    costly.drop("costly")
    await costly.reads()
    answered = 0
    while told not in room.log:
        for question in QUESTIONS:
            reply, seconds = await costly.ask(question)
            assert "couldn't find" not in reply.text
            assert seconds < 5
        assert (await costly.health()).status_code == 200
        answered += told not in room.log
    assert answered >= 3, "they were answered in the meantime"
    assert "Traceback" not in room.log

    costly.drop("another")
    await costly.reads()
    began = time.monotonic()
    assert await room.process.stop() == 0
    assert time.monotonic() - began < 5
    assert "Traceback" not in room.log
