"""Markdown to HTML as the notes are written: GitHub's tables, the site's ids of headings, formulas verbatim."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.texmath import texmath_plugin

from retrieval.parsing.headings import NO_IDS, HeadingIds, find_headings, set_ids, split_attributes

MAX_LINE = 50_000
"""Characters of a line that is read as Markdown; a longer one is taken as it stands, for no person wrote it."""

MAX_FORMULA = 2000
"""Characters of a formula within a line."""

_ATTRIBUTE_LINE = re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*$", re.MULTILINE)
_LIQUID = re.compile(r"\{%-?[^%\n]{0,200}-?%\}|\{\{-?\s*(?:site|page|post)\.[^{}\n]{0,200}\}\}")
_HIGHLIGHT = re.compile(r"^[ \t]*\{%-?\s*(end)?highlight[^%\n]*%\}[ \t]*$", re.MULTILINE)


def markdown_to_html(text: str, heading_ids: HeadingIds = NO_IDS) -> str:
    """Turn Markdown into HTML whose headings carry the ids that ``heading_ids`` gives them; HTML in it stays."""
    text = _HIGHLIGHT.sub("```", text)
    if any(len(line) > MAX_LINE for line in text.split("\n")):
        text = "\n".join(_as_it_stands(line) if len(line) > MAX_LINE else line for line in text.split("\n"))
    rendered: str = _PARSER.render(_ATTRIBUTE_LINE.sub("", text), {"text": text, "heading_ids": heading_ids})
    return rendered


def without_liquid(text: str) -> str:
    """Take Liquid tags and the site's variables out of ``text``, as Jekyll does before it reads the rest."""
    return _LIQUID.sub("", text)


def _as_it_stands(line: str) -> str:
    """Wrap a line so that Markdown takes it for HTML of its own and looks no further into it."""
    return f"\n<p>{html.escape(line, quote=False)}</p>\n\n"


def _take_attributes(state: StateCore) -> None:
    """Take attributes in braces off the headings, before their text is read."""
    taken = state.env["attributes"] = []
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            inline = state.tokens[index + 1]
            inline.content, attributes = split_attributes(inline.content)
            taken.append(attributes)


def _give_ids(state: StateCore) -> None:
    text = state.env["text"]
    headings = list(find_headings(state.tokens, text.split("\n"), state.env["attributes"]))
    set_ids(state.tokens, state.env["heading_ids"](headings, text))


def _bracketed(state: StateInline, silent: bool) -> bool:
    """Read an inline formula in round brackets with backslashes."""
    begin = state.pos + len("\\(")
    end = state.src.find("\\)", begin + 1, begin + MAX_FORMULA) if state.src.startswith("\\(", state.pos) else -1
    if end < 0:
        return False
    if not silent:
        state.push("math_inline", "math", 0).content = state.src[begin:end]
    state.pos = end + len("\\)")
    return True


def _as_formula(sign: str) -> Callable[..., str]:
    def render(_renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
        return html.escape(f"{sign}{tokens[index].content.strip()}{sign}", quote=False)

    return render


def _as_paragraph(sign: str) -> Callable[..., str]:
    inline = _as_formula(sign)

    def render(*arguments: Any) -> str:
        return f"<p>{inline(*arguments)}</p>\n"

    return render


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(texmath_plugin, delimiters="brackets")
    # the plugin's own rule looks through the rest of the text from every bracket
    parser.inline.ruler.at("math_inline", _bracketed)
    parser.use(dollarmath_plugin, double_inline=True, allow_digits=False)
    for name, render in (
        ("math_inline", _as_formula("$")),
        ("math_inline_double", _as_formula("$$")),
        ("math_block", _as_paragraph("$$")),
        ("math_block_label", _as_paragraph("$$")),
    ):
        parser.add_render_rule(name, render)
    parser.core.ruler.before("inline", "heading_attributes", _take_attributes)
    parser.core.ruler.after("inline", "heading_ids", _give_ids)
    return parser


_PARSER = _parser()
