"""Aspects: the part of a note that a question about given papers asks for, the kind of sentence that answers."""

from __future__ import annotations

import pytest

from retrieval.query.aspects import answer_cues, asked_aspect, asks_for_summary
from retrieval.text.sentence_kinds import SentenceKind, Sentences
from retrieval.text.terms import normalise

PARTS = ("主要贡献", "背景与动机", "方法", "实验", "结论与局限")
ENGLISH_PARTS = ("Contributions", "1 Introduction", "3 Design", "5 Evaluation", "7 Limitations")


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("它的实验结果呢？", 3),
        ("效果怎么样", 3),
        ("what were the results?", 3),
        ("How was it evaluated", 3),
        ("这个方法有什么局限？", 4),
        ("any drawbacks?", 4),
        ("创新点是什么", 0),
        ("它的动机是什么", 1),
        ("what is the motivation", 1),
        ("它是怎么做的", 2),
        ("How does it work?", 2),
    ],
)
def test_the_part_that_is_asked_for(question: str, part: int) -> None:
    aspect = asked_aspect(normalise(question))
    assert aspect is not None
    assert [bool(aspect.headed.search(heading)) for heading in PARTS].index(True) == part
    assert [bool(aspect.headed.search(heading)) for heading in ENGLISH_PARTS].index(True) == part


@pytest.mark.parametrize("question", ["what about memory?", "它支持 FP8 吗", "which change results in less waste?"])
def test_other_questions_ask_for_no_part(question: str) -> None:
    assert asked_aspect(normalise(question)) is None


def told(sentence: str) -> set[SentenceKind]:
    """Return the kinds of a single sentence."""
    (kinds,) = Sentences.of(sentence).kinds.tolist()
    return set(SentenceKind(kinds))


@pytest.mark.parametrize(
    ("question", "answering", "other"),
    [
        ("比 vLLM 快多少？", "吞吐提升了 2.3 倍。", "见图 3，第 2 节给出细节[12]。"),
        ("能省几倍参数", "参数减少 3×。", "参数少了很多。"),
        ("一张卡有多快", "达到 740 TFLOPs/s。", "速度很快。"),
        ("how much memory does sharing save?", "It saves 37.6% of the memory.", "See Table 4 and [7]."),
        ("what speedup came out of it?", "1.8x over the baseline", "It is faster."),
        ("为什么会有碎片", "由于预留过多，显存被浪费。", "显存分成块。"),
        ("why does it fail?", "It fails because the range is small.", "It fails."),
        ("和 PPO 有什么区别", "不同于 PPO，它没有价值网络。", "它没有价值网络。"),
        ("RDMA vs TCP", "RDMA is faster than TCP.", "RDMA bypasses the kernel."),
    ],
)
def test_the_cue_tells_the_sentence_that_answers(question: str, answering: str, other: str) -> None:
    cues = answer_cues(question)
    assert cues
    assert told(answering) >= set(cues)
    assert told(other).isdisjoint(cues)


@pytest.mark.parametrize(
    "question",
    [
        "很多大模型怎么训练",
        "多大模型并行",
        "how large language models are served",
        "PagedAttention 怎么管理显存",
        "好几张卡一起训练",
        "which paper proposes paged attention",
    ],
)
def test_other_questions_ask_for_no_kind_of_sentence(question: str) -> None:
    assert answer_cues(question) == ()


def test_a_measure_tells_more_than_a_count() -> None:
    cues = answer_cues("how much memory does it save?")
    measured, counted = (told(text).intersection(cues) for text in ("saves 55.2%", "shared by 4 个候选"))
    assert measured > counted > set()


def test_a_question_may_ask_for_two_kinds() -> None:
    assert set(answer_cues("为什么慢，慢多少？")) == set(answer_cues("为什么慢？")) | set(answer_cues("慢多少？"))


@pytest.mark.parametrize(
    "question",
    [
        "總結一下 ZeRO",
        "ZeRO 簡介",
        "ZeRO 这篇讲了什么",
        "What is ZeRO about?",
        "Summarise ZeRO",
        "TL;DR of ZeRO",
        "overview of ZeRO",
    ],
)
def test_who_asks_for_a_summary_wants_one(question: str) -> None:
    assert asks_for_summary(question)


@pytest.mark.parametrize("question", ["ZeRO 怎么切参数", "what is ZeRO", "how are summaries cached", "ZeRO 的局限"])
def test_other_questions_want_no_summary(question: str) -> None:
    assert not asks_for_summary(question)
