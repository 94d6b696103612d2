"""Markdown as people write it without a tool: emphasis, headings, tables, formulas, pictures, dead labels."""

from __future__ import annotations

import pytest

from tests.retrieval.parsing.dialects import blocks, text


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("**重点。**接着", "重点。接着"),
        ("这是**“引号”**后", "这是“引号”后"),
        ("**“引号”**后", "“引号”后"),
        ("他说**《书》**与**（注）**对", "他说《书》与（注）对"),
        ("**方法：**先*斜体，*再**粗（体）**后", "方法：先斜体，再粗（体）后"),
        ("**Note:**text and **bold**.", "Note:text and bold."),
        ("**Dense **descriptors", "Dense descriptors"),
        ("f(**kwargs) 与 g(**kwargs)，2 ** 3", "f(**kwargs) 与 g(**kwargs)，2 ** 3"),
        ("`**甲。**乙`", "**甲。**乙"),
        ("~~删~~ 与 snake_case_name", "删 与 snake_case_name"),
    ],
)
def test_emphasis_beside_any_punctuation(markdown: str, shown: str) -> None:
    assert text(markdown) == shown
    assert text(f"- 句 {markdown}") == f"- 句 {shown}"


@pytest.mark.parametrize("heading", ["标题", "【重要】结果", "1.引言", "2.1 方法", "一、背景"])
def test_headings_need_no_space(heading: str) -> None:
    assert blocks(f"#{heading}\n\n正文\n") == [("heading", heading), ("paragraph", "正文")]
    assert blocks(f"前文\n###{heading}###\n正文") == [
        ("paragraph", "前文"),
        ("heading", heading),
        ("paragraph", "正文"),
    ]


@pytest.mark.parametrize("line", ["#include 头", "#123 号", "#!/bin/sh 甲", "#tag 甲", "#+TITLE: 甲"])
def test_not_every_sign_makes_a_heading(line: str) -> None:
    assert all(kind != "heading" for kind, _ in blocks(f"{line}\n\n正文"))


def test_a_word_with_nothing_below_it_is_a_tag() -> None:
    assert blocks("#强化学习\n\n# 标题\n\n正文\n\n#论文\n") == [("heading", "标题"), ("paragraph", "正文")]
    assert blocks("#标题\n\n##方法\n\n正文")[:2] == [("heading", "标题"), ("heading", "方法")]


def test_levels_of_headings_are_kept() -> None:
    assert text("##Method\n\n####Setup\n\n正文") == "Method\nSetup\n正文"


@pytest.mark.parametrize(
    ("markdown", "table"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("| a | b |\n| 1 | 2 |\n| 3 | 4 |", "a | b\n1 | 2\n3 | 4"),
        ("|---|:-:|\n| 1 | 2 |", "1 | 2"),
        ("| a | b |\n|---|---|\n| 1 | 2 | 多 |\n| 少 |", "a | b\n1 | 2 | 多\n少"),
        ("| a | b |\n|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("a | b\n--|--\n1 | 2", "a | b\n1 | 2"),
        ("| a | b |\n|---|---|\n| `x|y` | $|z|$ |\n| p\\|q | r |", "a | b\nx|y | $|z|$\np|q | r"),
        ("| a | b |\n|---|---|\n| `x | y` |", "a | b\n`x | y`"),
        ("| a |\n|:--|\n| 1 |\n\n甲", "a\n1"),
        ("正文：\n| a | b |\n|---|---|\n| **1** | [2](x) |\n正文", "a | b\n1 | 2"),
    ],
)
def test_tables_keep_every_cell(markdown: str, table: str) -> None:
    assert table in text(markdown)
    assert "---" not in text(markdown)


def test_what_is_no_table_stays() -> None:
    assert blocks("a | b\n---\n\n甲") == [("heading", "a | b"), ("paragraph", "甲")]
    assert blocks("|x| 是绝对值") == [("paragraph", "|x| 是绝对值")]


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("设 $x$ 与 \\(y\\) 与 $`z`$ 为真", "设 $x$ 与 $y$ 与 $z$ 为真"),
        ("$$\nx^2\n$$", "$$x^2$$"),
        ("$$$\nx^2\n$$$", "$$x^2$$"),
        ("```math\nx^2\n```", "$$x^2$$"),
        ("\\[\nx^2\n\\]", "$$x^2$$"),
        ("设 \\[x^2\\] 为真，\\[1\\] 不是", "设 $$x^2$$ 为真，[1] 不是"),
        (
            "甲\n\\begin{equation}\nx_1 *a* = y_2\n\\end{equation}\n乙",
            "甲\n$$\\begin{equation} x_1 *a* = y_2 \\end{equation}$$\n乙",
        ),
        (
            "结构为：\n$$\n\\begin{align}\nh &= x\n\\end{align}\n$$\n图：",
            "结构为： $$\\begin{align} h &= x \\end{align}$$ 图：",
        ),
        ('设 <span class="math inline">x^2</span> 为真', "设 $x^2$ 为真"),
        ('设 <span class="math inline">\\(x^2\\)</span> 为真', "设 $x^2$ 为真"),
        ("价格 $5 到 $6", "价格 $5 到 $6"),
    ],
)
def test_formulas_in_every_delimiter(markdown: str, shown: str) -> None:
    assert text(markdown) == shown


def test_what_katex_drew_is_not_read_twice() -> None:
    drawn = (
        '<span class="katex"><span class="katex-mathml"><math><annotation encoding="application/x-tex">a_i</annotation>'
        '</math></span><span class="katex-html" aria-hidden="true"><span>ai</span></span></span>'
    )
    assert text(f"<p>设 {drawn} 为真</p>") == "设 $a_i$ 为真"


@pytest.mark.parametrize(
    "picture",
    [
        "![shot](/Users/someone/Pictures/屏幕快照 2020-12-25.png)",
        "![屏幕快照 2020-12-25 上午10.20.30](</Users/someone/a b.png>)",
        "![截屏2021-03-02 下午3.00.00](file:///Users/someone/a.png)",
        "![image-20201225102030](C:\\Users\\some one\\a.png)",
        "![/Users/someone/a b (1).png](/Users/someone/a b (1).png)",
        "![](<a b.png>)",
        '<img src="/home/someone/a b.png" alt="Screenshot 2021-03-02 at 10.00.00">',
    ],
)
def test_a_picture_leaves_no_path(picture: str) -> None:
    assert text(f"甲\n\n{picture}\n\n乙") == "甲\n乙"


def test_a_picture_keeps_its_caption_and_a_link_its_text() -> None:
    assert text("![缓存的结构与流程](a b.png)") == "缓存的结构与流程"
    assert text("见 [附件](my notes/a b.pdf) 与 f[i](x y)") == "见 附件 与 f[i](x y)"


@pytest.mark.parametrize(
    "line",
    [
        "[Link to the paper](https://arxiv.org/abs/1)",
        "[[pdf](https://a)]",
        "[[pdf]](https://a) [[code]](https://b)",
        "[论文链接](https://a) / [代码](https://b)",
        "**[here](https://a)**",
        "[PDF](https://a).",
    ],
)
def test_a_line_of_links_that_say_nothing_is_none(line: str) -> None:
    assert text(f"- 甲\n- {line}\n- 乙") == "- 甲\n- 乙"
    assert text(f"甲\n\n{line}\n\n乙") == "甲\n乙"


def test_links_that_say_something_stay() -> None:
    for line in ("[Paged Cache](https://a) [pdf](https://b)", "See the [paper](https://a)", "论文：[链接](https://a)"):
        assert blocks(f"- {line}")
