"""HTML to pieces: headings, paragraphs, lists, tables, code, formulas and captions, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from retrieval.parsing.elements import Element, Link, with_run_in_heading
from retrieval.parsing.html_cleanup import tidy_tags
from retrieval.parsing.paragraphs import caption_of, only_dead_labels, plain_inline, split_paragraph
from retrieval.text.chinese import WIDE
from retrieval.text.cleaning import clean_text, one_line
from retrieval.types import BlockKind

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCK_NAMES = (
    "address article aside blockquote body caption dd details dir div dl dt fieldset figcaption figure footer header "
    "hgroup hr li main menu nav section summary p table tbody td tfoot th thead tr center"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_FORMULA_IMAGE = re.compile(r"math|latex|formula|equation", re.IGNORECASE)
_FORMULA_BEGINS = re.compile(r"\s*+(?:\$|\\\(|\\\[|\Z)")
_INDENT = re.compile(r"\n([ \t]*)\Z")
_RUN_OF_SPACES = re.compile(r"[ \t\n\f]*\n[ \t\n\f]*|[ \t\f]+")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_LINE_END = "\n"
_SOFT = "\x1f"
"""Stands for a line end of the source, which is a space or, between Chinese characters, nothing."""

_NESTED_INDENT = "  "
_MAX_INDENTS = 12
"""Lists within lists that are indented, each more than the one around it; real ones nest to a third of that."""
_MAX_INDENT = 12

Event = tuple[Literal["open", "close", "text"], LexborNode]


def read_html(markup: str) -> list[Element]:
    """Read ``markup``, however broken, as pieces; never raises, takes time linear in its length."""
    parser = LexborHTMLParser(tidy_tags(markup))
    if "katex-html" in markup:
        # what KaTeX draws repeats the formula that stands beside it
        for drawn in parser.css(".katex-html"):
            drawn.decompose()
    root = parser.body
    if root is None:
        return []
    reader = _Reader()
    for event, node in tree_events(root, reader.passes_over):
        reader.take(event, node)
    reader.flush()
    return _with_links(reader.pieces, reader.links)


def tree_events(root: LexborNode, passes_over: frozenset[str]) -> Iterator[Event]:
    """Walk the tree below ``root`` without recursion; what is inside a tag of ``passes_over`` is left to the caller."""
    node, depth = root.first_child, 1
    while node is not None:
        if node.is_text_node:
            yield "text", node
        elif node.is_element_node:
            yield "open", node
            if node.first_child is not None and node.tag not in passes_over:
                node, depth = node.first_child, depth + 1
                continue
            yield "close", node
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
            if depth == 0 or node is None:
                return
            yield "close", node
        node = node.next


def _with_links(pieces: list[Element], links: list[tuple[int, Link]]) -> list[Element]:
    of_piece: dict[int, list[Link]] = {}
    for number, link in links:
        of_piece.setdefault(min(number, len(pieces) - 1), []).append(link)
    return [replace(piece, links=tuple(of_piece.get(number, ()))) for number, piece in enumerate(pieces)]


@dataclass(slots=True)
class _List:
    """An open list: how it numbers, and how far it has come."""

    ordered: bool
    count: int = 0


@dataclass(slots=True)
class _Reader:
    """Builds pieces from the walk over a tree."""

    passes_over = frozenset(("pre",))
    pieces: list[Element] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    begun: bool = False
    lead: list[str] = field(default_factory=list)
    lead_open: bool = False
    bold: int = 0
    open_links: int = 0
    labels: list[str] = field(default_factory=list)
    dead_labels: str = ""
    beside: list[str] = field(default_factory=list)
    heading: tuple[int, str] | None = None
    lists: list[_List] = field(default_factory=list)
    items: list[list[str]] = field(default_factory=list)
    captions: list[Element] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    figure: list[str] | None = None
    link: tuple[str, int] | None = None
    links: list[tuple[int, Link]] = field(default_factory=list)

    def take(self, event: str, node: LexborNode) -> None:
        """Take one step of the walk."""
        if event == "text":
            self._text(node.text_content or "")
        elif event == "open":
            self._open(node.tag or "", node)
        else:
            self._close(node.tag or "", node)

    def _open(self, tag: str, node: LexborNode) -> None:
        if tag in _BLOCKS or tag in _HEADINGS or tag in _LISTS or tag == "pre":
            self._open_block(tag, node)
        elif tag == "br":
            self.inline.append(_LINE_END)
        elif tag == "img":
            self._image(node)
        elif tag == "a":
            self.open_links += 1
            self.link = (node.attributes.get("href") or "").strip(), len(self.inline)
        elif tag == "span":
            self.inline.append(_formula_sign(node))
        elif tag in ("strong", "b"):
            if not self.bold and not self.begun:
                self.lead, self.lead_open = [], True
            self.bold += 1
        elif tag == "sup" and (node.text() or "[")[0] not in "[（(^*†‡∗":
            self.inline.append("^")

    def _open_block(self, tag: str, node: LexborNode) -> None:
        if tag == "pre":
            self._code(node)
        elif tag in _HEADINGS:
            self.flush()
            self.heading = (int(tag[1]), node.attributes.get("id") or "")
        elif tag == "table":
            self.flush()
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif not self.tables or tag in _LISTS or tag in ("li", "figure"):
            self._flush_inline()
            if tag in _LISTS:
                self.lists.append(_List(ordered=tag == "ol"))
            elif tag == "li":
                self._begin_item()
            elif tag == "figure":
                self.figure = []

    def _close(self, tag: str, node: LexborNode) -> None:
        if tag in _HEADINGS:
            self._end_heading()
        elif tag == "a":
            self.open_links = max(0, self.open_links - 1)
            self._end_link()
        elif tag in ("strong", "b"):
            self.bold = max(0, self.bold - 1)
            self.lead_open = self.lead_open and self.bold > 0
        elif tag == "span":
            self.inline.append(_formula_sign(node))
        elif tag in _LISTS:
            self._flush_inline()
            if self.lists:
                self.lists.pop()
            if not self.lists:
                self._flush_list()
        elif tag == "figure":
            self._end_figure()
        elif tag in ("td", "th") and self.tables:
            self._end_cell()
        elif tag == "table":
            self._end_table()
        elif tag in _BLOCKS and not self.tables:
            self._flush_inline()

    def _text(self, text: str) -> None:
        if self.inline and self.inline[-1] == _LINE_END:
            # a line after <br> may be an item of a list written with signs: its indent says how deep
            body = text.lstrip(" \t\n\f")
            indent = _INDENT.search(text[: len(text) - len(body)])
            depth = min(len(indent[1]), _MAX_INDENT) if indent else 0
            text = " " * depth + _RUN_OF_SPACES.sub(_space_for, body)
        else:
            text = _RUN_OF_SPACES.sub(_space_for, text)
        self.inline.append(text)
        self.begun = self.begun or not text.isspace()
        if self.lead_open:
            self.lead.append(text)
        (self.labels if self.open_links else self.beside).append(text)

    def _image(self, node: LexborNode) -> None:
        text = one_line(node.attributes.get("alt") or "")
        if not text:
            return
        if text.startswith(("$", "\\(", "\\[")) or _FORMULA_IMAGE.search(node.attributes.get("class") or ""):
            self.inline.append(text if text.startswith(("$", "\\")) else f"${text}$")
        elif self.figure is not None:
            self.figure.append(text)
        elif caption := caption_of(text):
            self.captions.append(Element("caption", caption))

    def _code(self, node: LexborNode) -> None:
        self.flush()
        text = clean_text(node.text()).strip("\n")
        if text.strip():
            self.pieces.append(Element("code", "\n".join(line.rstrip() for line in text.split("\n"))))

    def _begin_item(self) -> None:
        if not self.lists:
            self.lists.append(_List(ordered=False))
        innermost = self.lists[-1]
        innermost.count += 1
        sign = f"{innermost.count}. " if innermost.ordered else "- "
        self.items.append([_NESTED_INDENT * min(len(self.lists) - 1, _MAX_INDENTS) + sign])

    def _end_heading(self) -> None:
        text = plain_inline(one_line(self._drain()))
        if self.heading is not None:
            level, anchor = self.heading
            self.pieces.append(Element("heading", text, level, anchor))
        self.heading = None

    def _end_link(self) -> None:
        address, start = self.link or ("", 0)
        self.link = None
        if _WEB.match(address):
            # what is open now becomes the piece of this number
            self.links.append((len(self.pieces), Link(one_line(_join_soft("".join(self.inline[start:]))), address)))

    def _end_figure(self) -> None:
        texts = [*(self.figure or ()), one_line(self._drain())]
        self.figure = None
        for caption in dict.fromkeys(filter(None, map(caption_of, texts))):
            self.captions.append(Element("caption", caption))
        self._flush_captions()

    def _end_cell(self) -> None:
        if not self.tables[-1]:
            self.tables[-1].append([])
        self.tables[-1][-1].append(plain_inline(one_line(self._drain())))

    def _end_table(self) -> None:
        if not self.tables:
            return
        rest = one_line(self._drain())
        rows = [row for row in self.tables.pop() if any(row)]
        if rest:
            rows.append([rest])
        if all(len(row) == 1 for row in rows):
            # one column is layout, not data
            self.pieces.extend(piece for row in rows for piece in split_paragraph(row[0], ""))
        else:
            self.pieces.append(Element("table", "\n".join(" | ".join(row) for row in rows)))
        self._flush_captions()

    def flush(self) -> None:
        """End whatever paragraph and list are open."""
        self._flush_inline()
        self._flush_list()

    def _flush_inline(self) -> None:
        if self.tables:
            self.inline.append(" ")
            return
        if self.heading is not None or self.figure is not None:
            return
        lead = one_line(_join_soft("".join(self.lead)))
        says_nothing = only_dead_labels(self.labels, self.beside)
        text = self._drain()
        if self.lists:
            if says_nothing:
                self.dead_labels = text
            elif text.strip():
                self._add_to_item(with_run_in_heading(text.strip(), lead))
            return
        if says_nothing:
            self._add_only_links("paragraph", text)
        else:
            self.pieces.extend(split_paragraph(text, lead))
        self._flush_captions()

    def _add_to_item(self, text: str) -> None:
        if not self.items:
            self._begin_item()
        indent = _NESTED_INDENT * min(len(self.lists), _MAX_INDENTS)
        lines = [line for line in text.split("\n") if line.strip()]
        lines = [line[: len(line) - len(line.lstrip())] + plain_inline(line) for line in lines]
        item = self.items[-1]
        if len(item) == 1:
            item.append(lines.pop(0).strip())
        item.extend(f"\n{indent}{line.rstrip()}" for line in lines)

    def _flush_list(self) -> None:
        items = ["".join(item) for item in self.items if len(item) > 1]
        self.items = []
        if items:
            self.pieces.append(Element("list", "\n".join(items)))
        elif self.dead_labels:
            self._add_only_links("list", self.dead_labels)
        self.dead_labels = ""
        self._flush_captions()

    def _add_only_links(self, kind: BlockKind, text: str) -> None:
        """Add a piece whose text says nothing, where it holds links: they may be the paper's."""
        if self.links and self.links[-1][0] == len(self.pieces):
            self.pieces.append(Element(kind, one_line(text), only_links=True))

    def _flush_captions(self) -> None:
        if not self.lists:
            self.pieces.extend(self.captions)
            self.captions = []

    def _drain(self) -> str:
        text = clean_text(_join_soft("".join(self.inline)))
        self.inline, self.begun, self.lead, self.lead_open, self.bold = [], False, [], False, 0
        self.labels, self.beside = [], []
        return "\n".join(line.rstrip() for line in text.split("\n"))


def _formula_sign(node: LexborNode) -> str:
    """Return what has to stand on both sides of the text of ``node``, if it is a formula without signs."""
    classes = (node.attributes.get("class") or "").split()
    if "math" not in classes or _FORMULA_BEGINS.match(node.text() or ""):
        return ""
    return "$$" if "display" in classes else "$"


def _space_for(match: re.Match[str]) -> str:
    return _SOFT if "\n" in match[0] else " "


_SOFT_BETWEEN_WIDE = re.compile(f"(?<=[{WIDE}]){_SOFT}(?=[{WIDE}])")


def _join_soft(text: str) -> str:
    return _SOFT_BETWEEN_WIDE.sub("", text).replace(_SOFT, " ")
