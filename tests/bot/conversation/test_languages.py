"""The language of a chat: by the reader's own, changed by /lang or below any message, in groups by administrators."""

import pytest

from bot.local_telegram import TestUser
from bot.local_telegram.state import Member
from tests.bot.conversation.bot_harness import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def room(brisk_room: Room) -> Room:
    return brisk_room.opened_anew()


async def test_switching_below_any_message_keeps_what_it_shows(room: Room) -> None:
    reader = room.chinese
    for said, chinese, english in (
        ("/list", "论文分类", "Papers by category"),
        ("/latest", "从新到旧", "newest first"),
        ("/paper 2309.06180", "主要贡献", "Main contributions"),
        ("KV 缓存怎么分页？", "来自：", "From: "),
        ("/help", "怎么用", "How it works"),
    ):
        shown = await reader.asks(said)
        assert chinese in shown.text
        reader.presses("🌐 English", shown)
        switched = await reader.wait_for_reply()
        assert switched.id == shown.id
        assert english in switched.text
        assert english in (await reader.asks(said)).text, "the chat's language is remembered"
        reader.presses("🌐 中文", switched)
        assert (await reader.wait_for_reply()).text == shown.text
    assert not room.refused


async def test_the_command(room: Room) -> None:
    shown = await room.english.asks("/lang")
    assert "English" in shown.text
    room.english.presses("🌐 中文", shown)
    assert "中文" in (await room.english.wait_for_reply()).text
    assert "你好" in (await room.english.asks("/start")).text
    assert "Hello" not in (await room.chinese.asks("/start")).text


async def test_only_administrators_change_a_group_s_language(room: Room) -> None:
    owner = room.in_group(room.english)
    owner.chat.members[room.chinese.account.id] = Member(room.chinese.account)
    member = TestUser(room.telegram.server, room.bot, room.chinese.account, owner.chat)
    shown = await owner.asks("/list@papercache_bot")
    pressed = member.presses("🌐 中文", shown)
    assert "管理员" in (await member.wait_for_answer(pressed)).text
    owner.presses("🌐 中文", shown)
    assert "论文分类" in (await owner.wait_for_reply()).text
    assert "论文分类" in (await owner.asks("/list@papercache_bot")).text
    assert not room.refused
