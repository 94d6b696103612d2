"""Membership of the bot in chats: blocked and back, a new group, a moved one, topics, channels; what is no question."""

import sqlite3

import pytest

from bot.local_telegram import TestUser, callback_data, refusals
from bot.local_telegram.entities import FormattedText
from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.objects import message_object
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.state import Bot, Media, Member, StoredFile, StoredMessage
from tests.bot.conversation.bot_harness import Room

QUESTION = "How does PagedAttention reduce memory waste?"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def room(brisk_room: Room) -> Room:
    return brisk_room.opened_anew()


def _chat(room: Room, chat_id: int) -> tuple[str, str] | None:
    database = sqlite3.connect(room.config.with_name("bot.db"))
    try:
        query = "SELECT language, suspended FROM chats WHERE id = ?"
        found: tuple[str, str] | None = database.execute(query, (chat_id,)).fetchone()
        return found
    finally:
        database.close()


def _said(reader: TestUser) -> list[str]:
    return [message.text for message in reader.chat.messages.values() if message.sender.is_bot]


async def test_blocked_and_back(room: Room) -> None:
    server, reader = room.telegram.server, room.english
    reader.presses("🌐 中文", await reader.asks("/lang"))
    await reader.wait_for_reply()
    server.set_status(reader.chat, room.bot, reader.account, "kicked")
    await _until_chat(room, reader, ("zh", "blocked"))
    server.set_status(reader.chat, room.bot, reader.account, "member")
    await reader.asks("/start")
    assert _chat(room, reader.account.id) == ("zh", "")
    assert not room.refused


async def _until_chat(room: Room, reader: TestUser, expected: tuple[str, str]) -> None:
    """Let the bot answer somebody else until a chat's row is as expected: nothing is said to who blocked it."""
    for _ in range(20):
        await room.chinese.asks("/help")
        if _chat(room, reader.account.id) == expected:
            return
    raise AssertionError(_chat(room, reader.account.id))


async def test_a_group_is_greeted_once_and_moves_with_everything(room: Room) -> None:
    server, faults = room.telegram.server, FaultInjection(room.telegram.server)
    chat = server.add_chat("group", "Readers", [room.chinese.account, room.english.account])
    lin = TestUser(server, room.bot, room.chinese.account, chat)
    for status in ("member", "administrator", "left", "member"):
        server.set_status(chat, room.bot, room.chinese.account, status)
    greeting = await lin.wait_for_reply()
    assert "大家好" in greeting.text, "in the language of who added it"
    assert "/ask" in greeting.text
    lin.says("hello bot")
    lin.presses("🌐 English", await lin.asks("/list@papercache_bot"))
    assert "Papers by category" in (await lin.wait_for_reply()).text
    assert len(_said(lin)) == 2
    answer = await lin.asks(f"/ask {QUESTION}")
    await lin.wait_for_answer(lin.presses("👍", answer))

    # asked in the old group while it becomes a supergroup: the answer comes in the new one
    lin.says("/help@papercache_bot")
    new = faults.migrate(chat)
    moved = TestUser(server, room.bot, room.chinese.account, new)
    assert await server.until(lambda: any("How it works" in text for text in [*_said(lin), *_said(moved)]), 20)
    moved = room.beside(moved)
    assert "Papers by category" in (await moved.asks("/list@papercache_bot")).text, "the language moved along"
    assert _chat(room, new.id) == ("en", "")
    assert _chat(room, chat.id) is None
    assert QUESTION in (await moved.asks("/mydata@papercache_bot")).text
    assert not any("大家好" in text or "Hello everyone" in text for text in _said(moved))
    unexpected = {call.description for call in room.refused if "upgraded to a supergroup" not in call.description}
    assert not unexpected
    assert "Traceback" not in room.log


class _Once:
    """Refuses the first request of a method."""

    def __init__(self, method: str, refusal: refusals.Refusal) -> None:
        self._method, self._refusal, self._done = method, refusal, False

    async def __call__(self, _: Bot, name: str, __: Parameters) -> None:
        if name == self._method and not self._done:
            self._done = True
            raise self._refusal


async def test_topics_that_are_gone(room: Room) -> None:
    server, faults = room.telegram.server, FaultInjection(room.telegram.server)
    reader = room.in_group(room.english, forum=True)
    general = TestUser(server, room.bot, reader.account, reader.chat, 1)
    shown = await general.asks("/list@papercache_bot")
    assert shown.thread_id in {0, 1}, "General has no thread of its own"
    reader = room.beside(reader)
    in_topic = await reader.asks("/list@papercache_bot")
    assert in_topic.thread_id == reader.thread_id
    # its message was deleted: what a button asks for comes as a new one, in the same topic
    server.gates.append(gate := _Once("editMessageText", refusals.EDITED_NOT_FOUND))
    reader.presses(callback_data(in_topic)[0], in_topic)
    again = await reader.wait_for_reply()
    assert (again.thread_id, again.revision) == (reader.thread_id, 0)
    server.gates.remove(gate)
    general = room.beside(general)
    faults.close_topic(reader.chat, reader.thread_id)
    reader.says(f"/ask {QUESTION}")
    await server.until(lambda: len(room.refused) == 2, 20)
    faults.delete_topic(reader.chat, reader.thread_id)
    assert "Papers by category" in (await general.asks("/list@papercache_bot")).text
    assert {call.description for call in room.refused} == {
        "Bad Request: message to edit not found",
        "Bad Request: TOPIC_CLOSED",
    }
    assert "ERROR" not in room.log
    assert "its topic takes no messages" in room.log


async def test_channels_hear_commands_and_nothing_else(room: Room) -> None:
    server = room.telegram.server
    channel = server.add_chat("channel", "News", [room.english.account])
    channel.members[room.bot.account.id] = Member(room.bot.account, "administrator")
    reader = TestUser(server, room.bot, room.english.account, channel)
    reader.says("PagedAttention is great, @papercache_bot")
    reader.says("/nonsense")
    listed = await reader.asks("/latest")
    assert "newest first" in listed.text
    assert "PagedAttention" in (await reader.asks(f"/ask {QUESTION}")).text
    reader.presses("🌐 中文", await reader.asks("/lang"))
    assert "中文" in (await reader.wait_for_reply()).text
    assert "从新到旧" in (await reader.asks("/latest")).text
    assert len(_said(reader)) == 4
    assert not room.refused


async def test_an_anonymous_administrator_may_change_settings(room: Room) -> None:
    server, owner = room.telegram.server, room.in_group(room.english)
    anonymous = server.add_user("Group")
    said = StoredMessage(0, owner.chat, anonymous, 0, FormattedText("/forget@papercache_bot"))
    owner.chat.last_message_id += 1
    said.id, said.date = owner.chat.last_message_id, int(server.clock.now())
    owner.chat.messages[said.id] = said
    body = message_object(said, server.accounts)
    entity = {"type": "bot_command", "offset": 0, "length": len(said.text)}
    server.tell(room.bot, "message", body | {"sender_chat": body["chat"], "entities": [entity]})
    assert "Forget everything?" in (await owner.wait_for_reply()).text


async def test_a_friendly_word_in_private_and_silence_in_groups(room: Room) -> None:
    server, reader = room.telegram.server, room.chinese
    assert "没有这个命令" in (await reader.asks("/nonsense 1 2")).text
    assert "没有这个命令" in (await reader.asks("/stats")).text, "an administrator's command is none for others"
    file = StoredFile("f", "u", room.bot.account.id, "x.jpg", b"x")
    for album in ("", "1", "1", "1", "2"):
        photo = Media("photo", file, 1, 1, album)
        sent = StoredMessage(0, reader.chat, reader.account, 0, FormattedText(), media=photo)
        server.post(reader.chat, reader.account, sent, bot=room.bot)
    assert [("只看得懂文字" in (await reader.wait_for_reply()).text) for _ in range(3)] == [True] * 3
    said = reader.says("你好")
    await reader.wait_for_reply()
    edited = message_object(said, server.accounts) | {"edit_date": said.date, "text": "KV 缓存怎么分页？"}
    server.tell(room.bot, "edited_message", edited)
    assert "重新发一次" in (await reader.wait_for_reply()).text
    assert "怎么用" in (await reader.asks("/help")).text
    # what readers share by the inline mode in the bot's own chat is no question
    shared = StoredMessage(0, reader.chat, reader.account, 0, FormattedText("PagedAttention"), via_bot=room.bot.account)
    server.post(reader.chat, reader.account, shared, bot=room.bot)

    group = room.in_group(room.chinese)
    server.tell(room.bot, "edited_message", message_object(group.says("/help@papercache_bot x"), server.accounts))
    group.says("/nonsense@papercache_bot")
    await group.wait_for_reply()
    assert "怎么用" in (await group.asks("/help@papercache_bot")).text
    assert len(_said(group)) == 2
    assert "怎么用" in (await reader.asks("/help")).text
    assert not room.refused
