"""The papers that the lines of a page name.

A line names one if it has a link to a paper or to a note, or stands in a list or table of which most lines have one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from retrieval.parsing.paper_links import is_link_label, leads_to_code, leads_to_paper
from retrieval.parsing.paper_list.categories import Above, heading_text, read_headings
from retrieval.parsing.paper_list.columns import Role, roles
from retrieval.parsing.paper_list.details import (
    Details,
    code_link,
    is_field,
    paper_link,
    read_details,
    read_field,
    read_mark,
)
from retrieval.parsing.paper_list.entry import Entry, NoEntry
from retrieval.parsing.paper_list.outline import Heading, Line, Run, text_of
from retrieval.parsing.paper_list.segments import Segment, joined, segments
from retrieval.parsing.paper_list.title import Reading, read_title
from retrieval.parsing.written_date import month_first, with_order
from retrieval.text.cleaning import one_line

_MIN_SHARE = 0.5
"""Share of the lines of a list that have a link to a paper or a note, from which the others name papers too."""
_MAX_BEFORE = 200
_MIN_WORDS_OF_TITLE = 3

PageKind = Literal["note", "page", ""]
KindOfPage = Callable[[str], PageKind]
"""Says what an address leads to on the list's own site: surely a note, or some page, or (empty) something else.

A page counts in a line with a date.
"""


def entries(groups: Sequence[Sequence[Line]], kind_of_page: KindOfPage) -> Iterator[Entry | NoEntry]:
    """Yield what the lines of ``groups`` name, in their order."""
    reader = _Reader(kind_of_page)
    found = [entry for group in groups for entry in reader.group(group)]
    own = _headings_of_one(entry for entry in found if isinstance(entry, Entry))
    for entry in found:
        if isinstance(entry, Entry) and entry.categories in own:
            yield replace(entry, categories=entry.categories[:-1])
        else:
            yield entry


def _headings_of_one(found: Iterable[Entry]) -> set[tuple[str, ...]]:
    """Return the paths of headings that name one paper, where several beside each other do: they are no categories."""
    titles: dict[tuple[str, ...], list[str]] = {}
    for entry in found:
        titles.setdefault(entry.categories, []).append(entry.title.casefold())
    alone = {
        path
        for path, names in titles.items()
        if len(path) > 1 and len(names) == 1 and _letters(path[-1]) in _letters(names[0])
    }
    parents = Counter(path[:-1] for path in alone)
    return {path for path in alone if parents[path[:-1]] > 1}


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


@dataclass(frozen=True, slots=True)
class _Reader:
    kind_of_page: KindOfPage

    def group(self, lines: Sequence[Line]) -> Iterator[Entry | NoEntry]:
        """Read the lines of one list or table, or a lone paragraph or heading."""
        above = read_headings(lines[0].headings)
        if above.apart:
            return
        if lines[0].kind == "row":
            yield from self._table(lines)
        elif lines[0].kind == "item":
            yield from self._list(lines)
        else:
            yield from self._lone(lines[0])

    def _list(self, lines: Sequence[Line]) -> Iterator[Entry | NoEntry]:
        if entry := self._of_heading(lines):
            yield entry
            return
        share = sum(self._is_paper_line(line) or self._is_dated_page(line) for line in lines) / len(lines)
        for line in lines:
            yield from self._item(line, among_papers=share >= _MIN_SHARE)

    def _item(self, line: Line, *, among_papers: bool) -> Iterator[Entry | NoEntry]:
        own = [line.runs, *(child.runs for child in line.children)]
        if line.children and any(self._is_paper_line(child) for child in _below(line)):
            names_paper = self._links_paper(line.runs)
            headings = (
                line.headings if names_paper else (*line.headings, Heading(9 + len(line.headings), tuple(line.runs)))
            )
            for child in line.children:
                child.headings = headings
            if names_paper:
                yield from self._entry(line, [line.runs], among_papers=among_papers)
            yield from self._list(line.children)
            return
        for deeper in _below(line):
            if deeper not in line.children:
                own.append(deeper.runs)
        yield from self._entry(line, own, among_papers=among_papers)

    def _is_paper_line(self, line: Line) -> bool:
        """Return whether a line by itself names a paper: its title, and a link to it or to its note."""
        if line.children and any(map(self._is_paper_line, line.children)):
            return self._links_paper(line.runs)
        runs = [run for one in (line, *_below(line)) for run in one.runs]
        return self._links_paper(runs) and bool(read_title(segments(line.runs)).title)

    def _is_dated_page(self, line: Line) -> bool:
        """Return whether a line gives a date and a link to a page of the list's own site."""
        parts = segments(line.runs)
        return bool(read_title(parts).written_date) and any(self.kind_of_page(part.link) for part in parts if part.link)

    def _links_paper(self, runs: Sequence[Run]) -> bool:
        links = [part for part in segments(runs) if part.link]
        return bool(paper_link(links)) or any(self.kind_of_page(link.link) == "note" for link in links)

    def _entry(self, line: Line, rows: Sequence[Sequence[Run]], *, among_papers: bool) -> Iterator[Entry | NoEntry]:
        parts = segments(rows[0])
        reading = read_title(parts)
        details = _details_of(reading)
        for row in rows[1:]:
            read_details(segments(row), details)
        yield from self._made(line, reading, details, among_papers=among_papers, text=joined(parts))

    def _made(
        self, line: Line, reading: Reading, details: Details, *, among_papers: bool, text: str
    ) -> Iterator[Entry | NoEntry]:
        above = read_headings(line.headings)
        links = [*([Segment(reading.title, reading.link)] if reading.link else []), *details.links]
        entry = _entry_of(line, reading, details, above, links, self.kind_of_page)
        if above.apart:
            return
        dated = bool(reading.written_date)
        page = entry.page and (dated or self.kind_of_page(entry.page) == "note")
        if not (entry.paper or page):
            if not among_papers or not text.strip(" \n|"):
                return
            link = reading.link or _link_behind(reading, details)
            if line.kind != "row" and (not link or leads_to_code(link) or not _leads_on(link)):
                if dated or (reading.link and not reading.link.startswith("#")):
                    yield NoEntry(line.number, one_line(text)[:60], "without a link to a paper or a note")
                return
        if not any(map(str.isalnum, reading.title)) or is_link_label(reading.title):
            yield NoEntry(line.number, one_line(text)[:60], "without a title")
            return
        yield entry

    def _table(self, lines: Sequence[Line]) -> Iterator[Entry | NoEntry]:
        columns = roles(lines[0].columns) if lines[0].columns else ()
        if not any(columns):
            columns = _guessed(lines)
        papers = sum(self._links_paper([run for cell in line.cells for run in cell]) for line in lines)
        named = "title" in columns
        if not papers or (not named and papers < _MIN_SHARE * len(lines)):
            return
        among_papers = papers >= _MIN_SHARE * len(lines)
        dates = (
            text_of(line.cells[place])
            for line in lines
            for place, role in enumerate(columns)
            if role == "date" and place < len(line.cells)
        )
        months_first = month_first(dates)
        for line in lines:
            yield from self._row(line, columns, months_first, among_papers=among_papers)

    def _row(
        self, line: Line, columns: Sequence[Role], months_first: bool | None, *, among_papers: bool
    ) -> Iterator[Entry | NoEntry]:
        cells = [segments(cell) for cell in line.cells]
        place = _title_place(cells, columns)
        if place is None:
            return
        reading = read_title(cells[place], cell=True)
        details = Details(venue=reading.venue, date=reading.date, written_date=reading.written_date)
        category = ""
        for number, cell in enumerate(cells):
            role = columns[number] if number < len(columns) else ""
            if number == place:
                continue
            if role == "category":
                category = one_line(joined(cell))
            elif role == "date":
                cell = [Segment(with_order(joined(cell), months_first=months_first))]
            self._read_cell(cell, role, line.columns[number] if number < len(line.columns) else "", details)
        details.authors = details.authors or reading.authors
        beside = _details_of(reading)
        details.authors = details.authors or beside.authors
        details.venue = details.venue or beside.venue
        details.links[:0] = beside.links
        details.summary = details.summary or beside.summary
        if category:
            line.headings = (*line.headings, Heading(9, (Run(category),)))
        text = " | ".join(map(joined, cells))
        yield from self._made(line, reading, details, among_papers=among_papers, text=text)

    def _read_cell(self, cell: Sequence[Segment], role: Role, label: str, details: Details) -> None:
        text = one_line(joined(cell))
        if role in ("date", "venue", "authors"):
            read_field(role, text, details)
        elif role == "summary":
            read_field("summary", one_line("".join(part.text for part in cell if not part.is_label)), details)
        elif not role:
            read_mark(text, details)
        for part in cell:
            if part.link:
                about = (
                    part.text if part.text.strip() and not (role == "links" and "paper" in label.casefold()) else label
                )
                details.links.append(replace(part, text=about))

    def _lone(self, line: Line) -> Iterator[Entry | NoEntry]:
        """Read a paragraph, or a heading that is the link to a paper."""
        parts = segments(line.runs)
        if not self._links_paper(line.runs) or (line.kind == "heading" and not paper_link(parts)):
            return
        if line.kind == "paragraph" and (entry := self._of_heading([line])):
            yield entry
            return
        first = next((place for place, part in enumerate(parts) if part.link), 0)
        before = joined(parts[:first])
        begins = (
            not before.strip(" \n[]()")
            or parts[0].bold
            or parts[0].code
            or (len(before) < _MAX_BEFORE and parts[first].is_label)
        )
        reading = read_title(parts)
        if not begins or ". " in before or "。" in before or (line.kind == "heading" and not reading.link):
            return
        yield from self._made(line, reading, _details_of(reading), among_papers=False, text=joined(parts))

    def _of_heading(self, lines: Sequence[Line]) -> Entry | None:
        """Return the paper whose title is the heading above ``lines``, which hold nothing but links to it and such."""
        headings = lines[0].headings
        rows = [one.runs for line in lines for one in (line, *_below(line))]
        parts = [segments(row) for row in rows]
        links = [part for row in parts for part in row if part.link]
        if not headings or headings[-1].is_first or not links or not all(part.is_label for part in links):
            return None
        papers = {link.link for link in links if leads_to_paper(link.link)}
        titled = any(read_title(row).title and not is_field(joined(row)) for row in parts)
        title = heading_text(headings[-1])
        if not papers or titled or not title:
            return None
        reading = Reading(title=title)
        details = Details()
        for row in parts:
            read_details(row, details)
        return _entry_of(lines[0], reading, details, read_headings(headings[:-1]), details.links, self.kind_of_page)


def _details_of(reading: Reading) -> Details:
    details = Details(reading.date, reading.written_date, reading.venue, reading.authors)
    read_details(reading.rest, details)
    return details


def _below(line: Line) -> Iterator[Line]:
    waiting = list(line.children)
    while waiting:
        one = waiting.pop(0)
        yield one
        waiting[:0] = one.children


def _link_behind(reading: Reading, details: Details) -> str:
    """Return the link behind a title in plain text of which a line says nothing else."""
    alone = not details.summary and len(reading.title.split()) >= _MIN_WORDS_OF_TITLE
    return details.links[0].link if alone and details.links else ""


def _leads_on(link: str) -> bool:
    return link.startswith(("http://", "https://"))


def _entry_of(
    line: Line, reading: Reading, details: Details, above: Above, links: Sequence[Segment], kind_of_page: KindOfPage
) -> Entry:
    page = next((link.link for link in links if kind_of_page(link.link)), "")
    return Entry(
        title=one_line(reading.title),
        line=line.number,
        categories=above.categories,
        date=details.date,
        written_date=details.written_date,
        heading_date=above.date,
        venue=details.venue or above.venue,
        authors=details.authors,
        summary=one_line(" ".join(details.summary)),
        paper=paper_link(links),
        page=page,
        code=code_link(links),
        other=next((link.link for link in links if _leads_on(link.link)), ""),
    )


def _title_place(cells: Sequence[Sequence[Segment]], columns: Sequence[Role]) -> int | None:
    place = next((number for number, role in enumerate(columns) if role == "title" and number < len(cells)), None)
    if place is not None and joined(cells[place]).strip():
        return place
    for number, cell in enumerate(cells):
        if any(part.link and not part.is_label for part in cell):
            return number
    return place


def _guessed(lines: Sequence[Line]) -> tuple[Role, ...]:
    """Guess which column holds the titles of a table without a known label: that of the longest texts with links."""
    width = max(len(line.cells) for line in lines)
    lengths = [
        sum(len(text_of(line.cells[place])) for line in lines if place < len(line.cells)) for place in range(width)
    ]
    linked = [
        sum(
            any(part.link and not part.is_label for part in segments(line.cells[place]))
            for line in lines
            if place < len(line.cells)
        )
        for place in range(width)
    ]
    best = max(range(width), key=lambda place: (linked[place], lengths[place]))
    return tuple("title" if place == best else "" for place in range(width))
