"""Chinese characters, and when a text is Chinese, are defined in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retrieval.text.chinese import (
    IDEOGRAPHS,
    UNSPACED,
    WIDE,
    begins_chinese,
    count_chinese,
    has_chinese,
    is_chinese_text,
)

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("character", "中鿿㐀䶿豈𠀀𰀀")
def test_common_and_rare_characters_are_chinese(character: str) -> None:
    assert begins_chinese(character)
    assert (count_chinese(f"a{character}b"), has_chinese(f"a{character}")) == (1, True)
    assert all(re.fullmatch(f"[{one}]", character) for one in (IDEOGRAPHS, WIDE, UNSPACED))


@pytest.mark.parametrize(
    ("character", "wide", "unspaced"), [("。", True, True), ("カ", True, True), ("！", True, False)]
)
def test_signs_and_kana_are_not_but_stand_without_spaces(character: str, wide: bool, unspaced: bool) -> None:
    assert not has_chinese(character)
    assert (bool(re.match(f"[{WIDE}]", character)), bool(re.match(f"[{UNSPACED}]", character))) == (wide, unspaced)


def test_a_term_is_told_by_its_first_character_and_a_text_by_its_share() -> None:
    assert begins_chinese("显存 of the GPU")
    assert not begins_chinese("GPU 显存")
    assert is_chinese_text("用 PagedAttention 管理 KV 缓存")
    assert not is_chinese_text("PagedAttention, in Chinese 分页, manages the memory of the cache")
    assert not is_chinese_text("2023, …")


def test_no_other_module_writes_a_range_of_its_own() -> None:
    files = [file for room in ("bot", "retrieval") for file in (ROOT / room).rglob("*.py")]
    written = re.compile(r"\\u(?:3400|4dbf|4e00|9fff)|[\u3400\u4e00]-[\u4dbf\u9fa5\u9fff]", re.IGNORECASE)
    found = [file.name for file in files if written.search(file.read_text("utf-8"))]
    assert found == ["chinese.py"]
