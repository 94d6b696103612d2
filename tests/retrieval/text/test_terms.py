from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.terms import chunk_terms, fold, language_of, normalise, query_terms, tag_words, term_spans
from retrieval.types import ChunkText, Paper

PAPER = Paper(
    id="0" * 10,
    path="llm/x",
    slug="x",
    title="ZeRO-3: Memory Optimizations",
    date="2020-03",
    title_zh="内存优化",
    authors=("Ashish Vaswani",),
    tag="sc20",
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PagedAttention", "paged attention"),
        ("PagedAttention", "paged-attention"),
        ("PagedAttention", "pagedattention"),
        ("ZeRO-3", "zero3"),
        ("ZeRO 3", "zero3"),
        ("EAGLE-3", "eagle3"),
        ("DeepSeek-V3", "deepseek v3"),
        ("FlashAttention-2", "flash attention 2"),
        ("ＦＰ８", "fp8"),
        ("μTransfer", "mutransfer"),
        ("10,000 GPUs", "10000 gpu"),
        ("流水線並行", "流水线并行"),
        ("KV-cache", "kv cache"),
        ("quantisations of LLMs", "quantisation of an LLM"),
    ],
)
def test_spellings_of_one_name_share_terms(one: str, other: str) -> None:
    shared = query_terms(one).keys() & query_terms(other).keys()
    assert max(query_terms(one)[term] for term in shared) >= 0.5


def test_joined_and_split_names_share_their_joined_term() -> None:
    assert "pagedattent" in query_terms("PagedAttention").keys() & query_terms("paged attention").keys()
    assert "zero3" in query_terms("ZeRO-3").keys() & query_terms("zero 3").keys()


def test_words_of_asking_are_no_terms() -> None:
    assert "什么" not in query_terms("什么是流水线气泡")
    assert "流水" in query_terms("什么是流水线气泡")
    assert not query_terms("how does it do that?")


def test_names_and_numbers_with_units_survive_whole() -> None:
    terms = query_terms("6.7B 模型 NCCL 2.12 提升 32%")
    assert {"6.7b", "2.12", "32", "nccl"} <= terms.keys()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("怎么做推理优化", "zh"),
        ("MoE 类论文列表", "zh"),
        ("PagedAttention 怎么管理 KV cache", "zh"),
        ("how does paged attention work", "en"),
        ("what is 流水线 parallelism in the context of large models", "en"),
        ("vllm", "en"),
        ("", "en"),
    ],
)
def test_language_of_a_question(text: str, language: str) -> None:
    assert language_of(text) == language


def test_normalising_folds_width_case_script_and_controls() -> None:
    assert normalise("ＡＢ\u202eＣ 優化\x00器") == "ab c 优化 器"


def test_characters_of_simplified_text_stay() -> None:
    assert fold("乾隆著作") == "乾隆著作"


def test_a_chunk_is_found_by_title_author_tag_and_year() -> None:
    terms = chunk_terms(PAPER, ChunkText(("方法",), "", "把参数切开"))
    assert {"zero3", "内存", "vaswani", "sc20", "sc", "2020", "方法", "参数"} <= terms.keys()


def test_the_title_counts_beside_the_body() -> None:
    in_title = chunk_terms(PAPER, ChunkText((), "", "memory"))["memori"]
    alone = chunk_terms(PAPER, ChunkText((), "", "nothing"))["memori"]
    assert in_title > alone


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("sosp23", ("sosp23", "sosp", "2023")),
        ("NeurIPS 2023", ("neurips23", "neurips", "2023")),
        ("", ()),
        ("x-y", ("x-y",)),
    ],
)
def test_spellings_of_a_tag(tag: str, words: tuple[str, ...]) -> None:
    assert tag_words(tag) == words


def test_places_of_terms_are_where_the_words_stand() -> None:
    text = "它用 pagedattention 管理显存碎片"
    found = {text[start:end] for start, end in term_spans(text, query_terms("paged attention 显存"))}
    assert found == {"pagedattention", "显存"}


def test_inflected_words_are_found_and_longer_words_are_not() -> None:
    text = "memories of caching, not cartoons; the car, a kv store, kvm"
    found = {text[start:end] for start, end in term_spans(text, query_terms("memory cache car kv"))}
    assert found == {"memories", "caching", "car", "kv", "kvm"}


@given(st.text(max_size=300))
def test_any_text_can_be_cut_into_terms(text: str) -> None:
    for term, weight in query_terms(text).items():
        assert term
        assert 0 < weight <= 1
    assert normalise(normalise(text)) == normalise(text) or "İ" in text


@pytest.mark.parametrize("word", ["C++", "C#", "ZeRO++", "LoRA+"])
def test_signs_behind_letters_belong_to_the_word(word: str) -> None:
    for text in (word, f"用 {word} 写的", f"in {word}, fast", f"({word})"):
        assert query_terms(text).get(word.lower()) == 1.0
    letters = word.rstrip("+#").lower()
    assert query_terms(word).get(letters, 0.0) < 1.0
    assert word.lower() not in query_terms(f"{letters} and 1+1, {letters}+x")
