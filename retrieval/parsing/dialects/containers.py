"""Boxes and tabs around text: ``!!! note`` of MkDocs, ``:::`` of Docusaurus and Pandoc, ``> [!note]`` of Obsidian.

What is in them is read as text; of their marks only a title that somebody wrote is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from retrieval.parsing.dialects import Dialect

_INDENTED = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]*+(?P<kind>[\w -]*+)(?:\"(?P<title>[^\"\n]*+)\")?[ \t]*+$")
_TAB = re.compile(r"===[!+]?[ \t]*+\"(?P<title>[^\"\n]*+)\"[ \t]*+$")
_COLONS = re.compile(r":{3,}+(?P<rest>[^\n]*+)$")
_CALLOUT = re.compile(r"\[!(?P<kind>[\w -]{1,40})(?:\|[^\]\n]*+)?\][-+]?[ \t]*+(?P<title>[^\n]*+)(?:\n|\Z)")
_TITLE_ATTRIBUTE = re.compile(r"\btitle=\"([^\"]*)\"")
_KIND = re.compile(r"\s*\{?\.?[\w:-]*+")
_TOLD = re.compile(
    r"^ {0,3}<[a-z]++[^<>\n]{0,200}\smarkdown(?:=[\"']?\w+[\"']?)?(?:\s[^<>\n]*+)?>[ \t]*+\n(?=[^\s<])", re.MULTILINE
)
_FOLDED = re.compile(
    r"^ {0,3}(?:<details[^<>\n]*+>[ \t]*+)?(?:<summary[^<>\n]*+>[^<>\n]*+</summary>|(?<=>))[ \t]*+\n(?=[^\s<])",
    re.MULTILINE,
)
_SAYS_WHAT_IT_IS = {"abstract": "Abstract", "summary": "Summary", "tldr": "TL;DR", "tl;dr": "TL;DR"}
"""Kinds of boxes whose name a reader has to see: the others only say how urgent the text is."""
_INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


def opened_html(text: str, dialect: Dialect) -> str:
    """Put a blank line behind tags whose text is Markdown, for without one it would be taken for HTML.

    A generator wants to be told (``markdown="1"``); in notes nobody means the signs behind ``<details>`` as text.
    """
    text = _TOLD.sub(r"\g<0>\n", text)
    return _FOLDED.sub(r"\g<0>\n", text) if dialect is Dialect.NOTES else text


def container_plugin(parser: MarkdownIt) -> None:
    """Read boxes and tabs as the text in them."""
    parser.block.ruler.before("fence", "indented_container", _indented, _INTERRUPTS)
    parser.block.ruler.before("fence", "colon_container", _colons, _INTERRUPTS)
    parser.core.ruler.before("inline", "callouts", _callouts)


def _indented(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a box or tab whose text is indented by four."""
    line = _line(state, start_line)
    if line[:3] not in ("!!!", "???", "==="):
        return False
    opening = _INDENTED.match(line) or _TAB.match(line)
    if opening is None:
        return False
    if silent:
        return True
    kind = opening["kind"].split() if "kind" in opening.re.groupindex else []
    _push_title(state, opening["title"] or _said_by(kind[0] if kind else ""), start_line)
    indent = state.sCount[start_line] + len("    ")
    next_line = start_line + 1
    while next_line < end_line and (state.isEmpty(next_line) or state.sCount[next_line] >= indent):
        next_line += 1
    old_parent, old_max, old_indent = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax, state.blkIndent = "container", next_line, indent
    state.md.block.tokenize(state, start_line + 1, next_line)
    state.parentType, state.lineMax, state.blkIndent = old_parent, old_max, old_indent
    state.line = next_line
    return True


def _colons(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:
    """Read a line of colons, which begins or ends a box."""
    line = _line(state, start_line)
    fence = _COLONS.match(line) if line.startswith(":::") else None
    if fence is None:
        return False
    if not silent:
        _push_title(state, _title_behind(fence["rest"]), start_line)
        state.line = start_line + 1
    return True


def _title_behind(rest: str) -> str:
    """Return the title of a box: named, in brackets behind its kind, or the words behind it."""
    if named := _TITLE_ATTRIBUTE.search(rest):
        return named[1]
    kind = _KIND.match(rest)
    name = kind[0].strip(" {.") if kind else ""
    title = rest[kind.end() :].strip(" {}:") if kind else ""
    if "{" in rest or title.startswith((".", "#")):
        title = ""
    return title.removeprefix("[").removesuffix("]") or _said_by(name.removeprefix("callout-"))


def _callouts(state: StateCore) -> None:
    tokens: list[Token] = []
    for index, token in enumerate(state.tokens):
        before = state.tokens[index - 2] if index > 1 else None
        if token.type == "inline" and before is not None and before.type == "blockquote_open":
            opening = _CALLOUT.match(token.content)
            if opening:
                title = opening["title"].strip() or _said_by(opening["kind"])
                token.content = token.content[opening.end() :]
                if title:
                    opened = tokens.pop()
                    tokens += [*_title_tokens(title), opened]
        tokens.append(token)
    state.tokens = tokens


def _said_by(kind: str) -> str:
    return _SAYS_WHAT_IT_IS.get(kind.lower(), "")


def _push_title(state: StateBlock, title: str, line: int) -> None:
    for token in _title_tokens(title) if title.strip() else ():
        token.level = state.level
        token.map = [line, line + 1]
        state.tokens.append(token)


def _title_tokens(title: str) -> Iterator[Token]:
    yield Token("paragraph_open", "p", 1, block=True)
    yield Token("inline", "", 0, content=f"**{title.strip().strip('*')}**", children=[], block=True)
    yield Token("paragraph_close", "p", -1, block=True)


def _line(state: StateBlock, line: int) -> str:
    if state.is_code_block(line):
        return ""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
