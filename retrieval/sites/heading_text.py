"""The text of a heading, as those who make ids of it read it: without markup, and whether that is certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token


def rendered_text(spans: Sequence[Token]) -> str:
    """Return the text that a browser shows of ``spans``, formulas as they are written."""
    return "".join(_shown(spans))


def _shown(spans: Sequence[Token]) -> Iterator[str]:
    for span in spans:
        if span.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif span.type == "math_inline_double":
            yield f"$${span.content}$$"
        elif span.type.startswith("math"):
            yield f"${span.content}$"
        elif span.type not in ("html_inline", "image"):
            yield span.content


def has_html(spans: Sequence[Token]) -> bool:
    """Return whether there is HTML, an image or a formula among ``spans``, of which generators make different texts."""
    return any(span.type in ("html_inline", "image") or span.type.startswith("math") for span in spans)
