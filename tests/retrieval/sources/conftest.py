"""Fixtures of the tests of the sources: a site's settings, a clock that stands, notes written in one line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from retrieval import Site
from retrieval.errors import NoteError
from retrieval.sources import Source, SourceFile, open_source
from retrieval.types import Note, Skipped

SITE = Site("https://host", "/base", "/:path.html")
TODAY = date(2026, 11, 23)

Write = Callable[[str, str | bytes], Path]


def opened(path: Path, site: Site = SITE) -> Source:
    """Open a source with the clock that stands."""
    return open_source(path, site, today=lambda: TODAY)


def read_all(path: Path, site: Site = SITE) -> tuple[list[Note], list[Skipped]]:
    """Read everything a source gives, as a refresh does: the notes, and what was skipped on the way."""
    source = opened(path, site)
    notes: list[Note] = []
    skipped: list[Skipped] = []
    for found in source.scan():
        if isinstance(found, SourceFile):
            try:
                result = source.read(found)
            except NoteError as error:
                skipped.append(Skipped(error.file, error.line, error.reason))
                continue
            notes += result.notes
            skipped += result.skipped
        else:
            skipped.append(found)
    return notes, skipped


def note(body: str = "## 方法\n\n正文。\n", **values: str) -> str:
    """Write a note: front matter of ``values`` over a usual one, and a body."""
    head = {"title": "A Title", "date": '"2023-09"', **values}
    lines = [f"{key}: {value}" for key, value in head.items() if value]
    return "\n".join(["---", *lines, "---", "", body])


def only(root: Path) -> Note:
    """Return the one note below ``root``, with nothing skipped."""
    (found,), skipped = read_all(root)
    assert skipped == []
    return found
