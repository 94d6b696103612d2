"""A file of notes as its format has it: what stands at its head, and its body as pieces or as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.parsing.dialects import Dialect
from retrieval.parsing.elements import Element
from retrieval.parsing.front_matter import FrontMatter
from retrieval.parsing.headings import NO_IDS, HeadingIds
from retrieval.parsing.note import markdown_pieces


@dataclass(frozen=True, slots=True)
class Document:
    """The front matter and the body of a file, which is ``markdown``, or in other formats the ``elements``."""

    head: FrontMatter
    markdown: str = ""
    elements: Sequence[Element] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to read."""
        return not (self.elements or self.markdown.strip() or self.head.values)

    def pieces(self, heading_ids: HeadingIds = NO_IDS, dialect: Dialect = Dialect.NOTES) -> Sequence[Element]:
        """Return the pieces of the body; raises NoteError when it is too long to be read."""
        return self.elements or markdown_pieces(self.head.file, self.markdown, heading_ids, dialect)
