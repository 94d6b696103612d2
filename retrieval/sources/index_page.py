"""An index page: a Markdown list of papers, each with date, title, link and summary, under category headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.errors import NoteError, SourceError
from retrieval.parsing.bounds import excess
from retrieval.parsing.front_matter import iso_date
from retrieval.parsing.merge_conflicts import conflict_fault
from retrieval.parsing.url_validation import fault_of_address, web_address
from retrieval.parsing.urls import arxiv_id, doi, escape_path, paper_path
from retrieval.sites import Site
from retrieval.sources.base import Clock, ReadResult, SourceFile
from retrieval.sources.files import FileReader, FileSource
from retrieval.sources.markdown import MarkdownNotes
from retrieval.text.chinese import by_language
from retrieval.text.cleaning import one_line
from retrieval.types import Bilingual, Note, Paper, Skipped, short_id

if TYPE_CHECKING:
    from markdown_it.token import Token

_DATE = re.compile(r"^\W*[\[【(]\s*(?P<date>\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?)\s*[\]】)]\s*")
_BEFORE_SUMMARY = re.compile(r"^[\s*_]*(?:[-–—:：|,，]+\s*)?")
_SITE_VARIABLE = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_LINKED_ITEM = re.compile(r"^[ \t]*+(?:[-*+]|\d++[.)])[^\n]*?\][(\[]", re.MULTILINE)
PAGE_LIMIT = 2_000_000
"""Characters of the longest page that is parsed: some ten thousand papers."""

_WEB = re.compile(r"https?://", re.IGNORECASE)
_NUMERIC = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item of a list: the text before, in and after its first link, the link, its line and the headings above."""

    before: str
    title: str
    link: str
    after: str
    line: int
    headings: tuple[str, ...]


class IndexPage(FileSource):
    """The papers that one Markdown page lists."""

    kind = "index page"
    endings = MarkdownNotes.endings

    def __init__(self, root: Path, site: Site, today: Clock) -> None:
        """Open the page ``root``; raises SourceError when it lists no papers."""
        super().__init__(root)
        self._site = site
        self._files = FileReader(root.parent, f"index {site}", today)
        try:
            text = self._files.text(self._files.take(root.name, root))
        except NoteError as error:
            raise SourceError(f"{root}: {error.reason}") from None
        # a look only: parsing is left to where it may take its time
        if not _LINKED_ITEM.search(text):
            raise SourceError(f"{root} lists no papers of the form - **[2023-09] [Title](/path.html)** - summary")

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """Return whether ``path`` is a Markdown file."""
        return path.is_file() and path.suffix.lower() in cls.endings

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Yield the page, the one file of this source."""
        try:
            yield self._files.take(self.root.name, self.root)
        except NoteError as error:
            raise SourceError(f"{self.root}: {error.reason}") from None

    def read(self, file: SourceFile) -> ReadResult:
        """Read the papers of the page; an entry that cannot be read is reported with its line."""
        notes: list[Note] = []
        skipped: list[Skipped] = []
        text = self._files.text(file)
        if len(text) > PAGE_LIMIT:
            raise NoteError(file.name, f"holds more than {PAGE_LIMIT // 1_000_000} million characters; split it")
        for entry in _entries(text):
            try:
                notes.append(Note(self._paper(file.name, entry)))
            except NoteError as error:
                skipped.append(Skipped(error.file, error.line, error.reason))
                continue
            if self._leads_away(entry.link) and (fault := fault_of_address(entry.link)):
                reason = f"lists {entry.title[:60]!r} with a link that {fault}; the paper has no link"
                skipped.append(Skipped(file.name, entry.line, reason, served=True))
        return ReadResult(tuple(notes), (*skipped, *conflict_fault(file.name, text)))

    def _paper(self, file: str, entry: _Entry) -> Paper:
        written = _DATE.match(entry.before)
        if written is None:
            raise NoteError(file, f"lists {entry.title[:60]!r} without a date [YYYY-MM]", entry.line)
        if not entry.title or not entry.link:
            raise NoteError(file, "lists a paper without a title and a link [Title](/path.html)", entry.line)
        path = paper_path(entry.link, self._site.baseurl)
        url = self._url(entry.link)
        if not path or not url:
            raise NoteError(file, f"lists {entry.title[:60]!r} with a link that leads nowhere", entry.line)
        folders = tuple(part for part in path.split("/")[:-1] if not _NUMERIC.fullmatch(part))
        paper = Paper(
            id=short_id(path),
            path=path,
            slug=path.rsplit("/", 1)[-1],
            title=entry.title,
            date=iso_date(file, written["date"], self._files.today(), entry.line),
            categories=folders or entry.headings,
            url=web_address(url) if self._leads_away(entry.link) else url,
            arxiv=arxiv_id(entry.link),
            doi=doi(entry.link),
            summary=by_language(entry.after) if entry.after else Bilingual(),
            has_note=False,
        )
        if reason := excess(paper)[1]:
            raise NoteError(file, reason, entry.line)
        return paper

    def _leads_away(self, link: str) -> bool:
        """Return whether a link leads to another site than the page's own, whose address the configuration gives."""
        return bool(_WEB.match(link)) and not (self._site.url and link.startswith(f"{self._site.url}/"))

    def _url(self, link: str) -> str:
        if "://" in link or link.startswith("//") or re.match(r"[a-z]+:", link, re.IGNORECASE):
            return link if _WEB.match(link) else ""
        base = self._site.baseurl.rstrip("/")
        rooted = "/" + link.lstrip("./")
        if base and rooted.startswith(base + "/"):
            base = ""
        return self._site.url + base + escape_path(rooted.replace("%20", " "))


def _entries(text: str) -> Iterator[_Entry]:
    """Yield the items of lists that begin with a date or a linked page below a folder."""
    front_matter = _FRONT_MATTER.match(text)
    if front_matter:
        text = "\n" * front_matter[0].count("\n") + text[front_matter.end() :]
    # the parser comes only when a page is read: a question must not wait for it
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": False}).parse(_SITE_VARIABLE.sub("", text))
    headings: list[tuple[int, str]] = []
    in_item = False
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            level = int(token.tag[1])
            headings = [above for above in headings if above[0] < level]
            headings.append((level, one_line(_text(tokens[index + 1].children or ())).replace("/", " ")))
        elif token.type == "list_item_open":
            in_item = True
        elif token.type == "inline" and in_item:
            in_item = False
            # the page's own title is no category
            names = tuple(name for level, name in headings if level > 1 and name)
            line = token.map[0] + 1 if token.map else 0
            entry = _entry(token.children or [], line, names)
            if _DATE.match(entry.before) or (not entry.before and paper_path(entry.link).count("/") > 1):
                yield entry


def _entry(children: Sequence[Token], line: int, headings: tuple[str, ...]) -> _Entry:
    opening = next((place for place, child in enumerate(children) if child.type == "link_open"), len(children))
    closing = next((place for place, child in enumerate(children) if child.type == "link_close"), len(children))
    link = str(children[opening].attrGet("href") or "") if opening < len(children) else ""
    after = one_line(_text(children[closing + 1 :]))
    return _Entry(
        before=one_line(_text(children[:opening])),
        title=one_line(_text(children[opening:closing])),
        link=link,
        after=_BEFORE_SUMMARY.sub("", after, count=1),
        line=line,
        headings=headings,
    )


def _text(children: Sequence[Token]) -> str:
    return "".join("\n" if child.type in ("softbreak", "hardbreak") else child.content for child in children)
