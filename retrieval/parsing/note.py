"""Making of a note from its front matter, its place and its body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.errors import NoteError
from retrieval.parsing.bounds import MAX_TITLE, excess
from retrieval.parsing.byline import read_opening
from retrieval.parsing.dialects import Dialect
from retrieval.parsing.elements import Element, to_sections
from retrieval.parsing.front_matter import FrontMatter
from retrieval.parsing.headings import NO_IDS, HeadingIds
from retrieval.parsing.html import read_html
from retrieval.parsing.markdown import markdown_to_html
from retrieval.parsing.merge_conflicts import conflict_fault
from retrieval.parsing.references import without_references
from retrieval.parsing.summary import summarise
from retrieval.parsing.url_validation import fault_of_address, web_address
from retrieval.parsing.urls import arxiv_id, doi
from retrieval.text.chinese import is_chinese_text
from retrieval.types import Note, Paper, Skipped, short_id

MARKDOWN_LIMIT = 1_000_000
"""Characters of Markdown that are read: hostile ones take the parser ten seconds, and no note has a tenth of them."""

PAPER_KEYS = ("paper", "paper_url", "link")
"""Where a note's front matter may name the address of its paper; the first that says something counts."""


@dataclass(frozen=True, slots=True)
class NotePlace:
    """The place and date of a note: the ``path`` that identifies it, its file's ``slug``, its page's ``url``."""

    path: str
    slug: str
    url: str
    categories: tuple[str, ...]
    date: str


def make_note(head: FrontMatter, place: NotePlace, pieces: Sequence[Element]) -> Note:
    """Make the note of ``pieces`` at ``place``; raises NoteError for a fault in its front matter."""
    title = read_title(head)
    opening = read_opening(pieces, title)
    body = without_references(opening.pieces)
    sections = to_sections(body)
    named = head.text(_paper_key(head))
    paper = Paper(
        id=short_id(place.path),
        path=place.path,
        slug=place.slug,
        title=title,
        date=place.date,
        categories=place.categories,
        title_zh=head.text("title_zh") or ("" if is_chinese_text(title) else opening.title_zh[:MAX_TITLE]),
        authors=head.authors() if "authors" in head.values else opening.authors,
        tag=head.text("tag"),
        url=place.url,
        paper_url=web_address(named),
        arxiv=arxiv_id(head.text("arxiv")) or arxiv_id(named) or arxiv_id(head.text("doi")),
        doi=doi(head.text("doi")) or doi(named),
        summary=head.bilingual("summary") or head.bilingual("description") or summarise(sections, title),
    )
    field, reason = excess(paper)
    if reason:
        raise head.fault(field, reason)
    return Note(paper, sections)


def faults_of_note(head: FrontMatter, text: str) -> Iterator[Skipped]:
    """Yield the faults of a note that is served all the same; its file holds ``text``."""
    key = _paper_key(head)
    address = head.text(key)
    if address and (fault := fault_of_address(address)):
        reason = f"has an address behind {key}: that {fault}; the note has no link to its paper"
        yield Skipped(head.file, head.lines.get(key, 1), reason, served=True)
    yield from conflict_fault(head.file, text)


def _paper_key(head: FrontMatter) -> str:
    return next((key for key in PAPER_KEYS if head.text(key)), PAPER_KEYS[0])


def markdown_pieces(
    file: str, body: str, heading_ids: HeadingIds = NO_IDS, dialect: Dialect = Dialect.NOTES
) -> list[Element]:
    """Read the Markdown ``body`` of ``file``, its headings with their ``heading_ids`` on the note's page.

    Raises NoteError when it is too long to be read as Markdown.
    """
    if len(body) > MARKDOWN_LIMIT:
        raise NoteError(file, f"holds more than {MARKDOWN_LIMIT // 1_000_000} million characters of Markdown; split it")
    return read_html(markdown_to_html(body, heading_ids, dialect))


def read_title(head: FrontMatter) -> str:
    """Return the note's title; raises NoteError when it has none."""
    title = head.text("title")
    if not title:
        raise head.fault("title", "has no title")
    return title
