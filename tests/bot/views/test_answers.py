"""Answers as a reader sees them: the passage first and open, and just those hits and passages that are marked."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.json_schema import answer_json
from bot.cli.render import answer_view, make_console
from bot.local_telegram.entities import slice_utf16
from bot.locales import Texts
from bot.views import Message, callback_data
from bot.views.answers import answer, ranks_from
from retrieval.types import Answer, Bilingual, Hit, Passage, Query
from tests.bot.views.samples import TREE, accepted, paper

ZH, EN = Texts("zh"), Texts("en")
PAGED = Passage("用分页管理 KV 缓存。", "方法 › 分块", "https://host.example/1.html#a", 0.9, ((1, 3),), shown=True)
OTHER = Passage("块表记录每一块在哪里。", "方法 › 分块", "https://host.example/1.html#a", 0.8, shown=True)
HIDDEN = Passage("这一段没有给人看。", "结论", "https://host.example/1.html#b", 0.7)


def _ask(*hits: Hit, abstained: bool = False, text: str = "q") -> Answer:
    return Answer(Query(text, "zh"), hits, abstained, 0.9, 1.0)


def _hit(number: int = 1, *passages: Passage, shown: bool = True) -> Hit:
    return Hit(paper(number), 1.0, passages, shown)


def _data(message: Message) -> list[str]:
    return [button.data for row in message.keyboard for button in row if button.data]


def _turns(message: Message) -> list[int]:
    return [turn.first for code in _data(message) if (turn := callback_data.AnswerPage.read(code))]


def test_an_answer_shows_the_title_the_open_passage_with_its_section_and_the_facts() -> None:
    message = answer(_ask(_hit(1, PAGED, OTHER, HIDDEN), _hit(2)), TREE, ZH)
    shown = accepted(message)
    assert shown.text == (
        "1. Paper 1 on <KV> & caches\n用分页管理 KV 缓存。\n块表记录每一块在哪里。\n来自：方法 › 分块\n"
        "2023-09 · SOSP 2023 · 推理\n\n"
        "2. Paper 2 on <KV> & caches\n分页管理 xᵢ 缓存。\n2023-09 · SOSP 2023"
    )
    marked = [(entity.kind, slice_utf16(shown.text, entity.offset, entity.length)) for entity in shown.entities]
    assert ("text_link", "Paper 1 on <KV> & caches") in marked
    assert ("bold", "分页") in marked
    assert ("blockquote", "用分页管理 KV 缓存。") in marked
    assert ("blockquote", "块表记录每一块在哪里。\n来自：方法 › 分块") in marked
    links = [entity.url for entity in shown.entities if entity.kind == "text_link"]
    assert links == ["https://host.example/1.html", "https://host.example/1.html#a", "https://host.example/2.html"]
    assert _data(message) == [f"p:{paper().id}", f"p:{paper(2).id}", "k:u", "k:d"]


@pytest.mark.parametrize(
    ("section", "chinese", "english"),
    [
        ("方法 › 分块", "来自：方法 › 分块", "From: Method › 分块"),
        ("结论与局限", "来自：结论与局限", "From: Conclusions and limitations"),
        ("背景与动机 · 方法", "来自：背景与动机 · 方法", "From: Background and motivation · Method"),
        ("A3 背景知识/关键观察", "来自：背景/关键观察", "From: Background/Key observations"),
        ("实验 › " + "很长的一层标题" * 5 + " › 结果", "来自：实验 › 结果", "From: Experiments › 结果"),
        ("", "来自：笔记", "From the note"),
    ],
)  # fmt: skip
def test_the_section_of_a_passage_is_told_in_the_reader_s_language(section: str, chinese: str, english: str) -> None:
    found = _ask(_hit(1, replace(PAGED, section=section)))
    for texts, told in ((ZH, chinese), (EN, english)):
        assert f"用分页管理 KV 缓存。\n{told}\n2023-09" in accepted(answer(found, TREE, texts)).text


@pytest.mark.parametrize(
    "question", ["总结一下这篇", "FlashAttention 讲了什么？", "summarise it", "What is vLLM about?", "a summary of MLA"]
)
def test_a_summary_that_is_asked_for_stands_above_the_passage(question: str) -> None:
    shown = accepted(answer(_ask(_hit(1, PAGED), _hit(2, PAGED), text=question), TREE, EN)).text
    assert shown.startswith("1. Paper 1 on <KV> & caches\nPages the xᵢ cache.\n用分页管理")
    assert shown.count("Pages the") == 1
    assert "Pages the" not in accepted(answer(_ask(_hit(1, PAGED), text="how are pages kept?"), TREE, EN)).text


def test_the_first_passage_is_read_without_a_scroll() -> None:
    long = replace(paper(), title="A Very Long Title of a Paper " * 9, authors=("A. Author",) * 20)
    message = answer(_ask(replace(_hit(1, PAGED), paper=long)), TREE, EN)
    assert 0 < accepted(message).text.index(PAGED.text) <= 250
    assert "expandable" not in message.text


def test_no_passage_that_is_shown_is_cut() -> None:
    texts = [letter * 299 + "。" for letter in "甲乙丙"]
    hit = _hit(1, *(replace(PAGED, text=text) for text in texts))
    shown = accepted(answer(_ask(hit), TREE, ZH)).text
    assert all(text in shown for text in texts)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.lists(st.booleans(), max_size=3)), min_size=1, max_size=5))
def test_message_and_terminal_show_just_what_the_json_form_marks(marks: list[tuple[bool, list[bool]]]) -> None:
    hits = tuple(
        Hit(
            replace(paper(number), title=f"Title {number}."),
            1.0,
            tuple(
                Passage(f"第 {number} 篇第 {place} 段。", "方法", "", 0.5, (), shown and one)
                for place, one in enumerate(passages)
            ),
            shown,
        )
        for number, (shown, passages) in enumerate(marks, start=1)
    )
    found = _ask(*hits)
    told = json.loads(json.dumps(answer_json(found)))
    console = make_console()
    with console.capture() as printed:
        console.print(answer_view(found, ZH))
    for text in (accepted(answer(found, TREE, ZH)).text, printed.get()):
        for number, hit in enumerate(told["hits"], start=1):
            assert (f"{number}. {hit['title']}" in text) is hit["shown"]
            for passage in hit["passages"]:
                assert (passage["text"] in text) is passage["shown"]


def test_the_json_form_has_the_places_that_are_bold() -> None:
    text = "设 $x_i$ 为显存，分页以后碎片没有了。"
    places = tuple((text.index(word), text.index(word) + len(word)) for word in ("显存", "碎片"))
    found = _ask(_hit(1, replace(PAGED, text=text, marks=places)))
    (passage,) = json.loads(json.dumps(answer_json(found)))["hits"][0]["passages"]
    assert [passage["text"][start:end] for start, end in passage["marks"]] == ["显存", "碎片"]
    shown = accepted(answer(found, TREE, ZH))
    bold = [slice_utf16(shown.text, one.offset, one.length) for one in shown.entities if one.kind == "bold"]
    assert {"显存", "碎片"} <= set(bold)


@pytest.mark.parametrize("few", [1, 2, 3])
def test_more_results_go_on_where_the_first_page_ended_and_skip_no_paper(few: int) -> None:
    papers = [paper(number) for number in range(1, 11)]
    seen: list[str] = []
    first: int | None = 0
    back = None
    while first is not None:
        # as the library marks them: the best few of the first page, all of a later one
        on = range(few) if first == 0 else ranks_from(first)
        message = answer(_ask(*(Hit(one, 1.0, (), rank in on) for rank, one in enumerate(papers))), TREE, EN)
        assert accepted(message).text.startswith(f"{first + 1}. ")
        seen += [found.paper for code in _data(message) if (found := callback_data.OpenPaper.read(code))]
        turns = _turns(message)
        back = next((turn for turn in turns if turn < first), None)
        assert (back is None) is (first == 0)
        first = next((turn for turn in turns if turn > first), None)
    assert seen == [one.id for one in papers]


def test_an_answer_is_in_the_reader_s_language() -> None:
    shown = accepted(answer(_ask(_hit()), TREE, EN)).text
    assert "Inference" in shown
    assert "Pages the xᵢ cache." in shown


def test_a_missing_summary_leaves_no_gap() -> None:
    shown = accepted(answer(_ask(Hit(paper(summary=Bilingual()), 1.0, (), shown=True)), TREE, EN))
    assert shown.text == "1. Paper 1 on <KV> & caches\n2023-09 · SOSP 2023 · Inference"


@pytest.mark.parametrize(
    ("texts", "said"), [(ZH, "笔记里没有讲到 KIVI、<b>。"), (EN, "The notes say nothing about KIVI or <b>.")]
)
def test_a_name_that_no_note_mentions_is_told_above_what_is_found(texts: Texts, said: str) -> None:
    found = replace(_ask(_hit()), unmentioned=("KIVI", "<b>"))
    shown = accepted(answer(found, TREE, texts)).text
    assert shown.startswith(f"{said}\n\n1. Paper 1")
    for refusal in (replace(found, abstained=True), replace(found, hits=())):
        for within in (0, 1):
            assert said in accepted(answer(refusal, TREE, texts, within=within)).text


def test_a_doubtful_answer_from_one_paper_shows_the_closest_passages_and_the_way_out() -> None:
    message = answer(_ask(_hit(1, PAGED, OTHER), abstained=True), TREE, ZH, within=1)
    shown = accepted(message).text
    assert shown.startswith("这篇笔记里没有直接的答案，最接近的是：\n\n1. Paper 1")
    assert PAGED.text in shown
    assert OTHER.text in shown
    assert _data(message) == [f"p:{paper().id}", "w:0"]
    for nothing in (_ask(abstained=True), _ask(_hit(1, HIDDEN, shown=False), abstained=True)):
        refused = answer(nothing, TREE, EN, within=3)
        assert "couldn't find that in these notes" in accepted(refused).text
        assert _data(refused) == ["w:0"]
