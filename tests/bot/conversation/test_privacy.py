"""Data kept of chats: explained, shown, forgotten; in a group only by its administrators."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.local_telegram import TestUser, button_with
from bot.local_telegram.state import Member
from tests.bot.conversation.bot_harness import Room, listening_room
from tests.bot.conversation.process import BRISK

QUESTION = "How does PagedAttention reduce memory waste?"


@pytest_asyncio.fixture
async def room(indexed: Path, tmp_path: Path) -> AsyncIterator[Room]:
    async with listening_room(indexed, tmp_path, program=BRISK) as opened:
        yield opened


def _rows(room: Room) -> list[int]:
    with sqlite3.connect(room.config.with_name("bot.db")) as database:
        tables = ("chats", "ratings", "subscriptions")
        counted = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608
    database.close()
    return counted


async def test_shown_and_forgotten(room: Room) -> None:
    reader = room.english
    assert "What I keep" in (await reader.asks("/privacy")).text
    assert "Nothing." in (await reader.asks("/mydata")).text
    reader.presses("🌐 中文", await reader.asks("/lang"))
    await reader.wait_for_reply()
    answer = await reader.asks(QUESTION)
    await reader.wait_for_answer(reader.presses("👍", answer))
    shown = (await reader.asks("/mydata")).text
    assert "语言：中文" in shown
    assert f"👍 {QUESTION}" in shown
    assert _rows(room) == [1, 1, 0]

    asked = await reader.asks("/forget")
    reader.presses("先不删", asked)
    assert "什么都没动" in (await reader.wait_for_reply()).text
    assert _rows(room) == [1, 1, 0]
    reader.presses("🗑 全部删除", await reader.asks("/forget"))
    assert "已全部删除" in (await reader.wait_for_reply()).text
    assert _rows(room) == [0, 0, 0]
    assert "Hello" in (await reader.asks("/start")).text, "the chosen language is forgotten too"
    assert "Nothing." in (await reader.asks("/mydata")).text

    # in a group: what is kept of the group, forgotten by administrators alone
    owner = room.in_group(reader)
    owner.chat.members[room.chinese.account.id] = Member(room.chinese.account)
    member = TestUser(room.telegram.server, room.bot, room.chinese.account, owner.chat)
    await member.asks(f"/ask {QUESTION}")
    await member.wait_for_answer(member.presses("👎"))
    assert f"👎 {QUESTION}" in (await member.asks("/mydata")).text
    assert "只有管理员" in (await member.asks("/forget")).text
    owner = room.beside(owner)
    confirm = await owner.asks("/forget")
    refused = member.presses("🗑 Yes, forget", confirm)
    assert "只有管理员" in (await member.wait_for_answer(refused)).text
    assert _rows(room) == [0, 1, 0]
    owner.presses("🗑 Yes, forget", confirm)
    assert "Done" in (await owner.wait_for_reply()).text
    assert _rows(room) == [0, 0, 0]
    assert not room.telegram.refused


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
async def test_what_is_left_after_unsubscribing_is_told_and_forgotten(brisk_room: Room, language: str) -> None:
    room = brisk_room.opened_anew()
    server = room.telegram.server
    for gone in ("/unsubscribe osdi", "↩", "✕"):
        reader = TestUser(server, room.bot, server.add_user("Kim", language_code=language))
        nothing = (await reader.asks("/mydata")).text
        shown = await reader.asks("/subscribe osdi")
        if gone == "✕":
            shown = await reader.asks("/subscriptions")
        await (reader.asks(gone) if gone.startswith("/") else reader.taps(button_with(gone, shown), shown))
        await reader.asks("/quiet 22-7")
        lines = (await reader.asks("/mydata")).text.split("\n")
        assert any("22:00" in line for line in lines)
        await reader.asks("/quiet off")
        lines = [line for line in (await reader.asks("/mydata")).text.split("\n") if line]
        assert len(lines) == 3, "a title, what is kept, how to delete it"
        await reader.taps(button_with("🗑", await reader.asks("/forget")))
        assert (await reader.asks("/mydata")).text == nothing


@pytest.mark.asyncio(loop_scope="module")
async def test_who_subscribed_a_group_is_told_of_it(brisk_room: Room) -> None:
    room = brisk_room.opened_anew()
    owner = room.in_group(room.english)
    await owner.asks("/subscribe osdi")
    assert "one subscription" in (await room.english.asks("/mydata")).text
    await room.english.taps(button_with("🗑", await room.english.asks("/forget")))
    assert "Nothing." in (await room.english.asks("/mydata")).text
    assert "osdi" in (await owner.asks("/mydata")).text, "the group's subscription stays"
