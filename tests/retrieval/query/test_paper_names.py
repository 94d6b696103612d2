"""Names of papers in questions, however they are spelled."""

from __future__ import annotations

import pytest

from retrieval.query.paper_names import PaperNames
from retrieval.ranking.lookup import find_papers
from retrieval.types import Paper, short_id

TITLES = (
    "FlashAttention: Fast and Memory-Efficient Exact Attention",
    "FlashAttention-3: Fast and Accurate Attention with Asynchrony",
    "Efficient Memory Management for Large Language Model Serving with PagedAttention",
    "DeepSeek-V3 Technical Report",
    "Insights into DeepSeek-V3: Scaling Challenges",
    "ZeRO: Memory Optimizations Toward Training Trillion Parameter Models",
    "Orca: A Distributed Serving System",
    "Megatron-LM: Training Multi-Billion Parameter Language Models",
    "Zero Bubble Pipeline Parallelism",
)
PAPERS = tuple(Paper(id=short_id(title), path=title, slug=title, title=title, date="2024-01") for title in TITLES)
NAMES = PaperNames(PAPERS, {"zero", "orca"}.__contains__)
TITLE_OF = {paper.id: paper.title for paper in PAPERS}


def called(text: str) -> list[str]:
    """Return how the titles begin of the papers whose own names stand in ``text``."""
    found = [one for mention in NAMES.find(text.lower(), text) if mention.own for one in mention.papers]
    return [TITLE_OF[one].split(":")[0] for one in found]


@pytest.mark.parametrize(
    "spelled",
    [
        "FlashAttention 3",
        "flash attention v3",
        "FA3",
        "FlashAttention-3",
        "flashattention3",
        "Flash-Attention V3",
        "fa-3",
    ],
)
def test_all_spellings_of_a_name_lead_to_its_paper(spelled: str) -> None:
    assert called(f"summary of {spelled}") == called(f"介绍一下 {spelled} 的方法") == ["FlashAttention-3"]
    assert [paper.title for paper in find_papers(PAPERS, spelled)] == [TITLES[1]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("FlashAttention 为什么快？", ["FlashAttention"]),
        ("flash attention 和 FA3 的区别", ["FlashAttention", "FlashAttention-3"]),
        ("deepseek v3 用了多少张卡", ["DeepSeek-V3 Technical Report"]),
        ("Orca怎么调度", ["Orca"]),
        ("ZeRO 怎么省显存", ["ZeRO"]),
        ("megatron-lm", ["Megatron-LM"]),
    ],
)
def test_a_name_leads_to_the_paper_that_bears_it(text: str, names: list[str]) -> None:
    assert called(text) == names


@pytest.mark.parametrize(
    "text",
    [
        *("FlashAttention-2 改了什么", "flash attention 2", "ZeRO-Offload", "ZeRO++", "training from zero examples"),
        *("zero bubble schedules", "an orca is a whale", "Orca-2", "DeepSeek-V2", "MyFlashAttention"),
    ],
)
def test_another_name_is_not_taken_for_it(text: str) -> None:
    assert called(text) == []


@pytest.mark.parametrize("name", ["FlashAttention-2", "flash attention 4", "deepseek v2", "Orca 2"])
def test_another_version_of_a_paper_is_not_the_paper(name: str) -> None:
    assert find_papers(PAPERS, name) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("FlashAttention-2 相比 FlashAttention 改了什么？", ("FlashAttention-2",)),
        ("what does FlashAttention-2 change?", ("FlashAttention-2",)),
        ("deepseek v2 怎么训练", ("deepseek v2",)),
        ("FlashAttention-3 比 FlashAttention-2 快多少", ()),
        ("is FlashAttention faster than FlashAttention-2?", ()),
        ("how do 8 GPUs share Llama 3?", ()),
        ("FlashAttention-3 的 FP8", ()),
    ],
)
def test_another_version_that_is_asked_for_is_named(text: str, names: tuple[str, ...]) -> None:
    assert NAMES.other_versions(text) == names


def test_a_word_of_the_title_that_is_a_name_leads_to_the_paper_too() -> None:
    (mention,) = NAMES.find("cite pagedattention", "cite PagedAttention")
    assert (TITLE_OF[mention.papers[0]], mention.own) == (TITLES[2], False)
