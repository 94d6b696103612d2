"""The html and markdown forms: which tags are taken, what is dropped without a word, what is refused."""

from typing import Any

import pytest

from bot.local_telegram.state import Dropped
from tests.bot.local_telegram.conftest import Stage, png
from tests.bot.local_telegram.rich.cases import paragraph


async def told(stage: Stage, **rich: Any) -> list[dict[str, Any]]:
    message = await stage.result("sendRichMessage", chat_id=stage.reader.chat.id, rich_message=rich)
    blocks: list[dict[str, Any]] = message["rich_message"]["blocks"]
    return blocks


def styled(kind: str, text: str = "x") -> dict[str, Any]:
    return paragraph({"type": kind, "text": text})


FORMULA = {"type": "mathematical_expression", "expression": r"a<b \\"}


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<b>x</b>", [styled("bold")]),
        ("<mark>x</mark>", [styled("marked")]),
        ("<sub>x</sub>", [styled("subscript")]),
        ("<tg-spoiler>x</tg-spoiler>", [styled("spoiler")]),
        ("<B>x</B>", [styled("bold")]),
        ("<b>x", [styled("bold")]),
        ("x</b>", [paragraph()]),
        ("a\n  b<br>c", [paragraph("a b\nc")]),
        ("<p>a<p>b", [paragraph("a"), paragraph("b")]),
        ("<h2>x</h2>tail", [{"type": "heading", "text": "x", "size": 2}, paragraph("tail")]),
        ("List<String> and <div>a</div><span>b</span>", [paragraph("List and ab")]),
        ("<photo>x", [paragraph()]),
        ("<script>a<b>x</b></script>", [paragraph(["a", {"type": "bold", "text": "x"}])]),
        ("&lt;b&gt; &alpha; &#945; &#x3b1; &hellip; a & b", [paragraph("<b> &alpha; α α … a & b")]),
        ("a < b", [paragraph("a < b")]),
        (r"<p>so <tg-math>a&lt;b \\</tg-math></p>", [paragraph(["so ", FORMULA])]),
        (r"<tg-math-block> a&lt;b \\ </tg-math-block>", [FORMULA]),
        (
            '<pre><code class="language-python">a  =\n 1</code></pre>',
            [{"type": "pre", "text": "a  =\n 1", "language": "python"}],
        ),
        (
            "<blockquote expandable>x<cite>me</cite></blockquote>",
            [{"type": "expandable_blockquote", "text": "x", "credit": "me"}],
        ),
        ("<blockquote><p>x</p></blockquote>", [{"type": "blockquote", "blocks": [paragraph()]}]),
        (
            "<details open><summary>s</summary><p>x</p></details>",
            [{"type": "details", "summary": "s", "blocks": [paragraph()], "is_open": True}],
        ),
        (
            '<p><a href="#n">1</a></p><hr><a name="n"></a>note',
            [
                paragraph({"type": "anchor_link", "text": "1", "anchor_name": "n"}),
                {"type": "divider"},
                {"type": "anchor", "name": "n"},
                paragraph("note"),
            ],
        ),
        (
            '<ol start="3"><li>x<li value="9">x</ol>',
            [
                {
                    "type": "list",
                    "items": [{"label": f"{n}.", "blocks": [paragraph()], "type": "1", "value": n} for n in (3, 9)],
                }
            ],
        ),
        (
            "<table bordered><caption>c</caption><thead><tr><th>h<th align=right>k</thead><tr><td colspan=2>x</table>",
            [
                {
                    "type": "table",
                    "cells": [
                        [
                            {"text": "h", "is_header": True, "align": "center", "valign": "middle"},
                            {"text": "k", "is_header": True, "align": "right", "valign": "middle"},
                        ],
                        [{"text": "x", "colspan": 2, "align": "left", "valign": "middle"}],
                    ],
                    "is_bordered": True,
                    "caption": "c",
                }
            ],
        ),
        (
            '<tg-button-row><tg-button callback_data="d">x</tg-button></tg-button-row>',
            [{"type": "buttons", "buttons": [{"text": "x", "callback_data": "d"}]}],
        ),
        ('<p>x</p><img src="tg://photo?id=none">', [paragraph()]),
    ],
)
async def test_html(stage: Stage, html: str, blocks: list[dict[str, Any]]) -> None:
    assert await told(stage, html=html) == blocks


@pytest.mark.parametrize(
    ("rich", "reason"),
    [
        ({"html": ""}, "EMPTY"),
        ({"html": "<p> </p>"}, "EMPTY"),
        ({"html": '<img src="tg://photo?id=none">'}, "EMPTY"),
        ({"markdown": ""}, "MARKDOWN_INVALID"),
        ({"html": "text <b"}, "HTML_INVALID"),
        ({"html": 'text <a href="x'}, "HTML_INVALID"),
        ({"html": "text </b"}, "HTML_INVALID"),
        ({"html": "<p>a<ul><li>b</ul></p>"}, "CONTENT_REQUIRED"),
        ({"html": "<table><tr><td><p>x</p></table>"}, "CONTENT_REQUIRED"),
        ({"html": "<h1></h1>x"}, "CONTENT_REQUIRED"),
        ({"html": "x<tg-slideshow></tg-slideshow>"}, "CONTENT_REQUIRED"),
        ({"html": '<a href="/a.md">x</a>'}, "URL_INVALID"),
        ({"html": 'x<img src="https://example.org/dead.png">'}, "PHOTO_NO_MEDIA_FOUND"),
        ({"html": "<details><summary>s</summary>" * 16 + "x"}, "DEPTH_INVALID"),
        ({"html": "<b>" * 4000 + "x"}, "DEPTH_INVALID"),
        ({"html": "<p>x</p>" * 501}, "BLOCKS_TOO_MANY"),
        ({"html": "x" * 32_769}, "TEXT_TOO_LONG"),
        ({"html": "x", "media": [{"id": "a b", "media": {}}]}, "MEDIA_ID_INVALID"),
        ({"markdown": "|" + "a|" * 21 + "\n|" + "-|" * 21}, "TABLE_COLS_TOO_MANY"),
    ],
)
async def test_markup_refused(stage: Stage, rich: dict[str, Any], reason: str) -> None:
    refusal = await stage.refusal("sendRichMessage", chat_id=stage.reader.chat.id, rich_message=rich)
    assert refusal == (400, f"Bad Request: RICH_MESSAGE_{reason}")


async def test_of_several_forms_one_is_read(stage: Stage) -> None:
    assert await told(stage, blocks=[paragraph("blocks")], markdown="md", html="html") == [paragraph("blocks")]
    assert await told(stage, markdown="md", html="html") == [paragraph("md")]
    assert await told(stage, html="html") == [paragraph("html")]
    assert await told(stage, blocks=[paragraph("**x**")]) == [paragraph("**x**")]


async def test_markup_is_cut_tags_and_all(stage: Stage) -> None:
    (block,) = await told(stage, html="<b>x</b>" * 5000)
    assert len(block["text"]) == 4375  # the last one stands at the end, without its end
    (block,) = await told(stage, html="字" * 20_000)
    assert block["text"] == "字" * 11_666
    dropped = [event.subject for event in stage.telegram.server.events if event.kind == "warning"]
    assert dropped == [Dropped(5004), Dropped(25_002)]


async def test_markdown(stage: Stage) -> None:
    lines = [
        "# T",
        "",
        "a ==m== ||s|| $x<y$ ~~no~~ [^1]",
        "b `c`",
        "",
        "$$",
        r"\frac{a}{b}",
        "$$",
        "",
        "- [ ] todo",
        "- [x] done",
        "",
        "| h | k |",
        "|--:|---|",
        "| 1 | $x$ |",
        "",
        "```python",
        "a  =  1",
        "```",
        "",
        "[^1]: Note",
    ]
    blocks = await told(stage, markdown="\n".join(lines))
    assert [block["type"] for block in blocks] == [
        "heading",
        "paragraph",
        "mathematical_expression",
        "list",
        "table",
        "pre",
        "divider",
        "list",
    ]
    assert blocks[1]["text"] == [
        "a ",
        {"type": "marked", "text": "m"},
        " ",
        {"type": "spoiler", "text": "s"},
        " ",
        {"type": "mathematical_expression", "expression": "x<y"},
        " ",
        {"type": "strikethrough", "text": "no"},
        " ",
        {"type": "superscript", "text": {"type": "anchor_link", "text": "1", "anchor_name": "fn1"}},
        " b ",
        {"type": "code", "text": "c"},
    ]
    assert blocks[2]["expression"] == r"\frac{a}{b}"
    assert [item.get("is_checked", False) for item in blocks[3]["items"]] == [False, True]
    assert [cell["align"] for cell in blocks[4]["cells"][1]] == ["right", "left"]
    assert blocks[5] == {"type": "pre", "text": "a  =  1", "language": "python"}
    assert blocks[7]["items"][0]["blocks"] == [{"type": "anchor", "name": "fn1"}, paragraph("Note")]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        # a formula to Telegram, though none was meant
        ("$5 to $9", [{"type": "mathematical_expression", "expression": "5 to "}, "9"]),
        # and none, though one was meant
        (r"\(x\)", "(x)"),
        # no tag was meant, and Telegram makes one
        (r"\<b>x</b>", ["\\", {"type": "bold", "text": "x"}]),
        ("a\nb", "a b"),
        ("a<br>b", "a\nb"),
    ],
)
async def test_what_markdown_makes_of_it(stage: Stage, markdown: str, text: Any) -> None:
    assert await told(stage, markdown=markdown) == [paragraph(text)]


async def test_markup_names_files_of_the_request(stage: Stage) -> None:
    photo = await stage.client.post(
        f"/bot{stage.bot.token}/sendPhoto", data={"chat_id": stage.reader.chat.id}, files={"photo": ("f.png", png())}
    )
    file_id = photo.json()["result"]["photo"][0]["file_id"]
    media = [{"id": "f", "media": {"type": "photo", "media": file_id}}]
    figure = '<figure><img src="tg://photo?id=f"><figcaption>图 1<cite>me</cite></figcaption></figure>'
    (block,) = await told(stage, html=figure, media=media)
    assert block["photo"][0]["file_id"] == file_id
    assert block["caption"] == {"text": "图 1", "credit": "me"}
    (block,) = await told(stage, markdown="![](tg://photo?id=f)", media=media)
    assert block["type"] == "photo"
