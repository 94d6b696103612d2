"""A part of a note as pages in one message: cut between blocks, else at sentence ends, formulas readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from bot.locales import Texts
from bot.views.callback_data import OpenSection, ShowCard
from bot.views.message import Button, Message
from bot.views.note_blocks import RenderedBlock, pieces
from bot.views.note_parts import Part, parts
from bot.views.render import render, short
from bot.views.telegram_html import Size, measure, split
from retrieval import Note, web_address

PAGE = Size(2200, 60)
"""What one page holds of a note: about three screens of a phone; Telegram would take twice as much."""
MAX_BUTTON_TITLE = 24
MAX_TITLE = 120
LAST_PAGE = 9999
"""Asks for the last page, whatever its number is."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the note the reader is."""

    number: int
    page: int
    pages: int


def section_page(note: Note, wanted: OpenSection, texts: Texts) -> Message | None:
    """Show a page of the part that ``wanted`` names; None where the note no longer has it.

    The buttons lead on through the whole note, so every part can be reached from any other.
    """
    all_parts = parts(note)
    number = next((number for number, part in enumerate(all_parts) if part.key == wanted.part), None)
    if number is None:
        return None
    part = all_parts[number]
    shown = pages_of(part)
    page = min(wanted.page, len(shown) - 1)
    address = web_address(f"{note.paper.url}#{part.anchor}" if part.anchor else note.paper.url)
    text = render(
        "section",
        texts,
        paper=note.paper,
        title=short(part.title, MAX_TITLE) or texts("section-opening"),
        address=address,
        page=texts("browse-page", page=page + 1, pages=len(shown)) if len(shown) > 1 else "",
        body=shown[page],
    )
    turning = _turning(all_parts, _Place(number, page, len(shown)), wanted, texts)
    back = Button(texts("section-back"), data=str(ShowCard(wanted.paper, wanted.back)))
    return Message(text, (*((turning,) if turning else ()), (back,)))


def part_button(part: Part, paper: str, back: str, texts: Texts) -> Button:
    """Return the button that opens a part of a paper's note at its first page."""
    return Button(_label(part, texts), data=str(OpenSection(paper, part.key, 0, back)))


def pages_of(part: Part) -> list[Markup]:
    """Return the pages of a part in Telegram's HTML, at least one."""
    pages: list[Markup] = []
    current: list[RenderedBlock] = []
    used = Size(0, 0)
    for piece, size in _measured(pieces(part.sections)):
        if current and (used.units + size.units > PAGE.units or used.entities + size.entities > PAGE.entities):
            kept = _without_dangling(current)
            pages.append(_joined(kept))
            current = current[len(kept) :]
            used = _sum(current)
        current.append(piece)
        used = Size(used.units + size.units + len(piece.gap), used.entities + size.entities)
    return [*pages, _joined(current)] if current or not pages else pages


def _measured(found: Iterable[RenderedBlock]) -> Iterator[tuple[RenderedBlock, Size]]:
    """Return pieces with their sizes, those that no page holds cut into several."""
    for piece in found:
        size = measure(piece.html)
        if size.units <= PAGE.units and size.entities <= PAGE.entities:
            yield piece, size
        else:
            cuts = [Markup(cut) for cut in split(piece.html, PAGE)]  # noqa: S704  it was markup before
            yield from ((RenderedBlock(cut, piece.gap), measure(cut)) for cut in cuts)


def _sum(found: list[RenderedBlock]) -> Size:
    sizes = [measure(piece.html) for piece in found]
    return Size(
        sum(size.units + len(piece.gap) for piece, size in zip(found, sizes, strict=True)),
        sum(size.entities for size in sizes),
    )


def _without_dangling(page: list[RenderedBlock]) -> list[RenderedBlock]:
    """Leave headings at the end of a page to the next one, unless the page would be nothing else."""
    end = len(page)
    while end > 1 and page[end - 1].binds:
        end -= 1
    return page if page[end - 1].binds else page[:end]


def _joined(page: list[RenderedBlock]) -> Markup:
    """Join pieces: items of a list on lines of their own, anything else apart by an empty line."""
    text = Markup()
    for before, piece in zip([None, *page], page, strict=False):
        if before is not None:
            text += "\n" if before.gap == piece.gap == "\n" or (before.binds and piece.gap == "\n") else "\n\n"
        text += piece.html
    return text


def _turning(all_parts: tuple[Part, ...], place: _Place, wanted: OpenSection, texts: Texts) -> tuple[Button, ...]:
    """Return the buttons to the pages before and after; at a part's ends they lead to its neighbours."""

    def turn(key: str, page: int, text: str) -> Button:
        return Button(text, data=str(OpenSection(wanted.paper, key, page, wanted.back)))

    row = []
    here = all_parts[place.number]
    if place.page:
        row.append(turn(here.key, place.page - 1, texts("page-previous")))
    elif place.number:
        before = all_parts[place.number - 1]
        row.append(turn(before.key, LAST_PAGE, f"‹ {_label(before, texts)}"))
    if place.page < place.pages - 1:
        row.append(turn(here.key, place.page + 1, texts("page-next")))
    elif place.number < len(all_parts) - 1:
        after = all_parts[place.number + 1]
        row.append(turn(after.key, 0, f"{_label(after, texts)} ›"))
    return tuple(row)


def _label(part: Part, texts: Texts) -> str:
    return short(part.title.strip(), MAX_BUTTON_TITLE) or texts("section-opening")
