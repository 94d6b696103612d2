"""Large numbers are found in whatever spelling they stand."""

from __future__ import annotations

import pytest

from retrieval.text.quantities import quantities
from retrieval.text.terms import terms


@pytest.mark.parametrize("text", ["1750 亿参数", "1750亿", "175 billion parameters", "175B", "一千七百五十亿"])
def test_spellings_of_one_number_share_a_term(text: str) -> None:
    assert "175b" in dict(terms(text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("83亿参数的模型", {"8.3b": 1.0, "8b": 0.5}),
        ("an 8.3B model", {"8b": 0.5}),
        ("1 万亿", {"1000b": 1.0}),
        ("15T tokens", {"15000b": 1.0}),
        ("十亿级", {"1b": 1.0}),
        ("五千四百亿", {"540b": 1.0}),
        ("8B", {}),
        ("H100 与 T4，8Bit，3.5 tb", {}),
        ("", {}),
    ],
)
def test_numbers_of_billions_are_spelt_alike(text: str, wanted: dict[str, float]) -> None:
    assert dict(quantities(text)) == wanted
