"""Intent: what is left of a question when the words that only ask are taken off."""

from __future__ import annotations

import pytest

from retrieval.query.intent import subject
from retrieval.text.terms import STRADDLING_WEIGHT, query_terms


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("有没有讲推荐系统的论文", "推荐系统"),
        ("有没有论文讨论过 all-to-all 的开销", "all-to-all 的开销"),
        ("哪篇讲了 PagedAttention", "PagedAttention"),
        ("想了解一下 MLA", "MLA"),
        ("想看看 MLA 相关的", "MLA"),
        ("关于 KV 缓存的论文有吗", "KV 缓存"),
        ("which papers talk about stragglers", "stragglers"),
        ("do you have any papers about RAG", "RAG"),
        ("I am looking for papers on all-to-all", "all-to-all"),
        ("any work on speculative decoding?", "speculative decoding"),
        ("tell me about ZeRO", "ZeRO"),
    ],
)
def test_a_request_is_unwrapped(text: str, left: str) -> None:
    assert subject(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "推荐系统 排序",
        "查询优化怎么做",
        "研究目标是什么",
        "分析性能瓶颈的工具",
        "on-policy RL",
        "the paper that introduced LoRA",
        "论文",
        "any",
    ],
)
def test_words_that_belong_to_the_subject_stay(text: str) -> None:
    assert subject(text) == text


def test_a_pair_of_characters_across_two_words_counts_less() -> None:
    weights = query_terms("采样太慢", lambda _text: ["采样", "太慢"])
    assert weights == {"采样": 1.0, "样太": STRADDLING_WEIGHT, "太慢": 1.0}
    assert query_terms("采样太慢")["样太"] == 1.0
