from __future__ import annotations

import numpy as np

from retrieval.index.bm25 import Bm25Index
from retrieval.ranking.title_match import TitleMatcher
from retrieval.text.terms import query_terms, terms
from retrieval.types import Paper

NAMES = ("ZeRO-Offload: Democratizing Training", "ZeRO: Memory Optimizations", "Training on Clusters", "分页注意力")


def titles() -> TitleMatcher:
    papers = [Paper(id=name, path=name, slug=name, title=name, date="2024") for name in NAMES]
    words = [sorted({term for term, _ in terms(name)}) for name in NAMES]
    vocabulary = sorted({word for some in words for word in some})
    ids = np.array([vocabulary.index(word) for some in words for word in some], np.int32)
    offsets = np.cumsum([0, *map(len, words)])
    return TitleMatcher(papers, Bm25Index.build(vocabulary, ids, np.ones(len(ids), np.float32), offsets))


def best(question: str) -> str:
    return NAMES[int(titles().scores(query_terms(question)).argmax())]


def test_the_whole_name_goes_before_names_that_hold_it() -> None:
    assert best("zero") == "ZeRO: Memory Optimizations"
    assert best("zero offload") == "ZeRO-Offload: Democratizing Training"
    assert best("ZeRO-Offload 训练") == "ZeRO-Offload: Democratizing Training"


def test_a_chinese_title_counts() -> None:
    assert best("分页") == "分页注意力"


def test_words_that_no_title_holds_give_nothing() -> None:
    assert not titles().scores(query_terms("什么 banana")).any()
    assert not titles().scores({}).any()
