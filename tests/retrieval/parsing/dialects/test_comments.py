"""Comments are never served, of whatever kind; in code they are text."""

from __future__ import annotations

import pytest

from retrieval.parsing.dialects import Dialect
from retrieval.parsing.html import read_html
from tests.retrieval.parsing.dialects import blocks, text

COMMENTS = [
    "<!-- 密 -->",
    "<!-- 密\n密 -->",
    "<!-- 密 ``` 密 -->",
    "<!--more-->",
    "%%密%%",
    "%% 密 密 %%",
    "%%\n密\n\n- 密\n%%",
    "{% comment %}密{% endcomment %}",
    "{%- comment -%}\n密\n\n密\n{%- endcomment -%}",
    "{::comment}密{:/comment}",
    "{::comment}\n密\n\n密\n{:/}",
    "{{/* 密 */}}",
    "{{< comment >}}密 {{< /comment >}}",
    "{{% comment %}}\n密\n{{% /comment %}}",
    "{/* 密 */}",
]


@pytest.mark.parametrize("comment", COMMENTS)
def test_a_comment_is_not_shown_wherever_it_stands(comment: str) -> None:
    assert text(f"甲 乙\n\n{comment}\n\n丙") == "甲 乙\n丙"
    if "\n\n" not in comment:
        assert text(f"正文{comment}继续") == "正文继续"
        assert text(f"- 一 {comment}\n- 二") == "- 一\n- 二"


@pytest.mark.parametrize(
    "comment",
    [
        "[//]: # (密)",
        '[//]: # "密"',
        "[//]: <> (密)",
        "[//]: #(密 (密) 密)",
        "[comment]: # (密\n密)",
        "#+BEGIN_COMMENT\n密\n\n密\n#+END_COMMENT",
        "#+begin_query\n{:title 密}\n#+end_query",
        ":LOGBOOK:\nCLOCK: [2024-01-01]\n:END:",
    ],
)
def test_a_comment_on_lines_of_its_own_is_not_shown(comment: str) -> None:
    assert text(f"甲\n\n{comment}\n\n乙") == "甲\n乙"
    assert text(f"甲\n{comment}\n") == "甲"


@pytest.mark.parametrize(
    "comment", ["<!-- 密 -->", "%%密%%", "{% comment %}密{% endcomment %}", "{::comment}密{:/}", "{/* 密 */}"]
)
def test_in_code_a_comment_is_text(comment: str) -> None:
    in_list = f"- 甲\n\n  ```\n  {comment}\n  ```"
    for code in (f"```html\n{comment}\n```", f"~~~\n{comment}\n~~~", f"甲\n\n    {comment}", in_list):
        assert (blocks(code)[-1]) == ("code", comment)
    for span in (f"用 `{comment}` 写", f"用 `` {comment} `` 写", f"- 用 `{comment}` 写"):
        assert comment in text(span)


def test_a_comment_that_is_never_closed_hides_what_its_page_hides() -> None:
    assert text("甲\n\n<!-- 密\n\n密") == "甲"
    assert text("甲 <!-- 密\n密\n\n乙") == "甲\n乙"
    assert text("甲\n\n%%\n密\n\n密") == "甲"
    assert text("%%密\n\n乙") == "乙"
    assert [piece.text for piece in read_html("<p>甲</p><!-- 密<p>密</p>")] == ["甲"]


def test_what_only_looks_like_a_comment_stays() -> None:
    assert text("从 50%% 到 60%% 之间") == "从 50%% 到 60%% 之间"
    assert text("甲 <!--> 乙") == "甲 乙"
    assert text("`甲 <!-- 密 --> 乙") == "`甲 乙"
    assert text("- `甲\n- <!-- 密 -->乙 `丙") == "- `甲\n- 乙 `丙"


def test_comments_of_one_generator_are_text_elsewhere() -> None:
    assert text("甲 {# 密 #} 乙", Dialect.HEXO) == "甲 乙"
    assert text("标题 {# 不是注释 #}") == "标题 {# 不是注释 #}"
    assert text("甲 %%乙%% 丙", Dialect.JEKYLL) == "甲 %%乙%% 丙"
