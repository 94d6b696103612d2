"""Names in a question that no note mentions, and words that are none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from retrieval.index.bm25 import Bm25Index
from retrieval.ranking.spelling import SpellingCorrector
from retrieval.ranking.unknown_names import MAX_NAMES, UnknownNames
from retrieval.text.terms import language_of, terms

NOTES = (
    "FlashAttention-2 and PagedAttention, vLLM, Llama 2 at FP8; a KV cache of 2-bit keys; GPT-4 with Mixture of Experts"
    ", Medusa heads, PPO for RLHF on H100"
)
ORDINARY = {"how", "serve", "attention", "cache", "style", "paper"}

Names = Callable[[str], tuple[str, ...]]


@pytest.fixture(scope="module")
def index() -> Bm25Index:
    words = sorted({term for term, _ in terms(NOTES)})
    ids = np.tile(np.arange(len(words), dtype=np.int32), 3)
    return Bm25Index.build(words, ids, np.ones(len(ids), np.float32), np.arange(4) * len(words))


@pytest.fixture(scope="module")
def names(index: Bm25Index) -> Names:
    corrector = SpellingCorrector(index, [NOTES], ORDINARY.__contains__)
    finder = UnknownNames(index, corrector.corrected, ORDINARY.__contains__)
    return lambda text: finder.find(text, language_of(text))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How does KIVI quantise the KV cache?", ("KIVI",)),
        ("KIVI's keys against KIVI", ("KIVI",)),
        ("S-LoRA 怎么服务几千个适配器？", ("S-LoRA",)),
        ("kivi 怎么量化", ("kivi",)),
        ("Is FlashAttention-4 faster than FlashAttention-2?", ("FlashAttention-4",)),
        ("what does GPT-5.5 change over GPT-4", ("GPT-5.5",)),
        ("why does Orca batch each step", ("Orca",)),
        ("who painted the Mona Lisa", ("Mona Lisa",)),
        ("MoE-style routing as in DeepSpeed-MoE", ("MoE", "DeepSpeed-MoE")),
        ("does Sarathi-Serve stall?", ("Sarathi",)),
        ("Schrödinger 方程怎么解", ("Schrödinger",)),
        ("A1B C2D E3F G4H J5K", ("A1B", "C2D", "E3F")),
    ],
)
def test_a_name_that_no_note_mentions_is_told(names: Names, question: str, told: tuple[str, ...]) -> None:
    assert names(question) == told


@pytest.mark.parametrize(
    "question",
    [
        "How does vLLM page the KV cache of Llama-2?",
        "Flash Attention-2 on an H100-80GB",
        "flash-attention 2, FLASHATTENTION-2, FlashAttn-2",
        "pagedatention 怎么做的",
        "PagedAtention",
        "Squandered memory? Why does it matter",
        "what about squandered memory and top-7 sampling at 3bit, 13M or a 64-H100 cluster",
        "PPO-style tuning",
        "K and V at FP8",
        "https://kivi.example/Paper1 by someone@KIVI.example",
        "Mixture-of-Experts",
        "显存碎片太多怎么办",
        "",
    ],
)
def test_what_the_notes_mention_and_what_is_no_name_is_not(names: Names, question: str) -> None:
    assert names(question) == ()


def test_of_a_text_full_of_names_a_few_are_told(names: Names) -> None:
    told = names(" ".join(f"Zq{i} Made Up Of Ever More Words" for i in range(2000)) + "A-" * 5000 + "B" * 5000)
    assert len(told) == MAX_NAMES
    assert all(len(name) < 100 for name in told)


@pytest.mark.parametrize(
    ("long_form", "told"),
    [("FlashAttention-2", ()), ("Llama 3", ("FA9",)), ("Mixture of Depths", ("FA9",)), ("", ("FA9",))],
)
def test_a_name_whose_long_form_is_mentioned_is_known(index: Bm25Index, long_form: str, told: tuple[str, ...]) -> None:
    meanings = {"FA9": (long_form,)} if long_form else {}
    finder = UnknownNames(index, str, ORDINARY.__contains__, lambda name: meanings.get(name, ()))
    assert finder.find("how does FA9 work", "en") == told
    assert finder.find("FA9 怎么做的", "zh") == told
