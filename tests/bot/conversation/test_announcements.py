"""New papers as readers hear of them: the notes are watched, and who was away is offered what was missed."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.local_telegram import LocalTelegram, Reader
from tests.bot.conversation.process import ROOT, TOKEN, BotProcess, write_config

FOLDER = Path("llm/engineering/inference")
REST = "announcements: {rest_seconds: 0.2}\nlimits: {reader_per_minute: 0, group_per_minute: 0}"


class Shelf:
    """Notes from which two were held back, the bot over them, and two readers."""

    def __init__(
        self, notes: Path, waiting: list[Path], telegram: LocalTelegram, readers: tuple[Reader, Reader]
    ) -> None:
        self.notes = notes
        self.waiting = waiting
        self.telegram = telegram
        self.away, self.there = readers

    def publish(self) -> None:
        shutil.copy(self.waiting.pop(), self.notes / FOLDER)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    notes = tmp_path / "notes"
    shutil.copytree(ROOT / "notes", notes)
    (tmp_path / "waiting").mkdir()
    held_back = sorted((notes / FOLDER).glob("*.md"))[:2]
    waiting = [Path(shutil.move(file, tmp_path / "waiting")) for file in held_back]
    async with LocalTelegram() as telegram:
        world = telegram.world
        bot = world.add_bot(TOKEN, "PaperCache", "papercache_bot")
        config = write_config(tmp_path, tmp_path / "data", telegram.base_url, notes, more=REST)
        readers = tuple(Reader(world, bot, world.add_user(name, language_code="zh-hans")) for name in ("林", "周"))
        process = await BotProcess(config).start()
        try:
            await process.listening(telegram)
            yield Shelf(notes, waiting, telegram, (readers[0], readers[1]))
        finally:
            await process.kill()


def _announcements(reader: Reader) -> list[str]:
    return [message.text for message in reader.chat.messages.values() if "因为你关注" in message.text]


async def test_who_was_away_is_offered_what_was_missed_and_gets_it_once(shelf: Shelf) -> None:
    world = shelf.telegram.world
    for reader in (shelf.away, shelf.there):
        assert "已订阅" in (await reader.asks("/subscribe 推理优化")).text
    bot = shelf.away.bot
    world.set_status(shelf.away.chat, bot, shelf.away.account, "kicked")
    shelf.publish()
    # who is there has heard of it, so it was planned for both
    assert "因为你关注" in (await shelf.there.wait_for_reply(40)).text
    assert _announcements(shelf.away) == []

    world.set_status(shelf.away.chat, bot, shelf.away.account, "member")
    offer = await shelf.away.wait_for_reply()
    pressed = shelf.away.presses("u:1", offer)
    await shelf.away.wait_for_answer(pressed)
    assert (await shelf.away.wait_for_reply()).id == offer.id
    assert "因为你关注" in (await shelf.away.wait_for_reply(40)).text

    shelf.publish()
    for reader in (shelf.away, shelf.there):
        await reader.wait_for_reply(40)
        assert len(_announcements(reader)) == 2, _announcements(reader)
    assert not shelf.telegram.refused
