"""Questions for what is known of a paper as a work: its authors, its citation."""

from __future__ import annotations

import pytest

from retrieval.query.paper_data import find_data_request
from retrieval.text.terms import normalise


@pytest.mark.parametrize(
    ("text", "kind", "paper"),
    [
        ("bibtex of PagedAttention", "citation", "pagedattention"),
        ("把 PagedAttention 的 bibtex 给我", "citation", "pagedattention"),
        ("cite FlashAttention-3", "citation", "flashattention-3"),
        ("FlashAttention 怎么引用格式", "citation", "flashattention 怎么"),
        ("how do I cite Orca?", "citation", "orca?"),
        ("who wrote FlashAttention?", "authors", "flashattention?"),
        ("who are the authors of the ZeRO paper?", "authors", "the zero paper?"),
        ("FlashAttention 的作者是谁", "authors", "flashattention"),
        ("谁写的 Orca", "authors", "orca"),
        ("Orca 是谁写的？", "authors", "orca"),
    ],
)
def test_the_paper_is_read_from_the_request(text: str, kind: str, paper: str) -> None:
    request = find_data_request(normalise(text))
    assert request is not None
    assert (request.kind, normalise(text)[slice(*request.span)].strip()) == (kind, paper)
    assert not request.pointed


@pytest.mark.parametrize(
    "text", ["bibtex", "who wrote it?", "它的作者是谁", "这篇论文的作者是谁？", "cite this paper", "怎么引用"]
)
def test_the_paper_may_be_the_one_spoken_of(text: str) -> None:
    request = find_data_request(normalise(text))
    assert request is not None
    assert request.pointed


@pytest.mark.parametrize(
    "text",
    [
        "作者是清华的论文",
        "引用次数最多的论文",
        "citation graphs",
        "作者提出了什么方法",
        "papers that cite nothing",
        "reference model",
    ],
)
def test_other_questions_ask_for_no_data(text: str) -> None:
    assert find_data_request(normalise(text)) is None
