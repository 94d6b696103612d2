"""Conversations in a private chat, in both languages, over HTTP with a strict server."""

import pytest

from bot.local_telegram import TestUser, addresses, callback_data
from bot.local_telegram.entities import slice_utf16
from bot.local_telegram.state import StoredMessage
from tests.bot.conversation.bot_harness import Room
from tests.bot.conversation.process import TOKEN

PAGED = "Efficient Memory Management for Large Language Model Serving with PagedAttention"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def room(brisk_room: Room) -> Room:
    return brisk_room.opened_anew()


def _marked(message: StoredMessage, kind: str) -> list[str]:
    return [
        slice_utf16(message.text, entity.offset, entity.length)
        for entity in message.content.entities
        if entity.kind == kind
    ]


async def _ask(reader: TestUser, text: str) -> StoredMessage:
    asked = reader.says(text)
    reply = await reader.wait_for_reply()
    assert reply.reply_to is not None
    assert reply.reply_to.id == asked.id
    return reply


async def test_in_chinese(room: Room) -> None:
    reader = room.chinese
    assert "你好" in (await _ask(reader, "/start")).text
    assert "@papercache_bot" in (await _ask(reader, "/help")).text

    question = "给每个请求按最大长度预留 KV 缓存太浪费，vLLM 怎么解决？"
    answer = await _ask(reader, question)
    assert PAGED in _marked(answer, "text_link")
    assert _marked(answer, "blockquote"), "what answers is open"
    assert "分页" in answer.text
    assert all(link.startswith("https://") for link in addresses(answer))
    assert any("PagedAttention.html#" in link for link in addresses(answer)), "the passage leads to its section"
    # an answer may be quicker than the sign
    assert {event.subject for event in room.telegram.server.events if event.kind == "action"} <= {"typing"}

    place = answer.text.index(PAGED)
    number = answer.text[:place].rstrip(". ").split("\n")[-1]
    code = next(
        button["callback_data"] for row in answer.keyboard or [] for button in row if button["text"].startswith(number)
    )
    pressed = reader.presses(code, answer)
    card = await reader.wait_for_reply()
    assert (await reader.wait_for_answer(pressed)).text == ""
    assert PAGED in card.text
    assert "Woosuk Kwon" in card.text
    assert "https://arxiv.org/abs/2309.06180" in addresses(card)

    refused = await _ask(reader, "红烧肉怎么做才好吃？")
    assert "没有找到" in refused.text
    assert PAGED not in refused.text
    assert "b" in callback_data(refused)
    assert not room.refused
    for secret in (TOKEN, question, "红烧肉", "预留"):
        assert secret not in room.log


async def test_in_english(room: Room) -> None:
    reader = room.english
    assert "Hello" in (await _ask(reader, "/start")).text
    assert "Just send a question" in (await _ask(reader, "/help")).text
    answer = await _ask(reader, "How does PagedAttention reduce memory waste in the KV cache?")
    assert answer.text.startswith(f"1. {PAGED}")
    assert "From: " in answer.text
    assert "couldn't find that" in (await _ask(reader, "How do I repair a bicycle tyre?")).text
    assert not room.refused


async def test_a_list_is_complete(room: Room) -> None:
    answer = await _ask(room.english, "list papers from sosp")
    assert "Efficient Memory Management" in answer.text
    assert "newest first" in answer.text or "One paper" in answer.text


async def test_browsing_in_one_message(room: Room) -> None:
    reader = room.chinese
    topics = await _ask(reader, "/list")
    assert "扩散模型" in topics.text
    reader.presses(callback_data(topics)[0])
    topic = await reader.wait_for_reply()
    assert topic.id == topics.id
    assert "大语言模型" in topic.text
    reader.presses(callback_data(topic)[0])
    category = await reader.wait_for_reply()
    assert (category.id, category.revision) == (topics.id, 2)
    paper = category.text.split("1. ", 1)[1].split("\n")[0]
    reader.presses(callback_data(category)[0])
    card = await reader.wait_for_reply()
    assert card.id == topics.id
    assert card.text.startswith(paper)
    back = [code for code in callback_data(card) if code.startswith("b:")]
    reader.presses(back[0])
    again = await reader.wait_for_reply()
    assert (again.id, again.text) == (topics.id, category.text)
    assert not room.refused


async def test_a_paper_by_id_link_and_deep_link(room: Room) -> None:
    by_arxiv = await _ask(room.english, "/paper https://arxiv.org/abs/2309.06180")
    assert by_arxiv.text.startswith(PAGED)
    answer = await _ask(room.english, "How does PagedAttention reduce memory waste?")
    paper_id = callback_data(answer)[0].split(":")[1]
    assert (await _ask(room.english, f"/start p_{paper_id}")).text.startswith(PAGED)
    assert "couldn't find that paper" in (await _ask(room.english, "/start p_0000000000")).text
    assert not room.refused


async def test_hostile_text_is_answered_and_inert(room: Room) -> None:
    for text in (
        "<b>bold</b> & <script>alert(1)</script>",
        "</blockquote></a></b>",
        "{{ 7 * 7 }} {% include 'x' %} ${jndi:ldap://x}",
        "\u202e\u200d\ufeff😀😀😀",
        "x" * 4096,
        "中" * 4096,
        "'; DROP TABLE papers; --",
        "/paper <i>",
        "/start ../../etc/passwd",
        "/ask",
        ".",
    ):
        reply = await _ask(room.english, text)
        assert reply.text
        assert "49" not in reply.text or "7 * 7" not in text
    assert not room.refused


async def test_stale_and_foreign_buttons(room: Room) -> None:
    topics = await _ask(room.english, "/list")
    for code in ("zzz", "p:0000000000", "b:0000000000:0", "l:3", "o:x"):
        answered = await room.english.wait_for_answer(room.english.presses_stale(code, topics))
        assert "out of date" in answered.text, code
    assert not room.refused


async def test_a_button_of_a_deleted_message_answers_in_a_new_one(room: Room) -> None:
    topics = await _ask(room.english, "/list")
    room.english.chat.messages[topics.id].deleted = True
    room.english.presses_stale("b", topics)
    reply = await room.english.wait_for_reply()
    assert reply.id > topics.id
    assert reply.text == topics.text
