"""The views: what a reader sees, in both languages, and that no text whatever breaks a message."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.locales import LANGUAGES, Texts
from bot.views import Message, callback_data
from bot.views.answers import answer
from bot.views.browse import find_place, node, topics
from bot.views.lists import choice, found_list, newest
from bot.views.welcome import greeting, guide, notice
from retrieval.types import Answer, Category, Hit, Paper, Query
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
