"""Labelled lines at the head of a note: ``**会议**: OSDI 2024``, ``- Authors: …``, ``【作者】…``, ``Venue | ICML``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.parsing.dates import dates_in_name, read_date
from retrieval.parsing.fields import Field, label_of

MAX_LABEL = 40
_SIGN = r"^[\s\-*•+>]*+(?:\d{1,2}[.)]\s+)?"
_LABELLED = re.compile(rf"{_SIGN}(?P<label>[^:：|｜\n]{{1,{MAX_LABEL}}})(?:::?|：)(?!//)\s*+(?P<value>.*)$")
_BRACKETED = re.compile(rf"{_SIGN}[【\[](?P<label>[^\[\]【】]{{1,{MAX_LABEL}}})[】\]]\s*+[:：]?\s*+(?P<value>.+)$")
_BETWEEN_LABELS = re.compile(r"(?:(?<!\s)\s++)?[|｜]\s*+|(?<!\s)\s++[·•]\s++")
_BETWEEN_NAMES = re.compile(r"(?:(?<!\s)\s++)?(?:[/／、&,，+]|及|与|和|\band\b)\s*+", re.IGNORECASE)
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^“”]+)”|'([^']+)'|「([^「」]+)」")
_OF_NOTES = re.compile(
    r"^(?:(?:论文|文献|阅读|读书|学习)*笔记|(?:paper|reading)\s(?:notes?|review|summary)(?:\s(?:on|of))?)\s*[:：]\s*",
    re.IGNORECASE,
)
"""What says before a title that these are notes on it."""
_ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】]{0,40}[)）\]】]")
_FIRST_PART = re.compile(r"[(（,，;；|·]")
_LAST_CENTURY = "50"
_YEAR_BEHIND = re.compile(r"['’`](\d\d)(?!\d)")
_SOFT_LINE = re.compile(
    r"(?<=[^\n ])[ ]?\n(?=[ \t>]{0,8}(?:\*\*|__)?(?P<label>[^\s:：*_\n|][^:：*_\n|]{0,39}?)(?:\*\*|__)?[ \t]*[:：])"
)
_HEAD_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class Labelled:
    """The value behind a label, and the ``field`` that it is of; ``label`` is how the note has it."""

    field: Field
    label: str
    value: str


def read_label(line: str) -> Labelled | None:
    """Return what a line says behind a label; None where it has no label of any field."""
    for form in (_LABELLED, _BRACKETED):
        if (match := form.match(line)) and (found := _field(match["label"])):
            return Labelled(found, match["label"].strip(), match["value"].strip(" \t*_"))
    return None


def read_labels(line: str) -> Iterator[Labelled]:
    """Yield what a line says behind its labels, of which there may be several: ``Venue: ICML | Year: 2024``."""
    parts = [found for part in _BETWEEN_LABELS.split(line) if (found := read_label(part))]
    if len(parts) > 1:
        yield from parts
    elif found := read_label(line):
        yield found


def heading_label(heading: str) -> Field | None:
    """Return the field that a heading names as a label would: ``### Author:``."""
    return _field(heading.rstrip(" :：")) if len(heading) <= MAX_LABEL else None


def title_in(text: str) -> str:
    """Return the title in a heading or value, without a label of its own (``论文标题：…``, ``笔记：…``) and quotes."""
    for found in read_labels(text):
        if found.field in ("title", "title_zh") and found.value:
            return _unquoted(found.value.strip("《》 "))
    return _unquoted(text.strip("《》 "))


def _unquoted(text: str) -> str:
    text = _OF_NOTES.sub("", text) or text
    match = _QUOTED.fullmatch(text)
    return next(filter(None, match.groups())) if match else text


def row_label(row: str) -> Labelled | None:
    """Return what a row of a table of two columns says."""
    label, sign, value = row.partition(" | ")
    found = _field(label.rstrip(" :：")) if sign and len(label) <= MAX_LABEL else None
    return Labelled(found, label.strip(), value.strip()) if found else None


def date_of(value: str) -> str:
    """Return the date that the value of a label begins with, is or holds; empty if there is none."""
    whole = read_date(value) or read_date(_FIRST_PART.split(value, maxsplit=1)[0])
    if whole:
        return whole
    return next((iso for iso, _ in dates_in_name(value[:200])), "")


def year_of_venue(value: str) -> str:
    """Return the year that is written beside a venue: ``OSDI 2024``, ``OSDI'24``."""
    if found := next((iso for iso, _ in dates_in_name(value[:200])), ""):
        return found[:4]
    short = _YEAR_BEHIND.search(value)
    if short is None:
        return ""
    return f"20{short[1]}" if short[1] < _LAST_CENTURY else f"19{short[1]}"


def with_line_breaks(text: str) -> str:
    """Let labelled lines at the head of Markdown stay lines of their own, which it would join into one."""

    def broken(match: re.Match[str]) -> str:
        return "  \n" if _field(match["label"]) else match[0]

    return _SOFT_LINE.sub(broken, text[:_HEAD_CHARACTERS]) + text[_HEAD_CHARACTERS:]


def _field(label: str) -> Field | None:
    plain = _ASIDE.sub("", label)
    return label_of(plain) or label_of(_BETWEEN_NAMES.split(plain.strip(), maxsplit=1)[0])
