"""A long page cut into parts that are read one by one, so that a page takes no more memory than its longest part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

PART_SIZE = 60_000
"""Characters from which a part ends at the next heading; without one it may grow to a few times as many."""

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TOP_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]")
_TABLE_LINE = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t:|-]*+)?$")
_REFERENCE = re.compile(r"^ {0,3}\[([^\[\]\n]{1,200})\]:[ \t]*<?([^\s<>]{1,2000})>?", re.MULTILINE)
_LABEL = re.compile(r"\[([^\[\]\n]{1,200})\]")
_FOLD = re.compile(r"<(/?)(?:details|table|ul|ol|div|blockquote)\b", re.IGNORECASE)
_ALMOST, _AT_LAST = 2, 4


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: its ``text``, the number of its first line, the lines of the headings above it.

    ``references`` are the targets of links that are written elsewhere on the page, by their labels. ``titled`` says
    that the first of the headings is the first of the page.
    """

    text: str
    first: int = 1
    headings: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    titled: bool = False


@dataclass(slots=True)
class _Cutter:
    """Where a page stands, line by line: what a cut in front of the next line would tear apart."""

    fence: str = ""
    folds: int = 0
    headings: list[tuple[int, str]] = field(default_factory=list)
    table: tuple[str, ...] = ()
    before: str = ""
    title: str | None = None

    def take(self, line: str) -> None:
        """Go past ``line``."""
        fence = _FENCE.match(line)
        if self.fence:
            if fence and fence[1].startswith(self.fence) and not line.strip().strip(fence[1][0]):
                self.fence = ""
            return
        if fence:
            self.fence = fence[1]
        elif heading := _HEADING.match(line):
            level = len(heading[1])
            self.title = line if self.title is None else self.title
            self.headings = [*(above for above in self.headings if above[0] < level), (level, line)]
        self.folds = max(0, self.folds + sum(-1 if fold[1] else 1 for fold in _FOLD.finditer(line)))
        if not line.strip():
            self.table = ()
        elif not self.table and "-" in line and "|" in self.before and _TABLE_LINE.match(line):
            self.table = (self.before, line)
        self.before = line

    def may_cut(self, line: str, size: int) -> bool:
        """Return whether a part of ``size`` characters may end in front of ``line``."""
        if size < PART_SIZE or self.fence:
            return size >= _AT_LAST * PART_SIZE
        if self.folds:
            return size >= _AT_LAST * PART_SIZE
        after_blank = not self.before.strip() and line[:1] not in ("", " ", "\t")
        if after_blank or _HEADING.match(line):
            return True
        between = bool(self.table) or _TOP_ITEM.match(line) is not None
        return size >= (_ALMOST if between else _AT_LAST) * PART_SIZE


def page_parts(text: str) -> Iterator[Part]:
    """Cut the page ``text`` into parts; a short page is one."""
    if matter := _FRONT_MATTER.match(text):
        text = "\n" * matter[0].count("\n") + text[matter.end() :]
    references = {label.casefold(): (label, target) for label, target in _REFERENCE.findall(text)}
    lines = text.split("\n")
    cutter = _Cutter()
    begin, size = 0, 0
    headings: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    for number, line in enumerate(lines):
        if number > begin and cutter.may_cut(line, size):
            yield _part(lines[begin:number], begin, headings, table, references, cutter.title)
            begin, size = number, 0
            headings, table = tuple(above for _, above in cutter.headings), cutter.table
        cutter.take(line)
        size += len(line) + 1
    yield _part(lines[begin:], begin, headings, table, references, cutter.title)


def _part(
    lines: list[str],
    begin: int,
    headings: tuple[str, ...],
    table: tuple[str, ...],
    references: dict[str, tuple[str, str]],
    title: str | None,
) -> Part:
    text = "\n".join((*table, *lines))
    labels = {label.casefold() for label in _LABEL.findall(text)} if references else set()
    used = tuple(references[label] for label in sorted(labels & references.keys()))
    return Part(text, begin + 1 - len(table), headings, used, headings[:1] == (title,))
