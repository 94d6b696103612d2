"""What says how text looks or what it is called, and is not shown: attributes, abbreviations, icons, contents."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from retrieval.parsing.dialects.scanning import Rule, in_heading

_ONE = r"(?:[.#][A-Za-z][\w:.-]*+|[A-Za-z][\w-]*+=(?:\"[^\"{}\n]*+\"|'[^'{}\n]*+'|[^\s{}\"']++)|toc|-"
_ONE += r"|:?(?:height|width)[ \t]++\d++,?)"
_KRAMDOWN = re.compile(rf"\{{:\s*+{_ONE}(?>(?:\s++{_ONE})*)\s*+\}}")
_ATTRIBUTES = re.compile(rf"\{{:?\s*+{_ONE}(?>(?:\s++{_ONE})*)\s*+\}}")
_OPTIONS = re.compile(r"\{::options[^{}\n]*+\}")
_CONTENTS = re.compile(r"^[ \t]*+(?:[-*+]|\d{1,9}\.)[ \t]++[^\n]*+\n[ \t]*+\{:\s*+toc[^{}\n]*+\}", re.MULTILINE)
_SPAN = re.compile(r"\[(?P<text>[^\[\]\n]*+)\]\{[.#][^{}\n]*+\}")
_ICON = re.compile(r":(?:material|fontawesome|octicons|simple|twemoji|custom|bootstrap|lucide|fa|fas|fab)-[\w-]++:")
_CITATION = re.compile(r"\[(?:[^\[\]@\n]{0,100}[ ;])?-?@[\w{][^\[\]\n]*+\](?![(\[])")
_UNSEEN_LINE = re.compile(
    r"^[ \t]*+(?:\*\[[^\]\n]++\]:[^\n]*+|-+8<-+(?:[ \t]++[^\n]*+)?|\$?[@]?(?:\[\[?_?toc_?\]\]?|\{toc\}))[ \t]*+$",
    re.IGNORECASE | re.MULTILINE,
)
_AFTER = frozenset(("link_close", "image", "code_inline", "html_inline", "em_close", "strong_close", "math_inline"))


def attribute_plugin(parser: MarkdownIt) -> None:
    """Leave out attributes behind what they belong to, icons, citations' keys and lines that only define something."""
    parser.inline.ruler.after("escape", "attributes", _attributes)
    parser.inline.ruler.before("link", "attributed_span", _span)
    parser.inline.ruler.before("link", "citation", _citation)
    parser.inline.ruler.after("escape", "icon", _icon)
    parser.core.ruler.before("inline", "unseen_lines", _without_unseen_lines)


def attribute_rules() -> Mapping[str, Rule]:
    """Return the rules for kramdown's attributes and options, which stand on lines of their own too."""

    def kramdown(text: str, start: int) -> tuple[int, str] | None:
        found = _KRAMDOWN.match(text, start)
        # those of a heading are read with it
        return (found.end(), "") if found and not in_heading(text, start) else None

    def options(text: str, start: int) -> tuple[int, str] | None:
        found = _OPTIONS.match(text, start)
        return (found.end(), "") if found else None

    return {"{:": kramdown, "{::": options}


def without_contents_marks(text: str) -> str:
    """Take out the list item that kramdown replaces by a list of contents."""
    return _CONTENTS.sub("\n", text) if "toc" in text else text


def _attributes(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    found = _ATTRIBUTES.match(state.src, state.pos, state.posMax)
    if found is None or not (_follows_element(state) or _ends_line(state, found.end())):
        return False
    if not silent:
        state.pending = state.pending.rstrip()
    state.pos = found.end()
    return True


def _follows_element(state: StateInline) -> bool:
    if state.pending.strip() or not state.tokens:
        return False
    last = state.tokens[-1]
    return last.type in _AFTER or (last.type == "text" and last.content in ("*", "_", "~~", "=="))


def _ends_line(state: StateInline, end: int) -> bool:
    # a set in words (x in {a=1}) has a comma, or stands in a formula
    before = state.src[max(0, state.pos - 1) : state.pos]
    return (end >= state.posMax or state.src[end] == "\n") and (not before or before.isspace() or before in ")]`*_")


def _span(state: StateInline, silent: bool) -> bool:
    found = _SPAN.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.pending += found["text"]
    state.pos = found.end()
    return True


def _citation(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    found = _CITATION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.pending = state.pending.rstrip()
    state.pos = found.end()
    return True


def _icon(state: StateInline, silent: bool) -> bool:
    found = _ICON.match(state.src, state.pos, state.posMax) if state.src[state.pos] == ":" else None
    if found is None:
        return False
    if not silent:
        state.pending = state.pending.removesuffix(" ")
    state.pos = found.end()
    return True


def _without_unseen_lines(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline":
            token.content = _UNSEEN_LINE.sub("", token.content).strip("\n")
