"""The bot's administrators: figures, indexing, broadcasts, notices of errors, a menu of their own."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.local_telegram import TestUser, callback_data
from bot.local_telegram.refusals import BLOCKED, Refusal
from bot.local_telegram.state import Bot
from tests.bot.conversation.bot_harness import Room, open_room
from tests.bot.conversation.process import BRISK, NO_LIMITS, ROOT, write_config

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    """Return a room with a library of its own, run by Lin."""
    folder = tmp_path_factory.mktemp("administered")
    shutil.copytree(ROOT / "notes", folder / "notes")
    async with open_room(indexed, folder, program=BRISK) as opened:
        opened.chinese.says("/start")  # else Telegram does not know the chat
        more = f"{NO_LIMITS}\nadministrators: [{opened.chinese.account.id}]"
        write_config(folder, folder / "data", opened.telegram.base_url, folder / "notes", more=more)
        await opened.process.start()
        await opened.process.listening(opened.telegram)
        await opened.chinese.wait_for_reply()
        yield opened


@pytest.fixture
def room(office: Room) -> Room:
    return replace(office.opened_anew(), chinese=office.beside(office.chinese))


async def test_a_menu_of_their_own(room: Room) -> None:
    scope = f"chat:{room.chinese.account.id}"
    menus = {place: {command["command"] for command in menu} for place, menu in room.bot.commands.items()}
    assert {"stats", "reindex", "broadcast"} <= menus[scope, "zh"]
    assert not any("stats" in menu for place, menu in menus.items() if place[0] != scope)


async def test_figures(room: Room) -> None:
    await room.english.asks("How does PagedAttention reduce memory waste?")
    await room.english.asks("How do I repair a bicycle tyre?")
    figures = (await room.chinese.asks("/stats")).text
    assert "笔记里没有的：1" in figures
    assert "论文库：2" in figures
    assert "don't know that command" in (await room.english.asks("/stats")).text
    group = room.in_group(room.chinese)
    group.says("/stats@papercache_bot")
    assert "论文分类" in (await group.asks("/list@papercache_bot")).text


async def test_indexing_with_a_report_of_what_was_skipped(room: Room) -> None:
    inference = room.config.parent / "notes" / "llm" / "engineering" / "inference"
    (inference / "2025-05-Zeppelin.md").write_text(
        "---\ntitle: Zeppelin Scheduling\ndate: 2025-05\nsummary: {zh: 飞艇调度。, en: Airships.}\n---\n"
        "## 主要贡献\n飞艇。\n",
        "utf-8",
    )
    (inference / "2025-06-Broken.md").write_text("---\ntitle: [\n---\n", "utf-8")
    begun = await room.chinese.asks("/reindex")
    assert "正在重建索引" in begun.text
    while "索引已更新" not in (shown := await room.chinese.wait_for_reply()).text:
        assert shown.id == begun.id
    assert "2025-06-Broken.md" in shown.text
    assert (await room.english.asks("/paper Zeppelin Scheduling")).text.startswith("Zeppelin Scheduling")
    assert not room.refused


async def test_a_broadcast_is_previewed_and_reaches_whom_it_can(room: Room) -> None:
    server = room.telegram.server
    readers = [
        TestUser(server, room.bot, server.add_user("R", language_code=code))
        for code in ("en", "en", "zh-hans", "zh-hans")
    ]
    for reader in readers:
        shown = await reader.asks("/lang")
        reader.presses(next(data for data in callback_data(shown) if data.startswith("g:")), shown)
        await reader.wait_for_reply()
    readers[1].chat.blocked = True  # Telegram did not tell us
    known = _private(room)

    assert "/broadcast" in (await room.chinese.asks("/broadcast")).text
    room.chinese.says("/broadcast 明天 <b>停机</b>。\n第二行\n---\nDown tomorrow.")
    previews = [await room.chinese.wait_for_reply() for _ in range(3)]
    assert "明天 <b>停机</b>。\n第二行" in previews[0].text
    assert "Down tomorrow." in previews[1].text
    assert f"发给 {known} 个私聊" in previews[2].text
    pressed = room.english.presses_stale("j:y", previews[2])
    assert "out of date" in (await room.english.wait_for_answer(pressed)).text, "only administrators send"
    room.chinese.presses("不发", previews[2])
    assert "没有发送" in (await room.chinese.wait_for_reply()).text

    room.chinese.says("/broadcast 明天停机。\n---\nDown tomorrow.")
    confirm = [await room.chinese.wait_for_reply() for _ in range(3)][-1]
    room.chinese.presses("j:y", confirm)
    room.chinese.presses_stale("j:y", confirm)
    # who chose Chinese gets Chinese, and the other way round
    assert "明天停机。" in (await readers[0].wait_for_reply()).text
    assert "Down tomorrow." in (await readers[2].wait_for_reply()).text
    assert "Down tomorrow." in (await readers[3].wait_for_reply()).text
    while "已发送" not in (done := await room.chinese.wait_for_reply()).text:
        assert done.id == confirm.id
    assert f"收到 {known - 1} 个，没收到 1 个" in done.text
    assert _private(room) == known - 1, "who blocked the bot is suspended"
    assert {call.description for call in room.refused} == {BLOCKED.description}


def _private(room: Room) -> int:
    database = sqlite3.connect(room.config.with_name("bot.db"))
    try:
        query = "SELECT count(*) FROM chats WHERE kind = 'private' AND suspended = ''"
        return int(database.execute(query).fetchone()[0])
    finally:
        database.close()


async def test_notices_of_errors_are_few_and_say_nothing_private(room: Room) -> None:
    server = room.telegram.server
    ada = TestUser(server, room.bot, server.add_user("Ada", language_code="en"))

    async def refuse(_: Bot, name: str, parameters: object) -> None:
        if name == "sendMessage" and "How it works" in str(getattr(parameters, "text", str)("text")):
            raise Refusal(400, "Bad Request: something new")

    server.gates.append(refuse)
    try:
        for _ in range(3):
            assert "Sorry" in (await ada.asks("/help")).text
    finally:
        server.gates.remove(refuse)
    told = await room.chinese.wait_for_reply()
    assert "BadRequest" in told.text
    assert "something new" not in told.text
    assert told.text.split("编号 ")[1].rstrip("。") in room.log
    assert "omething new" in room.log
    room.chinese.says("/help")
    assert "怎么用" in (await room.chinese.wait_for_reply()).text, "one notice, not three"
