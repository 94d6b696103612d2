"""A bibliography: a BibTeX file, or a table of papers as Zotero and Notion export it, whose entries are papers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from retrieval.errors import NoteError, SourceError
from retrieval.parsing.bounds import MAX_CATEGORY
from retrieval.parsing.dates import read_date
from retrieval.parsing.fields import (
    AUTHOR_KEYS,
    DATE_KEYS,
    IDENTIFYING_KEYS,
    SUMMARY_KEYS,
    TAG_KEYS,
    TITLE_KEYS,
    VENUE_KEYS,
    spelled,
)
from retrieval.parsing.paper_list.entry import Entry
from retrieval.parsing.urls import arxiv_id, doi
from retrieval.parsing.venues import find_venue, venue_tag
from retrieval.sites import Site
from retrieval.sources.base import Clock, ReadResult, SourceFile
from retrieval.sources.files import FileReader, FileSource
from retrieval.sources.listed_papers import Grouped, ListedPapers
from retrieval.text.cleaning import one_line
from retrieval.types import Note, Skipped

BIBLIOGRAPHY_LIMIT = 4_000_000
"""Characters of the longest bibliography that is read: some five thousand entries with their abstracts."""

_NO_PAPERS = frozenset(("attachment", "note", "webpage", "computerprogram", "software", "map", "video"))
_MAX_TAGS = 20


class Bibliography(FileSource):
    """The papers of one file of BibTeX, or of comma-separated values."""

    kind = "bibliography"
    endings = (".bib", ".csv")

    def __init__(self, root: Path, site: Site, today: Clock) -> None:
        """Open the file ``root``."""
        super().__init__(root)
        self._site = site
        self._files = FileReader(root.parent, f"bibliography {site}", today)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """Return whether ``path`` is a file of one of the two forms."""
        return path.is_file() and path.suffix.lower() in cls.endings

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Yield the one file of this source."""
        try:
            yield self._files.take(self.root.name, self.root)
        except NoteError as error:
            raise SourceError(f"{self.root}: {error.reason}") from None

    def read(self, file: SourceFile) -> ReadResult:
        """Read its papers; entries without a title are counted."""
        text = self._files.text(file, BIBLIOGRAPHY_LIMIT)
        entries = _of_bibtex(text) if self.root.suffix.lower() == ".bib" else _of_table(file.name, text)
        papers = ListedPapers(file.name, self._site, self._files.today())
        faults = Grouped(file.name, 0)
        notes: list[Note] = []
        for entry, tags in entries:
            if not entry.title:
                faults.add(entry.line, "lists a paper without a title", "without a title")
                continue
            try:
                paper = papers.paper(entry, faults)
            except NoteError as error:
                faults.add(entry.line, error.reason, papers.kind_of(error.reason))
                continue
            kept = [tag.replace("/", " ")[:MAX_CATEGORY] for tag in tags[:_MAX_TAGS]]
            notes.append(Note(replace(paper, categories=tuple(kept[:1]), also_in=tuple(kept[1:]))))
        return ReadResult(tuple(notes), tuple(faults.told()))


def _of_bibtex(text: str) -> Iterator[tuple[Entry, list[str]]]:
    # the parser comes only when a file is read: a question must not wait for it
    from retrieval.parsing.bibtex import people, read_bibtex

    for found in read_bibtex(text):
        fields = found.fields
        eprint = fields.get("eprint", "") if fields.get("archiveprefix", fields.get("eprinttype", "arxiv")) else ""
        number = arxiv_id(eprint) or arxiv_id(fields.get("journal", "")) or arxiv_id(fields.get("url", ""))
        written = fields.get("date") or f"{fields.get('year', '')}-{fields.get('month', '')}".strip("-")
        venues = [
            fields.get(name, "")
            for name in ("booktitle", "journal", "journaltitle", "series", "shortjournal", "eventtitle")
        ]
        entry = _entry(
            title=fields.get("title", ""),
            line=found.line,
            date=read_date(written.split("/")[0]) or read_date(fields.get("year", "")),
            venues=venues,
            authors=people(fields.get("author", "")),
            summary=fields.get("abstract", ""),
            address=_address(number, fields.get("doi", ""), fields.get("url", "")),
        )
        yield entry, _tags(fields.get("groups") or fields.get("keywords", ""))


def _of_table(file: str, text: str) -> Iterator[tuple[Entry, list[str]]]:
    from retrieval.parsing.bibtex import people
    from retrieval.parsing.paper_list.details import authors_in

    rows = csv.DictReader(text.splitlines())
    try:
        for row in rows:
            values = {spelled(name): one_line(value) for name, value in row.items() if name and isinstance(value, str)}
            if values.get("itemtype", "").casefold() in _NO_PAPERS:
                continue
            authors = _first(values, AUTHOR_KEYS)
            separated = " and ".join(part for part in authors.split(";") if part.strip())
            yield (
                _entry(
                    title=_first(values, TITLE_KEYS),
                    line=rows.line_num,
                    date=next((day for key in DATE_KEYS if (day := read_date(values.get(key, "")))), ""),
                    venues=[
                        values.get(key, "")
                        for key in ("publicationtitle", "conferencename", "proceedingstitle", *VENUE_KEYS)
                    ],
                    authors=people(separated)
                    if ";" in authors
                    else authors_in(authors, labelled=True) or people(authors),
                    summary=values.get("abstractnote", "") or _first(values, SUMMARY_KEYS),
                    address=_address(
                        "", values.get("doi", ""), values.get("url", "") or _first(values, IDENTIFYING_KEYS)
                    ),
                ),
                _tags(values.get("manualtags", "") or _first(values, TAG_KEYS)),
            )
    except csv.Error as error:
        raise NoteError(file, f"is no table of comma-separated values: {error}", rows.line_num) from None


def _first(values: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((values[key] for key in keys if values.get(key)), "")


def _entry(
    title: str, line: int, date: str, venues: list[str], authors: tuple[str, ...], summary: str, address: str
) -> Entry:
    year = date[:4]
    tags = (venue_tag(venue, year) or find_venue(venue, year) for venue in venues if venue)
    return Entry(
        title=title.strip("{} "),
        line=line,
        date=date,
        venue=next(filter(None, tags), ""),
        authors=authors,
        summary=summary,
        paper=address,
    )


def _address(number: str, identifier: str, url: str) -> str:
    if number:
        return f"https://arxiv.org/abs/{number}"
    found = doi(identifier)
    return f"https://doi.org/{found}" if found else url if url.startswith(("http://", "https://")) else ""


def _tags(written: str) -> list[str]:
    parts = written.split(";") if ";" in written else written.split(",")
    return list(dict.fromkeys(filter(None, map(one_line, parts))))
