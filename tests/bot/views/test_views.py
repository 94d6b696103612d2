"""The views: what a reader sees, in both languages, and that no text whatever breaks a message."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.local_telegram.entities import slice_utf16
from bot.locales import LANGUAGES, Texts
from bot.views import Message, callback_data
from bot.views.answers import answer
from bot.views.browse import find_place, node, topics
from bot.views.lists import choice, found_list, newest
from bot.views.welcome import greeting, guide, notice
from retrieval.types import Answer, Bilingual, Category, Hit, Paper, Passage, Query
from tests.bot.views import samples
from tests.bot.views.samples import TREE, accepted, paper

ZH, EN = Texts("zh"), Texts("en")
TEX = re.compile(r"\\(?:d|t)?frac|\\sum|\\text")
thorough = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def _data(message: Message) -> list[str]:
    return [button.data for row in message.keyboard for button in row if button.data]


def _ask(
    *hits: Hit, abstained: bool = False, suggestions: tuple[Category, ...] = (), closest: tuple[Paper, ...] = ()
) -> Answer:
    return Answer(Query("q", "zh"), hits, abstained, 0.9, 1.0, suggestions, closest)


def _list(*papers: Paper) -> Answer:
    return Answer(Query("q", "en", "list"), tuple(Hit(found, 1.0) for found in papers), False, 1.0, 1.0)


@thorough
@given(samples.answers(), st.sampled_from(LANGUAGES), st.integers(-1, 5))
def test_any_answer_is_accepted(found: Answer, language: str, page: int) -> None:
    shown = accepted(answer(found, TREE, ZH if language == "zh" else EN, page))
    assert not TEX.search(shown.text), shown.text
    assert "<script>" not in "".join(entity.url for entity in shown.entities)


@thorough
@given(st.lists(samples.papers(), max_size=20), st.integers(0, 4), st.sampled_from([ZH, EN]))
def test_any_list_is_accepted(found: list[Paper], page: int, texts: Texts) -> None:
    papers = tuple(found)
    for message in (
        found_list(papers, page, TREE, texts),
        newest(papers, page, TREE, texts),
        choice(papers, TREE, texts),
    ):
        accepted(message)


@thorough
@given(st.lists(samples.categories(), max_size=6), st.lists(samples.papers(), max_size=10), st.data())
def test_any_tree_is_accepted(tree: list[Category], papers: list[Paper], data: st.DataObject) -> None:
    texts = data.draw(st.sampled_from([ZH, EN]))
    message = topics(tuple(tree), 3, texts)
    accepted(message)
    for code in _data(message):
        browse = callback_data.Browse.read(code)
        if browse and browse.node:
            place = find_place(tuple(tree), browse.node)
            assert place is not None
            accepted(node(place, tuple(papers), data.draw(st.integers(0, 3)), texts))


def test_an_answer_shows_title_facts_summary_and_passage() -> None:
    passage = Passage("用分页管理 KV 缓存。", "方法 › 分块", "https://host.example/1.html#a", 0.9, ((1, 3),))
    message = answer(_ask(Hit(paper(), 1.0, (passage, passage)), Hit(paper(2), 0.5)), TREE, ZH)
    shown = accepted(message)
    assert shown.text == (
        "1. Paper 1 on <KV> & caches\n2023-09 · 推理 · SOSP 2023\n分页管理 xᵢ 缓存。\n"
        "用分页管理 KV 缓存。\n出处：方法 › 分块\n\n"
        "2. Paper 2 on <KV> & caches\n2023-09 · 推理 · SOSP 2023\n分页管理 xᵢ 缓存。"
    )
    marked = {(entity.kind, slice_utf16(shown.text, entity.offset, entity.length)) for entity in shown.entities}
    assert ("text_link", "Paper 1 on <KV> & caches") in marked
    assert ("bold", "分页") in marked
    assert ("expandable_blockquote", "用分页管理 KV 缓存。\n出处：方法 › 分块") in marked
    links = [entity.url for entity in shown.entities if entity.kind == "text_link"]
    assert links == ["https://host.example/1.html", "https://host.example/1.html#a", "https://host.example/2.html"]
    assert _data(message) == [f"p:{paper().id}", f"p:{paper(2).id}", "k:u", "k:d"]


def test_an_answer_is_in_the_reader_s_language() -> None:
    shown = accepted(answer(_ask(Hit(paper(), 1.0)), TREE, EN))
    assert "Inference" in shown.text
    assert "Pages the xᵢ cache." in shown.text


def test_an_answer_names_three_papers_at_most() -> None:
    message = answer(_ask(*(Hit(paper(number), 1.0) for number in range(10))), TREE, EN)
    assert len([code for code in _data(message) if callback_data.OpenPaper.read(code)]) == 3
    assert _data(message)[-3:] == ["k:u", "k:d", "a:1"] or _data(message)[-3] == "a:1"


@pytest.mark.parametrize("texts", [ZH, EN])
def test_an_abstention_is_short_and_offers_ways_on(texts: Texts) -> None:
    suggestions = TREE[0].children
    message = answer(_ask(Hit(paper(), 1.0), abstained=True, suggestions=suggestions), TREE, texts)
    shown = accepted(message)
    assert "Paper 1" not in shown.text
    assert len(shown.text) < 120
    inference, train = (str(callback_data.Browse(callback_data.node_id(TREE[0].children[i]), 0)) for i in (0, 1))
    assert _data(message) == [inference, train, "b", "n"]


@pytest.mark.parametrize(("texts", "said"), [(ZH, "最接近的是下面这些笔记"), (EN, "These notes come closest")])
def test_an_abstention_names_the_papers_that_come_closest(texts: Texts, said: str) -> None:
    near = (paper(1), paper(2))
    message = answer(_ask(*(Hit(one, 1.0) for one in near), abstained=True, closest=near), TREE, texts)
    assert said in accepted(message).text
    assert _data(message) == [*(str(callback_data.OpenPaper(one.id)) for one in near), "b", "n"]


@pytest.mark.parametrize(
    ("texts", "said"), [(ZH, "笔记里没有讲到 KIVI、<b>。"), (EN, "The notes say nothing about KIVI or <b>.")]
)
def test_a_name_that_no_note_mentions_is_told_above_what_is_found(texts: Texts, said: str) -> None:
    found = replace(_ask(Hit(paper(), 1.0)), unmentioned=("KIVI", "<b>"))
    shown = accepted(answer(found, TREE, texts)).text
    assert shown.startswith(f"{said}\n\n1. Paper 1")
    for refusal in (replace(found, abstained=True), replace(found, hits=())):
        for within in (0, 1):
            assert said in accepted(answer(refusal, TREE, texts, within=within)).text


def test_a_doubtful_answer_from_one_paper_shows_the_closest_passages_and_the_way_out() -> None:
    passage = Passage("用分页管理 KV 缓存。", "方法", "https://host.example/1.html#a", 0.9)
    found = _ask(Hit(paper(), 1.0, (passage, passage)), abstained=True)
    message = answer(found, TREE, ZH, within=1)
    shown = accepted(message).text
    assert shown.startswith("这篇笔记里没有直接的答案，最接近的是：\n\n1. Paper 1")
    assert shown.count("用分页管理") == 2
    assert _data(message) == [f"p:{paper().id}", "w:0"]
    nothing = answer(_ask(abstained=True), TREE, EN, within=3)
    assert "couldn't find that in these notes" in accepted(nothing).text
    assert _data(nothing) == ["w:0"]


def test_a_list_is_complete_over_its_pages() -> None:
    papers = tuple(paper(number) for number in range(1, 20))
    seen: list[str] = []
    page: int | None = 0
    while page is not None:
        message = answer(_list(*papers), TREE, EN, page)
        accepted(message)
        assert "19 papers" in message.text
        seen += [found.paper for code in _data(message) if (found := callback_data.ShowCard.read(code))]
        turns = [
            turn.page for code in _data(message) if (turn := callback_data.ListPage.read(code)) and turn.page > page
        ]
        page = min(turns, default=None)
    assert seen == [found.id for found in papers]


def test_an_empty_list_says_so() -> None:
    assert "没有符合条件的论文" in answer(_list(), TREE, ZH).text


def test_browsing_down_and_back() -> None:
    top = topics(TREE, 20, ZH)
    assert "扩散模型（0）" in accepted(top).text
    llm = callback_data.Browse.read(_data(top)[0])
    assert llm is not None
    place = find_place(TREE, llm.node)
    assert place is not None
    topic = node(place, (), 0, ZH)
    assert [button.text for row in topic.keyboard for button in row] == [
        "推理（19）",
        "训练（1）",
        "🔔 订阅",
        "‹ 全部主题",
    ]
    inference = callback_data.Browse.read(_data(topic)[0])
    assert inference is not None
    inner = find_place(TREE, inference.node)
    assert inner is not None
    papers = tuple(paper(number) for number in range(1, 20))
    page = node(inner, papers, 1, ZH)
    assert "大语言模型 › 推理" in accepted(page).text
    assert "第 2 / 3 页" in page.text
    assert callback_data.ShowCard.read(_data(page)[0]) == callback_data.ShowCard(paper(9).id, f"b:{inference.node}:1")
    assert _data(page)[-4:] == [
        f"b:{inference.node}:0",
        f"b:{inference.node}:2",
        f"kf:n:c:{inference.node}",
        f"b:{llm.node}:0",
    ]


def test_an_empty_topic_shows_what_belongs_there() -> None:
    place = find_place(TREE, callback_data.node_id(TREE[1]))
    assert place is not None
    shown = accepted(node(place, (), 0, ZH)).text
    assert "这里还没有论文" in shown
    assert "图像" in shown


def test_a_page_that_is_no_more_shows_the_last_one() -> None:
    papers = tuple(paper(number) for number in range(1, 10))
    assert "Page 2 of 2" in found_list(papers, 99, TREE, EN).text


@pytest.mark.parametrize("texts", [ZH, EN])
def test_greeting_help_and_notices(texts: Texts) -> None:
    assert "140" in accepted(greeting(140, texts)).text
    assert "@my_bot" in accepted(guide("my_bot", texts)).text
    assert "ab12" in accepted(notice("error-apology", texts, id="ab12")).text


def test_a_missing_summary_leaves_no_gap() -> None:
    shown = accepted(answer(_ask(Hit(paper(summary=Bilingual()), 1.0)), TREE, EN))
    assert shown.text == "1. Paper 1 on <KV> & caches\n2023-09 · Inference · SOSP 2023"
