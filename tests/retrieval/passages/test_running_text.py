"""Sentences of a note, put together so that they read well without what stood around them."""

from __future__ import annotations

import pytest

from retrieval.passages.running_text import running_text


@pytest.mark.parametrize(
    ("sentences", "text"),
    [
        (["此外，它更快。", "也更省。"], "它更快。也更省。"),
        (["然而，碎片还在。"], "碎片还在。"),
        (["但碎片还在。"], "碎片还在。"),
        (["而AFD不需要同步。"], "AFD不需要同步。"),
        (["However, it is slower."], "It is slower."),
        (["In addition, vLLM wins."], "VLLM wins."),
        (["But it is slower."], "It is slower."),
        (["它更快。", "此外，也更省。"], "它更快。此外，也更省。"),
        (["而是分页。"], "而是分页。"),
        (["Also-ran is a word."], "Also-ran is a word."),
    ],
)
def test_it_begins_with_no_word_that_joins_it_to_what_went_before(sentences: list[str], text: str) -> None:
    assert running_text(sentences) == text


@pytest.mark.parametrize("sign", ["4. ", "4) ", "(4) ", "（4） ", "4、", "- ", "* ", "(b) ", "(iv) "])
def test_one_item_alone_has_no_sign(sign: str) -> None:
    assert running_text([f"{sign}碎片：几乎没有。", "真的没有。"]) == "碎片：几乎没有。真的没有。"


@pytest.mark.parametrize("figure", ["1.34 倍是两者之比。", "3D parallelism helps.", "5.2.1 节说明了这一点。"])
def test_a_number_that_is_no_sign_stays(figure: str) -> None:
    assert running_text([figure]) == figure


@pytest.mark.parametrize("signs", [("3. ", "4. "), ("- ", "- "), ("(1) ", "(2) ")])
def test_several_items_stand_on_lines_with_bullets(signs: tuple[str, str]) -> None:
    first, second = signs
    assert running_text([f"{first}分块；\n", f"{second}合并。"]) == "• 分块；\n• 合并。"


def test_what_leads_to_a_list_stands_above_it() -> None:
    assert running_text(["分两步：\n", "1. 分块。\n", "2. 合并。"]) == "分两步：\n• 分块。\n• 合并。"


def test_an_item_with_a_list_of_its_own_stands_above_it() -> None:
    nested = ["2. 测试一\n", "  - 内容：测速度。\n", "  - 结果：", "快两倍。\n", "3. 测试二\n", "  - 内容：测显存。"]
    assert running_text(nested) == "测试一\n• 内容：测速度。\n• 结果：快两倍。\n测试二\n• 内容：测显存。"


def test_a_heading_has_a_colon_before_its_text() -> None:
    assert running_text(["核心结论\n", "碎片没有了。\n", "显存也省了。"]) == "核心结论：碎片没有了。显存也省了。"
    assert (
        running_text(["Main result\n", "It is faster.\n", "It is small."]) == "Main result: It is faster. It is small."
    )


def test_nothing_gives_nothing() -> None:
    assert running_text([]) == ""
