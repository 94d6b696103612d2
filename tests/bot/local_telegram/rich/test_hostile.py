"""Whatever a bot sends as a rich message is taken or refused with 400: nothing breaks the server."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.local_telegram import Refusal, Server
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.rich.html_text import BLOCK_TAGS, STYLES
from bot.local_telegram.rich.message import read_message
from bot.local_telegram.rich.source import Source
from bot.local_telegram.rich.traversal import plain_text
from bot.local_telegram.web_rich import rich_view

TYPES = [
    "paragraph", "heading", "pre", "divider", "mathematical_expression", "anchor", "list", "blockquote",
    "pullquote", "collage", "table", "details", "map", "buttons", "photo", "video", "thinking",
    "bold", "url", "date_time", "custom_emoji", "reference", "button", "anchor_link", "text_mention",
    "mention",
]  # fmt: skip
KEYS = [
    "text", "size", "language", "expression", "name", "items", "blocks", "credit", "cells", "caption",
    "summary", "buttons", "photo", "media", "align", "colspan", "url", "unix_time", "custom_emoji_id",
    "alternative_text", "button", "user", "id", "anchor_name", "has_checkbox", "value", "location",
    "zoom",
]  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "x", "1", "#tag a@b.cc"])


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    fields = st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    return st.builds(lambda kind, rest: {"type": kind, **rest}, st.sampled_from(TYPES), fields)


VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | _objects(inner), max_leaves=12)
PIECES = [
    *(f"<{tag}>" for tag in sorted(BLOCK_TAGS | set(STYLES))),
    *("<li>", "<tr>", "<td colspan=3>", "<summary>", "<a href='#a'>", "<a name=x></a>", "<tg-math>", "</p>", "</ul>"),
    *("</table>", "<tg-time unix=5>", "text ", "&lt;", "&#0;", "<", "$x$", "**b**", "\n\n", "- [ ] a\n", "|a|\n|-|\n"),
]


def _code(value: Any) -> int:
    """Return the code with which a rich message is answered."""
    server = Server()
    source = Source(server, server.add_bot("1:token"), Parameters({}))
    try:
        rich = read_message(source, value)
    except Refusal as refusal:
        return refusal.code
    rich_view(rich)
    plain_text(rich)
    return 200


@given(st.lists(VALUES | _objects(VALUES), max_size=3), VALUES)
def test_any_blocks(blocks: list[Any], other: Any) -> None:
    assert _code({"blocks": blocks}) in {200, 400}
    assert _code(other) in {200, 400}
    assert _code({"html": "x", "media": other}) in {200, 400}


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_markup(markup: str) -> None:
    assert _code({"html": markup}) in {200, 400}
    assert _code({"markdown": markup}) in {200, 400}
