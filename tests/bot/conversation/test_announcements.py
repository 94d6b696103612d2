"""New papers as readers hear of them: the notes are watched, and who was away is offered what was missed."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.local_telegram import LocalTelegram, TestUser
from tests.bot.conversation.process import ROOT, TOKEN, BotProcess, write_config

FOLDER = Path("llm/engineering/inference")
REST = "announcements: {settle_seconds: 0.2}\nlimits: {reader_per_minute: 0, group_per_minute: 0}"


class Shelf:
    """Notes from which two were held back, the bot over them, and two readers."""

    def __init__(
        self, notes: Path, waiting: list[Path], telegram: LocalTelegram, readers: tuple[TestUser, TestUser]
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
        server = telegram.server
        bot = server.add_bot(TOKEN, "PaperCache", "papercache_bot")
        config = write_config(tmp_path, tmp_path / "data", telegram.base_url, notes, more=REST)
        readers = tuple(TestUser(server, bot, server.add_user(name, language_code="zh-hans")) for name in ("林", "周"))
        process = await BotProcess(config).start()
        try:
            await process.listening(telegram)
            yield Shelf(notes, waiting, telegram, (readers[0], readers[1]))
        finally:
            await process.kill()


COPIED = (
    "---\ntitle: Frog Queues\ndate: {date}\npaper: https://arxiv.org/abs/2301.00003\n---\n## 方法\n青蛙优先级队列。\n"
)


async def test_a_copy_is_told_to_administrators_once_and_to_no_reader(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "old.md").write_text(
        COPIED.format(date="2024-05").replace("00003", "00001").replace("Frog", "Old"), "utf-8"
    )
    async with LocalTelegram() as telegram:
        server = telegram.server
        bot = server.add_bot(TOKEN, "PaperCache", "papercache_bot")
        chinese, english, reader = (
            TestUser(server, bot, server.add_user(name, language_code=code))
            for name, code in (("林", "zh-hans"), ("Ada", "en"), ("周", "zh-hans"))
        )
        more = f"{REST}\nadministrators: [{chinese.account.id}, {english.account.id}]"
        process = BotProcess(write_config(tmp_path, tmp_path / "data", telegram.base_url, notes, more=more))
        try:
            await (await process.start()).listening(telegram)
            for one in (chinese, english, reader):
                await one.asks("/start")
            assert "已订阅" in (await reader.asks("/subscribe 全部")).text
            # what a chat speaks is known after a restart where it subscribed
            assert "已订阅" in (await chinese.asks("/subscribe “深海捕鱼”")).text
            (notes / "frogs.md").write_text(COPIED.format(date="2024-05"), "utf-8")
            assert "Frog Queues" in (await reader.wait_for_reply(40)).text
            for name, restart in (("frogs (conflicted copy).md", True), ("systems/青蛙.md", False)):
                (notes / name).parent.mkdir(exist_ok=True)
                (notes / name).write_text(COPIED.format(date="2024-06"), "utf-8")
                for admin, words in (
                    (chinese, f"{name} 与 frogs.md 是同一篇论文"),
                    (english, f"{name} is the same paper as"),
                ):
                    told = (await admin.wait_for_reply(40)).text
                    assert words in told
                    assert "arXiv 2301.00003" in told
                    assert told.count("•") == 1
                if restart:
                    await process.stop()
                    await (await process.start()).listening(telegram)
            shown = (await reader.asks("/latest")).text
            assert shown.count("Frog Queues") == 1
            assert len(_announcements(reader)) == 1
        finally:
            await process.kill()
    assert {call.method for call in telegram.refused} <= {"getUpdates"}, "the poll of the bot that stopped"


def _announcements(reader: TestUser) -> list[str]:
    return [message.text for message in reader.chat.messages.values() if "因为你关注" in message.text]


async def test_who_was_away_is_offered_what_was_missed_and_gets_it_once(shelf: Shelf) -> None:
    server = shelf.telegram.server
    for reader in (shelf.away, shelf.there):
        assert "已订阅" in (await reader.asks("/subscribe 推理优化")).text
    bot = shelf.away.bot
    server.set_status(shelf.away.chat, bot, shelf.away.account, "kicked")
    shelf.publish()
    # who is there has heard of it, so it was planned for both
    assert "因为你关注" in (await shelf.there.wait_for_reply(40)).text
    assert _announcements(shelf.away) == []

    server.set_status(shelf.away.chat, bot, shelf.away.account, "member")
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
