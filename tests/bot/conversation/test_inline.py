"""Inline mode: results while one types, paged, in the reader's language."""

import time

import pytest

from bot.local_telegram import TestUser
from bot.local_telegram.state import InlineQuery
from tests.bot.conversation.bot_harness import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def room(brisk_room: Room) -> Room:
    return brisk_room.opened_anew()


async def _types(reader: TestUser, query: str, offset: str = "") -> InlineQuery:
    server = reader.server
    typed = server.type_inline(reader.bot, reader.account, query, offset)
    assert await server.until(lambda: typed.results is not None, 20)
    return typed


@pytest.mark.parametrize("query", ["10.1145/3600006.3613199", "1707.06347", "x", '" OR 1=1', "谢谢", "2"])
async def test_what_is_not_there_brings_nothing(room: Room, query: str) -> None:
    assert (await _types(room.english, query)).results == []


async def test_results_while_typing(room: Room) -> None:
    for query in ("pagedatt", "PagedAttention", "how does paging reduce KV cache waste"):
        typed = await _types(room.english, query)
        first = (typed.results or [])[0]
        assert "PagedAttention" in first["title"], query
        assert first["description"].startswith("Inference optimisation · SOSP 2023\n")
    body = first["input_message_content"]
    assert body["parse_mode"] == "HTML"
    assert "The vLLM paper" in body["message_text"]
    urls = [button["url"] for row in first["reply_markup"]["inline_keyboard"] for button in row]
    assert f"https://t.me/papercache_bot?start=p_{first['id']}" in urls
    assert "https://arxiv.org/abs/2309.06180" in urls
    assert typed.options["is_personal"], "the words are in the reader's language"
    assert not room.refused


async def test_in_the_reader_s_language(room: Room) -> None:
    typed = await _types(room.chinese, "PagedAttention")
    assert (typed.results or [])[0]["description"].startswith("推理优化 · SOSP 2023\n")


async def test_an_empty_query_shows_the_newest_page_by_page(room: Room) -> None:
    room.english.says("/latest")
    latest = (await room.english.wait_for_reply()).text
    offset, seen = "", []
    while True:
        typed = await _types(room.english, "", offset)
        seen += typed.results or []
        offset = typed.options["next_offset"]
        if not offset:
            break
    assert len(seen) == len({result["id"] for result in seen}) == 23
    assert seen[0]["title"] in latest


async def test_nothing_found_offers_to_ask_in_private(room: Room) -> None:
    typed = await _types(room.chinese, "红烧肉怎么做才好吃")
    assert typed.results == []
    button = typed.options["button"]
    assert "私聊" in button["text"]
    room.chinese.says(f"/start {button['start_parameter']}")
    assert "想问什么" in (await room.chinese.wait_for_reply()).text


async def test_odd_queries_are_answered(room: Room) -> None:
    for query in ("a", "🙂" * 100, "<b>&", "'; drop", "  ", "x" * 256, "2025", "osdi"):
        await _types(room.english, query)
    await _types(room.english, "flash", offset="not a number")
    await _types(room.english, "flash", offset="9999")
    assert not room.refused


async def test_answers_come_within_a_second(room: Room) -> None:
    await _types(room.english, "warm up")
    started = time.monotonic()
    for query in ("flash", "flash attention", "kv cache", "quantisation of attention"):
        await _types(room.english, query)
    assert time.monotonic() - started < 4
