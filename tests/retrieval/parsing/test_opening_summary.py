"""The summary of a text that says nowhere plainly what is done: its opening, or none."""

from __future__ import annotations

import pytest

from retrieval.parsing.elements import to_sections
from retrieval.parsing.html import read_html
from retrieval.parsing.markdown import markdown_to_html
from retrieval.parsing.summary import summarise

POINT = "Keys that are read often stay in memory, and all others are written to the disk."
OPENING = "Lazy caches are what this text is about: they read keys on demand, which saves memory."


def summary(text: str, title: str = "Lazy Caches") -> str:
    found = summarise(to_sections(read_html(markdown_to_html(text))), title)
    return found.zh or found.en


@pytest.mark.parametrize(
    "text",
    [
        f"## Setup\n\n- {POINT}\n- One more.\n\n## Costs\n\n{POINT}\n",
        f"## Costs\n\n```sh\nls\n```\n\n{POINT}\n",
        "Last week I moved house and had no time to write, so this is short.\n",
        "- [Summary](#summary)\n- [References](#references)\n\n## Costs\n\n- One.\n",
        f"## A\n\nx\n\n## B\n\ny\n\n## Key Takeaways\n\n- {POINT}\n- {POINT}\n",
        f"## A\n\nx\n\n## B\n\ny\n\n## Summary\n\n- {POINT}\n- {POINT}\n",
        f"## Overview\n\n- Disk Reads: {POINT}\n- Key Loads: {POINT}\n",
        f"## Execution overview of the scheduler in detail\n\n{POINT}\n",
        "tl;dr: Summary of the main idea.\n\n## Notes\n\n- Summary of technical details\n",
        "大家好，我叫王小明，欢迎关注我的公众号，这里会写懒缓存的笔记。\n",
        "# Summary\n\n- See also\n  - [Talk of the authors](https://v.w/1)\n",
    ],
)
def test_a_sentence_out_of_the_middle_is_no_summary(text: str) -> None:
    assert summary(text) == ""


@pytest.mark.parametrize("behind", ["", f"\n\n## Costs\n\n{POINT}\n", "\n\n- one\n- two\n"])
def test_the_first_paragraph_that_speaks_of_the_title_is_the_summary(behind: str) -> None:
    assert summary(f"{OPENING}{behind}") == OPENING
    assert summary(f"## Introduction\n\n{OPENING}{behind}") == OPENING


def test_a_chinese_opening_is_the_summary_of_a_note_with_an_english_word_in_its_title() -> None:
    text = "整理了学习和使用 Docker 时的一些概念和技巧，方便以后查阅。"
    assert summary(f"{text}\n\n## 安装\n\n- 一\n", "Docker学习笔记") == text


@pytest.mark.parametrize(
    "text",
    [
        "- Caches are slow\n- The paper presents a cache that reads keys on demand from the disk\n- One more point",
        "- 缓存很慢\n- 本文提出了一种按需读取键的缓存，从而为大模型推理节省大部分显存和内存\n- 还有一点",
    ],
)
def test_the_item_of_a_list_may_lack_its_full_stop(text: str) -> None:
    found = summary(f"## Setup\n\n{text}\n")
    whole = (
        "The paper presents a cache that reads keys on demand from the disk.",
        "本文提出了一种按需读取键的缓存，从而为大模型推理节省大部分显存和内存。",
    )
    assert found.startswith(whole)


@pytest.mark.parametrize("heading", ["TL;DR", "摘要", "Summary"])
def test_within_a_summary_what_is_done_goes_before_the_background(heading: str) -> None:
    background = "Caching remains a long-standing challenge for servers of large language models."
    done = "In this work, we present a cache that reads keys on demand."
    assert summary(f"## {heading}\n\n- {background}\n- {done}\n- {POINT}\n") == done


def test_what_is_done_behind_a_label_goes_before_the_background() -> None:
    text = "## 摘要\n\n- 介绍：缓存是大模型推理里的一项基本任务。\n- 方法：提出了一种按需读取键的缓存，从而节省内存。\n"
    assert "提出了一种按需读取键的缓存" in summary(text)
    assert "基本任务" not in summary(text)
