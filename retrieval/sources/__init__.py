"""Sources of notes: folders of notes, Jekyll sites, index pages, bibliographies.

A further kind of source is a module with a class that meets :class:`Source` and :class:`SourceKind`, and its name in
``KINDS``.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from retrieval.errors import SourceError
from retrieval.sites import Site
from retrieval.sources.awaited import AwaitedSource
from retrieval.sources.base import Clock, ReadResult, Source, SourceFile, SourceKind, Tally
from retrieval.sources.bibliography import Bibliography
from retrieval.sources.index_page import IndexPage
from retrieval.sources.jekyll import JekyllSite
from retrieval.sources.markdown import MarkdownNotes
from retrieval.sources.single_note import SingleNote

KINDS: tuple[SourceKind, ...] = (SingleNote, IndexPage, Bibliography, JekyllSite, MarkdownNotes)
"""The kinds of sources, in the order in which they are asked whether they recognise what a path leads to."""

__all__ = [
    "AwaitedSource",
    "Clock",
    "ReadResult",
    "Site",
    "Source",
    "SourceFile",
    "SourceKind",
    "Tally",
    "open_source",
]


def open_source(path: Path, site: Site, *, today: Clock = date.today) -> Source:
    """Open the source at ``path``, as the first of ``KINDS`` that recognises it.

    A Markdown file is a note, or an index page if it lists papers, and so is a folder with nothing but a README that
    lists papers; a BibTeX file or a table is a bibliography; a folder with ``_config.yml`` or ``_posts`` (or ``_posts``
    itself) is a Jekyll site; any other folder holds notes. Raises SourceError when it cannot be used.
    """
    try:
        if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
            raise SourceError(f"{path} cannot be listed; give this user the right to read it")
        kind = next((kind for kind in KINDS if kind.recognises(path)), None)
        if kind is None and path.is_file():
            raise SourceError(
                f"{path} is no Markdown file and no bibliography (.bib, .csv); name a folder of notes, a Jekyll site "
                "or an index page (.md)"
            )
    except OSError as error:
        raise SourceError(f"{path} cannot be used: {error.strerror}") from None
    if kind is None:
        raise SourceError(f"{path} does not exist; name an existing folder of notes")
    return kind(path, site, today)
