"""Spans of a question's text that were understood, and the text without them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
"""Start and end of a piece of text, in characters."""


def cut(text: str, spans: Iterable[Span]) -> str:
    """Return ``text`` with every one of ``spans`` replaced by spaces, so that other offsets stay true."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Return whether ``span`` shares a character with one of ``others``."""
    return any(span[0] < end and start < span[1] for start, end in others)
