"""Messages meant for the bot or for others, and what they ask: names, replies, quotes, edits."""

from datetime import timedelta

import pytest

from bot.local_telegram import TestUser, callback_data
from bot.local_telegram.state import StoredMessage
from tests.bot.conversation.attachments import mention, sends, tells
from tests.bot.conversation.bot_harness import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "How does PagedAttention reduce memory waste?"
QUESTION_ZH = "PagedAttention 怎么减少显存浪费？"
HOW = {"en": "Put your question after /ask", "zh": "请把问题写在 /ask 后面"}


@pytest.fixture
def room(brisk_room: Room) -> Room:
    opened = brisk_room.opened_anew()
    opened.bot.reads_all_group_messages = True
    return opened


async def _nothing_more(reader: TestUser) -> None:
    """Wait until the bot has passed over what was sent: the chat's next message is answered in its turn."""
    before = len([message for message in reader.chat.messages.values() if message.sender.is_bot])
    reader.says("/lang")
    await reader.wait_for_reply()
    assert len([message for message in reader.chat.messages.values() if message.sender.is_bot]) == before + 1


@pytest.mark.parametrize(
    "words",
    [
        "PaperCache How does PagedAttention reduce memory waste?",
        "PaperCache, how does PagedAttention reduce memory waste?",
        "😀👩‍👩‍👧‍👦 PaperCache：PagedAttention 怎么减少显存浪费？",
        "How does PagedAttention reduce memory waste, PaperCache?",
        "PagedAttention 怎么减少显存浪费 𝕏 PaperCache",
        "Hey PaperCache, how does PagedAttention reduce memory waste?",
    ],
)
async def test_the_display_name_is_no_part_of_the_question(room: Room, words: str) -> None:
    group = room.in_group(room.english)
    for reader in (group, room.english):
        tells(reader, words, entities=[mention(reader, words, "PaperCache")])
        answer = await reader.wait_for_reply()
        assert "PagedAttention" in answer.text.split("\n")[0]
        assert "PaperCache" not in answer.text
    assert not room.refused


async def test_several_names_and_those_of_others(room: Room) -> None:
    reader = room.in_group(room.english)
    words = f"PaperCache Alice {QUESTION} @papercache_bot PaperCache"
    last = words.rindex("PaperCache")
    others = [mention(reader, words, "PaperCache"), mention(reader, words, "Alice", of=room.chinese.account)]
    tells(reader, words, entities=[*others, mention(reader, words, "PaperCache", last)])
    answer = await reader.wait_for_reply()
    assert "PagedAttention" in answer.text
    assert "PaperCache" not in answer.text
    words = f"Alice {QUESTION}"
    tells(reader, words, entities=[mention(reader, words, "Alice", of=room.chinese.account)])
    await _nothing_more(reader)


@pytest.mark.parametrize(
    "words",
    [
        f"@PaperCache_Bot, {QUESTION}",
        f"@papercache_bot：{QUESTION_ZH}",
        "@papercache_bot怎么用 PagedAttention 省显存？",
        "PagedAttention 怎么减少显存浪费@papercache_bot？",
        f"@papercache_bot /ask {QUESTION}",
        f"/ask@papercache_bot @papercache_bot {QUESTION}",
    ],
)
async def test_the_username_is_no_part_of_the_question(room: Room, words: str) -> None:
    reader = room.in_group(room.english)
    reader.says(words)
    answer = await reader.wait_for_reply()
    assert "PagedAttention" in answer.text.split("\n")[0]
    assert "papercache_bot" not in answer.text
    reader.says(f"@papercache_bot2 {QUESTION}")
    reader.says(f"mail papercache@papercache_bot.org {QUESTION}")
    await _nothing_more(reader)


CALLS = ("/ask", "/ask@papercache_bot", "@papercache_bot", "@papercache_bot 👆？", "PaperCache")


def _calls(reader: TestUser, words: str, to: StoredMessage, **more: object) -> StoredMessage:
    if words == "PaperCache":
        more["entities"] = [mention(reader, words, words)]
    return tells(reader, words, reply_to=to, **more)


@pytest.mark.parametrize("words", CALLS)
@pytest.mark.parametrize("forum", [False, True])
async def test_somebody_else_s_question_is_answered(room: Room, words: str, forum: bool) -> None:
    asker = room.in_group(room.chinese, forum=forum)
    helper = room.beside(asker, room.english)
    for asked in (asker.says(QUESTION_ZH), sends(asker, "photo", QUESTION), asker.says(f"/ask@other_bot {QUESTION}")):
        _calls(helper, words, asked)
        answer = await helper.wait_for_reply()
        assert "PagedAttention" in answer.text
        assert answer.reply_to is asked, "its buttons must find the question"
        assert answer.thread_id == asked.thread_id
    assert not room.refused


@pytest.mark.parametrize("words", CALLS)
async def test_what_is_quoted_is_asked(room: Room, words: str) -> None:
    asker = room.in_group(room.chinese)
    helper = room.beside(asker, room.english)
    told = asker.says(f"Lunch? By the way: {QUESTION} And who was at the gym yesterday?")
    quote = {"text": QUESTION, "position": 19, "is_manual": True}
    call = _calls(helper, words, told, quote=quote)
    answer = await helper.wait_for_reply()
    assert answer.text.startswith("1. Efficient Memory Management")
    assert answer.reply_to is call
    _calls(helper, words, answer, quote={"text": "Speculative decoding", "position": 0, "is_manual": True})
    assert HOW["en"] not in (await helper.wait_for_reply()).text
    assert not room.refused


async def test_a_question_that_was_answered_for_another_has_buttons_that_work(room: Room) -> None:
    asker = room.in_group(room.chinese)
    helper = room.beside(asker, room.english)
    _calls(helper, "/ask", asker.says("How can the KV cache take less memory?"))
    answer = await helper.wait_for_reply()
    more = next(data for data in callback_data(answer) if data.startswith("a:r"))
    helper.presses(more, answer)
    assert (await helper.wait_for_reply()).text.startswith(f"{int(more.removeprefix('a:r')) + 1}. ")


async def test_in_private_a_reply_asks_too(room: Room) -> None:
    reader = room.english
    asked = reader.says(QUESTION)
    first = await reader.wait_for_reply()
    reader.says("/ask", reply_to=asked)
    assert (await reader.wait_for_reply()).text == first.text
    # neither what the bot said nor a command nor a picture asks anything
    command, picture = reader.says("/lang"), sends(reader, "photo")
    said = [first, await reader.wait_for_reply(), await reader.wait_for_reply()]
    for reply_to in (*said, command, picture):
        reader.says("/ask", reply_to=reply_to)
        assert (await reader.wait_for_reply()).text.startswith(HOW["en"])
    assert not room.refused


async def test_another_s_wish_is_not_fulfilled(room: Room) -> None:
    asker = room.in_group(room.chinese)
    helper = room.beside(asker, room.english)
    helper.says("@papercache_bot", reply_to=asker.says("订阅强化学习"))
    assert "Subscribed" not in (await helper.wait_for_reply()).text


@pytest.mark.parametrize("forum", [False, True])
async def test_an_edited_group_message_is_answered_once(room: Room, forum: bool) -> None:
    reader = room.in_group(room.english, forum=forum)
    for edit in (f"@papercache_bot {QUESTION}", f"/ask {QUESTION}", f"{QUESTION_ZH}@papercache_bot"):
        message = reader.says("what is it with memory?")
        reader.edits(message, QUESTION)
        reader.edits(message, edit)
        answer = await reader.wait_for_reply()
        assert "PagedAttention" in answer.text
        assert answer.reply_to is message
        reader.edits(message, f"{edit} And why?")
        reader.edits(message, f"@papercache_bot {QUESTION_ZH}")
        await _nothing_more(reader)
    answered = reader.says(f"@papercache_bot {QUESTION}")
    await reader.wait_for_reply()
    reader.edits(answered, f"@papercache_bot {QUESTION_ZH}")
    await _nothing_more(reader)
    # who was told how to ask puts the question into the same message
    bare = reader.says("/ask")
    assert (await reader.wait_for_reply()).text.startswith(HOW["en"])
    reader.edits(bare, "/ask ")
    reader.edits(bare, f"/ask {QUESTION}")
    assert "PagedAttention" in (await reader.wait_for_reply()).text
    assert not room.refused


async def test_edited_captions(room: Room) -> None:
    group = room.in_group(room.english)
    message = sends(group, "photo", "look at this")
    group.edits(message, f"@papercache_bot {QUESTION}")
    body = group.bot.updates[-1].body
    body.update({"caption": body.pop("text"), "caption_entities": body.pop("entities"), "photo": []})
    assert "PagedAttention" in (await group.wait_for_reply()).text
    private = room.chinese
    asked = sends(private, "photo", QUESTION_ZH)
    await private.wait_for_reply()
    private.edits(asked, QUESTION_ZH)
    body = private.bot.updates[-1].body
    body["caption"] = body.pop("text")
    assert "请重新发一次" in (await private.wait_for_reply()).text
    assert not room.refused


async def test_an_old_message_that_is_edited_is_left_alone(room: Room) -> None:
    reader = room.in_group(room.english)
    for age in (timedelta(days=2), timedelta(days=400)):
        message = reader.says("what is it with memory?")
        reader.edits(message, f"@papercache_bot {QUESTION}")
        reader.bot.updates[-1].body["date"] -= int(age.total_seconds())
    await _nothing_more(reader)


@pytest.mark.parametrize(
    "words", ["\u200b", "\u3164", "\u2060\u2060", "\ufe0f", "\u00a0\u2800", "\u034f", "\U000e0100", "\u115f\uffa0", ""]
)
async def test_what_cannot_be_seen_is_an_empty_question(room: Room, words: str) -> None:
    for reader, language in ((room.english, "en"), (room.chinese, "zh")):
        # whichever of it Telegram takes away itself
        tells(reader, "-", text=words)
        assert (await reader.wait_for_reply()).text.startswith(HOW[language])
        tells(reader, "/ask", text=f"/ask {words}")
        assert (await reader.wait_for_reply()).text.startswith(HOW[language])
    assert not room.refused


async def test_in_a_topic_that_the_bot_s_token_opened_nobody_is_interrupted(room: Room) -> None:
    reader = room.in_group(room.english, forum=True)
    topic = room.telegram.server.add_topic(reader.chat, "Daily", room.bot.account)
    opened = reader.chat.messages[topic.id]
    seated = TestUser(reader.server, room.bot, reader.account, reader.chat, topic.id)
    seated.says("lunch anyone?", reply_to=opened)
    sends(seated, "photo", "my lunch", reply_to=opened)
    await _nothing_more(seated)
    asked = seated.says(f"@papercache_bot {QUESTION}", reply_to=opened)
    answer = await seated.wait_for_reply()
    assert "PagedAttention" in answer.text
    assert answer.reply_to is asked
    seated.says("/ask", reply_to=opened)
    assert (await seated.wait_for_reply()).text.startswith(HOW["en"])
    seated.says(QUESTION, reply_to=answer)
    assert "PagedAttention" in (await seated.wait_for_reply()).text
    assert not room.refused
