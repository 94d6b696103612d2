"""One file that is a note, not a list of papers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from retrieval.errors import NoteError, SourceError
from retrieval.sources.base import SourceFile
from retrieval.sources.markdown import MarkdownNotes
from retrieval.sources.paperwork import is_overview
from retrieval.types import Skipped

_GLANCE = 1_000_000
"""Characters that are looked at to tell a note from a list."""
_ENTRY = re.compile(r"\s{0,12}(?:[-*+|]|\d{1,4}[.)]|#{2,6}\s).*(?:\]\s?[(\[]|<a\s|https?://)", re.IGNORECASE)
"""A line of a list, a row of a table, or a heading below the first, with a link."""
_LINK = re.compile(r"\]\s?[(\[]|<a\s|https?://", re.IGNORECASE)
_LINKED_HEADING = re.compile(r"\s{0,3}#{2,6}\s.*\]\s?[(\[]")
_HEADING = re.compile(r"\s{0,3}(?:#{1,6}\s|-{3,}|={3,}|\|?\s?:?-{2,}|\[[^\]]{1,200}\]:\s)")
"""A heading, a rule, or the target of links."""
_BELONGS = re.compile(r"\||\s{2,}")
"""The front of a row, or of a line below an item of a list."""
_SEPARATOR = re.compile(r"\s{0,3}\|?\s?:?--[-:|\s]*+\Z")
_LISTED = re.compile(r"\s{0,12}(?:[-*+|]|\d{1,4}[.)])|\s{2,}")
_MIN_ENTRIES = 3
_MAX_READ = 30_000
"""Characters of which every line is read as a list's is: enough to tell."""
_MIN_PROSE = 20
_LISTED_SHARE, _ENTRY_SHARE = 0.8, 0.2
"""Shares of lines that belong to lists, and that are entries, from which a page with descriptions below them is one."""


class SingleNote(MarkdownNotes):
    """A note that is named itself; the notes beside it are not read."""

    kind = "note"

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
        return not (_lists(lines) or _names_papers(lines))

    def _endings(self) -> tuple[str, ...]:
        return self.endings

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Yield the file; the settings of the site around it are read anew."""
        self._configure(self._files.today)
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


def _names_papers(lines: Sequence[str]) -> bool:
    """Return whether more lines of a page name papers than say something of one, in whatever form a list has."""
    text = "\n".join(lines)[:_MAX_READ]
    if not _LINK.search(text):
        return False
    # the parser comes only where a file is named itself and looks like no list
    from retrieval.parsing.paper_list.entries import entries
    from retrieval.parsing.paper_list.entry import Entry
    from retrieval.parsing.paper_list.outline import outline

    named = sum(isinstance(entry, Entry) for entry in entries(outline(text, {}).groups, lambda _: ""))
    said = sum(
        len(line.strip()) >= _MIN_PROSE and not (_HEADING.match(line) or _LINK.search(line) or _BELONGS.match(line))
        for line in text.split("\n")
    )
    return named > 0 and named >= said
