"""Making of a note from its front matter, its place and its body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from retrieval.errors import NoteError
from retrieval.parsing.bounds import MAX_TITLE, excess
from retrieval.parsing.byline import Byline, read_opening
from retrieval.parsing.dates import arxiv_date
from retrieval.parsing.dialects import Dialect
from retrieval.parsing.elements import Element, to_sections, without_numbering
from retrieval.parsing.fields import (
    ANY_ADDRESS_KEYS,
    IDENTIFYING_KEYS,
    SUMMARY_KEYS,
    TAG_KEYS,
    TITLE_KEYS,
    TITLE_ZH_KEYS,
    VENUE_KEYS,
    spelled,
)
from retrieval.parsing.front_matter import FrontMatter, iso_date
from retrieval.parsing.headings import NO_IDS, HeadingIds
from retrieval.parsing.html import read_html
from retrieval.parsing.labels import heading_label, with_line_breaks
from retrieval.parsing.markdown import markdown_to_html
from retrieval.parsing.merge_conflicts import conflict_fault
from retrieval.parsing.note_categories import BETWEEN_TAGS, tag_paths
from retrieval.parsing.note_links import find_paper_address, without_link_lines
from retrieval.parsing.note_writer import names_writer
from retrieval.parsing.paper_links import leads_to_paper
from retrieval.parsing.references import without_references
from retrieval.parsing.summary import summarise
from retrieval.parsing.title import INFORMATION, arxiv_in_name, title_of_headings, title_of_line, title_of_name
from retrieval.parsing.url_validation import fault_of_address, web_address
from retrieval.parsing.urls import arxiv_id, doi
from retrieval.parsing.venues import find_venue, venue_tag
from retrieval.text.chinese import has_chinese, is_chinese_text
from retrieval.text.cleaning import same_title
from retrieval.types import Bilingual, Note, Paper, Provenance, Skipped, short_id

MARKDOWN_LIMIT = 1_000_000
"""Characters of Markdown that are read: hostile ones take the parser ten seconds, and no note has a tenth of them."""

ADDRESS_KEYS = ("paper", "paperurl", "paperlink", "link")
"""Keys of front matter that promise an address: it is a fault if there is none behind them."""
_FRONT = "front matter ({})"
_INTRODUCTION = re.compile(
    r"(?:introduction|intro|abstract|summary|overview|tl;?dr|preface|简介|介绍|引言|前言|导言|概述|概要|摘要|总结|一句话总结)"
    r"(?:\s?[&/+和与]\s?\w{1,20})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NotePlace:
    """The place of a note and what is known from there.

    ``path`` identifies it, ``slug`` is its file's name, ``name`` the one that its title may be made of (of a file
    called README or index its folder's), ``url`` its page's address. ``origins`` says where ``date`` and ``categories``
    are from. With ``posted`` the one author in its front matter is who wrote the note.
    """

    path: str
    slug: str
    url: str
    categories: tuple[str, ...]
    date: str
    name: str = ""
    also_in: tuple[str, ...] = ()
    date_from: str = ""
    categories_from: str = ""
    posted: bool = False


def make_note(head: FrontMatter, place: NotePlace, pieces: Sequence[Element], today: date = date.max) -> Note:
    """Make the note of ``pieces`` at ``place``; raises NoteError for what is too long in its front matter.

    A date of the note's body, or of arXiv, counts where the place has none, if it is not after ``today``.
    """
    return _NoteReader(head, place, today).read(pieces)


@dataclass(slots=True)
class _NoteReader:
    """Reads the fields of one note, each from the first of its sources that says something, and notes which it was."""

    head: FrontMatter
    place: NotePlace
    today: date
    origins: dict[str, str] = field(default_factory=dict)

    def read(self, pieces: Sequence[Element]) -> Note:
        """Read all of it."""
        self.origins["categories"] = self.place.categories_from
        title = self._title(pieces)
        opening = read_opening(pieces, title)
        heading = title
        title = self._original_title(opening, title) or title or self._title_without_heading(opening)
        body = without_references(without_link_lines(opening.pieces))
        sections = to_sections(body)
        address, arxiv, number = self._identifiers(opening, pieces, title)
        paper = Paper(
            id=short_id(self.place.path),
            path=self.place.path,
            slug=self.place.slug,
            title=title,
            date=self._date(opening, arxiv),
            categories=self.place.categories,
            title_zh=self._title_zh(opening, title) or ("" if same_title(heading, title) else heading),
            authors=self._authors(opening, title, known=bool(address or number)),
            tag=self._venue(opening),
            url=self.place.url,
            paper_url=address,
            arxiv=arxiv,
            doi=number,
            summary=self._summary() or summarise(sections, title),
            also_in=self.place.also_in,
        )
        if not paper.categories:
            paper = self._categorised(paper, opening)
        name, reason = excess(paper)
        if reason:
            raise self.head.fault(name, reason)
        self.origins.setdefault("summary", "text" if paper.summary else "")
        return Note(paper, sections, Provenance(**self.origins))

    def _title(self, pieces: Sequence[Element]) -> str:
        title, key = self.head.first_text(TITLE_KEYS)
        if title:
            self.origins["title"] = _FRONT.format(key)
        elif title := title_of_headings(pieces, self._name)[:MAX_TITLE]:
            self.origins["title"] = "heading"
        elif title := title_of_line(pieces, self._name)[:MAX_TITLE]:
            self.origins["title"] = "line"
        return title

    @property
    def _name(self) -> str:
        return self.place.name or self.place.slug

    def _original_title(self, opening: Byline, title: str) -> str:
        """Return the paper's own title behind a label, where the heading is a Chinese one; else nothing."""
        if not (opening.title and has_chinese(title) and self.origins.get("title") in ("heading", "line")):
            return ""
        self.origins["title"] = f"label ({opening.labels.get('title', '')})"
        return opening.title[:MAX_TITLE]

    def _title_without_heading(self, opening: Byline) -> str:
        if title := (opening.title or opening.title_zh)[:MAX_TITLE]:
            self.origins["title"] = f"label ({opening.labels.get('title', '')})"
            return title
        self.origins["title"] = "file name"
        return title_of_name(self._name)[:MAX_TITLE] or self.place.path

    def _title_zh(self, opening: Byline, title: str) -> str:
        given = self.head.first_text(TITLE_ZH_KEYS)[0]
        return given or ("" if is_chinese_text(title) else opening.title_zh[:MAX_TITLE])

    def _date(self, opening: Byline, arxiv: str) -> str:
        """Return the date of the place, of the note's head or of arXiv, the first that is known and not to come."""
        of_place = _FRONT.format("date") if self.head.keys(("date",)) else "file name"
        self.origins["date"] = self.place.date_from or (of_place if self.place.date else "")
        declared = self.place.date
        # the year in a file's name says little: what else is known of that year goes before it
        rough = len(declared) == len("2024") and self.place.date_from == "file name"
        if declared and not rough:
            return declared
        label = opening.labels.get("date", "")
        for found, origin in (
            (opening.date, f"label ({label})" if label else "line"),
            (arxiv_date(arxiv), "arXiv number"),
        ):
            try:
                if found.startswith(declared) and found and iso_date(self.head.file, found, self.today):
                    self.origins["date"] = origin
                    return found
            except NoteError:
                continue
        return declared

    def _authors(self, opening: Byline, title: str, *, known: bool) -> tuple[str, ...]:
        """Return who wrote the paper; ``known`` says that the note leads to it."""
        authors, key = self.head.authors()
        if authors and (key.endswith("s") or len(authors) > 1 or not self.place.posted):
            self.origins["authors"] = _FRONT.format(key)
            return authors
        if "authors" in self.head.values or not opening.authors:
            return ()
        self.origins["authors"] = f"label ({opening.labels['authors']})" if "authors" in opening.labels else "line"
        if names_writer(opening, title, known=known):
            self.origins["authors"] += " names who wrote the note"
            return ()
        return opening.authors

    def _venue(self, opening: Byline) -> str:
        for key in self.head.keys(VENUE_KEYS):
            if written := self.head.text(key):
                self.origins["venue"] = _FRONT.format(key)
                return written if key == "tag" else venue_tag(written) or written
        if opening.venue:
            label = opening.labels.get("venue", "")
            self.origins["venue"] = f"label ({label})" if label else "line"
            return opening.venue
        for key in self.head.keys(TAG_KEYS):
            if found := next((tag for name in self.head.names(key, BETWEEN_TAGS) if (tag := find_venue(name))), ""):
                self.origins["venue"] = _FRONT.format(key)
                return found
        return ""

    def _identifiers(self, opening: Byline, pieces: Sequence[Element], title: str) -> tuple[str, str, str]:
        """Return the paper's address, its arXiv number and its DOI."""
        given = [
            (key, self.head.text(key))
            for key in self.head.keys(IDENTIFYING_KEYS)
            if isinstance(self.head.values[key], str)
        ]
        addresses = [
            (key, text)
            for key, text in given
            if web_address(text) and (leads_to_paper(text) or spelled(key) not in ANY_ADDRESS_KEYS)
        ]
        # where the paper and other pages are named, as in clippings, the paper's goes first
        key, address = next(
            (one for one in addresses if leads_to_paper(one[1])), addresses[0] if addresses else ("", "")
        )
        arxiv_key, arxiv = _first(given, arxiv_id)
        doi_key, number = _first(given, doi)
        if address or arxiv or number:
            self.origins["link"] = _FRONT.format(key or arxiv_key or doi_key)
        elif opening.address or opening.arxiv or opening.doi:
            address, arxiv, number = web_address(opening.address), opening.arxiv, opening.doi
            self.origins["link"] = f"label ({opening.labels['paper']})" if "paper" in opening.labels else "label"
        elif address := find_paper_address(pieces, title, self._head_length(pieces, title)):
            self.origins["link"] = "link"
        elif arxiv := arxiv_id(arxiv_in_name(self.place.slug)):
            self.origins["link"] = "file name"
        arxiv = arxiv or arxiv_id(address) or arxiv_id(number)
        number = number or doi(address)
        return address or _address_of(arxiv, number), arxiv, number

    def _head_length(self, pieces: Sequence[Element], title: str) -> int:
        """Return how many pieces are before the first section: links further down are to other papers."""
        headings = [place for place, piece in enumerate(pieces) if piece.kind == "heading"]
        if headings and self.origins["title"].startswith("front matter"):
            first = pieces[headings[0]].text
            known = same_title(first, title) or heading_label(first) or INFORMATION.fullmatch(first.strip(" :："))
            if not (known or _INTRODUCTION.fullmatch(without_numbering(first).strip(" :："))):
                return headings[0]
        return headings[1] if len(headings) > 1 else min(len(pieces), 8)

    def _categorised(self, paper: Paper, opening: Byline) -> Paper:
        """Put a paper that nothing else does into the categories that its tags make."""
        for key in self.head.keys(TAG_KEYS):
            if paths := tag_paths(self.head.names(key, BETWEEN_TAGS)):
                self.origins["categories"] = _FRONT.format(key)
                break
        else:
            paths = tag_paths(opening.tags)
            self.origins["categories"] = f"label ({opening.labels.get('tags', 'tags')})" if paths else ""
        return replace(paper, categories=tuple(paths[0].split("/")) if paths else (), also_in=paths[1:])

    def _summary(self) -> Bilingual:
        for key in self.head.keys(SUMMARY_KEYS):
            if found := self.head.bilingual(key):
                self.origins["summary"] = _FRONT.format(key)
                return found
        return Bilingual()


def _first(given: Sequence[tuple[str, str]], read: Callable[[str], str]) -> tuple[str, str]:
    return next(((key, found) for key, text in given if (found := read(text))), ("", ""))


def _address_of(arxiv: str, number: str) -> str:
    if arxiv:
        return f"https://arxiv.org/abs/{arxiv}"
    return web_address(f"https://doi.org/{number}") if number else ""


def faults_of_note(head: FrontMatter, text: str) -> Iterator[Skipped]:
    """Yield the faults of a note that is served all the same; its file holds ``text``."""
    for key in head.keys(ADDRESS_KEYS):
        address = head.text(key)
        if address and not (arxiv_id(address) or doi(address)) and (fault := fault_of_address(address)):
            reason = f"has an address behind {key}: that {fault}; the note has no link to its paper"
            head.report(key, reason)
            break
    yield from dict.fromkeys(head.faults)
    yield from conflict_fault(head.file, text)


def markdown_pieces(
    file: str, body: str, heading_ids: HeadingIds = NO_IDS, dialect: Dialect = Dialect.NOTES
) -> list[Element]:
    """Read the Markdown ``body`` of ``file``, its headings with their ``heading_ids`` on the note's page.

    Raises NoteError when it is too long to be read as Markdown.
    """
    if len(body) > MARKDOWN_LIMIT:
        raise NoteError(file, f"holds more than {MARKDOWN_LIMIT // 1_000_000} million characters of Markdown; split it")
    return read_html(markdown_to_html(with_line_breaks(body), heading_ids, dialect))
