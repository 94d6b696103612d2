"""Cards, notes, lists and follow-ups in conversation, over HTTP with a strict server."""

import pytest

from bot.local_telegram import TestUser, addresses, buttons, callback_data
from bot.local_telegram.state import StoredMessage
from tests.bot.conversation.bot_harness import Room

PAGED = "PagedAttention"
PAGED_ARXIV = "2309.06180"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def room(brisk_room: Room) -> Room:
    return brisk_room.opened_anew()


async def _presses(reader: TestUser, button: str, message: StoredMessage) -> StoredMessage:
    pressed = reader.presses(button, message)
    reply = await reader.wait_for_reply()
    assert (await reader.wait_for_answer(pressed)).text == ""
    return reply


def _named(message: StoredMessage, ending: str) -> str:
    return next(text for row in buttons(message) for text in row if text.endswith(ending))


async def test_a_card_by_every_way(room: Room) -> None:
    reader = room.chinese
    card = await reader.asks(f"/paper {PAGED_ARXIV}")
    assert PAGED in card.text
    assert "主要贡献" in card.text
    assert card.text.count("\n• ") >= 3
    assert "大语言模型 › " in card.text
    assert "SOSP 2023" in card.text
    identifier = next(data for data in callback_data(card) if data.startswith("q:")).removeprefix("q:")
    for way in (
        f"/paper {identifier}",
        f"/start p_{identifier}",
        f"https://arxiv.org/abs/{PAGED_ARXIV}",
        f"https://arxiv.org/pdf/{PAGED_ARXIV}v2.pdf",
        f"arxiv:{PAGED_ARXIV}",
        next(link for link in addresses(card) if link.endswith(".html")),
        "/paper Efficient Memory Management for Large Language Model Serving with PagedAttention",
    ):
        assert (await reader.asks(way)).text == card.text, way
    assert "没有找到这篇论文" in (await reader.asks("https://arxiv.org/abs/1501.00001")).text
    assert "没有找到这篇论文" in (await reader.asks("/start p_0123456789")).text
    assert not room.refused


async def test_reading_a_note_in_one_message(room: Room) -> None:
    reader = room.chinese
    card = await reader.asks(f"/paper {PAGED_ARXIV}")
    page = await _presses(reader, "方法", card)
    assert page.id == card.id
    assert page.text.startswith("方法\n")
    seen = {page.text}
    while any(text.endswith("›") for row in buttons(page) for text in row):
        page = await _presses(reader, _named(page, "›"), page)
        assert page.text not in seen
        seen.add(page.text)
    assert page.text.startswith("结论与局限\n")
    assert any("$" not in text and "\\" not in text for text in seen)
    again = await _presses(reader, "‹ 回到论文", page)
    assert (again.id, again.text, again.keyboard) == (card.id, card.text, card.keyboard)
    assert not room.refused


async def test_related_papers_and_the_citation(room: Room) -> None:
    reader = room.english
    card = await reader.asks(f"/paper {PAGED_ARXIV}")
    related = await _presses(reader, "🔗 Related", card)
    assert related.id == card.id
    assert "Related to" in related.text
    other = await _presses(reader, "1", related)
    assert other.id == card.id
    assert "Main contributions" in other.text
    back = await _presses(reader, "‹ Back", other)
    assert back.text == related.text
    assert (await _presses(reader, "‹ Back to the paper", back)).text == card.text
    citation = await _presses(reader, "❝ Cite", card)
    assert citation.id != card.id
    assert citation.text.startswith("BibTeX\n@inproceedings{kwon2023efficient,")
    assert {entity.kind for entity in citation.content.entities} >= {"pre"}
    assert not room.refused


async def test_latest_venues_and_years(room: Room) -> None:
    reader = room.english
    latest = await reader.asks("/latest")
    assert "newest" in latest.text
    card = await _presses(reader, "2", latest)
    assert card.id == latest.id
    assert (await _presses(reader, "‹ Back", card)).text == latest.text
    further = await _presses(reader, "9–16", latest)
    assert "Page 2 of 3" in further.text

    venues = await reader.asks("/venues")
    shelf = await _presses(reader, "SOSP (1)", venues)
    assert PAGED in shelf.text
    assert (await _presses(reader, "‹ All venues", shelf)).text == venues.text
    assert PAGED in (await reader.asks("/venues sosp")).text
    reader.says("/venues nowhere")
    assert "no papers from that venue" in (await reader.wait_for_reply()).text
    assert (await reader.wait_for_reply()).text == venues.text

    years = await reader.asks("/year")
    assert PAGED in (await _presses(reader, "2023 (3)", years)).text
    for written in ("2023", "２０２３", "二〇二三", "二零二三年", "2023 年", "两千零二十三"):
        assert PAGED in (await reader.asks(f"/year {written}")).text, written
    assert not room.refused


@pytest.mark.parametrize(
    ("language", "asked", "word"),
    [
        ("en", "What's new this month?", "Nothing is dated then"),
        ("en", "inference papers from 1998", "Nothing is dated then"),
        ("zh", "今年的论文", "那段时间没有论文"),
        ("zh", "1998 年的推理优化论文", "那段时间没有论文"),
    ],
)
async def test_a_time_without_papers_shows_the_newest(room: Room, language: str, asked: str, word: str) -> None:
    reader = room.chinese if language == "zh" else room.english
    shown = await reader.asks(asked)
    assert word in shown.text
    assert "1. " in shown.text
    first = shown.text
    if more := [text for row in buttons(shown) for text in row if "–" in text]:
        assert word in (await reader.taps(more[0], shown)).text, "so do the other pages"
        shown = await reader.taps("1–8", shown)
        assert shown.text == first
    assert (await reader.taps("1", shown)).id == shown.id


async def test_a_list_in_words_opens_in_place(room: Room) -> None:
    reader = room.chinese
    found = await reader.asks("2025 年的论文")
    assert "从新到旧" in found.text
    card = await _presses(reader, "1", found)
    assert card.id == found.id
    assert "主要贡献" in card.text
    assert (await _presses(reader, "‹ 返回", card)).text == found.text


async def test_a_reply_to_a_card_asks_about_that_paper(room: Room) -> None:
    reader = room.chinese
    card = await reader.asks(f"/paper {PAGED_ARXIV}")
    answer = await reader.asks("显存浪费减少了多少？", reply_to=card)
    assert PAGED in answer.text
    assert sum(text[:2] in {"1.", "2.", "3."} for row in buttons(answer) for text in row) == 1
    section = await _presses(reader, "实验", card)
    assert PAGED in (await reader.asks("吞吐提高了多少？", reply_to=section)).text
    odd = await reader.asks("红烧肉怎么做？", reply_to=card)
    assert "没有直接的答案" in odd.text
    assert "没有找到答案" in (await _presses(reader, "🔎 在全部笔记里找", odd)).text
    assert not room.refused


async def test_a_reply_to_an_answer_stays_within_its_papers(room: Room) -> None:
    reader = room.chinese
    first = await reader.asks("KV 缓存怎么按页管理？")
    shown = {data for data in callback_data(first) if data.startswith("p:")}
    second = await reader.asks("流水线并行的气泡怎么消除？", reply_to=first)
    assert {data for data in callback_data(second) if data.startswith("p:")} <= shown
    follow_up = await reader.asks("它的实验结果呢？")
    assert {data for data in callback_data(follow_up) if data.startswith("p:")} <= shown


async def test_more_results_and_back(room: Room) -> None:
    reader = room.english
    first = await reader.asks("How can the KV cache take less memory?")
    more = await _presses(reader, "More results ›", first)
    assert more.id == first.id
    shown = [{data for data in callback_data(page) if data.startswith("p:")} for page in (first, more)]
    assert more.text.startswith(f"{len(shown[0]) + 1}. ")
    assert len(shown[1]) == 3
    assert not shown[0] & shown[1]
    assert (await _presses(reader, "‹ Better results", more)).text == first.text


async def test_buttons_that_mean_nothing_any_more(room: Room) -> None:
    reader = room.english
    card = await reader.asks(f"/paper {PAGED_ARXIV}")
    for data in ("c:0000000000", "s:0000000000:000000:0", "r:0000000000", "q:0000000000", "p:0000000000", "v:000000:0",
                 "y:1999:0", "l:0x", "zzz", "b:0000000000:0", "g:fr|b", "s:", "c:" + "|b" * 25):  # fmt: skip
        pressed = reader.presses_stale(data, card)
        assert "out of date" in (await reader.wait_for_answer(pressed)).text, data
    assert card.revision == 0
    assert not room.refused
