"""Store of what was read from the notes (``library.db``), and its immutable snapshot in memory.

:func:`retrieval.indexing.refresh.refresh` brings a :class:`Store` up to the notes in one transaction; the store
reads it back as a :class:`Snapshot`, with the search structures and the token ids that a question needs.
"""

from retrieval.store.base import Store
from retrieval.store.copy import copy_library
from retrieval.store.snapshot import Snapshot
from retrieval.store.sqlite import SqliteStore

__all__ = ["Snapshot", "SqliteStore", "Store", "copy_library"]
