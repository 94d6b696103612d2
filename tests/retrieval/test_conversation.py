"""Conversations with our own notes, in Chinese and English: numbers, follow-ups, names, topics, no questions at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from retrieval import Answer, Conversation, Library, Site, load_embedder, open_source

ROOT = Path(__file__).parents[2]
FIRST = {"zh": "KV 缓存太占显存，有什么办法？", "en": "How can the KV cache take less memory?"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    source, data = open_source(ROOT / "notes", Site()), tmp_path_factory.mktemp("data")
    names = ROOT / "notes" / "categories.yaml"
    with Library.open(data, [source], load_embedder(), names, today=lambda: date(2026, 11, 23)) as library:
        library.refresh()
        yield library


def titles(answer: Answer) -> list[str]:
    return [hit.paper.title for hit in answer.hits]


def seen(answer: Answer) -> list[str]:
    return [hit.paper.title for hit in answer.hits if hit.shown]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "text",
    [
        *("2", "#2", "no. 2", "第二篇讲了什么？", "打开第2个", "第二个"),
        *("the second one", "the second paper", "tell me more about the second one"),
    ],
)
def test_a_number_opens_the_paper_shown_under_it(library: Library, text: str, language: str) -> None:
    conversation = Conversation(library)
    shown = seen(conversation.ask(FIRST[language]))
    opened = conversation.ask(text)
    assert (opened.query.act, opened.abstained, titles(opened)) == ("card", False, shown[1:2])
    assert titles(conversation.ask("1")) == shown[:1], "the others keep their numbers"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第2篇的方法是什么", 2),
        ("第一篇论文的实验结果", 1),
        ("what does paper 2 propose?", 2),
        ("what are the limitations of the first paper?", 1),
    ],
)
def test_a_question_about_a_number_is_asked_within_that_paper(library: Library, text: str, number: int) -> None:
    conversation = Conversation(library)
    shown = titles(conversation.ask(FIRST["zh"]))
    answer = conversation.ask(text)
    assert (answer.query.act, answer.abstained) == ("question", False)
    assert titles(answer) == [shown[number - 1]]
    assert answer.hits[0].passages


@pytest.mark.parametrize("text", ["compare the first two", "前两篇有什么区别", "1 和 2 有什么区别？"])
def test_two_papers_shown_are_compared(library: Library, text: str) -> None:
    conversation = Conversation(library)
    shown = titles(conversation.ask(FIRST["zh"]))
    answer = conversation.ask(text)
    assert titles(answer) == shown[:2]
    assert all(hit.passages for hit in answer.hits)


@pytest.mark.parametrize("wish", ["推理优化的论文", "papers on inference"])
def test_the_numbers_of_a_list_count(library: Library, wish: str) -> None:
    conversation = Conversation(library)
    listed = titles(conversation.ask(wish))
    assert titles(conversation.ask("5")) == listed[4:5]
    assert conversation.ask("60").query.act == "unclear"


@pytest.mark.parametrize(
    "text", ["2", "第二篇讲了什么？", "第一篇论文的实验结果", "the second one", "compare the first two", "bibtex"]
)
def test_a_number_without_anything_before_is_asked_back(library: Library, text: str) -> None:
    answer = Conversation(library).ask(text)
    assert (answer.query.act, answer.abstained, answer.hits) == ("unclear", True, ())
    conversation = Conversation(library)
    conversation.ask(FIRST["en"])
    assert conversation.ask("7").query.act == "unclear", "only three were shown"


@pytest.mark.parametrize("text", ["hello", "谢谢", "help", "你是谁", "switch to Chinese", "换成英文"])
def test_what_is_no_question_finds_nothing(library: Library, text: str) -> None:
    answer = library.ask(text)
    assert (answer.abstained, answer.hits, answer.query.asks) == (True, (), False)


@pytest.mark.parametrize(
    ("text", "act", "title"),
    [
        ("bibtex of PagedAttention", "citation", "PagedAttention"),
        ("把 PagedAttention 的 bibtex 给我", "citation", "PagedAttention"),
        ("cite FlashAttention 3", "citation", "FlashAttention-3:"),
        ("who wrote FlashAttention?", "authors", "FlashAttention:"),
        ("FA3 的作者是谁", "authors", "FlashAttention-3:"),
        ("who wrote the vLLM paper?", "authors", "PagedAttention"),
        ("2309.06180 的作者是谁", "authors", "PagedAttention"),
    ],
)
def test_authors_and_citations_are_asked_of_a_paper(library: Library, text: str, act: str, title: str) -> None:
    answer = library.ask(text)
    assert (answer.query.act, answer.abstained) == (act, False)
    assert title in answer.hits[0].paper.title


@pytest.mark.parametrize("text", ["bibtex of GPT-4", "GPT-4 的作者是谁", "who wrote War and Peace?"])
def test_a_paper_that_is_not_there_has_no_authors(library: Library, text: str) -> None:
    assert library.ask(text).abstained


@pytest.mark.parametrize(
    "text",
    [
        *("what are the limitations?", "limitations?", "有什么缺点", "in one sentence?", "什么结果", "why?"),
        *("这个方法的代价是什么", "它的局限是什么", "一句话总结一下"),
    ],
)
@pytest.mark.parametrize("question", ["FlashAttention 为什么快？", "How does SARATHI work?"])
def test_a_follow_up_is_asked_of_the_paper_that_was_named(library: Library, question: str, text: str) -> None:
    conversation = Conversation(library)
    first = titles(conversation.ask(question))[:1]
    answer = conversation.ask(text)
    assert titles(answer) == first
    assert not answer.abstained


@pytest.mark.parametrize("text", ["它们有什么区别", "compare them"])
def test_a_follow_up_about_several_papers_is_asked_of_all_that_were_shown(library: Library, text: str) -> None:
    conversation = Conversation(library)
    shown = seen(conversation.ask("FlashAttention 为什么快？"))
    assert sorted(titles(conversation.ask(text))) == sorted(shown)


@pytest.mark.parametrize(
    "text",
    ["who are the authors of the ZeRO paper?", "作者是清华的论文", "有哪些论文", "谢谢", "How does Orca schedule?"],
)
def test_a_new_question_is_no_follow_up(library: Library, text: str) -> None:
    conversation = Conversation(library)
    conversation.ask("papers on inference from 2025")
    assert conversation.ask(text).query.filters.papers == ()


@pytest.mark.parametrize(
    "text", ["KV cache 量化", "KV缓存量化", "KV cache quantization", "papers on KV cache quantization"]
)
def test_two_topics_mean_papers_about_both(library: Library, text: str) -> None:
    answer = library.ask(text)
    assert (answer.query.intent, answer.abstained) == ("ask", False)
    assert "CacheGen" in answer.hits[0].paper.title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("有没有 RAG 相关的论文", "CacheBlend"),
        ("latest papers on attention", "Attention"),
        ("papers about quantization since 2024", "SageAttention"),
        ("any papers about RAG?", "CacheBlend"),
        ("有没有讲通信重叠的论文", "FLUX"),
    ],
)
def test_a_topic_that_is_no_category_is_answered_by_meaning(library: Library, text: str, title: str) -> None:
    answer = library.ask(text)
    assert not answer.abstained
    assert title in answer.hits[0].paper.title
    since = answer.query.filters.since
    assert all(hit.paper.date >= since for hit in answer.hits)


@pytest.mark.parametrize("text", ["有没有做菜的论文", "latest papers on cooking"])
def test_a_topic_that_is_not_there_is_refused(library: Library, text: str) -> None:
    assert library.ask(text).abstained


@pytest.mark.parametrize(
    ("text", "title"),
    [
        *((spelled, "FlashAttention-3:") for spelled in ("FlashAttention 3", "flash attention v3", "FA3 有什么改进")),
        ("summary of FlashAttention 3", "FlashAttention-3:"),
        ("FlashAttention 为什么快？", "FlashAttention:"),
        ("why is FlashAttention fast?", "FlashAttention:"),
    ],
)
def test_the_paper_that_is_named_comes_first(library: Library, text: str, title: str) -> None:
    answer = library.ask(text)
    assert answer.hits[0].paper.title.startswith(title)
    assert (answer.abstained, answer.unmentioned) == (False, ())


@pytest.mark.parametrize(
    "text",
    [
        *("10.1145/3600006.3613199", "doi:10.1145/3600006.3613199", "1707.06347", "arXiv:1707.06347v2"),
        *("https://doi.org/10.1145/3600006.3613199", "1", "x", "q", '" OR 1=1', "？", "42"),
    ],
)
def test_an_identifier_or_a_sign_that_is_not_there_is_not_in_the_notes(library: Library, text: str) -> None:
    answer = library.ask(text)
    assert (answer.abstained, answer.hits) == (True, ())


@pytest.mark.parametrize("text", ["arXiv:2309.06180v2", "2309.06180", "arxiv.org/abs/2309.06180"])
def test_an_identifier_that_is_there_is_its_paper(library: Library, text: str) -> None:
    answer = library.ask(text)
    assert (answer.query.act, answer.abstained) == ("card", False)
    assert "PagedAttention" in answer.hits[0].paper.title


def test_a_list_can_be_searched_instead(library: Library) -> None:
    listed, searched = library.ask("推理优化的论文"), library.ask("推理优化的论文", lists=False)
    assert (listed.query.intent, searched.query.intent) == ("list", "ask")
    assert any(hit.passages for hit in searched.hits)
