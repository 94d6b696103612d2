"""The front matter of a note: the YAML between two ``---`` lines at its head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from retrieval.errors import NoteError
from retrieval.parsing.merge_conflicts import conflict_line
from retrieval.text.chinese import by_language
from retrieval.text.cleaning import clean_text, one_line
from retrieval.text.yaml import LinedMapping, YamlError, load_yaml
from retrieval.types import Bilingual

FRONT_MATTER_LIMIT = 64 * 1024
"""Characters of front matter that are read; real ones take under a thousand."""

_OPENING = re.compile(r"\A---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$\n?", re.MULTILINE)
_DATE = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?"
    r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{0,2})?)?",
)
_AUTHOR_SEPARATOR = re.compile(r"(?:(?<!\s)\s++)?[,;，；、]\s*+(?:and\s+)?|(?<!\s)\s++(?:and|&)\s+")
_MONTH_PRECISION = 7


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values of a note's front matter, each read as the type that it has to have.

    ``file`` is named in errors, ``lines`` holds the line of each key. A key without a value counts as absent. The
    readers raise NoteError for a value of another type.
    """

    file: str
    values: dict[str, Any]
    lines: dict[str, int]

    def fault(self, key: str, reason: str) -> NoteError:
        """Make the error for the value of ``key``."""
        return NoteError(self.file, reason, self.lines.get(key, 1))

    def text(self, key: str) -> str:
        """Return a text, in one line; empty when absent."""
        value = self.values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.fault(key, f"{key} is not a text")
        return one_line(value)

    def flag(self, key: str, default: bool) -> bool:
        """Return a yes or no as a boolean."""
        value = self.values.get(key)
        return value if isinstance(value, bool) else default

    def date(self, key: str, today: date) -> str:
        """Return an ISO date of month or day precision, not later than ``today``; empty when absent."""
        written = self.text(key)
        return iso_date(self.file, written, today, self.lines.get(key, 1)) if written else ""

    def names(self, key: str, separator: re.Pattern[str]) -> tuple[str, ...]:
        """Return a list of texts, however nested, or a text cut at ``separator``, without repetitions."""
        value = self.values.get(key)
        items = separator.split(one_line(value)) if isinstance(value, str) else list(self._flat(key, value))
        return tuple(dict.fromkeys(item for item in map(one_line, items) if item))

    def _flat(self, key: str, value: object) -> Iterator[str]:
        waiting = [value]
        while waiting:
            item = waiting.pop()
            if isinstance(item, list):
                waiting.extend(reversed(item))
            elif isinstance(item, str):
                yield item
            elif item is not None:
                raise self.fault(key, f"{key} is not a list of texts")

    def authors(self) -> tuple[str, ...]:
        """Return ``authors`` (or ``author``): a list, or a text with commas or ``and`` between the names."""
        return self.names("authors", _AUTHOR_SEPARATOR) or self.names("author", _AUTHOR_SEPARATOR)

    def bilingual(self, key: str) -> Bilingual:
        """Return a text in its language, or a mapping with ``zh`` and ``en``."""
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return by_language(one_line(value)) if value else Bilingual()
        if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values() if part is not None):
            raise self.fault(key, f"{key} is neither a text nor a pair of texts zh: and en:")
        return Bilingual(zh=one_line(value.get("zh") or ""), en=one_line(value.get("en") or ""))


def split_front_matter(file: str, text: str) -> tuple[FrontMatter, str]:
    """Split the ``text`` of ``file`` (line ends ``LF``) into front matter and body.

    Raises NoteError where there is none, it is not closed, too long, or not a YAML mapping.
    """
    opening = _OPENING.match(text)
    if opening is None:
        raise NoteError(file, "has no front matter: its first line is not ---", 1)
    closing = _CLOSING.search(text, opening.end(), opening.end() + FRONT_MATTER_LIMIT)
    if closing is None:
        if len(text) > opening.end() + FRONT_MATTER_LIMIT:
            raise NoteError(file, f"has front matter of more than {FRONT_MATTER_LIMIT // 1024} KB", 1)
        raise NoteError(file, "has front matter that no second --- line closes", 1)
    try:
        values = load_yaml(text[opening.end() : closing.start()])
    except YamlError as fault:
        if line := conflict_line(text[: closing.start()]):
            reason = "has front matter with the marks of a merge conflict; decide for one side"
            raise NoteError(file, reason, line) from None
        raise NoteError(
            file, f"has front matter that is not valid YAML: {clean_text(fault.reason)}", fault.line + 1
        ) from None
    if values is None:
        return FrontMatter(file, {}, {}), text[closing.end() :]
    if not isinstance(values, LinedMapping):
        raise NoteError(file, "has front matter that is not a list of keys and values", 2)
    # the front matter begins in the second line of the file
    lines = {key: line + 1 for key, line in values.lines.items()}
    return FrontMatter(file, values, lines), text[closing.end() :]


def iso_date(file: str, written: str, today: date, line: int = 0) -> str:
    """Read a date of month or day precision, a time of day behind it allowed, as ISO text.

    Raises NoteError for what is no date, does not exist or lies after ``today``.
    """
    match = _DATE.fullmatch(written.strip())
    if match is None:
        raise NoteError(file, f"has the date {written[:40]!r}, which is not of the form 2023-09 or 2023-09-01", line)
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"] or 1)
    try:
        iso = date(year, month, day).isoformat()
    except ValueError:
        raise NoteError(file, f"has the date {written[:40]!r}, which does not exist", line) from None
    if not match["day"]:
        iso = iso[:_MONTH_PRECISION]
    if iso > today.isoformat()[: len(iso)]:
        raise NoteError(file, f"has the date {iso}, which lies in the future", line)
    return iso
