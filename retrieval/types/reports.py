"""What a refresh changed, and what became of the files that were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

SameBy = Literal["arxiv", "doi", "authors", "year", "text"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A note that could not be read: where (file, line from 1 or 0 for the whole file) and why.

    With ``served`` it is a note that is served, but not quite as it was meant.
    """

    file: str
    line: int
    reason: str
    served: bool = False


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file whose paper is served from another one, and how the two are known to be one paper.

    ``by`` is the arXiv number or the DOI, which ``value`` then holds, or what they have in common beside the title.
    ``path`` and ``served_path`` are the paths that the paper has by either file.
    """

    file: str
    served_file: str
    by: SameBy
    value: str
    path: str
    served_path: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What became of all that lies in one source, of the ``kind`` that it was recognised as.

    Of its ``files`` came ``papers`` that are served; ``refused`` is how many files, or entries of a list, gave none
    because something is wrong with them, ``hidden`` how many say themselves that they are not for readers (drafts).
    ``left_out`` are files that could be read but are no notes by their names (README, templates), and ``unreadable``
    documents in other formats, by the endings of their names.
    """

    location: str
    kind: str
    files: int
    papers: int
    refused: int
    hidden: int
    left_out: int
    unreadable: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """The changes that a refresh made, and what the ``sources`` hold.

    The tuples of texts hold paths of papers; ``rebuilt`` says in a sentence why everything was made anew, if it was.
    ``duplicates`` are all that exist now, also those that were there before.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    seconds: float
    first: bool = False
    rebuilt: str = ""
    duplicates: tuple[Duplicate, ...] = ()
    sources: tuple[SourceReport, ...] = ()

    @property
    def papers(self) -> int:
        """The number of papers served now."""
        return len(self.added) + len(self.changed) + self.unchanged
