"""The blocks of a note as pieces of Telegram's HTML, each to stand whole on a page where that is possible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from markupsafe import Markup

from bot.views.formulas import Effort, readable
from bot.views.headings import plain_heading
from bot.views.render import MAX_PART_ENTITIES, clean
from bot.views.telegram_html import Size, fit
from retrieval import Block, Section

_ITEMS = re.compile(r"\n(?=[^\S\n]*+(?:[-*•]|\d{1,3}[.)、])\s)")
_BULLET = re.compile(r"^(\s*)[-*•]\s+")
_NUMBER = re.compile(r"^(\s*)(\d{1,3}[.)、])\s+")
_OUTER, _INNER = "•", "◦"
_INDENT = "\u2003"
"""An em space: Telegram keeps it at the start of a line, where some clients drop plain spaces."""
_DEEPEST = 3
MAX_COLUMN = 80
"""UTF-16 units of a column's name, which stands before each of its cells."""


@dataclass(frozen=True, slots=True)
class RenderedBlock:
    """A piece of a page; ``binds`` says that it must not stand last on one (a heading, the words before a list)."""

    html: Markup
    gap: str = "\n\n"
    binds: bool = False


def pieces(sections: Sequence[Section]) -> Iterator[RenderedBlock]:
    """Return the pieces of sections under one heading of the first level, with the deeper headings among them."""
    before: tuple[str, ...] = sections[0].headings[:1] if sections else ()
    effort = Effort()
    for section in sections:
        for depth, heading in enumerate(section.headings[1:], 1):
            if before[: depth + 1] != section.headings[: depth + 1] and heading.strip():
                yield RenderedBlock(
                    Markup("<b>{}</b>").format(readable(clean(plain_heading(heading)), effort)), binds=True
                )
        before = section.headings
        for block in section.blocks:
            yield from _block(block, effort)


def _block(block: Block, effort: Effort) -> Iterator[RenderedBlock]:
    text = clean(block.text).strip()
    if not text:
        return
    match block.kind:
        case "list":
            yield from (RenderedBlock(_item(item, effort), "\n") for item in _ITEMS.split(text))
        case "table":
            yield from (RenderedBlock(row, "\n") for row in _rows(text, effort))
        case "code":
            yield RenderedBlock(Markup("<pre>{}</pre>").format(text))
        case "caption":
            yield RenderedBlock(Markup("<i>{}</i>").format(readable(text, effort)))
        case _:
            yield RenderedBlock(readable(text, effort), binds=text.endswith(("：", ":")))


def _item(line: str, effort: Effort) -> Markup:
    """Return an item of a list with a bullet instead of its dash; a nested one stands further in."""
    if match := _BULLET.match(line):
        depth = min(len(match[1]) // 2, _DEEPEST)
        bullet = _INNER if depth else _OUTER
        return Markup("{}{} {}").format(_INDENT * depth, bullet, readable(line[match.end() :].strip(), effort))
    if match := _NUMBER.match(line):
        depth = min(len(match[1]) // 2, _DEEPEST)
        return Markup("{}{} {}").format(_INDENT * depth, match[2], readable(line[match.end() :].strip(), effort))
    return readable(line.strip(), effort)


def _rows(text: str, effort: Effort) -> Iterator[Markup]:
    """Return a table row by row, every cell with the name of its column: wide tables do not fit on a phone."""
    head, *rows = ([readable(cell.strip(), effort) for cell in line.split(" | ")] for line in text.split("\n"))
    if not rows:
        yield Markup(" · ").join(head)
    columns = [Markup(), *map(_column, head[1:])]
    for row in rows:
        names = chain(columns, repeat(Markup()))
        cells = [
            Markup("{}: {}").format(name, cell) if name else cell
            for name, cell in zip(names, row, strict=False)
            if cell
        ]
        if cells:
            yield Markup("{} {}").format(_OUTER, Markup(" · ").join(cells))


def _column(name: Markup) -> Markup:
    return Markup(fit(str(name), Size(MAX_COLUMN, MAX_PART_ENTITIES)))  # noqa: S704  it was markup before
