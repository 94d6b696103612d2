"""Notes of Obsidian and Logseq, of MkDocs, Pandoc and kramdown: what their pages show, without their marks."""

from __future__ import annotations

import pytest

from retrieval.parsing.dialects import Dialect
from tests.retrieval.parsing.dialects import blocks, text


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("见 [[Paged Attention|分页]] 与 [[Page]]。", "见 分页 与 Page。"),
        ("见 [[Page#方法]]、[[#方法]]、[[Page#^ab12|块]]、[[Page.md]]。", "见 Page > 方法、方法、块、Page。"),
        ("| 甲 | 乙 |\n|---|---|\n| [[Page\\|分页]] | 二 |", "甲 | 乙\n分页 | 二"),
        ("看[[Page]]图 ![[figure-1.png|400]]![[figure.png]]![[Note#段]]末", "看Page图 末"),
        ("![[figure.png|缓存的结构与流程]]", "缓存的结构与流程"),
        ("[[https://a.b/c][官网]] 与 [[https://a.b/c.png][image.png]]末", "官网 与 末"),
        ("[[pdf]](https://a.b/c.pdf) 与 a[[1]] 与 [[1, 2], [3, 4]]", "[pdf] 与 a[[1]] 与 [[1, 2], [3, 4]]"),
        ("某paper[[DyFPN]]指出 x[[i]] 与 df[['a']]", "某paperDyFPN指出 x[[i]] 与 df[['a']]"),
        ("## 方法 ((64aa1111-2222-3333-4444-555566667777))\nheading:: true", "方法"),
        ("`[[Page]]` 与 ==重点==字，a==b 而 c==d，^^高亮^^", "[[Page]] 与 重点字，a==b 而 c==d，高亮"),
        ("结果很好。 ^result1\n\n另一段 x^2", "结果很好。\n另一段 x^2"),
        (
            "结果很好 #todo/read #重要\n\n#论文/强化学习 #todo\n\n用 C# 写 #attention 的",
            "结果很好\n用 C# 写 #attention 的",
        ),
        ("颜色 #1a2b3c\n\n问题 #123", "颜色 #1a2b3c\n问题 #123"),
        ("up:: [[上级]] rating:: 4", "up: 上级 rating: 4"),
        ("- **键**:: 值\n- 会议:: ICLR\n- 用 std::vector", "- 键: 值\n- 会议: ICLR\n- 用 std::vector"),
        ("评分 [rating:: 4 星] 高", "评分 rating: 4 星 高"),
        ("甲\nid:: 64aa\ncollapsed:: true", "甲"),
        ("甲 ((64aa1111-2222-3333-4444-555566667777)) 乙", "甲 乙"),
        ("- [ ] 未做\n- [x] 已做\n- TODO [#A] 要做\n- DONE 做了\n- NOW", "- 未做\n- 已做\n- 要做\n- 做了\n- NOW"),
        ("![](../a b.png){:height 194, :width 718}末", "末"),
        ("#+BEGIN_QUOTE\n引文\n#+END_QUOTE", "引文"),
    ],
)
def test_links_marks_and_properties(markdown: str, shown: str) -> None:
    assert text(markdown) == shown


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("> [!abstract]- One line\n> Lazy Cache keeps [[A|x]].", ["One line", "Lazy Cache keeps x."]),
        ("> [!note]\n> 内容", ["内容"]),
        ("> [!tldr]\n> 内容", ["TL;DR", "内容"]),
        ("> [!WARNING] 小心\n>\n> 内容\n> - 一", ["小心", "内容", "- 一"]),
        ("> [!quote|right]+ 标题", ["标题"]),
        ("> [1] 引文", ["[1] 引文"]),
        ('!!! note "标题"\n\n    内容\n\n        x = 1\n\n后', ["标题", "内容", "x = 1", "后"]),
        ("??? note\n    内容\n    - 一\n\n后", ["内容", "- 一", "后"]),
        ('???+ abstract\n    内容\n\n!!! tip inline end "T"\n\n    丙', ["Abstract", "内容", "T", "丙"]),
        ('=== "甲"\n\n    内容\n\n=== "乙"\n\n    ```python\n    x\n    ```', ["甲", "内容", "乙", "x"]),
        (":::note\n内容\n:::\n后", ["内容", "后"]),
        (":::tip[标题]\n\n- 内容\n\n:::", ["标题", "- 内容"]),
        ("::: warning 标题\n内容\n:::", ["标题", "内容"]),
        ('::: {.callout-note title="标题"}\n内容\n:::', ["标题", "内容"]),
        (":::: {.columns}\n::: {.column width=50%}\n内容\n:::\n::::", ["内容"]),
        ("<details>\n<summary>标题</summary>\n\n**内容**\n\n</details>", ["标题", "内容"]),
        ("<details><summary>标题</summary>\n**内容**\n- 一\n</details>\n后", ["标题", "内容", "- 一", "后"]),
        ('<div class="x" markdown="1">\n**内容**\n</div>', ["内容"]),
        ("> 一\n> > 二", ["一", "二"]),
    ],
)
def test_boxes_and_tabs_are_the_text_in_them(markdown: str, shown: list[str]) -> None:
    assert [text for _, text in blocks(markdown)] == shown


def test_a_heading_of_a_row_of_equal_signs_is_no_tab() -> None:
    assert blocks('标题\n===\n\n正文 "甲"') == [("heading", "标题"), ("paragraph", '正文 "甲"')]


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ('A *word*{: .c} and a [link](/x){:target="_blank"} in.\n{: .note #x}', "A word and a link in."),
        ("[按钮](https://a.b){ .md-button } 与 **重**{.red}。", "按钮 与 重。"),
        ("## 标题 {.unnumbered}\n\n[词]{.smallcaps}在此", "标题\n词在此"),
        ("![缓存的结构与流程](a.png){#fig-x width=50%}", "缓存的结构与流程"),
        ("集合 {a=1} 与 {x} 与 {:.2f}", "集合 {a=1} 与 {x} 与 {:.2f}"),
        (":material-check: 完成 :fontawesome-brands-github:", "完成"),
        ('甲\n\n--8<-- "includes/footer.md"\n\n*[KV]: key value\n*[LRU]: least\n\n乙', "甲\n乙"),
        ("1. 目录\n{:toc}\n\n[TOC]\n\n[[toc]]\n\n[[_TOC_]]\n\n@[toc]\n\n甲", "甲"),
        ("Term\n: its definition.", "Term\nits definition."),
        ("文献 [@smith2020; @li2021, p. 3] 与 [见 @li] 引用，[a@b.c] 与 [@li](x)", "文献 与 引用，[a@b.c] 与 @li"),
        ("```{r setup, include=FALSE}\nlibrary(x)\n```\n\n```{python}\n#| label: fig\nprint(1)\n```", "print(1)"),
        ("```{python}\n#| echo: false\nprint(1)\n```\n\n```dataview\nTABLE x\n```\n\n甲", "甲"),
        ("正文[^1]与[^词]。\n\n[^1]: 词\n[^词]: 注 **释**", "正文与。\n词\n注 释"),
    ],
)
@pytest.mark.parametrize("dialect", [Dialect.NOTES, Dialect.JEKYLL])
def test_what_says_how_text_looks_is_not_shown(markdown: str, shown: str, dialect: Dialect) -> None:
    assert text(markdown, dialect) == shown


def test_a_page_that_is_one_outline_is_paragraphs_and_lists() -> None:
    outline = "- ## 方法\n  id:: 64aa\n  - 文字一\n    - 细节\n  - 文字二\n- 另一段\n  collapsed:: true\n\t- 下层\n"
    assert blocks(outline) == [
        ("heading", "方法"),
        ("list", "- 文字一\n  - 细节\n- 文字二"),
        ("paragraph", "另一段"),
        ("list", "- 下层"),
    ]
    assert blocks("- 镜像\n\t- 删除\n\t\t-\n\t\t  ```shell\n\t\t  x\n\t\t  ```\n\t- 完") == [
        ("paragraph", "镜像"),
        ("list", "- 删除"),
        ("code", "x"),
        ("list", "- 完"),
    ]
    assert blocks("- 一\n- 二") == [("list", "- 一\n- 二")]
    assert blocks("甲\n\n- 一\n  - 二") == [("paragraph", "甲"), ("list", "- 一\n  - 二")]
