"""Who wrote a note, where a label says so that might be of the paper's authors."""

from __future__ import annotations

from retrieval.parsing.byline import Byline
from retrieval.parsing.fields import Field, spelled
from retrieval.text.chinese import has_chinese, is_chinese_text

_WRITER_LABELS = frozenset(("author", "作者", "writtenby"))
_INTRODUCES = "我叫{}"
_OPENING_PIECES = 8
_OF_PAPER: frozenset[Field] = frozenset(("title", "title_zh", "date", "venue", "affiliation", "paper", "arxiv", "doi"))
"""What only a note on a paper says at its head."""


def names_writer(opening: Byline, title: str, *, known: bool) -> bool:
    """Return whether the one name behind ``作者`` or ``Author`` is that of who wrote the note.

    It is where the note introduces its writer, says nothing else of a paper, or gives a Chinese name beside the English
    title of a paper. In doubt a paper has no authors.
    """
    label = opening.labels.get("authors", "")
    if len(opening.authors) != 1 or spelled(label) not in _WRITER_LABELS:
        return False
    (name,) = opening.authors
    if has_chinese(label) and not has_chinese(name):
        # who writes in Chinese does not sign so
        return False
    if any(_INTRODUCES.format(name) in piece.text for piece in opening.pieces[:_OPENING_PIECES]):
        return True
    of_paper = known or not _OF_PAPER.isdisjoint(opening.labels)
    return not of_paper or (has_chinese(name) and not is_chinese_text(title))
