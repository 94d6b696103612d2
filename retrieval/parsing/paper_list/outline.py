"""The outline of a page that lists papers: its lists, tables and paragraphs as lines under their headings.

Markdown becomes HTML first, so that lists, tables and headings are read alike whichever of the two they are written in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_core import StateCore
from selectolax.lexbor import LexborHTMLParser, LexborNode

from retrieval.parsing.html import tree_events
from retrieval.parsing.html_cleanup import tidy_tags
from retrieval.parsing.markdown import MAX_LINE
from retrieval.text.chinese import WIDE

LineKind = Literal["item", "row", "paragraph", "heading"]

_LINE_NUMBER = "id"
"""The attribute that carries the number of a line through HTML; one that survives the cleanup."""
_NUMBERED_TAG = re.compile(r"<(li|tr|p|h[1-6]|summary|details|dt|dd|table)(?=[\s>/])", re.IGNORECASE)
_NUMBERED_TOKENS = frozenset(("heading_open", "list_item_open", "paragraph_open", "tr_open", "table_open"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_PARAGRAPHS = frozenset(("p", "div", "center", "dt", "dd", "blockquote", "figcaption", "section", "article"))
_SUMMARY_LEVEL = len(_HEADINGS) + 1
_BOLD_LEVEL = _SUMMARY_LEVEL + 1
_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"'`，。；、（）)\]|]+", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\]")
_SPACES = re.compile(r"[ \t\n\f\r]+")
_BETWEEN_WIDE = re.compile(f"(?<=[{WIDE}])\n(?=[{WIDE}])")
_MAX_BOLD_HEADING = 300
_MAX_SPAN = 1000
_MAX_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text of one look. ``link`` is where it leads; of an image, ``text`` is its description."""

    text: str
    link: str = ""
    bold: bool = False
    italic: bool = False
    code: bool = False
    image: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above a line; ``level`` 7 is a summary that folds what is below it, 8 a paragraph in bold.

    ``is_first`` says that no other heading of the page stands before it.
    """

    level: int
    runs: tuple[Run, ...]
    is_first: bool = False


@dataclass(slots=True)
class Line:
    """A line that may name a paper.

    A row has its ``cells``, and what stands above them in ``columns``; an item has the items below it in ``children``.
    """

    kind: LineKind
    number: int
    headings: tuple[Heading, ...] = ()
    runs: list[Run] = field(default_factory=list)
    cells: tuple[tuple[Run, ...], ...] = ()
    columns: tuple[str, ...] = ()
    children: list[Line] = field(default_factory=list)


def text_of(runs: Sequence[Run]) -> str:
    """Return the text of ``runs`` without images, spaces as written."""
    return "".join(run.text for run in runs if not run.image)


@dataclass(frozen=True, slots=True)
class Outline:
    """The groups of lines of a page, each a list, a table or a lone paragraph, and the headings open at its end."""

    groups: tuple[tuple[Line, ...], ...]
    headings: tuple[Heading, ...]


def outline(
    markdown: str, references: MutableMapping[str, Any], above: Sequence[Heading] = (), *, begins: bool = True
) -> Outline:
    """Read ``markdown``; ``above`` are the headings that stand before it, ``references`` the targets of its links.

    ``begins`` says that the page begins with it.
    """
    rendered = _PARSER.render(_bearable(markdown), {"references": references})
    root = LexborHTMLParser(tidy_tags(rendered, with_links=True)).body
    builder = _Builder(headings=list(above), first=begins)
    if root is not None:
        for event, node in tree_events(root, frozenset(("pre",))):
            builder.take(event, node)
        builder.end_paragraph()
    return Outline(tuple(map(tuple, builder.groups)), tuple(builder.headings))


def reference(label: str) -> str:
    """Return the form in which the label of a link's target is a key of the references."""
    return normalizeReference(label)


def _bearable(markdown: str) -> str:
    """Blank lines that no person wrote: the parser's time grows faster than their length."""
    return "\n".join("" if len(line) > MAX_LINE else line for line in markdown.split("\n"))


def _number_lines(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in _NUMBERED_TOKENS and token.map:
            token.attrSet(_LINE_NUMBER, str(token.map[0] + 1))
        elif token.type == "html_block" and token.map:
            first = token.map[0] + 1
            token.content = "\n".join(
                _NUMBERED_TAG.sub(rf'<\1 {_LINE_NUMBER}="{first + place}"', line)
                for place, line in enumerate(token.content.split("\n"))
            )


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.core.ruler.push("line_numbers", _number_lines)
    return parser


_PARSER = _parser()


@dataclass(slots=True)
class _Table:
    """An open table: the labels of its columns once known, its rows, and the cells that reach into further ones."""

    lines: list[Line] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    cells: list[tuple[Run, ...]] = field(default_factory=list)
    number: int = 0
    header: bool = True
    reaching: dict[int, tuple[int, tuple[Run, ...]]] = field(default_factory=dict)
    span: tuple[int, int] = (1, 1)


@dataclass(slots=True)
class _Builder:
    """Builds groups of lines from the walk over a tree."""

    headings: list[Heading]
    first: bool = True
    groups: list[list[Line]] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    number: int = 0
    look: Run = field(default_factory=lambda: Run(""))
    opened: list[tuple[str, Run]] = field(default_factory=list)
    lists: list[list[Line]] = field(default_factory=list)
    items: list[Line] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    heading: int = 0

    def take(self, event: str, node: LexborNode) -> None:
        """Take one step of the walk."""
        if event == "text":
            self._text(node.text_content or "")
        elif event == "open":
            self._open(node.tag or "", node)
        else:
            self._close(node.tag or "")

    def _text(self, text: str) -> None:
        text = _FOOTNOTE.sub("", _SPACES.sub(_space_for, _BETWEEN_WIDE.sub("", text)))
        if self.look.link:
            self.runs.append(replace(self.look, text=text))
            return
        place = 0
        for address in _BARE_ADDRESS.finditer(text):
            self._add(text[place : address.start()])
            self.runs.append(replace(self.look, text=address[0], link=address[0].rstrip(".,;:")))
            place = address.end()
        self._add(text[place:])

    def _add(self, text: str) -> None:
        if text:
            self.runs.append(replace(self.look, text=text))

    def _open(self, tag: str, node: LexborNode) -> None:
        given = node.attributes.get(_LINE_NUMBER) or ""
        if given.isascii() and given.isdigit():
            self._at(tag, int(given))
        if tag in ("a", "strong", "b", "em", "i", "code", "kbd"):
            self.opened.append((tag, self.look))
            self.look = self._looking(tag, node)
        elif tag == "br":
            self._add("\n")
        elif tag == "img":
            source, described = node.attributes.get("src") or "", node.attributes.get("alt") or ""
            self.runs.append(replace(self.look, text=_SPACES.sub(" ", described), image=source or "-"))
        else:
            self._open_block(tag, node)

    def _at(self, tag: str, number: int) -> None:
        """Note the line that a paragraph, an item, a row or a heading begins in."""
        if tag in ("tr", "li") or not any(run.image or run.text.strip() for run in self.runs):
            self.number = number

    def _looking(self, tag: str, node: LexborNode) -> Run:
        if tag == "a":
            return replace(self.look, link=(node.attributes.get("href") or "").strip())
        if tag in ("strong", "b"):
            return replace(self.look, bold=True)
        return replace(self.look, italic=True) if tag in ("em", "i") else replace(self.look, code=True)

    def _open_block(self, tag: str, node: LexborNode) -> None:
        if tag in _HEADINGS:
            self.end_paragraph()
            self.heading = int(tag[1])
        elif tag == "summary":
            self.end_paragraph()
            self.heading = _SUMMARY_LEVEL
        elif tag == "details":
            self.end_paragraph()
            self.folds.append(len(self.headings))
        elif tag == "table":
            self.end_paragraph()
            self.tables.append(_Table())
        elif self.tables:
            self._open_in_table(tag, node)
        elif tag in _LISTS:
            self.end_paragraph()
            self.lists.append([])
        elif tag == "li":
            self.end_paragraph()
            if self.lists:
                self.items.append(Line("item", self.number, tuple(self.headings)))
                self.lists[-1].append(self.items[-1])
        elif tag in _PARAGRAPHS:
            self.end_paragraph()

    def _open_in_table(self, tag: str, node: LexborNode) -> None:
        table = self.tables[-1]
        if tag == "tr":
            table.cells, table.number = [], self.number
        elif tag in ("td", "th"):
            self.runs = []
            table.header = (table.header or not table.cells) and tag == "th"
            table.span = _span(node, "colspan", _MAX_COLUMNS), _span(node, "rowspan", _MAX_SPAN)
        elif tag in ("li", "p", "div"):
            self._add("\n")

    def _close(self, tag: str) -> None:
        if tag in ("a", "strong", "b", "em", "i", "code", "kbd"):
            if self.opened:
                self.look = self.opened.pop()[1]
        elif tag in _HEADINGS or tag == "summary":
            self._end_heading()
        elif tag == "details":
            self.end_paragraph()
            if self.folds:
                del self.headings[self.folds.pop() :]
        elif self.tables:
            self._close_in_table(tag)
        elif tag == "li":
            self.end_paragraph()
            if self.items:
                self.items.pop()
        elif tag in _LISTS:
            self._end_list()
        elif tag in _PARAGRAPHS:
            self.end_paragraph()

    def _close_in_table(self, tag: str) -> None:
        table = self.tables[-1]
        if tag in ("td", "th"):
            self._end_cell(table)
        elif tag == "tr":
            self._end_row(table)
        elif tag == "table":
            self.tables.pop()
            self.runs = []
            if table.lines:
                self.groups.append(table.lines)

    def _end_cell(self, table: _Table) -> None:
        cell, self.runs = tuple(self.runs), []
        self._reach_down(table)
        across, down = table.span
        for _ in range(across):
            if down > 1:
                table.reaching[len(table.cells)] = down - 1, cell
            table.cells.append(cell)
            cell = ()

    def _reach_down(self, table: _Table) -> None:
        while (place := len(table.cells)) in table.reaching:
            left, cell = table.reaching.pop(place)
            if left > 1:
                table.reaching[place] = left - 1, cell
            table.cells.append(cell)

    def _end_row(self, table: _Table) -> None:
        self._reach_down(table)
        cells = tuple(table.cells[:_MAX_COLUMNS])
        filled = [cell for cell in cells if text_of(cell).strip() or any(run.image for run in cell)]
        if table.header and filled:
            table.columns = tuple(text_of(cell).strip() for cell in cells)
        elif len(filled) == 1 and len(cells) > 1 and not any(run.link for run in filled[0]) and filled[0] is cells[0]:
            # one cell over the whole width is a heading within the table
            self._set_heading(Heading(_BOLD_LEVEL, filled[0]))
        elif filled:
            table.lines.append(Line("row", table.number, tuple(self.headings), [], cells, table.columns))
        table.header = True

    def _end_heading(self) -> None:
        runs, self.runs = tuple(self.runs), []
        if self.heading and text_of(runs).strip():
            if any(run.link for run in runs):
                self.groups.append([Line("heading", self.number, tuple(self._above(self.heading)), list(runs))])
            self._set_heading(Heading(self.heading, runs, self.first))
            self.first = False
        self.heading = 0

    def _above(self, level: int) -> list[Heading]:
        kept = self.folds[-1] if self.folds else 0
        return [*self.headings[:kept], *(one for one in self.headings[kept:] if one.level < level)]

    def _set_heading(self, heading: Heading) -> None:
        self.headings = [*self._above(heading.level), heading]

    def _end_list(self) -> None:
        self.end_paragraph()
        if not self.lists:
            return
        done = self.lists.pop()
        if self.items and self.lists:
            self.items[-1].children += done
        elif done:
            self.groups.append(done)

    def end_paragraph(self) -> None:
        """End whatever paragraph is open."""
        if self.tables or self.heading:
            return
        runs, self.runs = self.runs, []
        text = text_of(runs).strip()
        if not text and not any(run.image for run in runs):
            return
        if self.items:
            item = self.items[-1]
            item.runs += [Run("\n"), *runs] if item.runs else runs
        elif (
            text
            and len(text) <= _MAX_BOLD_HEADING
            and all((run.bold and not run.link) or not run.text.strip(" :：") for run in runs if not run.image)
        ):
            self._set_heading(Heading(_BOLD_LEVEL, tuple(runs)))
        else:
            self.groups.append([Line("paragraph", self.number, tuple(self.headings), runs)])


def _space_for(match: re.Match[str]) -> str:
    # several spaces within a line part a title from what is said of it
    return "  " if len(match[0]) > 1 and "\n" not in match[0] else " "


def _span(node: LexborNode, name: str, most: int) -> int:
    given = node.attributes.get(name) or ""
    return max(1, min(int(given), most)) if given.isascii() and given.isdigit() and len(given) < 5 else 1


def lines_of(groups: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """Yield all lines of ``groups``, those below others behind them."""
    waiting = [line for group in reversed(groups) for line in reversed(group)]
    while waiting:
        line = waiting.pop()
        yield line
        waiting.extend(reversed(line.children))
