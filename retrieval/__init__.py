"""Retrieval over paper notes: notes in, ranked papers out.

Example::

    from pathlib import Path
    from retrieval import Library, Site, load_embedder, open_source

    with Library.open(Path("data"), [open_source(Path("notes"), Site())], load_embedder()) as library:
        library.refresh()
        answer = library.ask("KV 缓存为什么会有碎片？")
"""

from retrieval.categories import CategoryNames
from retrieval.conversation import Conversation
from retrieval.errors import (
    CategoriesError,
    EvaluationError,
    GlossaryError,
    ModelError,
    NoteError,
    RetrievalError,
    SourceError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
)
from retrieval.indexing.bounded_analyst import BoundedAnalyst
from retrieval.indexing.explain import Explanation, explain
from retrieval.indexing.find_duplicates import find_duplicates
from retrieval.indexing.same_paper import title_key
from retrieval.library import LIBRARY_FILE, Library
from retrieval.models.embedding import Embedder, StaticEmbedder, load_embedder
from retrieval.models.reranking import CrossEncoderReranker, Reranker
from retrieval.parsing.url_validation import fault_of_address, web_address
from retrieval.query.aspects import asks_for_summary
from retrieval.query.categories import below
from retrieval.query.dates import find_periods
from retrieval.query.dialogue import wanted_language
from retrieval.query.glossary import Glossary
from retrieval.query.venues import Venues, tag_matches, venue_of, venue_tag, venue_year
from retrieval.ranking.answerer import FIRST_HITS
from retrieval.sites import Site, is_settings_file
from retrieval.sources import AwaitedSource, Source, open_source
from retrieval.sources.look import Look, WatchedPath
from retrieval.sources.markdown import MarkdownNotes
from retrieval.store import copy_library
from retrieval.text.chinese import IDEOGRAPHS, UNSPACED, count_chinese, has_chinese
from retrieval.text.sentences import sentences
from retrieval.text.terms import normalise, tag_words
from retrieval.text.yaml import LinedMapping, YamlError, load_yaml
from retrieval.types import (
    SHORT_ID_LENGTH,
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
    SourceReport,
    short_id,
)
from retrieval.versions import READER_VERSION

__all__ = [
    "FIRST_HITS",
    "IDEOGRAPHS",
    "LIBRARY_FILE",
    "READER_VERSION",
    "SHORT_ID_LENGTH",
    "UNSPACED",
    "Answer",
    "AwaitedSource",
    "Bilingual",
    "Block",
    "BoundedAnalyst",
    "CategoriesError",
    "Category",
    "CategoryNames",
    "Conversation",
    "CrossEncoderReranker",
    "Duplicate",
    "Embedder",
    "EvaluationError",
    "Explanation",
    "Filters",
    "Glossary",
    "GlossaryError",
    "Hit",
    "Intent",
    "Language",
    "Library",
    "LinedMapping",
    "Look",
    "MarkdownNotes",
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
    "SourceReport",
    "StaticEmbedder",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "StoreFullError",
    "Venues",
    "WatchedPath",
    "YamlError",
    "asks_for_summary",
    "below",
    "copy_library",
    "count_chinese",
    "explain",
    "fault_of_address",
    "find_duplicates",
    "find_periods",
    "has_chinese",
    "is_settings_file",
    "load_embedder",
    "load_yaml",
    "normalise",
    "open_source",
    "sentences",
    "short_id",
    "tag_matches",
    "tag_words",
    "title_key",
    "venue_of",
    "venue_tag",
    "venue_year",
    "wanted_language",
    "web_address",
]
