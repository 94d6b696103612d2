"""Follow-ups as readers type them: of the paper spoken of, of a card, and for more, in both languages."""

import pytest

from bot.local_telegram import TestUser, callback_data
from tests.bot.conversation.bot_harness import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = {"zh": "KV 缓存太占显存，有什么办法？", "en": "How can the KV cache take less memory?"}
ASSUMED = {"zh": "说的是刚才那篇论文", "en": "About the paper we were on"}
EVERYTHING = {"zh": "🔎 在全部笔记里找", "en": "🔎 Search all the notes"}
MORE = {"zh": ("还有别的吗", "下一页", "更多"), "en": ("more", "next page", "any others?")}
NO_MORE = {"zh": "找到的都在这里了", "en": "That's all I found"}
WHICH = {"zh": "你说的是哪一篇", "en": "Which paper do you mean?"}
SWITCH = {"zh": "🌐 中文", "en": "🌐 English"}

of_a_paper = pytest.mark.parametrize(
    ("language", "first", "then", "title", "passage"),
    [
        ("zh", "CacheGen 怎么压缩 KV cache", "快多少？", "CacheGen", "3.2"),
        ("en", "How does FLUX overlap communication with computation?", "and on H800?", "FLUX", "H800"),
    ],
)
"""A question, a follow-up that names no paper, and what its answer shows."""


@pytest.fixture
def room(brisk_room: Room) -> Room:
    return brisk_room.opened_anew()


def _reader(room: Room, language: str) -> TestUser:
    return room.chinese if language == "zh" else room.english


def _titles(text: str) -> dict[int, str]:
    """Return the titles in an answer or a list, by their numbers."""
    lines = [line.split(". ", 1) for line in text.split("\n")]
    return {int(parts[0]): parts[1] for parts in lines if len(parts) == 2 and parts[0].isdigit()}


@of_a_paper
async def test_a_follow_up_says_which_paper_it_is_taken_to_be_about(
    room: Room, language: str, first: str, then: str, title: str, passage: str
) -> None:
    reader = _reader(room, language)
    await reader.asks(first)
    answer = await reader.asks(then)
    assert ASSUMED[language] in answer.text
    assert passage in answer.text
    assert [found.split(":")[0] for found in _titles(answer.text).values()] == [title]
    reader.presses(EVERYTHING[language], answer)
    everything = await reader.wait_for_reply()
    assert everything.id == answer.id
    assert ASSUMED[language] not in everything.text
    assert not room.refused


@of_a_paper
async def test_a_follow_up_in_the_other_language_is_of_the_same_paper(
    room: Room, language: str, first: str, then: str, title: str, passage: str
) -> None:
    reader = _reader(room, language)
    await reader.asks(first)
    answer = await reader.asks(then)
    other_language = "en" if language == "zh" else "zh"
    reader.presses(SWITCH[other_language], answer)
    other = await reader.wait_for_reply()
    assert other.id == answer.id
    assert ASSUMED[other_language] in other.text
    assert passage in other.text
    assert [found.split(":")[0] for found in _titles(other.text).values()] == [title]
    assert not room.refused


@pytest.mark.parametrize(
    ("language", "first", "then", "doubt"),
    [
        ("zh", "FlashAttention-3 快多少？", "有开源吗", "不一定直接讲到"),
        ("en", "How fast is FlashAttention-3?", "did they open-source it?", "may not say this directly"),
    ],
)
async def test_what_the_paper_does_not_say_is_told_with_a_doubt(
    room: Room, language: str, first: str, then: str, doubt: str
) -> None:
    reader = _reader(room, language)
    await reader.asks(first)
    answer = await reader.asks(then)
    assert doubt in answer.text.split("\n")[0]
    assert _titles(answer.text)[1].startswith("FlashAttention-3")
    assert not room.refused


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_more_turns_the_page_as_the_button_does(room: Room, language: str) -> None:
    reader = _reader(room, language)
    pressed = await reader.asks(QUESTION[language])
    first = _titles(pressed.text)
    reader.presses(next(data for data in callback_data(pressed) if data.startswith("a:r")), pressed)
    by_button = (await reader.wait_for_reply()).text
    await reader.asks(QUESTION[language])
    page = await reader.asks(MORE[language][0])
    assert page.text == by_button
    for words in MORE[language][1:]:
        following = await reader.asks(words)
        assert not set(_titles(following.text)) & {*first, *_titles(page.text)}, words
        page = following
    # its buttons go on as those of any page
    before = next(data for data in callback_data(page) if data.startswith("a:r"))
    reader.presses(before, page)
    assert _titles((await reader.wait_for_reply()).text)
    assert not room.refused


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_more_of_a_list_and_of_nothing(room: Room, language: str) -> None:
    reader = _reader(room, language)
    for words in MORE[language]:
        assert WHICH[language] in (await reader.asks(words)).text, words
    for wish in ("/latest", "2025 年的论文" if language == "zh" else "papers from 2025"):
        shown = _titles((await reader.asks(wish)).text)
        following = _titles((await reader.asks(MORE[language][1])).text)
        assert min(following) == max(shown) + 1, wish
    assert NO_MORE[language] in (await reader.asks(MORE[language][0])).text
    assert not room.refused


@pytest.mark.parametrize(
    ("language", "then", "passage"),
    [("zh", "用了什么数据集", "2WikiMQA"), ("en", "what is the quality loss?", "")],
)
async def test_a_card_that_was_opened_is_what_is_spoken_of(room: Room, language: str, then: str, passage: str) -> None:
    reader = _reader(room, language)
    await reader.asks("UCX 是什么" if language == "zh" else "What is UCX?")
    assert (await reader.asks("/paper CacheBlend")).text.startswith("CacheBlend")
    answer = await reader.asks(then)
    assert next(iter(_titles(answer.text).values())).startswith("CacheBlend")
    assert passage in answer.text
    assert not room.refused


@pytest.mark.parametrize(
    ("language", "compared", "latter", "former"),
    [
        ("zh", "CacheGen 和 CacheBlend 有什么区别", "后者有什么局限", "前者呢"),
        ("en", "compare CacheGen and CacheBlend", "what are the limitations of the latter?", "and the former?"),
    ],
)
async def test_the_former_and_the_latter(room: Room, language: str, compared: str, latter: str, former: str) -> None:
    reader = _reader(room, language)
    assert list(_titles((await reader.asks(compared)).text)) == [1, 2]
    assert _titles((await reader.asks(latter)).text)[2].startswith("CacheBlend")
    assert _titles((await reader.asks(former)).text)[1].startswith("CacheGen")
    assert not room.refused


@pytest.mark.parametrize(
    ("language", "first", "then", "title"),
    [
        ("zh", "FlashAttention 为什么快？", "什么是 PagedAttention", "PagedAttention"),
        ("en", "why is FlashAttention fast?", "What is CacheGen?", "CacheGen"),
    ],
)
async def test_a_new_question_is_no_follow_up(room: Room, language: str, first: str, then: str, title: str) -> None:
    reader = _reader(room, language)
    await reader.asks(first)
    answer = await reader.asks(then)
    assert title in _titles(answer.text)[1]
    assert ASSUMED[language] not in answer.text
    assert not room.refused
