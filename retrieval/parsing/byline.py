"""Byline of a note, all before its first section: titles, authors, venue, date, links, and prose.

What stands there is read by its labels. Lines without one are authors only where they can be nothing else: directly
below the title, one next to the other. What is not taken stays in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from retrieval.parsing.citation_line import Citation, read_citation
from retrieval.parsing.dates import read_date
from retrieval.parsing.elements import Element, without_numbering
from retrieval.parsing.fields import Field, spelled
from retrieval.parsing.labels import Labelled, date_of, heading_label, read_labels, row_label, title_in, year_of_venue
from retrieval.parsing.note_links import address_in, is_link_line
from retrieval.parsing.paper_links import is_link_label, leads_to_paper
from retrieval.parsing.person_names import has_email, names_in, names_institution
from retrieval.parsing.title import INFORMATION, names_section
from retrieval.parsing.urls import arxiv_id, doi
from retrieval.parsing.venues import find_venue, venue_tag
from retrieval.text.chinese import count_chinese, has_chinese, is_chinese_text
from retrieval.text.cleaning import one_line, same_title

_TITLE_AND_AUTHORS = re.compile(
    r"^[\s\-*•]*(?:文章|论文)?标题(?:与|和|、|/|及)作者(?:\s*[/、及与和&]\s*机构)?\s*[:：]?$"
)
_FOOTNOTE_OF_AUTHORS = re.compile(
    r"corresponding\s+author|contribut\w{1,20}+\s+equal|equal\s+contribut\w|work\s+(?:was\s+)?done\s+(?:at|while|during)"
    r"|通讯作者|同等贡献|共同第一作者",
    re.IGNORECASE,
)
_CONTRIBUTIONS = re.compile(r"贡献|摘要|概述|abstract|contribution|introduction|引言|简介", re.IGNORECASE)
_ANY_LINK = frozenset(
    ("link", "links", "url", "urls", "source", "sourceurl", "链接", "地址", "website", "download", "下载")
)
"""Labels of links, behind which only what is a paper's address is taken for it."""
_OF_INSTITUTION = re.compile(r"机构|单位|affiliation|institution|team|团队", re.IGNORECASE)
_ADDRESS_BEHIND = re.compile(r"(?<=[^\s,，(（\[])[\s,，(（\[]*+https?://\S{1,2000}+$", re.IGNORECASE)
_MARKED = re.compile(r"(?<=[A-Za-z])(?:\d|[∗*†‡§¶◦⋄×])")
_SENTENCE_MARK = re.compile(r"[。，；！？]")
_ENGLISH_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_OTHER_LABEL = re.compile(r"^[\s\-*•>]*+[^\W\d_][\w ]{0,30}[:：]\s?\S")
_MIN_WORDS_OF_TITLE = 3
_MIN_CHINESE_PROSE = 12
_MIN_WORDS_OF_PROSE = 8
_LOWER_SHARE_OF_PROSE = 0.5
_MIN_CHINESE_TITLE = 4
_COLUMNS_OF_LABELS = 2
_MAX_CREDIT = 5000
"""Characters of a line of authors; the longest real one, of 66 names with institutions, takes 2,000."""
_MAX_LABELLED_HEADING = 300
"""Characters below a heading such as ``### Author:`` that are its value; more is a section."""
_LINES_LOOKED_AT_WITHOUT_HEADING = 8
_HEADINGS_LOOKED_AT = 12


@dataclass(slots=True)
class Byline:
    """The data in the lines before the first section, and the pieces of the note without those lines.

    ``labels`` has, of every field that was found, the label under which it stood; empty where there was none.
    """

    title: str = ""
    title_zh: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    venue: str = ""
    address: str = ""
    arxiv: str = ""
    doi: str = ""
    tags: tuple[str, ...] = ()
    labels: dict[Field, str] = field(default_factory=dict)
    pieces: list[Element] = field(default_factory=list)


def read_opening(pieces: Sequence[Element], title: str) -> Byline:
    """Take title, author, venue, date and link lines off the front of ``pieces``; ``title`` is the note's own."""
    end = _first_section(pieces, title)
    reader = _BylineReader(title)
    for piece in pieces[:end]:
        reader.take(piece)
    found = reader.found
    found.authors = names_in("\n".join(reader.credits))
    found.pieces = [*reader.kept(), *pieces[end:]]
    return found


def _first_section(pieces: Sequence[Element], title: str) -> int:
    """Find the first heading that is neither the note's title nor over what is known of its paper."""
    headings = [index for index, piece in enumerate(pieces) if piece.kind == "heading"]
    for place, index in enumerate(headings[:_HEADINGS_LOOKED_AT]):
        following = headings[place + 1] if place + 1 < len(headings) else len(pieces)
        if _names_field(pieces[index:following]) or INFORMATION.fullmatch(pieces[index].text.strip(" :：")):
            continue
        below = pieces[following] if following < len(pieces) else None
        if not _is_title(pieces[index], below, title, first=place == 0):
            return index
    if not headings:
        return _LINES_LOOKED_AT_WITHOUT_HEADING
    return headings[-1] + 1 + _LINES_LOOKED_AT_WITHOUT_HEADING


def _names_field(section: Sequence[Element]) -> Field | None:
    """Return the field of which a heading is the label and the few words below it the value."""
    found = heading_label(section[0].text)
    if found in (None, "tags", "code") or not 1 < len(section) <= 3:
        return None
    return found if sum(len(piece.text) for piece in section[1:]) <= _MAX_LABELLED_HEADING else None


def _is_title(heading: Element, following: Element | None, title: str, *, first: bool) -> bool:
    text = without_numbering(heading.text)
    if same_title(text, title) or _TITLE_AND_AUTHORS.match(text) or _labels_title(text):
        return True
    if not first or following is None or _CONTRIBUTIONS.search(text):
        return False
    alone_on_top = heading.level == 1 and following.level > 1
    before_contributions = "贡献" in following.text
    return alone_on_top or before_contributions


def _labels_title(text: str) -> bool:
    return any(found.field in ("title", "title_zh") for found in read_labels(text))


@dataclass(slots=True)
class _BylineReader:
    """Sorts the lines before the first section."""

    title: str
    found: Byline = field(default_factory=Byline)
    credits: list[str] = field(default_factory=list)
    begun: bool = False
    expected: Field | None = None
    within_authors: bool = False
    texts: bool = False
    _kept: list[Element] = field(default_factory=list)
    _affiliations: list[Element] = field(default_factory=list)

    def kept(self) -> list[Element]:
        """Return the pieces that stay; institutions stay where nothing is told of their people."""
        if not (self.credits or self.found.title_zh):
            return self._kept
        return [piece for piece in self._kept if not any(piece is one for one in self._affiliations)]

    def take(self, piece: Element) -> None:
        """Take one piece."""
        if piece.kind == "heading":
            self._heading(piece)
        elif piece.kind in ("paragraph", "list"):
            self._lines(piece)
        elif piece.kind == "table":
            self._table(piece)
        else:
            self._keep(piece)
        self.begun = True

    def _heading(self, piece: Element) -> None:
        self.within_authors = False
        if address := next((link.address for link in piece.links), ""):
            self._link(address, "title")
        self.expected = heading_label(piece.text)
        is_name = not (_TITLE_AND_AUTHORS.match(piece.text) or INFORMATION.fullmatch(piece.text.strip(" :：")))
        if self.expected is None and is_name and not names_section(piece.text):
            self._chinese_title(title_in(without_numbering(piece.text)))

    def _lines(self, piece: Element) -> None:
        lines = piece.text.split("\n")
        kept: list[str] = []
        for place, line in enumerate(lines):
            following = lines[place + 1] if place + 1 < len(lines) else ""
            if not self._is_taken(line, following, piece):
                kept.append(line)
        if kept:
            text = "\n".join(kept)
            self._keep(replace(piece, text=text, lead=piece.lead if text.startswith(piece.lead) else ""))

    def _keep(self, piece: Element) -> None:
        self._kept.append(piece)

    def _table(self, piece: Element) -> None:
        """Read a table of labels and values; the rows that say nothing known stay."""
        rows = piece.text.split("\n")
        columns = [row.split(" | ") for row in rows]
        if min(map(len, columns)) > _COLUMNS_OF_LABELS and len(rows) > _COLUMNS_OF_LABELS:
            # a comparison of several things
            self._keep(piece)
            return
        if len(rows) == 2 and len(columns[0]) == len(columns[1]) and len(columns[0]) > 1:
            pairs = [f"{label} | {value}" for label, value in zip(*columns, strict=True)]
            if all(row_label(pair) for pair in pairs):
                rows = pairs
        kept = [row for row in rows if not ((found := row_label(row)) and self._labelled(found, row, piece))]
        if kept:
            self._keep(replace(piece, text="\n".join(kept)))

    def _is_taken(self, line: str, following: str, piece: Element) -> bool:
        if len(line) > _MAX_CREDIT:
            return False
        if _TITLE_AND_AUTHORS.match(line):
            return True
        if labelled := [*read_labels(line)]:
            self.within_authors = False
            taken = [self._labelled(one, line, piece) for one in labelled]
            return all(taken)
        if self.expected is not None:
            return self._expected(line, piece)
        if piece.lead == one_line(line) and not self.begun and not self.found.title_zh and _is_bold_title(line):
            self._chinese_title(line)
            return True
        if not self.texts and (cited := read_citation(line)):
            if not cited.whole and self._is_credit(line, following, piece):
                # what follows is text, no more of their names
                self.credits.append(line)
            return self._cited(cited)
        if self._is_credit(line, following, piece):
            self.credits.append(line)
            self.within_authors = True
            return True
        if same_title(line, self.title) or is_link_line(line, piece.links):
            return True
        if iso := date_of(line) if len(line) <= 40 and not self.found.date and _is_only_date(line, piece) else "":
            self.found.date, self.found.labels["date"] = iso, ""
            return True
        self.within_authors, self.texts = False, True
        return False

    def _cited(self, cited: Citation) -> bool:
        """Take the venue and the date of a line without a label; return whether nothing else is left to be said."""
        if cited.venue and not self.found.venue:
            self.found.venue, self.found.labels["venue"] = cited.venue, ""
        if not self.found.date:
            self.found.date, self.found.labels["date"] = cited.date, ""
        return cited.whole

    def _expected(self, line: str, piece: Element) -> bool:
        """Take a line below a label that stands alone; a list of authors may have many."""
        wanted = self.expected
        if wanted is None:
            return False
        if wanted == "authors":
            if not _is_prose(line) and (names_in(line) or names_institution(line) or has_email(line)):
                self.credits.append(line)
                self.found.labels.setdefault("authors", "author")
                return True
            self.expected = None
            return self._is_taken(line, "", piece)
        self.expected = None
        if wanted == "title" and read_date(line):
            # a template whose title was not filled in
            return self._is_taken(line, "", piece)
        return self._labelled(Labelled(wanted, wanted, line.strip(" -*•")), line, piece)

    def _is_credit(self, line: str, following: str, piece: Element) -> bool:
        """Return whether a line without a label is of the authors and can be of nothing else."""
        if _is_prose(line) or (piece.lead and not self.within_authors):
            return False
        names = names_in(line)
        about_authors = _FOOTNOTE_OF_AUTHORS.search(line) is not None or has_email(line)
        if _OTHER_LABEL.match(line) and not about_authors:
            return False
        if self.within_authors:
            return about_authors or names_institution(line) or _is_names(line, names)
        if self.texts or piece.kind != "paragraph":
            return False
        if len(names) > 1 or _MARKED.search(line):
            return about_authors or _is_names(line, names) or (bool(names) and names_institution(line))
        return bool(names) and (about_authors or names_institution(line) or names_institution(following))

    def _labelled(self, found: Labelled, line: str, piece: Element) -> bool:
        """Take the value of a label; return whether nothing of its line is left to be said."""
        self.expected = None
        value, known = found.value, self.found.labels
        taken = False
        if not value:
            self.expected = found.field if found.field not in ("tags", "code") else None
            return self.expected is not None
        match found.field:
            case "title" if is_link_label(value):
                taken = self._identified(found, line, piece)
            case "title" | "title_zh":
                taken = self._title(value, found.label)
            case "authors":
                taken = bool(names_in(value)) or has_email(value)
                if not taken and (names_institution(value) or _OF_INSTITUTION.search(found.label)):
                    # written by a team
                    self.within_authors = True
                    return True
                if taken:
                    self.credits.append(value)
                    self.within_authors = True
            case "affiliation":
                return self._affiliation(line, piece)
            case "date":
                self.found.date, taken = self.found.date or date_of(value), bool(date_of(value))
            case "venue":
                taken = self._venue(value)
            case "tags":
                self.found.tags = self.found.tags or tuple(filter(None, re.split(r"\s*[,，;；、/·]\s*|\s{2,}", value)))
            case _:
                taken = self._identified(found, line, piece)
        if taken:
            known.setdefault(found.field, found.label)
        return taken

    def _affiliation(self, line: str, piece: Element) -> bool:
        """Set a line of institutions aside: it stays if nothing else is told of who wrote the paper."""
        self._affiliations.append(replace(piece, text=line, lead="", links=()))
        self._kept.append(self._affiliations[-1])
        self.within_authors = True
        return True

    def _is_original(self, text: str) -> bool:
        """Return whether ``text`` is the paper's own title, and the note's a Chinese one."""
        words = [word for word in _ENGLISH_WORD.findall(text) if len(word) > 1]
        translated = has_chinese(self.title) and not self.found.title
        return translated and len(words) >= _MIN_WORDS_OF_TITLE and not has_chinese(text)

    def _title(self, value: str, label: str) -> bool:
        text = title_in(_ADDRESS_BEHIND.sub("", value))
        if not self.title and not self.found.title and not is_chinese_text(text):
            self.found.title = text
            return True
        if self._is_original(text):
            # the line stays, as the heading is what the note is called
            self.found.title = text
            self.found.labels.setdefault("title", label)
            return False
        return same_title(text, self.title) or same_title(text, self.found.title) or self._chinese_title(text)

    def _chinese_title(self, text: str) -> bool:
        text = one_line(text).strip("*# ")
        if not (text and is_chinese_text(text)) or same_title(text, self.title) or self.found.title_zh:
            return False
        self.found.title_zh = text
        return True

    def _venue(self, value: str) -> bool:
        year = year_of_venue(value)
        tag = venue_tag(value, year) or find_venue(value, year)
        if not self.found.venue and tag:
            self.found.venue = tag
        if not self.found.date and year:
            self.found.date, self.found.labels["date"] = year, "venue"
        return bool(tag)

    def _identified(self, found: Labelled, line: str, piece: Element) -> bool:
        """Take the paper's address, arXiv number or DOI; of code only the dead text of a link is left out."""
        address = address_in(line, piece.links)
        if found.field == "code":
            return is_link_line(found.value, piece.links)
        if found.field == "arxiv":
            self.found.arxiv = self.found.arxiv or arxiv_id(found.value)
        elif found.field == "doi":
            self.found.doi = self.found.doi or doi(found.value)
        if address and not leads_to_paper(address) and spelled(found.label) in _ANY_LINK:
            address = ""
        if address and not self.found.address:
            self._link(address, found.label)
        return bool(address) or bool(arxiv_id(found.value)) or (found.field == "doi" and bool(doi(found.value)))

    def _link(self, address: str, label: str) -> None:
        if not self.found.address:
            self.found.address = address
            self.found.labels.setdefault("paper", label)


def _is_bold_title(line: str) -> bool:
    return count_chinese(line) >= _MIN_CHINESE_TITLE and "。" not in line


def _is_only_date(line: str, piece: Element) -> bool:
    if piece.kind == "list":
        # an item may be of something else with a year in it
        return bool(read_date(line.strip(" -*•")))
    return sum(character.isalpha() for character in line) <= 12


def _is_prose(line: str) -> bool:
    if _FOOTNOTE_OF_AUTHORS.search(line) or has_email(line):
        return False
    if count_chinese(line) >= _MIN_CHINESE_PROSE and _SENTENCE_MARK.search(line):
        return "。" in line or not names_institution(line)
    words = _ENGLISH_WORD.findall(line)
    lower = sum(word.islower() for word in words)
    return len(words) >= _MIN_WORDS_OF_PROSE and lower >= _LOWER_SHARE_OF_PROSE * len(words)


def _is_names(line: str, names: Sequence[str]) -> bool:
    """Return whether ``names`` are most of what a line holds."""
    return sum(map(len, names)) > len(line) / 2
