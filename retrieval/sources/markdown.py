"""A folder of notes, of Markdown or another format, whose folders are the category path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from retrieval.errors import NoteError
from retrieval.parsing.bounds import MAX_TITLE
from retrieval.parsing.dates import dates_in_name
from retrieval.parsing.dialects import Dialect
from retrieval.parsing.elements import Element
from retrieval.parsing.front_matter import FrontMatter, iso_date
from retrieval.parsing.note_categories import NoteCategories, categories_of, is_container, year_of_folder
from retrieval.sites import SETTINGS_FILES, NoteFile, Page, Site, recognise_site
from retrieval.sources.base import Clock, ReadResult, SourceFile
from retrieval.sources.files import FILE_LIMIT, TEXT_LIMIT, FileReader, FileSource
from retrieval.sources.look import Look, changed_below, look_below
from retrieval.sources.note_files import LAST_ENDINGS, NOTE_ENDINGS, endings_in, has_twin, is_note
from retrieval.sources.paperwork import (
    has_notes_beside,
    has_whole_beside,
    is_overview,
    is_part,
    is_placeholder,
    lists_links,
)
from retrieval.types import Note, Skipped

if TYPE_CHECKING:
    from retrieval.parsing.note import NotePlace

_DIALECTS = {"Hugo": Dialect.HUGO, "Hexo": Dialect.HEXO}
"""What the generators of sites, by their names, add to Markdown."""
_TEXT_LIMITS = {".ipynb": FILE_LIMIT}
"""Characters of the longest file by its ending: most of a notebook is what its code put out, which nobody reads."""
_POSTS = frozenset(("_posts", "posts", "post", "blog"))
"""Folders of a blog, whose notes name their writer as author."""


class MarkdownNotes(FileSource):
    """The notes below a folder; ``site`` says how links to them are made."""

    kind = "Markdown notes"
    endings = (*NOTE_ENDINGS, *LAST_ENDINGS)
    also_watched = SETTINGS_FILES

    def __init__(self, root: Path, site: Site, today: Clock) -> None:
        """Open the folder ``root``."""
        super().__init__(root)
        self._folder = root if root.is_dir() else root.parent
        self._site = site
        self._configure(today)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """Return whether ``path`` is a folder."""
        return path.is_dir()

    def _configure(self, today: Clock) -> None:
        self._pages = recognise_site(self._folder, self._site)
        self._files = FileReader(self._folder, f"markdown {self._pages}", today)

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Find the notes, in every folder below the root; a note in two formats is one.

        The site's settings are read anew, as they may have changed since the source was opened.
        """
        self._configure(self._files.today)
        endings = self._endings()
        for file in self._files.scan(self.root, lambda name: is_note(name, endings)):
            if isinstance(file, Skipped) or not has_twin(self.root / file.name):
                yield file

    def look(self, given_up: Callable[[], bool]) -> Look | None:
        """Look at the notes, of the formats that the folder has now; None if ``given_up`` returns true meanwhile."""
        return look_below(self.root, (*self._endings(), *self.also_watched), given_up)

    def changed_since(self, moment: float) -> bool:
        """Return whether a note was written, added, taken away or renamed after ``moment``, by the file system."""
        return changed_below(self.root, (*self._endings(), *self.also_watched), moment)

    def _endings(self) -> tuple[str, ...]:
        return endings_in(self.root)

    def read(self, file: SourceFile) -> ReadResult:
        """Read a note; a draft, an index of a folder and a template have none."""
        # the parsers come only when a note is read: a question must not wait for them
        from retrieval.parsing.formats import read_document
        from retrieval.parsing.note import faults_of_note, make_note

        where = PurePosixPath(file.name)
        text = self._files.text(file, _TEXT_LIMITS.get(where.suffix.lower(), TEXT_LIMIT))
        overview = is_overview(file.name)
        document = read_document(file.name, text)
        head = document.head
        if reason := head.hidden():
            return ReadResult((), no_note=reason)
        if document.is_empty:
            return ReadResult((), no_note="is empty")
        if has_whole_beside(self._folder / file.name, NOTE_ENDINGS):
            return ReadResult((), no_note="is a part of the note beside its folder")
        written, date_from = self._declared_date(head, where)
        folders = where.parent.parts[:-1] if overview or is_part(file.name) else where.parent.parts
        categories = categories_of(head, folders)
        today = self._files.today()
        page = self._pages.page(NoteFile(where, head.values, text, today, written, categories.parts))
        if page is None:
            return ReadResult((), no_note="is not published by the site")
        pieces = document.pieces(page.heading_ids, _DIALECTS.get(self._pages.name, Dialect.NOTES))
        if overview and lists_links(pieces):
            return ReadResult((), no_note="is an index")
        note = make_note(head, _place(where, page, written, date_from, categories), pieces, today)
        if is_part(file.name):
            note = _named_after_whole(note, where)
        if overview and not _is_of_paper(note) and has_notes_beside(self._folder / file.name, NOTE_ENDINGS):
            return ReadResult((), no_note="is the index of its folder")
        if is_placeholder(note.paper.title) or (note.provenance.title == "file name" and _is_blank(pieces)):
            return ReadResult((), no_note="is a template")
        return ReadResult((note,), tuple(faults_of_note(head, text)))

    def _declared_date(self, head: FrontMatter, where: PurePosixPath) -> tuple[str, str]:
        """Return the date that the front matter gives, else the name of the file or its folders; and which it was."""
        today = self._files.today()
        written, key = head.first_date(today)
        if written:
            return written, f"front matter ({key})"
        name = where.parent.name if is_overview(where.name) else where.stem
        years = filter(None, (year_of_folder(folder) for folder in reversed(where.parent.parts)))
        for found in (*(found for found, _ in dates_in_name(name)), *years):
            try:
                return iso_date(where.as_posix(), found, today), "file name"
            except NoteError as error:
                head.faults.append(Skipped(error.file, 0, error.reason, served=True))
        return "", ""


def _place(where: PurePosixPath, page: Page, written: str, date_from: str, categories: NoteCategories) -> NotePlace:
    from retrieval.parsing.note import NotePlace

    name = where.parent.name if is_overview(where.name) else where.stem
    of_site = tuple(
        part for name in page.categories or () for part in name.split("/") if part and not is_container(part)
    )
    return NotePlace(
        path=where.with_suffix("").as_posix(),
        slug=name,
        url=page.url,
        categories=of_site or categories.parts,
        date=written,
        name=name,
        also_in=() if of_site else categories.also_in,
        date_from=date_from,
        categories_from="site" if of_site else categories.origin,
        posted=not _POSTS.isdisjoint(where.parent.parts),
    )


def _named_after_whole(note: Note, where: PurePosixPath) -> Note:
    """Put the name of the folder that holds the parts before a title that says nothing: ``Cache: 2. Method``."""
    from retrieval.parsing.title import names_section, title_of_name

    whole, title = title_of_name(where.parent.parent.name), note.paper.title
    if not whole or not names_section(title):
        return note
    return replace(note, paper=replace(note.paper, title=f"{whole}: {title}"[:MAX_TITLE]))


def _is_of_paper(note: Note) -> bool:
    """Return whether a note says which paper it is of, as no text on a whole folder does."""
    origins = note.provenance
    declared = origins.date.startswith("front matter") and origins.title.startswith("front matter")
    return declared or bool(origins.authors) or origins.link.startswith(("label", "front matter"))


def _is_blank(pieces: Sequence[Element]) -> bool:
    """Return whether a text begins with what a template has for a title."""
    return bool(pieces) and pieces[0].kind == "heading" and is_placeholder(pieces[0].text)
