"""Markup beyond CommonMark: what generators and editors of notes add to it, each in a module of its own."""

from __future__ import annotations

from enum import Enum, auto


class Dialect(Enum):
    """Whose Markdown a note is: of a folder of notes, as editors write them, or of a site's generator."""

    NOTES = auto()
    JEKYLL = auto()
    HUGO = auto()
    HEXO = auto()
