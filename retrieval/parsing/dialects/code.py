"""Fences of code that hold something else: formulas, queries of an editor, chunks that a document runs."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from markdown_it.token import Token

from retrieval.parsing.dialects.formulas import display_formula

_FORMULAS = frozenset(("math", "katex"))
_QUERIES = frozenset(("dataview", "dataviewjs", "query", "tasks", "button", "toc", "base", "excalidraw", "query-json"))
_OPTION = re.compile(r"^(?:#|//|%%)\|[^\n]*+\n?", re.MULTILINE)
_UNSEEN = re.compile(r"\b(?:include|echo)\s*+[:=]\s*+(?:false|F)\b", re.IGNORECASE)


def render_fence(_renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    """Return a fence as code, as a formula, or as nothing where its page does not show it."""
    token = tokens[index]
    words = token.info.split()
    language = words[0].strip("{}.").lower() if words else ""
    if language in _FORMULAS:
        return display_formula(token.content)
    if language in _QUERIES:
        return ""
    options = token.info if token.info.startswith("{") else ""
    options += "".join(_OPTION.findall(token.content))
    if options and _UNSEEN.search(options):
        return ""
    content = _OPTION.sub("", token.content) if options else token.content
    return f"<pre><code>{html.escape(content, quote=False)}</code></pre>\n"
