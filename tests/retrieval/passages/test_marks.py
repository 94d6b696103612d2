"""Bold words of a passage: whole ones, in both languages, and never most of it."""

from __future__ import annotations

import pytest

from retrieval.models.embedding import StaticEmbedder
from retrieval.passages.marks import MAX_MARKS, MAX_SHARE, marks
from retrieval.text.terms import query_terms

CUT = StaticEmbedder.open().pieces


def marked(text: str, question: str, *same: str) -> list[str]:
    terms = query_terms(question, CUT)
    return [text[start:end] for start, end in marks(text, terms, same, CUT)]


@pytest.mark.parametrize(
    ("text", "question", "wanted"),
    [
        ("分页的显存", "分页 显存 paging", ["分页", "显存"]),
        ("page 的 Paging", "分页 显存 paging", ["page", "Paging"]),
        ("FlashAttention-2 比 FlashAttention 快", "FlashAttention", ["FlashAttention-2", "FlashAttention"]),
        ("FlashAttention-3 有 35% 的提升，是 3 倍", "FlashAttention-3", ["FlashAttention-3"]),
        ("ZeRO++ 的 d_model 是 3.5x", "zero model", ["ZeRO++", "d_model"]),
        ("GPT-3.5 和 C++", "gpt", ["GPT-3.5"]),
    ],
)
def test_english_words_are_marked_whole_with_their_numbers(text: str, question: str, wanted: list[str]) -> None:
    assert marked(text, question) == wanted


@pytest.mark.parametrize(
    ("text", "question", "wanted"),
    [
        ("显存碎片几乎消失", "显存碎片", ["显存碎片"]),
        ("内存碎片几乎消失", "显存碎片", ["碎片"]),
        ("用量化器处理", "怎么量化", ["量化器"]),
        ("块大小要折中", "大小", ["块大小"]),
        ("缓存池里的KV缓存", "KV 缓存池", ["缓存池", "KV缓存"]),
        ("低秩分解", "高秩分解", ["分解"]),
    ],
)
def test_chinese_marks_begin_and_end_with_words(text: str, question: str, wanted: list[str]) -> None:
    assert marked(text, question) == wanted


def test_words_that_mean_the_same_are_marked_in_the_other_language() -> None:
    text = "低秩瓶颈限制了 bottleneck 的表达"
    assert [text[start:end] for start, end in marks(text, {}, ["低秩", "bottle", "瓶颈"])] == ["低秩瓶颈"]


def test_where_most_would_be_bold_only_the_rarest_is() -> None:
    text = "显存碎片、显存分页、显存预留、显存碎片、显存块表、显存共享、显存页面与显存碎片都在显存里显存化"
    terms = {"显存": 0.2, "碎片": 0.5, "预留": 0.9, "分页": 0.3, "共享": 0.3}
    found = marks(text, terms)
    assert "预留" in {text[start:end] for start, end in found}
    assert all("显存" not in text[start:end] for start, end in found)
    assert 0 < sum(end - start for start, end in found) <= MAX_SHARE * len(text)


def test_a_text_that_folding_would_shift_has_no_marks() -> None:
    assert marks("㍿的显存", {"显存": 1.0}) == ()


def test_no_formula_is_cut_by_marks() -> None:
    assert marked("显存为 $显存_i$，块为 $$显存$$，显存省了。", "显存") == ["显存", "显存"]
    assert marked("costs 5$ of memory and 6$ of memory too", "memory") == ["memory"]


def test_of_too_many_words_those_that_tell_most_are_marked() -> None:
    text = "显存很大，" * 12 + "碎片在里面。" + "说一些别的事情。" * 8
    found = [text[start:end] for start, end in marks(text, {"显存": 1.0, "碎片": 3.0}, (), CUT)]
    assert len(found) == MAX_MARKS
    assert "碎片" in marked(text[::-1][:200][::-1], "碎片")
    assert found.count("显存") >= MAX_MARKS - 1
