"""Markup beyond CommonMark, read through to the text that is served."""

from __future__ import annotations

from retrieval.parsing.dialects import Dialect
from retrieval.parsing.html import read_html
from retrieval.parsing.markdown import markdown_to_html


def blocks(markdown: str, dialect: Dialect = Dialect.NOTES) -> list[tuple[str, str]]:
    """Read Markdown as kinds of the blocks that are shown, with their texts."""
    pieces = read_html(markdown_to_html(markdown, dialect=dialect))
    return [(piece.kind, piece.text) for piece in pieces if not piece.only_links]


def text(markdown: str, dialect: Dialect = Dialect.NOTES) -> str:
    """Read Markdown as text, its blocks one below the other."""
    return "\n".join(text for _, text in blocks(markdown, dialect))
