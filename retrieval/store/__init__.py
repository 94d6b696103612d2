"""``library.db``: what was read from the notes, kept in one file, and its immutable picture in memory.

:func:`retrieval.indexing.refresh.refresh` brings the file up to the notes in one transaction; :func:`open_library` and
:func:`read` return a :class:`Snapshot` of it, with the search structures and the token ids that a question needs.
"""

from retrieval.store.copy import copy_library
from retrieval.store.freshness import refreshed_at
from retrieval.store.lock import is_held
from retrieval.store.open import changed_at, lock_file, open_library, read, read_current_state, read_note, stamp
from retrieval.store.snapshot import Snapshot

__all__ = [
    "Snapshot",
    "changed_at",
    "copy_library",
    "is_held",
    "lock_file",
    "open_library",
    "read",
    "read_current_state",
    "read_note",
    "refreshed_at",
    "stamp",
]
