"""Ids of headings, with values taken from kramdown 2.4, Hugo 0.111, hexo-renderer-marked 6.3 and Python-Markdown."""

from __future__ import annotations

import re

import pytest

from retrieval.parsing.headings import HeadingIds
from retrieval.parsing.markdown import markdown_to_html
from retrieval.sites import HEADING_IDS
from retrieval.sites.kramdown import KramdownIds

_ID = re.compile(r"<h\d(?: id=\"([^\"]*)\")?>")


def ids(text: str, maker: HeadingIds = HEADING_IDS["jekyll"]) -> list[str]:
    return _ID.findall(markdown_to_html(text, maker))


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("## 方法：[vLLM](https://vllm.ai) 的做法", "方法vllm-的做法"),
        ("## 为什么 *不* 用 _paging_", "为什么-不-用-paging"),
        ("## 实验\n{: #exp}", "exp"),
        ("{: #exp}\n## 实验", "exp"),
        ("## 实验\n{: .c}\n{: #exp .d}", "exp"),
        ("## ① 预填充", "-预填充"),
        ("## x² 范数", "x-范数"),
        ("## Ⅱ 方法", "ⅱ-方法"),
        ("## Prefill -- decode", "prefill--decode"),
        ("## KV---cache", "kvcache"),
        ("## A &amp; B &ndash; C", "a--b--c"),
        ("## CO<sub>2</sub>", "co2"),
        ("## 第一<br>第二", "第一第二"),
        ("## Result <!-- x -->", "result-"),
        ("## See [Sec][s]\n\n[s]: /x", "see-sec"),
        ("## foot[^1] note\n\n[^1]: A note.", "foot-note"),
        ("## ![img](/x.png) pic", "-pic"),
        ("## 结果 {#res}", "res"),
        ("## 结果 {#res .c}", "结果-res-c"),
        ("## 1️⃣ 一", "1️⃣-一"),
        ("## $O(n^2)$ cost", "on2-cost"),
        ("## snake_case_name", "snake_case_name"),
        ("   ## Indent three", ""),
        ("Multi-line\nsetext\n------", ""),
        ('<details markdown="1">\n\n## 折叠里\n\n</details>', ""),
        ("<think>\nmore\n\n## After an element that is never closed", ""),
        ('{::options auto_ids="false" /}\n\n## Alpha', ""),
        ("## a _b_c_ d", ""),
    ],
)
def test_kramdowns_ids_are_made_of_the_parsed_heading(heading: str, wanted: str) -> None:
    assert ids(f"Text.\n\n{heading}\n\nText.\n") == [wanted]


def test_an_id_of_ones_own_counts_in_no_numbering_and_no_id_leads_to_another_heading() -> None:
    assert ids("## 实验\n{: #exp}\n\n## 实验\n\n## 实验\n") == ["exp", "实验", "实验-1"]
    assert ids("## Foo\n\n## Foo\n\n## Foo-1\n") == ["foo", "foo-1", ""]
    assert ids("> ## Foo\n\n## Foo\n\n## Bar\n") == ["", "", "bar"]
    assert ids('<h2 id="foo">Raw</h2>\n\n## Foo\n') == ["foo", ""]


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        (KramdownIds(gfm=False), ["section", "section-1", "introduction"]),
        (KramdownIds(auto_ids=False), ["", "", ""]),
        (KramdownIds(prefix="sec-"), ["sec-背景", "sec-背景-1", "sec-1-introduction"]),
        (KramdownIds(gfm=False, transliterated=True), ["", "", "introduction"]),
    ],
)
def test_kramdowns_settings(settings: KramdownIds, wanted: list[str]) -> None:
    assert ids("## 背景\n\n## 背景\n\n## 1. Introduction\n", settings) == wanted


def test_headings_without_a_space_make_numbers_uncertain_where_they_count() -> None:
    assert ids("##背景\n\n## 背景\n\n## Alpha\n", KramdownIds(gfm=False))[-2:] == ["", ""]
    assert ids("##背景\n\n## 背景\n\n## Alpha\n", HEADING_IDS["mkdocs"])[-2:] == ["", "alpha"]
    assert ids("##背景\n\n## 背景\n\n## Alpha\n")[-2:] == ["背景", "alpha"]


@pytest.mark.parametrize(
    ("generator", "wanted"),
    [
        ("hugo", ["背景", "背景-1", "3d-hybridengine", "a--b", "", ""]),
        ("mkdocs", ["_1", "_2", "3d-hybridengine", "a-b", "bold", ""]),
        ("hexo", ["背景", "背景-1", "3D-HybridEngine", "", "Bold", ""]),
        ("none", ["", "", "", "", "", ""]),
    ],
)
def test_other_generators(generator: str, wanted: list[str]) -> None:
    text = "## 背景\n\n## 背景\n\n## 3D-HybridEngine\n\n## A & B\n\n## **Bold**\n\n## $x_1$\n"
    assert ids(text, HEADING_IDS[generator]) == wanted
