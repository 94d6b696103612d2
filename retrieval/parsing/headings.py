"""A page's headings as its Markdown writes them, for whoever knows how a site makes their ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


_ATTRIBUTES = re.compile(r"(?:(?<!\s)\s++)?\{:?\s*+[#.][^{}\n]*+\}\s*$")
_BLOCK_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*+)([^<>]*+)>")
_RAW_ID = re.compile(r"""\sid\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_SPAN_NAMES = (
    "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark option q rb rbc rp rt rtc "
    "ruby samp select small span strong sub sup textarea tt var"
)
_SPANS = frozenset(_SPAN_NAMES.split())
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its ``text`` as written, and the ``spans`` parsed from it.

    ``attributes`` are what stood at its end in braces, with the space before them. It takes the ``lines`` of the page
    from ``begin`` up to ``end``. ``nested`` says that it is in a list or a quotation, ``in_html`` that an HTML element
    that was opened before is still open.
    """

    text: str
    spans: Sequence[Token] = ()
    attributes: str = ""
    lines: Sequence[str] = ()
    begin: int = 0
    end: int = 1
    nested: bool = False
    in_html: bool = False


HeadingIds = Callable[[Sequence[Heading], str], Sequence[str]]
"""Returns the ids of a page's headings, and takes the whole text too; an id that is not certain is empty."""


@dataclass(frozen=True, slots=True)
class NoIds:
    """What makes ids where it is not known how they are made: none."""

    def __call__(self, headings: Sequence[Heading], _text: str) -> Sequence[str]:
        """Return no id for any of the ``headings``."""
        return [""] * len(headings)


NO_IDS = NoIds()


def split_attributes(text: str) -> tuple[str, str]:
    """Split the ``text`` of a heading from attributes in braces at its end."""
    match = _ATTRIBUTES.search(text)
    return (text[: match.start()], match[0]) if match else (text, "")


def find_headings(tokens: Sequence[Token], lines: Sequence[str], attributes: Sequence[str]) -> Iterator[Heading]:
    """Yield the headings among ``tokens``, made from ``lines``; ``attributes`` are those taken off each of them."""
    waiting = iter(attributes)
    open_elements: list[str] = []
    for index, token in enumerate(tokens):
        if token.type == "html_block" or (token.type == "inline" and _begins_block(token.content)):
            # what CommonMark takes for a paragraph, others take for an element of a name that they don't know
            _follow(token.content, open_elements)
        elif token.type == "heading_open":
            inline = tokens[index + 1]
            begin, end = token.map or (0, 1)
            yield Heading(
                text=inline.content,
                spans=inline.children or (),
                attributes=next(waiting, ""),
                lines=lines,
                begin=begin,
                end=end,
                nested=token.level > 0,
                in_html=bool(open_elements),
            )


def set_ids(tokens: Sequence[Token], ids: Sequence[str]) -> None:
    """Set the ``ids`` of the headings among ``tokens``, but for one that the page has already: it leads elsewhere."""
    waiting = iter(ids)
    used: set[str] = set()
    for token in tokens:
        if token.type == "heading_open":
            own = next(waiting)
            if own and own not in used:
                token.attrSet("id", own)
                used.add(own)
        elif token.type in ("html_block", "inline"):
            used.update(_RAW_ID.findall(token.content))


def _begins_block(text: str) -> bool:
    first = _BLOCK_TAG.match(text)
    return first is not None and first[2].lower() not in _SPANS


def _follow(markup: str, open_elements: list[str]) -> None:
    """Keep count of which elements are open after ``markup``."""
    for closing, name, rest in _BLOCK_TAG.findall(markup):
        name = name.lower()
        if name in _VOID or rest.endswith("/"):
            continue
        if not closing:
            open_elements.append(name)
        elif name in open_elements:
            while open_elements.pop() != name:
                pass
