"""Retrieval over paper notes: notes in, ranked papers out.

Example::

    from pathlib import Path
    from retrieval import Library, Site, load_embedder, open_source

    with Library.open(Path("data"), [open_source(Path("notes"), Site())], load_embedder()) as library:
        library.refresh()
        answer = library.ask("KV 缓存为什么会有碎片？")
"""

from retrieval.categories import CategoryNames
from retrieval.errors import (
    CategoriesError,
    EvaluationError,
    ModelError,
    NoteError,
    RetrievalError,
    SourceError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
)
from retrieval.indexing.find_duplicates import find_duplicates
from retrieval.library import Library
from retrieval.models.embedding import Embedder, load_embedder
from retrieval.models.reranking import CrossEncoderReranker, Reranker
from retrieval.query.venues import venue_tag
from retrieval.ranking.ranker import FIRST_HITS
from retrieval.sources import AwaitedSource, Site, Source, open_source
from retrieval.sources.look import Look, WatchedPath, look
from retrieval.types import (
    Answer,
    Bilingual,
    Block,
    Category,
    Duplicate,
    Filters,
    Hit,
    Intent,
    Language,
    MatchScore,
    Note,
    Paper,
    Passage,
    Query,
    RefreshReport,
    Section,
    Skipped,
    short_id,
)

__all__ = [
    "FIRST_HITS",
    "Answer",
    "AwaitedSource",
    "Bilingual",
    "Block",
    "CategoriesError",
    "Category",
    "CategoryNames",
    "CrossEncoderReranker",
    "Duplicate",
    "Embedder",
    "EvaluationError",
    "Filters",
    "Hit",
    "Intent",
    "Language",
    "Library",
    "Look",
    "MatchScore",
    "ModelError",
    "Note",
    "NoteError",
    "Paper",
    "Passage",
    "Query",
    "RefreshReport",
    "Reranker",
    "RetrievalError",
    "Section",
    "Site",
    "Skipped",
    "Source",
    "SourceError",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "StoreFullError",
    "WatchedPath",
    "find_duplicates",
    "load_embedder",
    "look",
    "open_source",
    "short_id",
    "venue_tag",
]
