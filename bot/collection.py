"""From settings to an open library: the one place where the two are brought together."""

from __future__ import annotations

from bot.settings import Settings
from retrieval import CrossEncoderReranker, Library, Site, load_embedder, open_source


def open_library(settings: Settings) -> Library:
    """Open the library that ``settings`` describe, not yet refreshed; raises RetrievalError."""
    site = Site(url=settings.site.url, baseurl=settings.site.baseurl, permalink=settings.site.permalink)
    return Library.open(
        settings.data,
        [open_source(path, site) for path in settings.sources],
        load_embedder(settings.embedding.model),
        categories=settings.categories,
        reranker=CrossEncoderReranker(settings.rerank.model) if settings.rerank.model else None,
    )
