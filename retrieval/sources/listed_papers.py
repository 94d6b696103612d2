"""Papers of the entries of an index page, and the entries that give none, counted by reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote, urlsplit

from retrieval.errors import NoteError
from retrieval.parsing.bounds import MAX_SUMMARY, MAX_TITLE, excess
from retrieval.parsing.dates import arxiv_date
from retrieval.parsing.note_categories import folder_categories
from retrieval.parsing.paper_list.entry import Entry
from retrieval.parsing.url_validation import fault_of_address, web_address
from retrieval.parsing.urls import arxiv_id, doi, escape_path, paper_path
from retrieval.parsing.written_date import looks_like_date
from retrieval.sites import Site
from retrieval.text.chinese import by_language
from retrieval.types import Bilingual, Paper, Skipped, short_id

_WEB = re.compile(r"https?://", re.IGNORECASE)
_NUMERIC = re.compile(r"\d+")
_NOTE_FILE = re.compile(r"\.(?:md|markdown|qmd|rmd|org|rst|ipynb)$", re.IGNORECASE)
_VENUE_YEAR = re.compile(r"(\d\d)$")
_NOT_LETTERS = re.compile(r"[\W_]+")
_MAX_PATH = 200


@dataclass(slots=True)
class Grouped:
    """Faults of one kind told as one, with how many there are; lines are counted from behind line ``offset``."""

    file: str
    offset: int
    _faults: dict[str, list[tuple[int, str, bool]]] = field(default_factory=dict)

    def add(self, line: int, reason: str, kind: str, *, served: bool = False) -> None:
        """Add a fault in ``line``: its whole ``reason``, and what all of its ``kind`` have in common."""
        self._faults.setdefault(kind, []).append((line + self.offset, reason, served))

    def told(self) -> Iterator[Skipped]:
        """Yield one entry for each kind."""
        for kind, found in sorted(self._faults.items(), key=lambda one: min(one[1])):
            line, reason, served = min(found)
            if len(found) > 1:
                lines = ", ".join(str(one) for one, *_ in found[:5]) + (" …" if len(found) > 5 else "")
                reason = f"lists {len(found)} papers {kind} (lines {lines})"
            yield Skipped(self.file, line, reason, served)


@dataclass(frozen=True, slots=True)
class ListedPapers:
    """Makes the papers of one page, which is ``file`` on ``site``."""

    file: str
    site: Site
    today: date

    def paper(self, entry: Entry, faults: Grouped) -> Paper:
        """Make the paper of ``entry``, telling ``faults`` of what is wrong with it; raises NoteError if it is none."""
        title = entry.title[:MAX_TITLE]
        # a note that is there is read, and its paper goes before this one
        unread = _NOTE_FILE.search(urlsplit(entry.page).path) is not None
        target = (entry.paper if unread else "") or entry.page or entry.paper or entry.other
        url = self._url(target)
        if target and not url and (self.site.url or self._leads_away(target)):
            raise NoteError(self.file, f"lists {title[:60]!r} with a link that leads nowhere")
        arxiv = arxiv_id(entry.paper) or arxiv_id(entry.other)
        identifier = doi(entry.paper)
        path = self._path(entry, arxiv, identifier)
        written = self._date(entry, arxiv)
        paper = Paper(
            id=short_id(path),
            path=path,
            slug=path.rsplit("/", 1)[-1],
            title=title,
            date=written,
            categories=self._categories(entry, path),
            authors=entry.authors,
            tag=entry.venue,
            url=web_address(url) if self._leads_away(target) else url,
            paper_url=web_address(entry.paper),
            arxiv=arxiv,
            doi=identifier,
            summary=by_language(entry.summary[:MAX_SUMMARY]) if entry.summary else Bilingual(),
            has_note=False,
        )
        if reason := excess(paper)[1]:
            raise NoteError(self.file, reason)
        if self._leads_away(target) and (fault := fault_of_address(target)):
            reason = f"lists {title[:60]!r} with a link that {fault}; the paper has no link"
            faults.add(entry.line, reason, f"with a link that {fault}; they have no link", served=True)
        if not written:
            faults.add(entry.line, f"lists {title[:60]!r} without a date", "without a date", served=True)
        return paper

    def kind_of(self, reason: str) -> str:
        """Return what the reasons of one kind have in common."""
        for kind in ("a link that leads nowhere", "which does not exist", "which lies in the future"):
            if kind in reason:
                return f"with a date {kind}" if kind.startswith("which") else f"with {kind}"
        return "of which something is too long"

    def _path(self, entry: Entry, arxiv: str, identifier: str) -> str:
        """Return what identifies the paper: its page on the site, its number, or its address in the web."""
        if entry.page:
            return paper_path(entry.page, self.site.baseurl).removeprefix("./")
        if arxiv or identifier:
            return f"arxiv/{arxiv}" if arxiv else f"doi/{identifier}"
        if address := entry.paper or entry.other:
            parts = urlsplit(address)
            query = f"?{parts.query}" if parts.query else ""
            return f"{parts.netloc}{unquote(parts.path).rstrip('/')}{query}"[:_MAX_PATH]
        return _NOT_LETTERS.sub("-", entry.title.casefold()).strip("-")[:_MAX_PATH]

    def _categories(self, entry: Entry, path: str) -> tuple[str, ...]:
        """Return the folders of a page on the list's own site, else the headings above the line."""
        folders = tuple(part for part in path.split("/")[:-1] if not _NUMERIC.fullmatch(part)) if entry.page else ()
        if _NOTE_FILE.search(urlsplit(entry.page).path):
            return entry.categories or folder_categories(folders)
        return folders or entry.categories

    def _date(self, entry: Entry, arxiv: str) -> str:
        """Return the date that the line gives, else that of the number at arXiv, the venue, the heading above.

        Raises NoteError for one that does not exist or lies in the future.
        """
        today = self.today.isoformat()
        given = entry.date
        if not given and looks_like_date(entry.written_date):
            raise NoteError(self.file, f"has the date {entry.written_date.strip()!r}, which does not exist")
        if given > today[: len(given)]:
            raise NoteError(self.file, f"has the date {given}, which lies in the future")
        number = arxiv_date(arxiv)
        if given and not (len(given) == len("2023") and number.startswith(given)):
            return given
        venue = _VENUE_YEAR.search(entry.venue)
        others = (number, f"20{venue[1]}" if venue else "", entry.heading_date)
        return next((found for found in others if found and found <= today[: len(found)]), "")

    def _leads_away(self, link: str) -> bool:
        """Return whether a link leads to another site than the page's own, whose address the configuration gives."""
        return bool(_WEB.match(link)) and not (self.site.url and link.startswith(f"{self.site.url}/"))

    def _url(self, link: str) -> str:
        if not link or "://" in link or link.startswith("//") or re.match(r"[a-z]+:", link, re.IGNORECASE):
            return link if _WEB.match(link) else ""
        if not self.site.url:
            # where the pages are is not known
            return ""
        base = self.site.baseurl.rstrip("/")
        rooted = "/" + link.lstrip("./")
        if base and rooted.startswith(base + "/"):
            base = ""
        return self.site.url + base + escape_path(rooted.replace("%20", " "))
