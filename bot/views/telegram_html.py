"""Telegram's HTML kept within the limits of a message, over the parsed text and never over the markup.

A message holds 4,096 UTF-16 units, counted without tags, and 100 entities. :func:`measure` counts both, :func:`fit`
shortens with an ellipsis, :func:`split` cuts into several messages at paragraph, line, sentence or word ends. Tags that
are open at a cut are closed before it and opened again after it, so every part parses.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

MAX_UNITS = 4096
MAX_ENTITIES = 100
ELLIPSIS = "…"
_ENDS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[。！？；!?;]|[.](?=\s)"), re.compile(r"[\s，、,]"))
"""Where a cut hurts least, best first."""
_MIN_FILLED = 0.5
"""A part is filled at least so far before a worse kind of cut is taken for a fuller one."""
_JOINERS = "\u200d\ufe0e\ufe0f"


@dataclass(frozen=True, slots=True)
class Size:
    """What Telegram counts: UTF-16 units of the text, and entities."""

    units: int
    entities: int


@dataclass(frozen=True, eq=False, slots=True)
class _Tag:
    """One element; two with the same name are still two, so identity is what compares."""

    name: str
    attributes: str


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece of text with the elements around it, outermost first."""

    text: str
    tags: tuple[_Tag, ...]


def units(text: str) -> int:
    """Count the UTF-16 units of plain text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def measure(html: str) -> Size:
    """Count what Telegram would count of ``html``."""
    if "<" not in html and "&" not in html:  # as most pieces of a note are, which there may be many of
        return Size(units(html), 0)
    return _size(_parse(html))


def text_of(html: str) -> str:
    """Return the text of ``html`` without its markup, as a reader sees it."""
    return "".join(run.text for run in _parse(html))


def fit(html: str, most: Size = Size(MAX_UNITS, MAX_ENTITIES)) -> str:
    """Return ``html`` itself where it fits, else its beginning with an ellipsis."""
    runs = _parse(html)
    size = _size(runs)
    if size.units <= most.units and size.entities <= most.entities:
        return html
    first = _cut(deque(runs), Size(most.units - len(ELLIPSIS), most.entities))
    return _html([*first, _Run(ELLIPSIS, ())])


def split(html: str, most: Size = Size(MAX_UNITS, MAX_ENTITIES)) -> tuple[str, ...]:
    """Cut ``html`` into as few parts as needed; nothing but white space at the cuts is lost."""
    rest = deque(_chopped(_parse(html)))
    parts = []
    while rest:
        parts.append(_html(_cut(rest, most)))
    return tuple(parts)


def clip(text: str, most: int) -> str:
    """Shorten plain text to ``most`` UTF-16 units, at a good place and with an ellipsis."""
    if units(text) <= most:
        return text
    return text[: _place(text, most - len(ELLIPSIS))].rstrip() + ELLIPSIS


class _Reader(HTMLParser):
    """Reads the HTML of our own templates, which is well formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[_Run] = []
        self._open: tuple[_Tag, ...] = ()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attrs)
        self._open += (_Tag(tag, written),)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1].name == tag:
            self._open = self._open[:-1]

    def handle_data(self, data: str) -> None:
        if data:
            self.runs.append(_Run(data, self._open))


def _parse(html: str) -> list[_Run]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.runs


def _size(runs: list[_Run]) -> Size:
    return Size(sum(units(run.text) for run in runs), len({tag for run in runs for tag in run.tags}))


def _html(runs: list[_Run]) -> str:
    return "".join(_written(runs)).strip()


def _written(runs: list[_Run]) -> Iterator[str]:
    current: tuple[_Tag, ...] = ()
    for run in [*runs, _Run("", ())]:
        shared = 0
        while shared < min(len(current), len(run.tags)) and current[shared] is run.tags[shared]:
            shared += 1
        yield from (f"</{tag.name}>" for tag in reversed(current[shared:]))
        yield from (f"<{tag.name}{tag.attributes}>" for tag in run.tags[shared:])
        yield escape(run.text, quote=False)
        current = run.tags


def _chopped(runs: Iterable[_Run]) -> Iterator[_Run]:
    """Return long runs in pieces, so that cutting a little off one does not copy all the rest of it."""
    for run in runs:
        for start in range(0, len(run.text), MAX_UNITS):
            yield _Run(run.text[start : start + MAX_UNITS], run.tags)


def _cut(rest: deque[_Run], most: Size) -> list[_Run]:
    """Take what fits off the left of ``rest``, with the white space at the cut; at least one character fits."""
    runs: list[_Run] = []
    length = 0
    tags: set[_Tag] = set()
    while rest and length <= most.units and len(tags) <= most.entities:
        runs.append(rest.popleft())
        length += len(runs[-1].text)
        tags.update(runs[-1].tags)
    text = "".join(run.text for run in runs)
    limit = min(_until_units(text, most.units), _until_entities(runs, most.entities))
    if limit >= len(text):
        return runs
    at = max(_place(text[: limit + 1], None), 1)
    rest.extendleft(reversed(_part(runs, at, len(text))))
    _strip_left(rest)
    return _part(runs, 0, len(text[:at].rstrip()) or at)


def _strip_left(runs: deque[_Run]) -> None:
    while runs:
        run = runs.popleft()
        if text := run.text.lstrip():
            runs.appendleft(_Run(text, run.tags))
            return


def _until_entities(runs: list[_Run], most: int) -> int:
    """Return how many characters come before the entity that is one too many."""
    seen: set[_Tag] = set()
    position = 0
    for run in runs:
        seen.update(run.tags)
        if len(seen) > most:
            return max(position, 1)
        position += len(run.text)
    return position


def _until_units(text: str, most: int) -> int:
    """Return how many characters ``most`` units hold."""
    count = 0
    for position, character in enumerate(text):
        count += 2 if character > "\uffff" else 1
        if count > most:
            return position
    return len(text)


def _place(text: str, most: int | None) -> int:
    """Find where to cut: within ``most`` units, or before the last character of ``text``."""
    limit = len(text) - 1 if most is None else _until_units(text, most)
    for end in _ENDS:
        places = [match.end() for match in end.finditer(text, 0, limit)]
        if places and places[-1] >= limit * _MIN_FILLED:
            return places[-1]
    while limit > 1 and _joined(text, limit):
        limit -= 1
    return limit


def _joined(text: str, at: int) -> bool:
    """Return whether a cut at ``at`` would tear a character from its marks."""
    return at < len(text) and bool(
        unicodedata.combining(text[at]) or text[at] in _JOINERS or text[at - 1] == _JOINERS[0]
    )


def _part(runs: list[_Run], start: int, end: int) -> list[_Run]:
    kept = []
    position = 0
    for run in runs:
        first, last = max(start - position, 0), min(end - position, len(run.text))
        if first < last:
            kept.append(_Run(run.text[first:last], run.tags))
        position += len(run.text)
    return kept
