"""The front matter of a note: what stands at its head as keys and values, each read as the type that it has to have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from retrieval.errors import NoteError
from retrieval.parsing.dates import read_date
from retrieval.parsing.fields import AUTHOR_KEYS, DATE_KEYS, spelled
from retrieval.parsing.head_formats import read_head
from retrieval.parsing.person_names import given_names_first
from retrieval.text.chinese import by_language
from retrieval.text.cleaning import one_line
from retrieval.types import Bilingual, Skipped

Day = date
_AUTHOR_SEPARATOR = re.compile(r"(?:(?<!\s)\s++)?[,;，；、]\s*+(?:and\s+)?|(?<!\s)\s++(?:and|&)\s+")
_ET_AL = re.compile(r"(?:(?<=[^\s,])[\s,]++|^)(?:et\s++al\.?|and\s++others|等人?)$", re.IGNORECASE)
_WIKI_LINK = re.compile(r"^\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]$")
_LOOKS_DATED = re.compile(r"\d{4}[-/.]\d")
_YES = frozenset(("true", "yes", "on", "1"))
_NO = frozenset(("false", "no", "off", "0"))


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values of a note's front matter, each read as the type that it has to have.

    ``file`` is named in reports, ``lines`` holds the line of each key, ``form`` says how it was written (``YAML``;
    empty where there is none). A key without a value counts as absent, and so does one with a value of another type,
    which is put among the ``faults``.
    """

    file: str
    values: dict[str, Any]
    lines: dict[str, int]
    form: str = ""
    faults: list[Skipped] = field(default_factory=list)

    def fault(self, key: str, reason: str) -> NoteError:
        """Make the error for the value of ``key``."""
        return NoteError(self.file, reason, self.lines.get(key, 1))

    def report(self, key: str, reason: str) -> None:
        """Put what is wrong with the value of ``key`` among the faults; the note is served all the same."""
        self.faults.append(Skipped(self.file, self.lines.get(key, 1), reason, served=True))

    def keys(self, names: Sequence[str]) -> list[str]:
        """Return the keys that have a value and one of the ``names``, in the order of the names."""
        found = {spelled(key): key for key, value in reversed(self.values.items()) if value not in (None, "", [], {})}
        return [found[name] for name in names if name in found]

    def text(self, key: str) -> str:
        """Return a text, in one line; empty when absent."""
        value = self.values.get(key)
        if value is None:
            return ""
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if not isinstance(value, str):
            self.report(key, f"{key} is not a text, and was left out")
            return ""
        return one_line(value)

    def first_text(self, names: Sequence[str]) -> tuple[str, str]:
        """Return the first text under one of the ``names`` and its key; both empty when there is none."""
        return next(((text, key) for key in self.keys(names) if (text := self.text(key))), ("", ""))

    def flag(self, key: str, default: bool) -> bool:
        """Return a yes or no as a boolean."""
        value = self.values.get(key)
        word = value.strip().casefold() if isinstance(value, str) else value
        return True if word is True or word in _YES else False if word is False or word in _NO else default

    def hidden(self) -> str:
        """Return, as a clause, by what the note says that it is not for readers; empty if it does not."""
        for key in self.keys(("draft", "hidden", "private", "unlisted", "草稿")):
            if self.flag(key, default=False):
                return f"says {key}: true"
        for key in self.keys(("published", "publish", "发布")):
            if not self.flag(key, default=True):
                return f"says {key}: false"
        for key in self.keys(("status", "状态")):
            if str(self.values[key]).strip().casefold() in ("draft", "草稿", "private"):
                return f"says {key}: {self.values[key]}"
        return "has a password" if self.keys(("password",)) else ""

    def date(self, key: str, today: date) -> str:
        """Return the date under ``key`` as ISO text, not later than ``today``; empty when absent or no such date."""
        written = self.text(key)
        try:
            return iso_date(self.file, written, today, self.lines.get(key, 1)) if written else ""
        except NoteError as error:
            self.report(key, error.reason)
            return ""

    def first_date(self, today: Day) -> tuple[str, str]:
        """Return the first date under one of the usual keys, and the key; both empty when there is none."""
        # ``published: true`` is no date
        keys = [key for key in self.keys(DATE_KEYS) if not isinstance(self.values[key], bool)]
        return next(((found, key) for key in keys if (found := self.date(key, today))), ("", ""))

    def names(self, key: str, separator: re.Pattern[str]) -> tuple[str, ...]:
        """Return a list of texts, however nested, or a text cut at ``separator``, without repetitions."""
        value = self.values.get(key)
        items = separator.split(one_line(value)) if isinstance(value, str) else list(self._flat(key, value))
        names = (_WIKI_LINK.sub(r"\1", one_line(item)).strip() for item in items)
        return tuple(dict.fromkeys(name for name in names if name))

    def _flat(self, key: str, value: object) -> Iterator[str]:
        waiting = [value]
        while waiting:
            item = waiting.pop()
            if isinstance(item, list):
                waiting.extend(reversed(item))
            elif isinstance(item, str):
                yield item
            elif isinstance(item, dict) and isinstance(item.get("name"), str):
                yield item["name"]
            elif item is not None:
                self.report(key, f"{key} is not a list of texts, and was left out")
                return

    def authors(self) -> tuple[tuple[str, ...], str]:
        """Return the authors, a list or a text with commas or ``and`` between the names, and the key."""
        for key in self.keys(AUTHOR_KEYS):
            names = self.names(key, _AUTHOR_SEPARATOR)
            written = self.values[key]
            if isinstance(written, str) and (turned := given_names_first(written)) != written:
                names = tuple(turned.split("; "))
            found = tuple(dict.fromkeys(name for one in names if (name := _ET_AL.sub("", one).strip())))
            if found:
                return found, key
        return (), ""

    def bilingual(self, key: str) -> Bilingual:
        """Return a text in its language, or a mapping with ``zh`` and ``en``."""
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return by_language(one_line(value)) if value else Bilingual()
        if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values() if part is not None):
            self.report(key, f"{key} is neither a text nor a pair of texts zh: and en:, and was left out")
            return Bilingual()
        return Bilingual(zh=one_line(value.get("zh") or ""), en=one_line(value.get("en") or ""))


def split_front_matter(file: str, text: str) -> tuple[FrontMatter, str]:
    """Split the ``text`` of ``file`` (line ends ``LF``) into front matter, which may be empty, and body.

    Raises NoteError where it holds a merge conflict or is too long.
    """
    head = read_head(file, text)
    faults = [Skipped(file, line, reason, served=True) for line, reason in head.faults]
    return FrontMatter(file, dict(head.values), dict(head.lines), head.form, faults), head.body


def iso_date(file: str, written: str, today: date, line: int = 0) -> str:
    """Read a date of year, month or day precision, a time of day behind it allowed, as ISO text.

    Raises NoteError for what is no date, does not exist or lies after ``today``.
    """
    iso = read_date(written)
    if not iso:
        why = "does not exist" if _LOOKS_DATED.match(written.strip()) else "is not of the form 2023-09 or 2023-09-01"
        raise NoteError(file, f"has the date {written[:40]!r}, which {why}", line)
    if iso > today.isoformat()[: len(iso)]:
        raise NoteError(file, f"has the date {iso}, which lies in the future", line)
    return iso
