"""The library opened from the settings: the one place where the two are brought together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.config.settings import Settings
from bot.process import give_back_freed_memory
from retrieval import (
    AwaitedSource,
    CrossEncoderReranker,
    Embedder,
    Library,
    RetrievalError,
    Site,
    Source,
    SourceError,
    load_embedder,
    open_source,
)

logger = logging.getLogger(__name__)


def open_library(
    settings: Settings,
    tell: Callable[[RetrievalError], None] | None = None,
    *,
    embedder: Embedder | None = None,
    rerank: bool = True,
) -> Library:
    """Open the library that ``settings`` describe, not yet refreshed; raises RetrievalError.

    A source, a category file or a glossary that cannot be used is no hindrance until the next refresh, which raises for
    it: what was indexed before is there. ``tell`` is called with each. ``embedder`` is one that was loaded already;
    without ``rerank`` no model looks again at the best papers.
    """
    site = site_of(settings)

    def opened(path: Path) -> Source:
        try:
            return open_source(path, site)
        except SourceError as error:
            if tell is not None:
                tell(error)
            return AwaitedSource(path, partial(open_source, path, site))

    library = Library.open(
        settings.data,
        [opened(path) for path in settings.sources],
        embedder or load_embedder(settings.embedding.model),
        categories=settings.categories,
        glossary=settings.glossary,
        reranker=CrossEncoderReranker(settings.rerank.model) if rerank and settings.rerank.model else None,
        loaded=give_back_freed_memory,
    )
    if tell is not None:
        for fault in library.faults:
            tell(fault)
    return library


def site_of(settings: Settings) -> Site:
    """Return the site that ``settings`` name, for sources that say nothing of theirs."""
    named = settings.site
    return Site(url=named.url, baseurl=named.baseurl, permalink=named.permalink, generator=named.generator)


def take_up_changes(library: Library) -> None:
    """Take up what another process refreshed; a library gone bad serves on as it was, with a warning in the log."""
    try:
        library.reload_if_changed()
    except RetrievalError as error:
        logger.warning("the library could not be read again, the old one serves on: %s", error)
