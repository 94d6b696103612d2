"""An index page: a Markdown file that lists papers, in bulleted lists, tables or headings, whatever their form."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from retrieval.errors import NoteError, SourceError
from retrieval.parsing.merge_conflicts import conflict_fault
from retrieval.parsing.paper_list.parts import Part, page_parts
from retrieval.parsing.urls import paper_path
from retrieval.sites import Site
from retrieval.sources.base import Clock, ReadResult, SourceFile
from retrieval.sources.files import FileReader, FileSource
from retrieval.sources.look import Look, look_below
from retrieval.sources.markdown import MarkdownNotes
from retrieval.sources.note_files import MARKDOWN_ENDINGS, NOTE_ENDINGS, endings_in, is_note
from retrieval.types import Note, Skipped

if TYPE_CHECKING:
    from retrieval.parsing.paper_list.entries import PageKind

PAGE_LIMIT = 16_000_000
"""Characters of the longest page that is read: some hundred thousand papers."""

LISTS_NOTHING = "names no paper in a list, a table or a heading"
"""Why a page, or a part of it, gives no papers though nothing is wrong with it."""

_LINK = re.compile(r"\]\s?[(\[]|<a\s|https?://", re.IGNORECASE)
_PAPER_LINK = re.compile(r"arxiv\.org/|doi\.org/10|openreview\.net/|aclanthology\.org/|\.pdf\b", re.IGNORECASE)
_MIN_PAPERS = 3
"""Links to papers from which the README of a folder without notes is an index page."""
_GLANCE = 4_000_000
_NOTE_LINK = re.compile(
    r"\]\(\s?<?(?P<plain>[^\s()<>]{1,500}(?:\([^\s()<>]{1,100}\)[^\s()<>]{0,100})?\.(?:md|markdown|qmd|rmd|org|rst|ipynb))[)>\s#?]"
    r"|href=[\"']?(?P<href>[^\"'\s<>]{1,500}\.(?:md|markdown|qmd|rmd|org|rst|ipynb))[\"'\s>#?]"
    r"|^ {0,3}\[[^\]\n]{1,200}\]:\s?<?(?P<target>[^\s<>]{1,500}\.(?:md|markdown|qmd|rmd|org|rst|ipynb))",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_NO_PAGES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".py", ".sh", ".zip", ".txt", ".json", ".bib"))
_SITE_VARIABLE = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}")


class IndexPage(FileSource):
    """The papers that one Markdown page lists, and the notes beside it that it links to."""

    kind = "index page"
    endings = MARKDOWN_ENDINGS
    also_watched = NOTE_ENDINGS

    def __init__(self, root: Path, site: Site, today: Clock) -> None:
        """Open the page ``root``, or the README of that folder; raises SourceError when it holds no links."""
        super().__init__(root)
        self._page = _readme(root) or root
        self._site = site
        self._today = today
        self._part: tuple[str, Part] | None = None
        self._notes: tuple[Path, ...] = ()
        text = self._text()
        # a look only: parsing is left to where it may take its time
        if not _LINK.search(text):
            raise SourceError(
                f"{self._page} lists no papers: a paper is a line or a row with its title and a link, "
                "such as - [2023-09] [Title](https://arxiv.org/abs/2309.06180) - summary"
            )

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """Return whether ``path`` is a Markdown file, or a folder with nothing but a README that lists papers."""
        if path.is_file():
            return path.suffix.lower() in cls.endings
        readme = _readme(path)
        return readme is not None and _lists_papers(readme) and endings_in(path) != NOTE_ENDINGS

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Yield the page, a long one in parts, and then the notes that it links to."""
        text = self._text()
        linked: set[str] = set()
        for number, part in enumerate(page_parts(text)):
            name = self._page.name if number == 0 else f"{self._page.name}, part {number + 1}"
            self._part = name, part
            linked.update(_note_links(part.text))
            yield SourceFile(name, self._files.digest(name, repr(part).encode()))
        self._part = None
        names = [name for name in sorted(linked) if self._is_note(name)]
        self._notes = tuple(self._page.parent / name for name in names)
        for name in names:
            try:
                yield self._files.take(name, self._page.parent / name)
            except NoteError as error:
                yield Skipped(error.file, error.line, error.reason)

    def look(self, given_up: Callable[[], bool]) -> Look | None:
        """Look at the page and the notes that it linked to, without opening them; None if ``given_up`` meanwhile."""
        return Look.of_all(
            look_below(path, (*self.endings, *self.also_watched), given_up) for path in (self.root, *self._notes)
        )

    def read(self, file: SourceFile) -> ReadResult:
        """Read the papers of a part of the page, or a note; lines that cannot be read are counted by their reason."""
        # the parsers come only when a page is read: a question must not wait for them
        from retrieval.parsing.paper_list.entries import entries
        from retrieval.parsing.paper_list.entry import Entry
        from retrieval.parsing.paper_list.outline import outline, reference
        from retrieval.sources.listed_papers import Grouped, ListedPapers

        if not file.name.startswith(self._page.name):
            return MarkdownNotes(self._page.parent, self._site, self._today).read(file)
        part = self._part_of(file)
        above = outline("\n\n".join(part.headings), {}, begins=part.titled).headings if part.headings else ()
        references = {reference(label): {"href": target, "title": ""} for label, target in part.references}
        read = outline(_SITE_VARIABLE.sub("", part.text), references, above, begins=part.first == 1)
        papers = ListedPapers(file.name, self._site, self._today())
        faults = Grouped(file.name, part.first - 1)
        notes: list[Note] = []
        for entry in entries(read.groups, self._kind_of_page):
            if not isinstance(entry, Entry):
                faults.add(entry.line, f"lists {entry.text!r} {entry.reason}", entry.reason)
                continue
            try:
                notes.append(Note(papers.paper(entry, faults)))
            except NoteError as error:
                faults.add(entry.line, error.reason, papers.kind_of(error.reason))
        told = (*faults.told(), *conflict_fault(file.name, part.text))
        return ReadResult(tuple(notes), told, "" if notes or told else LISTS_NOTHING)

    def _text(self) -> str:
        """Return the text of the page; raises SourceError when it cannot be read."""
        self._files = FileReader(self._page.parent, f"index {self._site}", self._today)
        try:
            text = self._files.text(self._files.take(self._page.name, self._page), PAGE_LIMIT)
        except NoteError as error:
            raise SourceError(f"{self._page}: {error.reason}") from None
        # only the part that is read goes to the process that reads it
        self._files = FileReader(self._page.parent, f"index {self._site}", self._today)
        return text

    def _part_of(self, file: SourceFile) -> Part:
        if self._part is not None and self._part[0] == file.name:
            return self._part[1]
        number = int(file.name.rpartition(" ")[2]) - 1 if file.name != self._page.name else 0
        part = next((one for place, one in enumerate(page_parts(self._text())) if place == number), None)
        if part is None:
            raise NoteError(file.name, "is no longer a part of the page")
        return part

    def _kind_of_page(self, link: str) -> PageKind:
        """Say whether a link leads to a note or a page of the list's own site."""
        if self._site.url and link.startswith(f"{self._site.url}/"):
            link = link[len(self._site.url) :]
        elif _ADDRESS.match(link) or link.startswith("#"):
            return ""
        path = paper_path(link, self._site.baseurl)
        where = PurePosixPath(unquote(urlsplit(link).path))
        if not path or path.startswith("..") or where.suffix.lower() in _NO_PAGES:
            return ""
        if where.suffix.lower() in NOTE_ENDINGS:
            return "note" if is_note(where.name) else ""
        if where.suffix.lower() == ".pdf" or path.count("/") > 1:
            return "note"
        return "page"

    def _is_note(self, name: str) -> bool:
        path = self._page.parent / name
        return path != self._page and path.is_file() and path.resolve().is_relative_to(self._page.parent.resolve())


def _note_links(text: str) -> Iterator[str]:
    """Yield the names of Markdown files, relative to the page, that it links to and that are notes by their names."""
    for match in _NOTE_LINK.finditer(text):
        link = match["plain"] or match["href"] or match["target"]
        if not _ADDRESS.match(link):
            name = os.path.normpath(unquote(link).lstrip("/"))
            if not name.startswith("..") and is_note(PurePosixPath(name).name):
                yield PurePosixPath(name).as_posix()


def _readme(folder: Path) -> Path | None:
    if not folder.is_dir():
        return None
    found = sorted(
        path for path in folder.glob("[Rr][Ee][Aa][Dd][Mm][Ee].*") if path.suffix.lower() in IndexPage.endings
    )
    return found[0] if found else None


def _lists_papers(page: Path) -> bool:
    try:
        with page.open(encoding="utf-8", errors="replace") as stream:
            text = stream.read(_GLANCE)
    except OSError:
        return False
    return len(_PAPER_LINK.findall(text)) >= _MIN_PAPERS
