from __future__ import annotations

import numpy as np
import pytest

from retrieval.index.bm25 import Bm25Index
from retrieval.ranking.spelling import SpellingCorrector
from retrieval.text.terms import query_terms

NAMES = [
    "PagedAttention",
    "FlashAttention",
    "MegaScale",
    "bottleneck",
    "Mooncake",
    "SmoothQuant",
    "FuseLink",
    "page",
    "Flash Attention",
]


@pytest.fixture(scope="module")
def corrector() -> SpellingCorrector:
    terms = sorted({term for name in NAMES for term in query_terms(name)})
    ids = np.tile(np.arange(len(terms), dtype=np.int32), 3)
    index = Bm25Index.build(terms, ids, np.ones(len(ids), np.float32), np.arange(4) * len(terms))
    return SpellingCorrector(index, NAMES, {"birthday", "tokyo"}.__contains__)


@pytest.mark.parametrize(
    ("misspelt", "corrected"),
    [
        ("pagedatention 的显存", "PagedAttention 的显存"),
        ("megascle", "MegaScale"),
        ("low-rank bottelneck head", "low-rank bottleneck head"),
        ("moonkake 调度", "Mooncake 调度"),
        ("SmoothQunat", "SmoothQuant"),
        ("fuselnk", "FuseLink"),
        ("Flash Atttention", "Flash Attention"),
        ("flashattn3", "FlashAttention3"),
        ("flashbottleneck", "flash bottleneck"),
        ("megascle2", "MegaScale2"),
        ("quantisation", "quantization"),
    ],
)
def test_names_are_corrected_from_the_library(corrector: SpellingCorrector, misspelt: str, corrected: str) -> None:
    assert corrector.corrected(misspelt) == corrected


@pytest.mark.parametrize(
    "text", ["birthday", "pages", "flash", "tokyo", "mega", "显存碎片", "moon", "a 8,960 GPU run", ""]
)
def test_other_words_are_left_alone(corrector: SpellingCorrector, text: str) -> None:
    assert corrector.corrected(text) == text
