"""Where notes come from: folders of Markdown notes, Jekyll sites, index pages."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from retrieval.errors import SourceError
from retrieval.sources.awaited import AwaitedSource
from retrieval.sources.base import Clock, ReadResult, Site, Source, SourceFile
from retrieval.sources.index_page import IndexPage
from retrieval.sources.jekyll import JekyllSite
from retrieval.sources.markdown import ENDINGS, MarkdownNotes

__all__ = ["AwaitedSource", "Clock", "ReadResult", "Site", "Source", "SourceFile", "open_source"]


def open_source(path: Path, site: Site, *, today: Clock = date.today) -> Source:
    """Open the source at ``path``, recognising what it is.

    A Markdown file is an index page; a folder with ``_config.yml`` or ``_posts`` (or ``_posts`` itself) is a Jekyll
    site; any other folder holds Markdown notes. Raises SourceError when it cannot be used.
    """
    try:
        if path.is_file():
            if path.suffix.lower() not in ENDINGS:
                raise SourceError(
                    f"{path} is no Markdown file; name a folder of notes, a Jekyll site or an index page (.md)"
                )
            return IndexPage(path, site, today)
        if not path.is_dir():
            raise SourceError(f"{path} does not exist; name an existing folder of notes")
        if not os.access(path, os.R_OK | os.X_OK):
            raise SourceError(f"{path} cannot be listed; give this user the right to read it")
        if path.name == "_posts" or (path / "_config.yml").exists() or (path / "_posts").is_dir():
            return JekyllSite(path, site, today)
    except OSError as error:
        raise SourceError(f"{path} cannot be used: {error.strerror}") from None
    return MarkdownNotes(path, site, today)
