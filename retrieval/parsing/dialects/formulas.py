"""Formulas between signs of every kind, kept as they are written between dollars."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.texmath import texmath_plugin

from retrieval.parsing.dialects.scanning import Rule

MAX_FORMULA = 2000
"""Characters of a formula within a line."""

_FORMULA_SIGN = re.compile(r"[\\^_={}]")
_BEGIN = re.compile(
    r"\\begin\{(?P<name>(?:equation|align|alignat|aligned|gather|multline|eqnarray|flalign|split|cases|array"
    r"|[bBpvV]?matrix|subequations|dcases)\*?)\}"
)
_MAX_LINES_BEFORE = 50
_MAX_ENVIRONMENT = 5000
_DOLLARS_AND_BACKTICKS = re.compile(r"\$`(?P<formula>[^`\n]++)`\$")


def formula_plugin(parser: MarkdownIt) -> None:
    r"""Read ``$…$``, ``$$…$$``, ``\(…\)``, ``\[…\]`` and environments of LaTeX."""
    parser.use(texmath_plugin, delimiters="brackets")
    # the plugin's own rule looks through the rest of the text from every bracket
    parser.inline.ruler.at("math_inline", _bracketed)
    parser.use(dollarmath_plugin, double_inline=True, allow_digits=False)
    # the plugin for LaTeX's environments looks through the rest of the text from each of them
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("blockquote", "latex_environment", _environment, interrupts)
    for name, render in (
        ("math_inline", _as_formula("$")),
        ("math_inline_double", _as_formula("$$")),
        ("math_block", _as_paragraph("$$")),
        ("math_block_label", _as_paragraph("$$")),
    ):
        parser.add_render_rule(name, render)


def formula_rules() -> Mapping[str, Rule]:
    """Return the rules for signs that other editors put around formulas."""

    def three_dollars(text: str, start: int) -> tuple[int, str]:
        end = start
        while text.startswith("$", end):
            end += 1
        return end, "$$"

    def backticks(text: str, start: int) -> tuple[int, str] | None:
        found = _DOLLARS_AND_BACKTICKS.match(text, start)
        return (found.end(), f"${found['formula'].strip()}$") if found else None

    return {"$$$": three_dollars, "$`": backticks}


def display_formula(content: str) -> str:
    """Return ``content``, a formula, as a paragraph of HTML."""
    return f"<p>{html.escape(f'$${content.strip()}$$', quote=False)}</p>\n"


def _environment(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read an environment of LaTeX, unless it stands within dollars, which are read as a formula themselves."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    opening = _BEGIN.match(state.src, start, state.eMarks[start_line])
    if opening is None or _is_within_dollars(state, start_line):
        return False
    closing = f"\\end{{{opening['name']}}}"
    end = state.src.find(closing, opening.end(), min(state.eMarks[end_line - 1], start + _MAX_ENVIRONMENT))
    if end < 0:
        return False
    if not silent:
        content = state.src[start : end + len(closing)]
        state.line = start_line + content.count("\n") + 1
        token = state.push("math_block", "math", 0)
        token.content, token.map, token.block = content, [start_line, state.line], True
    return True


def _is_within_dollars(state: StateBlock, start_line: int) -> bool:
    dollars = 0
    for line in range(start_line - 1, max(-1, start_line - _MAX_LINES_BEFORE), -1):
        text = state.src[state.bMarks[line] : state.eMarks[line]]
        if not text.strip():
            break
        dollars += text.count("$$")
    return dollars % 2 == 1


def _bracketed(state: StateInline, silent: bool) -> bool:
    """Read a formula in brackets with backslashes; square ones without a sign of a formula are only brackets."""
    closing = {"\\(": "\\)", "\\[": "\\]"}.get(state.src[state.pos : state.pos + 2])
    if closing is None:
        return False
    begin = state.pos + len(closing)
    end = state.src.find(closing, begin + 1, begin + MAX_FORMULA)
    if end < 0 or (closing == "\\]" and _FORMULA_SIGN.search(state.src, begin, end) is None):
        return False
    if not silent:
        name = "math_inline" if closing == "\\)" else "math_inline_double"
        state.push(name, "math", 0).content = state.src[begin:end]
    state.pos = end + len(closing)
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
