"""Byline, all before the first section: titles and authors are taken off, prose stays."""

from __future__ import annotations

import pytest

from retrieval.parsing.byline import read_opening
from retrieval.parsing.html import read_html
from retrieval.parsing.person_names import names_in

REST = "<h2>主要贡献</h2><p>本文提出一种方法。</p>"


@pytest.mark.parametrize(
    ("markup", "title_zh", "authors"),
    [
        (
            "<p><b>论文标题</b>: 中文的题目<br>作者：Tri Dao, Beidi Chen et al.</p>",
            "中文的题目",
            ("Tri Dao", "Beidi Chen"),
        ),
        (
            "<p><b>一个加粗的中文题目</b></p><p>Tri Dao1, Beidi Chen2</p>",
            "一个加粗的中文题目",
            ("Tri Dao", "Beidi Chen"),
        ),
        ("<ul><li><b>标题</b>：列表里的题目</li><li>机构：NVIDIA</li></ul>", "列表里的题目", ()),
        ("<h2>一个作为标题的中文题目</h2><p>Ang Li, Dong Yu</p>", "一个作为标题的中文题目", ("Ang Li", "Dong Yu")),
        ("<h1>A Title</h1><p>Ang Li, Dong Yu</p>", "", ("Ang Li", "Dong Yu")),
        ("<h3>文章标题与作者</h3><p>标题：题目在此<br>作者：Ang Li</p>", "题目在此", ("Ang Li",)),
        ("<p>Elena Agostini<br>NVIDIA<br>Santa Clara, CA, USA<br>Email: e.a@x.com</p>", "", ("Elena Agostini",)),
        (
            "<p><b>作者/机构</b>：<br>- 魏华 (上海科技大学)<br>- Mart van Baalen (高通)</p>",
            "",
            ("魏华", "Mart van Baalen"),
        ),
        ("<p>Chi Zhang ByteDance chi@b.com<br>Ru Zhang ByteDance ru@b.com</p>", "", ("Chi Zhang", "Ru Zhang")),
    ],
)
def test_titles_and_authors_are_told_apart(markup: str, title_zh: str, authors: tuple[str, ...]) -> None:
    opening = read_opening(read_html(markup + REST), "A Title")
    assert (opening.title_zh, opening.authors) == (title_zh, authors)
    assert [piece.text for piece in opening.pieces] == ["主要贡献", "本文提出一种方法。"]


def test_prose_and_captions_before_the_first_section_stay() -> None:
    markup = (
        "<p>作者：Ang Li</p><p>当 CPU 空闲时，可以进入低功耗模式。</p>"
        "<figure><figcaption>图1：低功耗模式一览</figcaption></figure>"
    )
    opening = read_opening(read_html(markup + REST), "A Title")
    assert [piece.text for piece in opening.pieces][:2] == [
        "当 CPU 空闲时，可以进入低功耗模式。",
        "图1：低功耗模式一览",
    ]


def test_a_note_without_headings_loses_only_what_is_surely_no_prose() -> None:
    markup = (
        "<p>Ang Li, Dong Yu (Peking University)</p><p>短句</p><p>We study how caches behave under load in practice.</p>"
    )
    opening = read_opening(read_html(markup), "A Title")
    assert opening.authors == ("Ang Li", "Dong Yu")
    assert [piece.text for piece in opening.pieces] == ["短句", "We study how caches behave under load in practice."]


def test_institutions_and_places_are_no_names() -> None:
    line = (
        "Yue Guan1†, Keren Zhou3,4 1University of California, San Diego, 2Meta, 3George Mason University {a, b}@x.edu"
    )
    assert names_in(line) == ("Yue Guan", "Keren Zhou")
