"""Follow-ups over our own notes, in Chinese and English, and new questions that are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from retrieval import Answer, Conversation, Library, Site, load_embedder, open_source

NOTES = Path(__file__).parents[2] / "notes"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    data, words = tmp_path_factory.mktemp("data"), [NOTES / "glossary.yaml"]
    opened = Library.open(
        data,
        [open_source(NOTES, Site())],
        load_embedder(),
        NOTES / "categories.yaml",
        glossary=words,
        today=lambda: date(2026, 11, 23),
    )
    with opened as library:
        library.refresh()
        yield library


def seen(answer: Answer) -> list[str]:
    return [hit.paper.title for hit in answer.hits if hit.shown]


def said(library: Library, *turns: str) -> Answer:
    """Return the answer to the last of what is said one after the other."""
    conversation = Conversation(library)
    return [conversation.ask(turn) for turn in turns][-1]


@pytest.mark.parametrize(
    ("first", "then", "title", "passage"),
    [
        ("MegaScale 是怎么扩展到万卡的？", "训练了多少 token", "MegaScale:", ""),
        ("MegaScale 是怎么扩展到万卡的？", "用了多少卡", "MegaScale:", ""),
        ("CacheGen 怎么压缩 KV cache", "快多少？", "CacheGen", "3.2–1/3.7"),
        ("UCX 是什么", "延迟多少", "UCX", "0.89"),
        ("PagedAttention 是怎么减少显存碎片的？", "默认块多大", "PagedAttention", "16"),
        ("DeepSeek 的网络是怎么组的", "成本呢", "Insights", "7200"),
        ("Tilus 支持哪些位宽", "在 H100 上跑过吗", "Tilus", "H100"),
        ("KDN 是什么", "cost 比 RAG 低多少", "Content Delivery", ""),
        ("How does SARATHI work?", "how much faster?", "SARATHI", ""),
        ("How does FLUX overlap communication with computation?", "and on H800?", "FLUX", "H800"),
        ("what is verl", "does it support async RL?", "HybridFlow", "异步 RL"),
        ("Orca continuous batching", "is the code available?", "Orca", "代码未公开"),
        ("What is CacheBlend?", "which models did they test?", "CacheBlend", ""),
        ("what is TileLang", "how does it compare to Triton?", "TileLang", "Triton"),
    ],
)
def test_a_follow_up_is_answered_from_the_paper_spoken_of(
    library: Library, first: str, then: str, title: str, passage: str
) -> None:
    answer = said(library, first, then)
    assert not answer.abstained
    assert title in seen(answer)[0]
    assert answer.query.assumed[0] == answer.hits[0].paper.id
    assert passage in "".join(one.text for one in answer.hits[0].shown_passages)


@pytest.mark.parametrize(
    ("first", "then", "title"),
    [
        ("FlashAttention 为什么快", "什么是 PagedAttention", "PagedAttention"),
        ("how does Orca schedule requests", "What is CacheGen?", "CacheGen"),
        ("UCX 的延迟", "怎么减少流水线气泡", "Zero Bubble"),
        ("What is muTransfer", "How does SARATHI work?", "SARATHI"),
        ("SageAttention 的速度", "RLHF 框架怎么编排多个模型", "HybridFlow"),
        ("Tilus 是做什么的", "MLA 的 KV cache 多大", "Insights"),
        ("papers about inference", "What does LL128 do?", "NCCL"),
        ("FLUX limitations", "how to tune hyperparameters on a small model", "Tensor Programs"),
    ],
)
def test_a_question_with_a_subject_of_its_own_is_new(library: Library, first: str, then: str, title: str) -> None:
    answer = said(library, first, then)
    assert not answer.abstained
    assert (answer.query.filters.papers, answer.query.assumed) == ((), ())
    assert title in seen(answer)[0]


@pytest.mark.parametrize(
    ("first", "then", "title", "passage"),
    [
        ("Orca 的局限", "那 SARATHI 的呢", "SARATHI", ""),
        ("FlashAttention 比标准注意力快多少", "那 FA3 呢", "FlashAttention-3", ""),
        ("What are the limitations of CacheGen?", "and CacheBlend?", "CacheBlend", ""),
        ("FLUX 对推理 prefill 的加速", "那训练呢", "FLUX", "训练"),
        ("LL 协议的带宽利用率", "那 Simple 呢", "NCCL", "Simple"),
    ],
)
def test_the_same_is_asked_of_something_else(library: Library, first: str, then: str, title: str, passage: str) -> None:
    answer = said(library, first, then)
    assert (answer.query.act, answer.abstained) == ("question", False)
    assert title in seen(answer)[0]
    assert passage in "".join(one.text for one in answer.hits[0].shown_passages)


def test_the_authors_of_something_else(library: Library) -> None:
    answer = said(library, "Who wrote FlashAttention?", "and Orca?")
    assert answer.query.act == "authors"
    assert "Orca" in answer.hits[0].paper.title


@pytest.mark.parametrize(("first", "then"), [("2024 年的论文", "那 2025 年的呢"), ("papers from 2024", "and 2025?")])
def test_a_list_is_asked_for_another_year(library: Library, first: str, then: str) -> None:
    answer = said(library, first, then)
    assert answer.query.intent == "list"
    assert {hit.paper.year for hit in answer.hits} == {2025}


@pytest.mark.parametrize(
    ("first", "former", "latter"),
    [
        ("SARATHI 和 Orca 有什么区别", "前者的局限", "后者的吞吐提升多少"),
        ("compare SARATHI and Orca", "what are the limitations of the former?", "the latter's throughput?"),
    ],
)
def test_the_former_and_the_latter_of_two_papers(library: Library, first: str, former: str, latter: str) -> None:
    conversation = Conversation(library)
    assert [title.split(":")[0] for title in seen(conversation.ask(first))] == ["SARATHI", "Orca"], "as they are named"
    for asked, name in ((latter, "Orca"), (former, "SARATHI"), (latter, "Orca")):
        assert [title.split(":")[0] for title in seen(conversation.ask(asked))] == [name]


@pytest.mark.parametrize(
    ("first", "asked", "again"),
    [
        ("compare CacheGen and CacheBlend", "what are the limitations of the latter?", "the former?"),
        ("CacheGen 和 CacheBlend 的区别", "后者有什么局限", "前者呢"),
    ],
)
def test_the_same_is_asked_of_the_other_one(library: Library, first: str, asked: str, again: str) -> None:
    answer = said(library, first, asked, again)
    assert answer.query.act == "question"
    assert "CacheGen" in seen(answer)[0]
    assert answer.hits[0].shown_passages


@pytest.mark.parametrize("text", ["后者呢", "前者的局限", "the latter?", "what are the limits of the former?"])
def test_one_of_two_is_asked_back_where_there_are_not_two(library: Library, text: str) -> None:
    assert said(library, text).query.act == "unclear"
    assert said(library, "2025 年的论文", text).query.act == "unclear"


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("TileLang 和 Tilus 的区别", "哪个更快"),
        ("TileLang 和 Tilus 的区别", "这两篇有什么不同"),
        ("compare TileLang and Tilus", "which one supports AMD?"),
        ("compare TileLang and Tilus", "what do both have in common?"),
    ],
)
def test_what_is_asked_after_a_comparison_is_asked_of_both(library: Library, first: str, then: str) -> None:
    answer = said(library, first, then)
    assert sorted(hit.paper.title.split(":")[0] for hit in answer.hits) == ["TileLang", "Tilus"]


@pytest.mark.parametrize(
    ("first", "more"),
    [
        *(("KV 缓存太占显存怎么办", text) for text in ("还有别的吗", "还有吗", "更多", "再来几篇", "下一页", "换一个")),
        *(("how to speed up attention", text) for text in ("more", "any others?", "next page", "show me more papers")),
    ],
)
def test_more_turns_the_page(library: Library, first: str, more: str) -> None:
    conversation = Conversation(library)
    before = seen(conversation.ask(first))
    for _ in range(2):
        following = conversation.ask(more)
        assert (following.query.text, following.abstained) == (first, False)
        assert seen(following)
        assert not set(seen(following)) & set(before)
        before += seen(following)


@pytest.mark.parametrize("more", ["还有吗", "more"])
def test_after_the_last_page_there_is_no_more(library: Library, more: str) -> None:
    conversation = Conversation(library)
    conversation.ask("KV 缓存太占显存怎么办")
    for _ in range(10):
        answer = conversation.ask(more)
    assert (answer.query.act, answer.hits) == ("more", ())
    assert said(library, more).query.act == "unclear", "nothing was asked"


@pytest.mark.parametrize(
    "text", ["它的局限是什么", "用了多少卡", "what are its limitations?", "how much faster?", "tell me more"]
)
def test_a_follow_up_of_nothing_is_asked_back(library: Library, text: str) -> None:
    answer = said(library, text)
    assert (answer.query.act, answer.abstained, answer.hits) == ("unclear", True, ())
    assert library.ask(text, standalone=True).query.act != "unclear"


@pytest.mark.parametrize("text", ["那 FlashAttention 呢", "what about FlashAttention?"])
def test_a_paper_that_is_named_needs_nothing_before(library: Library, text: str) -> None:
    assert said(library, text).hits[0].paper.title.startswith("FlashAttention:")


@pytest.mark.parametrize(
    ("first", "then", "title"),
    [
        ("CacheBlend 的局限", "用了什么数据集", "CacheBlend"),
        ("What is CacheBlend?", "which datasets?", "CacheBlend"),
    ],
)
def test_a_refusal_in_between_leaves_the_paper_spoken_of(library: Library, first: str, then: str, title: str) -> None:
    assert title in said(library, first, "红烧肉怎么做", then).hits[0].paper.title


@pytest.mark.parametrize(
    ("first", "then"), [("CacheBlend", "作者是谁"), ("2309.06180", "用了多少卡"), ("2309.06180", "cost?")]
)
def test_a_follow_up_of_a_card_is_about_its_paper(library: Library, first: str, then: str) -> None:
    conversation = Conversation(library)
    card = conversation.ask(first)
    assert conversation.ask(then).hits[0].paper == card.hits[0].paper
