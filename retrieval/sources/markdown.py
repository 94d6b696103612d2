"""A folder of Markdown notes, whose folders are the category path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from retrieval.errors import NoteError
from retrieval.parsing.dialects import Dialect
from retrieval.parsing.front_matter import iso_date, split_front_matter
from retrieval.sites import SETTINGS_FILES, NoteFile, Site, recognise_site
from retrieval.sources.base import Clock, ReadResult, SourceFile
from retrieval.sources.files import FileReader, FileSource
from retrieval.types import Skipped

_LEFT_OUT = frozenset(("readme", "license", "contributing", "changelog"))
_DIALECTS = {"Hugo": Dialect.HUGO, "Hexo": Dialect.HEXO}
"""What the generators of sites, by their names, add to Markdown."""
_DATED_NAME = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)-")
_BETWEEN_CATEGORIES = re.compile(r"[/\s]+")


class MarkdownNotes(FileSource):
    """The Markdown notes below a folder; ``site`` says how links to them are made."""

    kind = "Markdown notes"
    endings = (".md", ".markdown")
    also_watched = SETTINGS_FILES

    def __init__(self, root: Path, site: Site, today: Clock) -> None:
        """Open the folder ``root``."""
        super().__init__(root)
        self._site = site
        self._configure(today)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """Return whether ``path`` is a folder."""
        return path.is_dir()

    def _configure(self, today: Clock) -> None:
        self._pages = recognise_site(self.root, self._site)
        self._files = FileReader(self.root, f"markdown {self._pages}", today)

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Find the notes, in every folder below the root.

        The site's settings are read anew, as they may have changed since the source was opened.
        """
        self._configure(self._files.today)
        return self._files.scan(self.root, is_markdown_note)

    def read(self, file: SourceFile) -> ReadResult:
        """Read a note; one with ``published: false`` has no notes."""
        # the parsers come only when a note is read: a question must not wait for them
        from retrieval.parsing.note import NotePlace, faults_of_note, make_note, markdown_pieces

        text = self._files.text(file)
        head, body = split_front_matter(file.name, text)
        if not head.flag("published", default=True):
            return ReadResult(())
        where = PurePosixPath(file.name)
        folders = where.parent.parts
        today = self._files.today()
        written = head.date("date", today) or self._date_in_name(where)
        categories = head.names("categories", _BETWEEN_CATEGORIES) or folders
        page = self._pages.page(NoteFile(where, head.values, text, today, written, categories))
        if page is None:
            return ReadResult(())
        place = NotePlace(
            path=where.with_suffix("").as_posix(),
            slug=where.stem,
            url=page.url,
            categories=tuple(part for name in page.categories or categories for part in name.split("/") if part),
            date=written,
        )
        dialect = _DIALECTS.get(self._pages.name, Dialect.NOTES)
        note = make_note(head, place, markdown_pieces(file.name, body, page.heading_ids, dialect))
        return ReadResult((note,), tuple(faults_of_note(head, text)))

    def _date_in_name(self, where: PurePosixPath) -> str:
        match = _DATED_NAME.match(where.name)
        if match is None:
            raise NoteError(
                where.as_posix(), "has no date, neither in its front matter nor at the front of its name", 1
            )
        return iso_date(where.as_posix(), match[1], self._files.today())


def is_markdown_note(name: str) -> bool:
    """Return whether a file called ``name`` is a Markdown note, not the folder's own paperwork."""
    path = PurePosixPath(name)
    return path.suffix.lower() in MarkdownNotes.endings and path.stem.lower() not in _LEFT_OUT
