"""The ``markdown`` form: GitHub's Markdown with marks, spoilers, formulas and footnotes, by way of the ``html`` form.

S has the list; the parser is Telegram's own and closed, so that details (what stands within a mark or spoiler is plain
text here) are unverified.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

_MARKED = re.compile(r"==([^=\n]+)==")
_SPOILER = re.compile(r"\|\|([^|\n]+)\|\|")

Tokens = Sequence[Token]


def html_of(source: str) -> str:
    """Return the Markdown of a rich message as its ``html`` form."""
    written: str = _parser().render(source)
    return written


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_digits=True, double_inline=True).use(footnote_plugin).use(tasklists_plugin)
    parser.inline.ruler.before("escape", "unescaped_tag", _unescaped_tag)
    rules: dict[str, Any] = {
        "text": _text,
        "fence": _fence,
        "math_inline": lambda _renderer, tokens, at, *_: f"<tg-math>{escapeHtml(tokens[at].content)}</tg-math>",
        "math_inline_double": _formula,
        "math_block": _formula,
        "math_block_label": _formula,
        "th_open": _cell,
        "td_open": _cell,
        "footnote_ref": _footnote_mark,
        "footnote_block_open": lambda *_: "<hr><ol>",
        "footnote_block_close": lambda *_: "</ol>",
        "footnote_open": _footnote,
        "footnote_close": lambda *_: "</li>",
        "footnote_anchor": lambda *_: "",
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


def _unescaped_tag(state: StateInline, silent: bool) -> bool:
    """Leave a tag behind a backslash a tag, as Telegram does (M); that the backslash is shown is unverified."""
    if not state.src.startswith("\\<", state.pos):
        return False
    if not silent:
        state.pending += "\\"
    state.pos += 1
    return True


def _text(_renderer: object, tokens: Tokens, at: int, *_: Any) -> str:
    return _SPOILER.sub(r"<tg-spoiler>\1</tg-spoiler>", _MARKED.sub(r"<mark>\1</mark>", escapeHtml(tokens[at].content)))


def _fence(_renderer: object, tokens: Tokens, at: int, *_: Any) -> str:
    language = tokens[at].info.strip().split(" ")[0]
    if language == "math":
        return _formula(_renderer, tokens, at)
    return f'<pre><code class="language-{escapeHtml(language)}">{escapeHtml(tokens[at].content.rstrip())}</code></pre>'


def _formula(_renderer: object, tokens: Tokens, at: int, *_: Any) -> str:
    return f"<tg-math-block>{escapeHtml(tokens[at].content)}</tg-math-block>"


def _cell(_renderer: object, tokens: Tokens, at: int, *_: Any) -> str:
    """Write the side of a column as the attribute that the ``html`` form knows."""
    align = str(tokens[at].attrs.get("style", "")).removeprefix("text-align:")
    return f'<{tokens[at].tag} align="{align}">' if align else f"<{tokens[at].tag}>"


def _footnote_mark(_renderer: object, tokens: Tokens, at: int, *_: Any) -> str:
    number = tokens[at].meta["id"] + 1
    return f'<sup><a href="#fn{number}">{number}</a></sup>'


def _footnote(_renderer: object, tokens: Tokens, at: int, *_: Any) -> str:
    return f'<li><a name="fn{tokens[at].meta["id"] + 1}"></a>'
