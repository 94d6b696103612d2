"""Hugo's shortcodes and Logseq's macros: the text between a pair of them stays, and what they say of a figure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from retrieval.parsing.dialects import Dialect
from retrieval.parsing.dialects.output import fenced, figure, formula, title_line
from retrieval.parsing.dialects.scanning import Closings, Rule

# what stands in quotes may hold anything but the beginning of another one, which bounds the search for its end
_SHORTCODE = re.compile(
    r"\{\{[<%]\s*+(?P<end>/\s*+)?(?P<name>[\w.-]++(?>(?:/[\w.-]++)*))(?P<arguments>(?>(?:[^<>%{}\"'`/]|/(?![%>])"
    r"|[<%](?!\}\})|>(?!\}\})|\{(?!\{)|\}(?!\})"
    r"|\"(?>(?:[^\"{]|\{(?!\{))*)\"|`(?>(?:[^`{]|\{(?!\{))*)`|'(?![^'{}\n]*+')|'[^'{}\n]*+')*))/?[%>]\}\}"
)
_ESCAPED = re.compile(r"\{\{(?P<sign>[<%])/\*(?P<inside>(?>(?:[^*{]|\*(?!/)|\{(?!\{))*))\*/[%>]\}\}")
_COMMENT = re.compile(r"\{\{-?[ \t]*+/\*")
_COMMENT_END = re.compile(r"\*/[ \t]*+-?\}\}")
_NAMED = re.compile(r"(?<![\w-])(?P<key>[\w-]++)\s*+=\s*+(?P<value>\"[^\"]*\"|`[^`]*`|'[^']*'|[^\s\"'`]+)")
_QUOTED = re.compile(r"\"([^\"]*)\"|`([^`]*)`")
_FIGURES = re.compile(r"fig|img|image|picture|photo", re.IGNORECASE)
_TITLED = frozenset(("details", "expand", "collapse", "fold", "spoiler", "notice", "callout", "admonition", "tab"))
_FORMULAS = frozenset(("katex", "math", "mathjax", "latex", "tex", "equation", "eq"))
_CODE = frozenset(("highlight", "code", "codeblock", "mermaid"))
_UNSEEN = frozenset(("comment", "chart", "echarts"))
_ENDS = {name: re.compile(rf"\{{\{{[<%]\s*+/\s*+{name}\s*+[%>]\}}\}}") for name in (*_FORMULAS, *_CODE, *_UNSEEN)}
_MACRO = re.compile(
    r"\{{2,3}(?:(?P<cloze>cloze)[ \t]|(?:embed|query|renderer|video|youtube|youtube-timestamp|vimeo|bilibili|tweet"
    r"|twitter|pdf|namespace|function|zotero-(?:imported|linked)-file|\[\[(?:query|embed|table|TODO|DONE)\]\])(?=[\s}:(]))"
    r"(?P<inside>[^{}]*+)\}{2,3}"
)


def shortcode_rules(dialect: Dialect) -> Mapping[str, Rule]:
    """Return the rules for what stands in double braces in the Markdown of ``dialect``."""
    closings = Closings()

    def braces(text: str, start: int) -> tuple[int, str] | None:
        if text.startswith(("{{<", "{{%"), start):
            if escaped := _ESCAPED.match(text, start):
                mirrored = ">" if escaped["sign"] == "<" else "%"
                return escaped.end(), f"{{{{{escaped['sign']}{escaped['inside']}{mirrored}}}}}"
            shortcode = _SHORTCODE.match(text, start)
            return _shortcode(text, shortcode, closings) if shortcode else None
        if _COMMENT.match(text, start):
            found = closings.find(_COMMENT_END, text, start)
            return (found[1], "") if found else None
        if dialect is Dialect.NOTES and (macro := _MACRO.match(text, start)):
            return macro.end(), macro["inside"].strip() if macro["cloze"] else ""
        return None

    return {"{{": braces} if dialect in (Dialect.NOTES, Dialect.HUGO) else {}


def _shortcode(text: str, opening: re.Match[str], closings: Closings) -> tuple[int, str]:
    """Return where a shortcode ends, with what it holds where that is no Markdown, and what stands for it."""
    name, arguments = opening["name"].lower(), opening["arguments"]
    if opening["end"]:
        return opening.end(), ""
    if text.startswith("](", opening.start() - 2):
        return opening.end(), "#"
    if name in _ENDS and (found := closings.find(_ENDS[name], text, opening.end())):
        inside = text[opening.end() : found[0]]
        if name in _FORMULAS:
            return found[1], formula(inside, display="display" in arguments)
        return found[1], "" if name in _UNSEEN else fenced(inside, arguments)
    named = {part["key"].lower(): part["value"].strip("\"'`") for part in _NAMED.finditer(arguments)}
    if _FIGURES.search(name) or "src" in named:
        return opening.end(), figure(named.get("caption") or named.get("title") or named.get("alt") or "")
    title = named.get("title") or named.get("summary") or ""
    if not title and name in _TITLED and not named and (quoted := _QUOTED.search(arguments)):
        title = quoted[1] or quoted[2] or ""
    return opening.end(), title_line(title)
