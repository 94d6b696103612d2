"""What readers say beside questions: numbers, thanks, wishes for a citation, authors or another language; in both."""

import pytest

from bot.local_telegram import TestUser, callback_data
from bot.local_telegram.state import Member
from tests.bot.conversation.bot_harness import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = {"zh": "怎么减少 KV 缓存占的显存？", "en": "How can the KV cache take less memory?"}
WHICH = {"zh": "你说的是哪一篇", "en": "Which paper do you mean?"}
OPENING = {
    "zh": ("2", "#2", "no. 2", "第二篇讲了什么？", "打开第2个", "第二个"),
    "en": ("2", "2.", "open 2", "the second one", "the second paper", "tell me more about the second one"),
}
ASKING = {
    "zh": (("第2篇的方法是什么", "方法"), ("第二篇有什么局限？", "局限")),
    "en": (("what are the limitations of the second one?", "局限"), ("what does paper 2 propose?", "From:")),
}
COMPARING = {"zh": "前两篇有什么区别", "en": "compare the first two"}
FRIENDLY = {
    "zh": {"你好": "PaperCache", "谢谢": "不客气", "你是谁": "PaperCache", "帮助": "怎么用", "再见": "再见"},
    "en": {
        "hello": "PaperCache",
        "thanks!": "welcome",
        "who are you": "PaperCache",
        "help": "How it works",
        "bye": "See you",
    },
}
DATA = {
    "zh": {"把 PagedAttention 的 bibtex 给我": "@inproceedings{kwon2023efficient", "FA3 的作者是谁": "Jay Shah"},
    "en": {"bibtex of PagedAttention": "@inproceedings{kwon2023efficient", "who wrote FlashAttention?": "Tri Dao"},
}


@pytest.fixture
def room(brisk_room: Room) -> Room:
    return brisk_room.opened_anew()


def _reader(room: Room, language: str) -> TestUser:
    return room.chinese if language == "zh" else room.english


def _titles(text: str) -> dict[int, str]:
    """Return the titles in an answer or a list, by their numbers."""
    lines = [line.split(". ", 1) for line in text.split("\n")]
    return {int(parts[0]): parts[1] for parts in lines if len(parts) == 2 and parts[0].isdigit()}


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_number_opens_what_was_shown_under_it(room: Room, language: str) -> None:
    reader = _reader(room, language)
    shown = _titles((await reader.asks(QUESTION[language])).text)
    for words in OPENING[language]:
        card = await reader.asks(words)
        assert card.text.startswith(shown[2]), words
    assert (await reader.asks("3")).text.startswith(shown[3]), "a card leaves the numbers as they are"
    assert not room.refused


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_question_is_asked_within_the_paper_of_a_number(room: Room, language: str) -> None:
    reader = _reader(room, language)
    shown = _titles((await reader.asks(QUESTION[language])).text)
    for words, said in ASKING[language]:
        answer = await reader.asks(words)
        assert list(_titles(answer.text).values()) == [shown[2]]
        assert said in answer.text
        assert list(_titles(answer.text)) == [2], "it keeps its number"
    compared = await reader.asks(COMPARING[language])
    assert _titles(compared.text) == {1: shown[1], 2: shown[2]}
    reader.presses("🌐 English" if language == "zh" else "🌐 中文", compared)
    assert _titles((await reader.wait_for_reply()).text) == {1: shown[1], 2: shown[2]}, "asked once more"
    assert not room.refused


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_number_that_was_not_shown_is_asked_back(room: Room, language: str) -> None:
    reader = _reader(room, language)
    for words in (*OPENING[language], COMPARING[language], "bibtex"):
        assert WHICH[language] in (await reader.asks(words)).text, words
    await reader.asks(QUESTION[language])
    assert WHICH[language] in (await reader.asks("7")).text
    assert not room.refused


async def test_the_numbers_are_those_of_the_pages_and_lists_that_were_shown(room: Room) -> None:
    reader = room.english
    answer = await reader.asks("How can the KV cache take less memory?")
    first = _titles(answer.text)
    reader.presses(next(data for data in callback_data(answer) if data.startswith("a:r")), answer)
    second = _titles((await reader.wait_for_reply()).text)
    assert list(second) == [len(first) + place for place in (1, 2, 3)]
    last = max(second)
    # of a paper below the first a long title is shortened
    assert (await reader.asks(str(last))).text.startswith(second[last].rstrip("…"))
    assert (await reader.asks("1")).text.startswith(first[1])
    for words in ("/latest", "papers on inference"):
        listed = _titles((await reader.asks(words)).text)
        assert (await reader.asks("the fourth one")).text.startswith(listed[4])
    assert not room.refused


async def test_a_reply_means_the_numbers_of_that_message(room: Room) -> None:
    reader = room.chinese
    answer = await reader.asks(QUESTION["zh"])
    await reader.asks("/latest")
    reader.says("2", reply_to=answer)
    assert (await reader.wait_for_reply()).text.startswith(_titles(answer.text)[2])
    reader.says("第二篇的方法是什么", reply_to=answer)
    assert list(_titles((await reader.wait_for_reply()).text).values()) == [_titles(answer.text)[2]]
    # which of several papers is meant is a list, too
    choice = await reader.asks("/paper attention")
    assert (await reader.asks("第2篇")).text.startswith(_titles(choice.text)[2])
    assert not room.refused


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_friendly_word(room: Room, language: str) -> None:
    reader = _reader(room, language)
    for words, friendly in FRIENDLY[language].items():
        assert friendly in (await reader.asks(words)).text, words
    assert not room.refused


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_citation_and_the_authors_of_a_paper(room: Room, language: str) -> None:
    reader = _reader(room, language)
    for words, said in DATA[language].items():
        assert said in (await reader.asks(words)).text, words
    await reader.asks("FlashAttention 为什么快？" if language == "zh" else "why is FlashAttention fast?")
    assert "Tri Dao" in (await reader.asks("它的作者是谁" if language == "zh" else "who wrote it?")).text
    assert "dao2022" in (await reader.asks("bibtex")).text
    assert "@" not in (await reader.asks("bibtex of GPT-4")).text
    assert not room.refused


async def test_the_language_is_switched_at_once(room: Room) -> None:
    reader = room.english
    for words, spoken in (
        ("switch to Chinese", "我现在用中文回答你"),
        ("换成英文", "I speak English with you now"),
        ("/lang zh", "我现在用中文回答你"),
        ("speak English", "I speak English with you now"),
        ("/lang 中文", "我现在用中文回答你"),
        ("/language english", "I speak English with you now"),
        ("说中文", "我现在用中文回答你"),
        ("/lang", "我现在用中文回答你"),
        ("/lang klingon", "我现在用中文回答你"),
    ):
        assert spoken in (await reader.asks(words)).text, words
    assert "怎么用" in (await reader.asks("help")).text
    assert not room.refused


async def test_only_administrators_switch_a_group_s_language(room: Room) -> None:
    owner = room.in_group(room.english)
    owner.chat.members[room.chinese.account.id] = Member(room.chinese.account)
    member = TestUser(room.telegram.server, room.bot, room.chinese.account, owner.chat)
    assert "管理员" in (await member.asks("@papercache_bot 换成英文")).text
    assert "我现在用中文回答你" in (await room.beside(owner).asks("@papercache_bot speak Chinese")).text
    assert not room.refused


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_commands_in_plain_words(room: Room, language: str) -> None:
    reader = _reader(room, language)
    words = (
        ("我订阅了什么？", "你知道我什么")
        if language == "zh"
        else (
            "what am I subscribed to?",
            "show me what you know about me",
        )
    )
    commands = ("/subscriptions", "/mydata")
    for said, command in zip(words, commands, strict=True):
        assert (await reader.asks(said)).text == (await reader.asks(command)).text
    assert not room.refused


@pytest.mark.parametrize(
    ("language", "wish", "head", "button"),
    [
        ("zh", "推理的论文", "“推理优化”分类下", "🔎 按关键词搜索"),
        ("en", "papers on inference", "in the category “Inference optimisation”", "🔎 Search for the words instead"),
    ],
)
async def test_a_list_says_what_it_lists_and_offers_the_search(
    room: Room, language: str, wish: str, head: str, button: str
) -> None:
    reader = _reader(room, language)
    listed = await reader.asks(wish)
    assert head in listed.text.split("\n")[0]
    reader.presses(button, listed)
    searched = await reader.wait_for_reply()
    assert searched.id == listed.id
    assert head not in searched.text
    first = list(_titles(searched.text))
    assert first == [*range(1, len(first) + 1)]
    reader.presses(next(data for data in callback_data(searched) if data.startswith("x:r")), searched)
    assert list(_titles((await reader.wait_for_reply()).text)) == [len(first) + place for place in (1, 2, 3)]
    assert not room.refused


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_an_identifier_or_a_sign_that_is_not_there(room: Room, language: str) -> None:
    reader = _reader(room, language)
    none = {"zh": "没有找到", "en": "couldn't find"}[language]
    for words in ("10.1145/3600006.3613199", "doi:10.1145/3600006.3613199", "1707.06347", "x", '" OR 1=1'):
        assert none in (await reader.asks(words)).text, words
    assert not room.refused


async def test_the_paper_that_is_named_is_opened(room: Room) -> None:
    for words in ("/paper flashattention-3", "/paper FA3", "/paper flash attention v3"):
        assert (await room.english.asks(words)).text.startswith("FlashAttention-3:")
    assert not room.refused
