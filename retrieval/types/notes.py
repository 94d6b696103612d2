"""Notes, their sections and blocks, and the chunks that they are cut into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from retrieval.types.papers import Paper

BlockKind = Literal["paragraph", "list", "table", "code", "formula", "caption"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a section that must not be cut carelessly.

    ``text`` is plain text with formulas as ``$…$`` or ``$$…$$``.
    """

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks under one heading.

    ``headings`` is the heading path from the outermost heading down to this one (empty for text before the first),
    ``anchor`` the fragment of the page at which it starts (empty where the page gives none).
    """

    headings: tuple[str, ...]
    anchor: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the fields of a paper were read from, in words for its maintainer: ``front matter (date)``, ``file name``.

    A field is empty where nothing was found.
    """

    title: str = ""
    date: str = ""
    authors: str = ""
    categories: str = ""
    venue: str = ""
    link: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A paper with the sections of its note, references and author lines left out.

    ``provenance`` is known only of a note that was just read from its file.
    """

    paper: Paper
    sections: tuple[Section, ...] = ()
    provenance: Provenance = field(default_factory=Provenance, compare=False)

    @property
    def text(self) -> str:
        """The text of all sections, without headings."""
        return "\n".join(block.text for section in self.sections for block in section.blocks)


@dataclass(frozen=True, slots=True)
class ChunkText:
    """A run of one section's text as the chunker cuts it, not yet stored."""

    headings: tuple[str, ...]
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stored run of text of one paper's note. ``id`` is never used again for another text."""

    id: int
    paper_id: str
    headings: tuple[str, ...]
    anchor: str
    text: str
