"""``library.db``: what was read from the notes, kept in one file, and its immutable picture in memory.

:func:`refresh` brings the file up to the notes in one transaction; :func:`open_library` and :func:`read` give a
:class:`Snapshot` of it, with the FAISS index, the lexical index and the token ids that a question needs.
"""

from retrieval.store.analysis import card
from retrieval.store.bounded_analyst import BoundedAnalyst
from retrieval.store.copying import copy_library
from retrieval.store.freshness import changed_since
from retrieval.store.indexing import Models
from retrieval.store.intake import Progress
from retrieval.store.lock import is_held
from retrieval.store.opening import (
    changed_at,
    lock_file,
    open_library,
    read,
    read_current_state,
    read_note,
    stamp,
)
from retrieval.store.refresh import Check, refresh
from retrieval.store.snapshot import Snapshot
from retrieval.store.vectors import VectorIndex

__all__ = [
    "BoundedAnalyst",
    "Check",
    "Models",
    "Progress",
    "Snapshot",
    "VectorIndex",
    "card",
    "changed_at",
    "changed_since",
    "copy_library",
    "is_held",
    "lock_file",
    "open_library",
    "read",
    "read_current_state",
    "read_note",
    "refresh",
    "stamp",
]
