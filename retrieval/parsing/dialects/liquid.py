"""Jekyll's templates in Liquid: what a page shows of them, with the page's and the site's variables.

A formula's braces (``$x_{{a}}$``), what stands between ``raw`` tags and marks that open nothing are kept from the
engine, which would swallow or refuse them; where it fails all the same, the marks are taken out and the text stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from retrieval.parsing.dialects.scanning import Closings

KEPT = "_kept"
"""Name of the variable that holds, in a list, what the engine is not shown."""

MAX_TEMPLATE = 500_000
"""Characters of a page that the engine reads; of a longer one the marks are taken out."""

MAX_MARKS = 10_000
"""Tags and variables of a page that the engine reads."""

_MARK = re.compile(r"\{%|\{\{")
_TAG = re.compile(r"\{%-?\s*+(?P<name>#|\w++)(?P<arguments>(?>(?:[^%{]|%(?!\})|\{(?!%))*))%\}")
_VARIABLE = re.compile(r"\{\{(?>(?:[^{}\"']|\}(?!\})|\"[^\"\n]*+\"|'[^'\n]*+')*)\}\}")
_BLOCKS = frozenset(("if", "unless", "case", "for", "tablerow", "capture"))
_IN_A_FORMULA = re.compile(r"(?:[_^]|(?<![%}])\}|\\[a-zA-Z]{1,30})\Z")
_END_RAW = re.compile(r"\{%-?\s*+endraw\s*+-?%\}")
_END_COMMENT = re.compile(r"\{%-?\s*+endcomment\s*+-?%\}")
_LINE_BEGINS = re.compile(r"(?:\A|\n)[ \t>]*\Z")


@dataclass(frozen=True, slots=True)
class LiquidSite:
    """What templates may ask a site for: its settings, and the text of a file that they include."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    included: Callable[[str], str | None] = lambda _name: None


def render_liquid(text: str, page: Mapping[str, Any], site: LiquidSite, *, markdown: bool) -> str:
    """Return what a page shows of the template ``text``; its code stands in fences, without ``markdown`` in ``pre``."""
    if _MARK.search(text) is None:
        return text
    kept: list[str] = []
    pieces = list(_pieces(text, kept, markdown=markdown))
    template = "".join(piece for piece, _ in pieces)
    if len(text) <= MAX_TEMPLATE and len(pieces) <= MAX_MARKS and _is_closed(template):
        # the engine takes a fifth of a second to load, and few pages have templates
        from retrieval.parsing.dialects.liquid_engine import LiquidFailure, render

        def included(name: str) -> str | None:
            source = site.included(name)
            return None if source is None else "".join(piece for piece, _ in _pieces(source, kept, markdown=False))

        try:
            return render(template, {"page": page, "site": site.settings, KEPT: kept}, included)
        except LiquidFailure:
            pass
    return "".join(shown for _, shown in pieces)


def _is_closed(text: str) -> bool:
    """Return whether every block is closed; the engine would leave out the page behind one that is not."""
    open_blocks: list[str] = []
    for tag in _TAG.finditer(text):
        if tag["name"] in _BLOCKS:
            open_blocks.append(f"end{tag['name']}")
        elif tag["name"].removeprefix("end") in _BLOCKS and (not open_blocks or open_blocks.pop() != tag["name"]):
            return False
    return not open_blocks


def _pieces(text: str, kept: list[str], *, markdown: bool) -> Iterator[tuple[str, str]]:
    """Yield ``text`` in pieces, each as it goes to the engine and as it stands without one."""
    closings = Closings()
    position = 0
    while mark := _MARK.search(text, position):
        start = mark.start()
        yield text[position:start], text[position:start]
        tag = _TAG.match(text, start)
        if tag is None:
            variable = _VARIABLE.match(text, start)
            position = variable.end() if variable else mark.end()
            if variable and not _IN_A_FORMULA.search(text, max(0, start - 32), start):
                yield variable[0], ""
            else:
                yield _keep(text[start:position], kept)
        elif tag["name"] == "raw":
            found = closings.find(_END_RAW, text, tag.end()) or (len(text), len(text))
            yield _keep(text[tag.end() : found[0]], kept)
            position = found[1]
        elif tag["name"] == "comment":
            position = (closings.find(_END_COMMENT, text, tag.end()) or (0, len(text)))[1]
        elif tag["name"] in ("highlight", "endhighlight"):
            yield _keep(_code_mark(text, tag, markdown=markdown), kept)
            position = tag.end()
        else:
            yield tag[0], ""
            position = tag.end()
    yield text[position:], text[position:]


def _keep(piece: str, kept: list[str]) -> tuple[str, str]:
    kept.append(piece)
    return f"{{{{ {KEPT}[{len(kept) - 1}] }}}}", piece


def _code_mark(text: str, tag: re.Match[str], *, markdown: bool) -> str:
    """Return what begins or ends code, on a line of its own."""
    ends = tag["name"] != "highlight"
    if not markdown:
        return "</pre>" if ends else "<pre>"
    before = "" if _LINE_BEGINS.search(text, max(0, tag.start() - 100), tag.start()) else "\n"
    after = "" if text.startswith("\n", tag.end()) else "\n"
    language = "" if ends else " ".join(tag["arguments"].strip(" \n\t-").split()[:1])
    return f"{before}~~~~~{language}{after}"
