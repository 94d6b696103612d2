"""Telegram's HTML: what it takes, what it makes of it, and the exact words with which it refuses."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local_telegram.entities import Entity, slice_utf16
from bot.local_telegram.html import HtmlError, parse_html
from tests.bot.local_telegram import html_rules

REFUSED = [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<foo>x</foo>", 'Unsupported start tag "foo" at byte offset 0'),
    ("中<br/>", 'Unsupported start tag "br/" at byte offset 3'),
    ("😀<p>x</p>", 'Unsupported start tag "p" at byte offset 4'),
    ("2 < 3", 'Unsupported start tag "" at byte offset 2'),
    ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
    ("1<", "Unclosed start tag at byte offset 1"),
    ("<b", "Unclosed start tag at byte offset 0"),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ("<b ", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("<b =x>y</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
    ('<a href=x"y>z</a>', "Unexpected end of name token at byte offset 8"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<b>x</b y>", "Unclosed end tag at byte offset 4"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<span class="x">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier specified"),
    (
        "&#xd800;",
        "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code "
        "units",
    ),
]

TAKEN = [
    ("<b>x</b><STRONG>y</strong>", "xy", [Entity("bold", 0, 1), Entity("bold", 1, 1)]),
    ("<i>x</i> <em>y</em>", "x y", [Entity("italic", 0, 1), Entity("italic", 2, 1)]),
    ("<u>x</u><ins>y</ins>", "xy", [Entity("underline", 0, 1), Entity("underline", 1, 1)]),
    (
        "<s>x</s><strike>y</strike><del>z</del>",
        "xyz",
        [Entity("strikethrough", i, 1) for i in range(3)],
    ),
    ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", [Entity("spoiler", i, 1) for i in (0, 1)]),
    ('😀<a href="https://e.org/?a=1&amp;b=2">中</a>', "😀中", [Entity("text_link", 2, 1, "https://e.org/?a=1&b=2")]),
    ("<a>https://e.org/x</a>", "https://e.org/x", [Entity("text_link", 0, 15, "https://e.org/x")]),
    ('<a href="javascript:x">y</a>', "y", []),
    ('<a href="tg://user?id=7">y</a>', "y", [Entity("text_mention", 0, 1, user_id=7)]),
    ("<code>x</code>", "x", [Entity("code", 0, 1)]),
    ("<pre>x</pre>", "x", [Entity("pre", 0, 1)]),
    ('<pre><code class="language-py">x</code></pre>', "x", [Entity("pre", 0, 1, language="py")]),
    ("<blockquote>x</blockquote>", "x", [Entity("blockquote", 0, 1)]),
    ("<blockquote expandable>x</blockquote>", "x", [Entity("expandable_blockquote", 0, 1)]),
    ('<tg-emoji emoji-id="5">x</tg-emoji>', "x", [Entity("custom_emoji", 0, 1, custom_emoji_id="5")]),
    ("&lt;&gt;&amp;&quot;&#65;&#x42;&lt", '<>&"AB<', []),
    ("&nbsp;&apos;&#0;&", "&nbsp;&apos;&#0;&", []),
    ("<b></b>x", "x", []),
    ("<b>x</>", "x", [Entity("bold", 0, 1)]),
    ("<b unknown=1 other='2'>x</b>", "x", [Entity("bold", 0, 1)]),
]

TAGS = ["b", "i", "u", "s", "tg-spoiler", "code", "pre", "blockquote"]


@pytest.mark.parametrize(("source", "words"), REFUSED)
def test_refused_in_telegram_s_words(source: str, words: str) -> None:
    with pytest.raises(HtmlError) as refusal:
        parse_html(source)
    assert str(refusal.value) == words


@pytest.mark.parametrize(("source", "text", "entities"), TAKEN)
def test_taken(source: str, text: str, entities: list[Entity]) -> None:
    parsed = parse_html(source)
    assert parsed.text == text
    assert [*parsed.entities] == entities


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@st.composite
def _trees(draw: st.DrawFn, depth: int = 0) -> tuple[str, str, list[tuple[str, str]]]:
    """Well-formed HTML, the text it stands for, and each tag with its text in the order in which they close."""
    html, text, marked = "", "", []
    for _ in range(draw(st.integers(0, 4))):
        if depth < 4 and draw(st.booleans()):
            inner_html, inner_text, inner_marked = draw(_trees(depth=depth + 1))
            tag = draw(st.sampled_from(TAGS))
            html += f"<{tag}>{inner_html}</{tag}>"
            text += inner_text
            marked += inner_marked + ([(tag, inner_text)] if inner_text else [])
        else:
            plain = draw(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8))
            html += _escaped(plain)
            text += plain
    return html, text, marked


@given(_trees())
def test_every_tag_marks_exactly_its_text(tree: tuple[str, str, list[tuple[str, str]]]) -> None:
    html, text, marked = tree
    parsed = parse_html(html)
    assert parsed.text == text
    shown = [slice_utf16(parsed.text, entity.offset, entity.length) for entity in parsed.entities]
    # a code that fills a pre says nothing new and is kept beside it, like any other tag
    assert sorted(shown) == sorted(part for _, part in marked)


SNIPPETS = [
    "x", " ", "中", "😀", "\n", "<", ">", "&", ";", "/", "=", '"', "'", "</>", "< b>", "<foo>", "<br/>", "<!-- -->",
    "<b>", "<B >", "</b>", "</b >", "<i\t>", "</i>", "<u x=1 Y='2'>", "</u>", "<s>", "</s>", "</S\n>", "<b =1>",
    "<b x>",
    "<a>", "</a>", "<a href='https://e.org/?a=1&amp;b=2'>", "<a href=e.org>", '<a href="', "<a href=x/y>", "<a href",
    '<a href="tg://user?id=7">', "<code>", "</code>", '<code class="language-py">', "<pre>", "</pre>", "<blockquote>",
    "<blockquote expandable>", "<blockquote expandable=''>", "</blockquote>", "<span class='tg-spoiler'>", "<span>",
    "</span>", "<tg-spoiler>", "</tg-spoiler>", "<tg-emoji emoji-id=5>", "<tg-emoji>", "</tg-emoji>", "&lt;", "&gt",
    "&amp;lt;", "&quot;", "&nbsp;", "&ltx", "&#65;", "&#x1F600;", "&#xd83d;", "&#0;", "&#128512", "&#99999999999;",
    "&#x;", "&#;",
]  # fmt: skip


SOUP = st.lists(st.sampled_from(SNIPPETS), max_size=14).map("".join)
PAIRS = [(opened, f"</{name[1]}>") for opened in SNIPPETS if (name := re.match(r"<([\w-]+)[^<]*>$", opened))]
NESTED = st.recursive(
    st.sampled_from([snippet for snippet in SNIPPETS if not snippet.startswith("<")]) | st.just("") | SOUP,
    lambda inner: st.tuples(st.sampled_from(PAIRS), st.lists(inner, max_size=3)).map(
        lambda made: made[0][0] + "".join(made[1]) + made[0][1]
    ),
    max_leaves=8,
)


@given(SOUP | NESTED | st.text(st.sampled_from("<>/&;#x\"'= abip😀中0")))
@settings(max_examples=500)
def test_any_text_is_read_or_refused_as_the_rules_say(source: str) -> None:
    assert _parsed(source) == _by_the_rules(source)


def _parsed(source: str) -> object:
    try:
        parsed = parse_html(source)
    except HtmlError as error:
        return str(error)
    return parsed.text, sorted(map(_mark, parsed.entities))


def _by_the_rules(source: str) -> object:
    try:
        text, marks = html_rules.read(source)
    except html_rules.RefusedError as error:
        return str(error)
    return text, sorted(marks)


def _mark(entity: Entity) -> html_rules.Mark:
    user = str(entity.user_id) if entity.user_id else ""
    return entity.kind, entity.offset, entity.length, entity.url or entity.language or entity.custom_emoji_id or user
