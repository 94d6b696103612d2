"""Questions that refer back to the answer before, those that perhaps do, and those that stand alone."""

from __future__ import annotations

import pytest

from retrieval.query.followup import asks_to_retell, dependence, is_about_several, is_about_two, what_about
from retrieval.text.terms import normalise


@pytest.mark.parametrize(
    "text",
    [
        # it asks for what any paper has
        *(
            "训练了多少 token",
            "用了多少卡",
            "有开源吗",
            "快多少？",
            "为什么？",
            "参数多大",
            "要几张卡部署",
            "用的什么硬件",
        ),
        *("代价是什么", "谁提出的", "缺点呢", "延迟呢", "有什么局限", "在哪个框架上实现的", "用了什么数据集"),
        *("how much faster?", "why?", "limitations?", "cost?", "throughput gain?", "is the code available?"),
        *("what hardware?", "which models did they test?", "how many GPUs did they use?", "any overhead?"),
        # it points at the paper
        *("它支持哪些算法", "那它的局限", "这个方法的精度怎么样", "这篇发表在哪", "他们用了多少张 GPU"),
        *("how does it prune the search space?", "is it open source?", "where was this paper published?"),
        *("does this approach help short sequences?", "what network library do they use"),
        # it changes what was asked
        *(
            "那训练呢",
            "那 Simple 呢",
            "那 2024 年的呢",
            "那 K1.5 呢",
            "LL128 的延迟呢",
            "backward 呢",
            "那 SARATHI 的呢",
        ),
        *("what about memory?", "and on H800?", "and ZB-2p?", "how about CacheBlend?", "and Orca?"),
        # one side of it is missing
        *(
            "它跟 vLLM 比呢",
            "和 Marlin 比怎么样",
            "比 OpenRLHF 快多少",
            "延迟比 Orca 低多少",
            "在 H100 上跑过吗",
            "支持 AMD 吗",
        ),
        *("how does it compare to Triton?", "faster than FlashAttention-2?", "compared to vLLM?", "on what GPUs?"),
    ],
)
def test_a_question_without_a_subject_refers_back(text: str) -> None:
    assert dependence(normalise(text)) == "surely"


@pytest.mark.parametrize(
    "text",
    [
        *("怎么抢占", "checkpoint 怎么存", "怎么训练更快", "显存", "ring 和 tree 怎么选"),
        *("memory", "which hyperparameters can't be transferred?", "chunk size?", "how to reduce memory"),
    ],
)
def test_a_question_that_hardly_names_anything_perhaps_refers_back(text: str) -> None:
    assert dependence(normalise(text)) == "perhaps"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "什么是 PagedAttention",
            "PagedAttention 是什么",
            "MFA 是个啥",
            "红烧肉怎么做才好吃又不腻",
        ),
        *(
            "同样算力，小模型多答几遍 vs 大模型答一遍",
            "算到中间层就提前吐字，能省几成算力",
            "乒乓流水线怎么安排 micro-batch",
        ),
        *(
            "What is CacheGen?",
            "How does SARATHI work?",
            "what does LL128 do?",
        ),
        *("why is the attention kernel bound by memory traffic?", "？", "42"),
    ],
)
def test_a_question_with_a_subject_stands_alone(text: str) -> None:
    assert dependence(normalise(text)) == "no"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        *(
            ("那训练呢", "训练"),
            ("那 SARATHI 的呢？", "sarathi"),
            ("LL128 的延迟呢", "ll128 的延迟"),
            ("那么推理呢", "推理"),
        ),
        *(("what about memory?", "memory"), ("and on H800?", "h800"), ("and CacheBlend?", "cacheblend")),
        *(("怎么用呢", ""), ("有没有讲 MoE 的论文呢", ""), ("what is it about?", ""), ("and how does it work?", "")),
    ],
)
def test_what_is_asked_about_is_read(text: str, what: str) -> None:
    assert what_about(normalise(text)) == what


@pytest.mark.parametrize(
    "text", ["展开讲讲", "详细说说", "一句话讲讲", "in one sentence?", "tell me more", "more details"]
)
def test_a_wish_for_the_paper_in_other_words(text: str) -> None:
    assert asks_to_retell(text)
    assert dependence(text) == "surely"


@pytest.mark.parametrize(
    ("text", "several", "two"),
    [
        *(("这两篇有什么区别", True, True), ("它们有什么区别", True, False), ("哪个更快", True, False)),
        *(("what is the difference between these two?", True, True), ("compare them", True, False)),
        *(("对比了哪些系统", False, False), ("compared to what?", False, False), ("它的局限", False, False)),
    ],
)
def test_how_many_papers_are_spoken_of(text: str, several: bool, two: bool) -> None:
    assert (is_about_several(text), is_about_two(text)) == (several, two)
