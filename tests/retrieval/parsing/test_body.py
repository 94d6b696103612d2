"""Bodies: what HTML of any kind becomes, and that lists of references are left out."""

from __future__ import annotations

import pytest

from retrieval.parsing.elements import to_sections
from retrieval.parsing.html import read_html
from retrieval.parsing.references import is_reference_heading, without_references


def blocks(markup: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in read_html(markup)]


def test_headings_nest_by_the_levels_found() -> None:
    markup = "<h3 id=a>甲</h3><p>1</p><h5>乙</h5><p>2</p><h4>丙</h4><p>3</p><h3>丁</h3><h6>戊</h6><p>4</p>"
    assert [(section.headings, section.anchor) for section in to_sections(read_html(markup))] == [
        (("甲",), "a"),
        (("甲", "乙"), ""),
        (("甲", "丙"), ""),
        (("丁", "戊"), ""),
    ]


def test_lists_nest_and_number_and_keep_their_paragraphs() -> None:
    markup = "<ol><li><p>一</p><p>续</p><ul><li>甲<li>乙</ul></li><li>二<br>行</li></ol>"
    assert blocks(markup) == [("list", "1. 一\n  续\n  - 甲\n  - 乙\n2. 二\n  行")]


def test_figures_stand_behind_the_list_they_are_in() -> None:
    markup = (
        "<ul><li>甲<figure><img alt='公式1'></figure></li>"
        "<li>乙<figure><figcaption>图1：说明的文字</figcaption></figure></li></ul>"
    )
    assert blocks(markup) == [("list", "- 甲\n- 乙"), ("caption", "图1：说明的文字")]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>设 \\(a_i\\) 与 \\[b\\] 为真</p>", "设 $a_i$ 与 $$b$$ 为真"),
        ('<p>设 <img class="latex" alt="a_i"> 为真</p>', "设 $a_i$ 为真"),
        ('<p>设 <script type="math/tex">a<b</script> 为真</p>', "设 $a<b$ 为真"),
        (
            '<p>设 <math><mi>a</mi><annotation encoding="application/x-tex">a_i</annotation></math> 为真</p>',
            "设 $a_i$ 为真",
        ),
        ("<p>共 10<sup>6</sup> 次</p>", "共 10^6 次"),
        ("<p>甲\n  乙\n  x</p>", "甲乙 x"),
        ("<p><b>vLLM</b> 是系统</p>", "vLLM 是系统"),
        ("<p>见【【8】Devlin, J. 2018】与【Mike et al., BART, 2019】、【注】</p>", "见[8]与[Mike et al.]、【注】"),
        ("<p>隐藏<svg><text>图</text></svg><style>p{}</style>文字</p>", "隐藏 文字"),
        ("<p>\u202e右\u2066左&#x202e;&#0;\x07</p>", "右左"),
    ],
)
def test_inline_markup_becomes_plain_text(markup: str, text: str) -> None:
    ((_, plain),) = blocks(markup)
    assert plain == text


def test_signs_make_lists_only_where_they_list() -> None:
    assert blocks("<p>如下：<br>1. 一<br>2. 二</p>") == [("paragraph", "如下："), ("list", "1. 一\n2. 二")]
    assert blocks("<p>2023. 这一年</p>") == [("paragraph", "2023. 这一年")]
    assert blocks("<p>- 5 度</p>") == [("paragraph", "- 5 度")]


def test_tables_of_layout_are_no_tables_and_code_keeps_its_lines() -> None:
    assert blocks("<table><tr><td>只有一栏</td></tr></table>") == [("paragraph", "只有一栏")]
    assert blocks("<pre><code><span>a</span> = 1\n  b</code></pre>") == [("code", "a = 1\n  b")]


@pytest.mark.parametrize(
    "heading",
    [
        "参考文献",
        "A5 参考文献",
        "References",
        "7. REFERENCE",
        "方法细节中的引用汇总",
        "引用文献详情汇总",
        "汇总方法细节中的引用",
    ],
)
def test_headings_of_references_are_known_in_all_their_forms(heading: str) -> None:
    assert is_reference_heading(heading)


@pytest.mark.parametrize("heading", ["引用感知的检索", "参考模型", "Reference model", "结论"])
def test_other_headings_are_not(heading: str) -> None:
    assert not is_reference_heading(heading)


def test_references_go_with_what_is_below_them_and_without_a_heading_too() -> None:
    entries = "".join(
        f"<p>[{number}] Smith, A. A title of work. In Proc. 20{number}, 2019.</p>" for number in range(10, 14)
    )
    markup = f"<h2>甲</h2><p>留</p><h2>References</h2><p>去</p><h3>更多</h3><p>去</p><h2>乙</h2><p>也留</p>{entries}"
    kept = [piece.text for piece in without_references(read_html(markup))]
    assert kept == ["甲", "留", "乙", "也留"]
    announced = "<h2>甲</h2><p>留</p><p><b>方法细节中的引用汇总</b>。以下：</p><ul><li>去</li></ul><p>仍留</p>"
    assert [piece.text for piece in without_references(read_html(announced))] == ["甲", "留", "仍留"]


def test_a_list_that_cites_is_no_list_of_references() -> None:
    markup = "<ul><li>[1] 中的方法把缓存分成块来管理，2019 年提出。</li><li>甲</li><li>乙</li></ul>"
    assert without_references(read_html(markup)) == read_html(markup)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p><b>小标题</b> 正文开始</p>", "小标题：正文开始"),
        ("<p><b>小标题</b>。正文开始。</p>", "小标题：正文开始。"),
        ("<p><b>小标题。</b>正文开始。</p>", "小标题：正文开始。"),
        ("<p><b>D.1 小标题</b><br>\n正文开始。</p>", "D.1 小标题：正文开始。"),
        ("<p><b>Q, K 的类型（一）</b>。正文。</p>", "Q, K 的类型（一）：正文。"),
        ("<p><strong>Weight stashing.</strong> It keeps versions.</p>", "Weight stashing: It keeps versions."),
        ("<p><b>Weight stashing</b>. It keeps versions.</p>", "Weight stashing: It keeps versions."),
        ("<ol><li><b>小标题</b>。正文开始。</li></ol>", "1. 小标题：正文开始。"),
        ("<ul><li><p><b>Stashing.</b> It keeps.</p></li></ul>", "- Stashing: It keeps."),
        ("<p><b>小标题：</b>正文开始。</p>", "小标题：正文开始。"),
        ("<p><b>它快了三倍，因为不等。</b>正文开始。</p>", "它快了三倍，因为不等。正文开始。"),
        ("<p><b>" + "很长的一句话" * 11 + "。</b>正文。</p>", "很长的一句话" * 11 + "。正文。"),
        ("<p><b>PagedAttention</b> 把显存分页。</p>", "PagedAttention 把显存分页。"),
        ("<p><b>Paging</b> splits memory.</p>", "Paging splits memory."),
        ("<p><b>整段都是粗的。</b></p>", "整段都是粗的。"),
    ],
)
def test_a_heading_that_runs_into_its_text_has_a_colon_behind_it(markup: str, text: str) -> None:
    ((block,),) = (section.blocks for section in to_sections(read_html(markup)))
    assert block.text == text
