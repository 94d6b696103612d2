"""In groups and topics the bot speaks only when spoken to, and where it was spoken to."""

import pytest

from tests.bot.conversation.bot_harness import Room

QUESTION = "How does PagedAttention reduce memory waste?"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def room(brisk_room: Room) -> Room:
    return brisk_room.opened_anew()


@pytest.mark.parametrize("forum", [False, True])
async def test_only_when_spoken_to(room: Room, forum: bool) -> None:
    room.bot.reads_all_group_messages = True
    reader = room.in_group(room.english, forum=forum)
    reader.says("what do you think about PagedAttention?")
    reader.says("@somebody_else " + QUESTION)
    reader.says("/ask@other_bot " + QUESTION)
    asked = [reader.says("/ask " + QUESTION)]
    replies = [await reader.wait_for_reply()]
    asked.append(reader.says(f"@PaperCache_bot {QUESTION}"))
    replies.append(await reader.wait_for_reply())
    asked.append(reader.says(QUESTION, reply_to=replies[0]))
    replies.append(await reader.wait_for_reply())
    for question, reply in zip(asked, replies, strict=True):
        assert reply.reply_to is not None
        assert reply.reply_to.id == question.id
        assert reply.thread_id == question.thread_id
        assert "PagedAttention" in reply.text
    own = [message for message in reader.chat.messages.values() if message.sender.is_bot]
    assert len(own) == 3
    assert not room.refused


async def test_a_reader_who_blocks_the_bot_stops_nobody(room: Room) -> None:
    room.chinese.says("/start")
    await room.chinese.wait_for_reply()
    room.chinese.chat.blocked = True
    room.chinese.says("/help")
    room.english.says("/help")
    assert (await room.english.wait_for_reply()).text
    await room.telegram.server.until(lambda: bool(room.refused), 20)
    assert {call.description for call in room.refused} == {"Forbidden: bot was blocked by the user"}
    room.chinese.chat.blocked = False
    room.chinese.says("/help")
    assert (await room.chinese.wait_for_reply()).text
