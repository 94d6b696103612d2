"""Questions under pictures and files: answered as those in texts are."""

import pytest

from bot.local_telegram import TestUser, callback_data
from bot.local_telegram.state import StoredMessage
from tests.bot.conversation.attachments import ATTACHMENTS, mention, sends
from tests.bot.conversation.bot_harness import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "How does PagedAttention reduce memory waste?"
ASKED = {"en": QUESTION, "zh": "PagedAttention 怎么减少显存浪费？"}
ADVICE = {"en": "I can only read text", "zh": "我只看得懂文字"}


@pytest.fixture
def room(brisk_room: Room) -> Room:
    opened = brisk_room.opened_anew()
    opened.bot.reads_all_group_messages = True
    return opened


def own(reader: TestUser) -> list[StoredMessage]:
    return [message for message in reader.chat.messages.values() if message.sender.is_bot]


async def _silence(reader: TestUser) -> None:
    """Wait until the bot has passed over what was sent: the chat's next message is answered in its turn."""
    before = len(own(reader))
    reader.says("/lang")
    await reader.wait_for_reply()
    assert len(own(reader)) == before + 1


@pytest.mark.parametrize("kind", ATTACHMENTS)
async def test_a_caption_is_the_question_in_private(room: Room, kind: str) -> None:
    for reader, language in ((room.english, "en"), (room.chinese, "zh")):
        asked = sends(reader, kind, ASKED[language])
        answer = await reader.wait_for_reply()
        assert "PagedAttention" in answer.text
        assert answer.reply_to is asked
        sends(reader, kind)
        assert (await reader.wait_for_reply()).text.startswith(ADVICE[language])
    assert not room.refused


@pytest.mark.parametrize("kind", ATTACHMENTS)
@pytest.mark.parametrize("forum", [False, True])
async def test_a_caption_is_the_question_in_a_group(room: Room, kind: str, forum: bool) -> None:
    reader = room.in_group(room.chinese, forum=forum)
    sends(reader, kind)
    sends(reader, kind, QUESTION)
    sends(reader, kind, f"@other_bot {QUESTION}")
    sends(reader, kind, f"/ask@other_bot {QUESTION}")
    await _silence(reader)
    for caption in (f"@papercache_bot {QUESTION}", f"/ask {QUESTION}", f"{ASKED['zh']}@PaperCache_Bot"):
        asked = sends(reader, kind, caption)
        answer = await reader.wait_for_reply()
        assert "PagedAttention" in answer.text, caption
        assert (answer.reply_to, answer.thread_id) == (asked, asked.thread_id)
    named = f"👩‍👩‍👧 PaperCache, {QUESTION}"
    sends(reader, kind, named, entities=[mention(reader, named, "PaperCache")])
    answer = await reader.wait_for_reply()
    assert "PagedAttention" in answer.text
    assert "PaperCache" not in answer.text
    sends(reader, kind, QUESTION, reply_to=answer)
    assert "PagedAttention" in (await reader.wait_for_reply()).text
    sends(reader, kind, reply_to=answer)
    await _silence(reader)
    assert not room.refused


async def test_captions_may_be_commands_and_wishes(room: Room) -> None:
    reader = room.english
    sends(reader, "document", "/paper 2309.06180")
    assert "PagedAttention" in (await reader.wait_for_reply()).text
    sends(reader, "photo", "/nothing at all")
    assert "don't know that command" in (await reader.wait_for_reply()).text
    sends(room.chinese, "photo", "订阅强化学习")
    subscribed = await room.chinese.wait_for_reply()
    assert "强化学习" in subscribed.text
    sends(room.chinese, "photo", "/subscribe kv cache")
    assert "KV 缓存" in (await room.chinese.wait_for_reply()).text
    assert not room.refused


async def test_buttons_below_the_answer_to_a_caption_find_the_question(room: Room) -> None:
    reader = room.english
    sends(reader, "photo", "How can the KV cache take less memory?")
    answer = await reader.wait_for_reply()
    more = next(data for data in callback_data(answer) if data.startswith("a:r"))
    reader.presses(more, answer)
    assert (await reader.wait_for_reply()).text.startswith(f"{int(more.removeprefix('a:r')) + 1}. ")


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_an_album_is_answered_once(room: Room, place: int) -> None:
    private, group = room.english, room.in_group(room.chinese)
    for reader, caption in ((private, QUESTION), (group, f"@papercache_bot {QUESTION}")):
        for number in range(3):
            sends(reader, "photo", caption if number == place else "", album=f"{reader.chat.id}-{place}")
        assert "PagedAttention" in (await reader.wait_for_reply()).text
        # another question in the same album is not answered either
        sends(reader, "photo", caption, album=f"{reader.chat.id}-{place}")
        await _silence(reader)
    sends(private, "photo", album=f"bare-{place}")
    sends(private, "photo", album=f"bare-{place}")
    assert (await private.wait_for_reply()).text.startswith(ADVICE["en"])
    await _silence(private)
    assert [message.text.startswith(ADVICE["en"]) for message in own(private)].count(True) == 1
    assert not room.refused
