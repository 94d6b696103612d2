"""The summary that a note gives itself goes before any sentence of its text."""

from __future__ import annotations

import pytest

from retrieval.parsing.elements import to_sections
from retrieval.parsing.html import read_html
from retrieval.parsing.markdown import markdown_to_html
from retrieval.parsing.summary import summarise

OWN_ZH = "Gadget 把专家放在内存里，只在路由选中时才搬到显卡，显存降低一半。"
OWN_EN = "Sort the tokens by their expert, and move only the experts that were chosen."
OTHER = "本文提出了另一种方法，把所有的专家都放在显卡里，从而避免了搬运的开销。"
LIMITS = "额外开销：每一步都要多做一次搬运，论文未给出具体的数字。"


def summary(text: str) -> str:
    found = summarise(to_sections(read_html(markdown_to_html(text))), "Gadget: A Title")
    return found.zh or found.en


@pytest.mark.parametrize(
    "heading", ["一句话总结", "TL;DR", "TLDR", "摘要", "核心思想", "Summary", "1. Summary", "⚡ TL;DR"]
)
@pytest.mark.parametrize("before", ["", f"## 背景\n\n{OTHER}\n\n"])
def test_a_section_of_that_name_is_the_summary_and_what_the_paper_lacks_is_not(heading: str, before: str) -> None:
    assert summary(f"{before}## {heading}\n\n{OWN_ZH}\n\n## 局限\n\n{LIMITS}\n\n## 贡献\n\n{OTHER}\n") == OWN_ZH


@pytest.mark.parametrize(
    "label",
    ["tl;dr: ", "TLDR; ", "**TL;DR**: ", "*tldr* — ", "Summary: ", "> **TL;DR:** ", "In one sentence: ", "- tl;dr: "],
)
def test_a_line_behind_such_a_label_is_the_summary_without_the_label(label: str) -> None:
    assert summary(f"{label}{OWN_EN}\n\n## Method\n\nWe propose to keep all of the experts on the card.\n") == OWN_EN


@pytest.mark.parametrize("label", ["一句话总结：", "**一句话总结**：", "摘要：", "太长不看：", "**核心思想**\n\n"])
def test_a_chinese_line_behind_such_a_label_is_the_summary(label: str) -> None:
    assert summary(f"{label}{OWN_ZH}\n\n## 方法\n\n{OTHER}\n") == OWN_ZH


def test_a_sentence_that_is_too_long_ends_with_a_clause() -> None:
    found = summary("## 一句话总结\n\n" + "，".join([OWN_ZH.rstrip("。")] * 20) + "。\n")
    assert found.startswith(OWN_ZH.rstrip("。"))
    assert found.endswith(("一半…", "里…", "显卡…"))
    assert 100 < len(found) <= 261


def test_headings_and_leads_within_such_a_section_are_passed_over() -> None:
    text = f"# Summary\n\n* What\n  * {OWN_EN}\n  * A second point follows, which says more.\n* How\n  * Otherwise.\n"
    assert summary(text).startswith(OWN_EN)


def test_what_a_paper_lacks_never_makes_its_summary() -> None:
    assert summary(f"## 局限\n\n{OTHER}\n\n## 方法\n\n{OWN_ZH}\n") == OWN_ZH
