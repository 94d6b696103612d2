"""Types of the package: papers, notes, questions and answers, and what becomes of files.

Every type is frozen and slotted, so that a value can be shared between threads and kept across a refresh. Nothing
here does any work beyond looking at its own fields.

The flow of the data: a source yields a :class:`Note` (a :class:`Paper` with its :class:`Section` s); the chunker cuts
it into :class:`Chunk` s; a question becomes a :class:`Query`; ranking turns it into an :class:`Answer` of :class:`Hit`
s, each with its :class:`Passage` s.
"""

from retrieval.types.answers import (
    Answer,
    DialogueAct,
    Filters,
    Hit,
    Intent,
    MatchScore,
    Passage,
    Query,
)
from retrieval.types.notes import (
    Block,
    BlockKind,
    Chunk,
    ChunkText,
    Note,
    Provenance,
    Section,
)
from retrieval.types.papers import (
    SHORT_ID_LENGTH,
    Bilingual,
    Category,
    Language,
    Paper,
    short_id,
)
from retrieval.types.reports import (
    Duplicate,
    RefreshReport,
    SameBy,
    Skipped,
    SourceReport,
)

__all__ = [
    "SHORT_ID_LENGTH",
    "Answer",
    "Bilingual",
    "Block",
    "BlockKind",
    "Category",
    "Chunk",
    "ChunkText",
    "DialogueAct",
    "Duplicate",
    "Filters",
    "Hit",
    "Intent",
    "Language",
    "MatchScore",
    "Note",
    "Paper",
    "Passage",
    "Provenance",
    "Query",
    "RefreshReport",
    "SameBy",
    "Section",
    "Skipped",
    "SourceReport",
    "short_id",
]
