"""The site that the configuration names, for notes that have no generator's settings beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from retrieval.parsing.headings import HeadingIds
from retrieval.parsing.urls import escape_path
from retrieval.sites.base import NoteFile, Page
from retrieval.sites.permalinks import date_fields, fill_permalink

_DATED = re.compile(r":(?!path|slug|title|categories|output_ext)[a-z]")


@dataclass(frozen=True, slots=True)
class ConfiguredSite:
    """Pages at ``address`` + ``permalink``, whose headings have ``ids``."""

    address: str
    permalink: str
    ids: HeadingIds
    name: str = ""

    def page(self, note: NoteFile) -> Page:
        """Return the page of ``note``; without a month it has no address where the pattern asks for a date."""
        where = note.path
        fields = {
            "path": where.with_suffix("").as_posix(),
            "slug": where.stem,
            "title": where.stem,
            "categories": "/".join(note.categories),
            "output_ext": ".html",
        }
        if len(note.date) < len("2023-09") and _DATED.search(self.permalink):
            return Page()
        if note.date:
            fields |= date_fields(date.fromisoformat(f"{note.date}-01-01"[: len("2023-09-01")]))
        path = fill_permalink(self.permalink, fields)
        return Page(self.address + escape_path(path) if self.address else "", path, self.ids)
