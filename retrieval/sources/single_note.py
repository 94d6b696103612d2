"""One file that is a note, not a list of papers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from retrieval.errors import NoteError, SourceError
from retrieval.sites import Site
from retrieval.sources.base import Clock, SourceFile
from retrieval.sources.files import FileReader
from retrieval.sources.markdown import MarkdownNotes
from retrieval.sources.paperwork import is_overview
from retrieval.types import Skipped

_GLANCE = 1_000_000
"""Characters that are looked at to tell a note from a list."""
_ENTRY = re.compile(r"\s{0,12}(?:[-*+|]|\d{1,4}[.)]|#{2,6}\s).*(?:\]\s?[(\[]|<a\s|https?://)", re.IGNORECASE)
"""A line of a list, a row of a table, or a heading below the first, with a link."""
_LINKED_HEADING = re.compile(r"\s{0,3}#{2,6}\s.*\]\s?[(\[]")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s|\s{0,3}(?:-{3,}|={3,}|\|?\s?:?-{2,})")
_SEPARATOR = re.compile(r"\s{0,3}\|?\s?:?-{2,}[-:|\s]*\Z")
_LISTED = re.compile(r"\s{0,12}(?:[-*+|]|\d{1,4}[.)])|\s{2,}")
_MIN_ENTRIES = 3
_LISTED_SHARE, _ENTRY_SHARE = 0.8, 0.2
"""Shares of lines that belong to lists, and that are entries, from which a page with descriptions below them is one."""


class SingleNote(MarkdownNotes):
    """A note that is named itself; the notes beside it are not read."""

    kind = "note"

    def __init__(self, root: Path, site: Site, today: Clock) -> None:
        """Open the file ``root``."""
        super().__init__(root.parent, site, today)
        self.root = root
        self._files = FileReader(root.parent, f"note {site}", today)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """Return whether ``path`` is a file with a note: most of its lines are no entries of a list of links."""
        if path.suffix.lower() not in cls.endings or is_overview(path.name) or not path.is_file():
            return False
        try:
            with path.open(encoding="utf-8-sig", errors="replace") as stream:
                lines = stream.read(_GLANCE).splitlines()
        except OSError:
            return False
        return not _lists(lines)

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Yield the file."""
        try:
            yield self._files.take(self.root.name, self.root)
        except NoteError as error:
            raise SourceError(f"{self.root}: {error.reason}") from None


def _lists(lines: Sequence[str]) -> bool:
    """Return whether a page with these ``lines`` is a list of links."""
    # the row above such a line names the columns
    below = [*lines[1:], ""]
    rows = [line for line, next_line in zip(lines, below, strict=True) if not _SEPARATOR.match(next_line)]
    text = [line for line in rows if line.strip() and (_ENTRY.match(line) or not _HEADING.match(line))]
    entries = sum(_ENTRY.match(line) is not None for line in text)
    listed = sum(_LISTED.match(line) is not None for line in text)
    headings = sum(_LINKED_HEADING.match(line) is not None for line in text)
    described = entries >= _MIN_ENTRIES and listed >= _LISTED_SHARE * len(text) and entries >= _ENTRY_SHARE * len(text)
    return 2 * entries > len(text) or described or headings >= _MIN_ENTRIES
