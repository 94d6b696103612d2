"""Protocol of a store that keeps a library; ``library.db`` is behind it."""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable
from contextlib import AbstractContextManager
from typing import Protocol

from retrieval.store.integrity import State
from retrieval.store.snapshot import Snapshot, Tree
from retrieval.types import Note


class Store(Protocol):
    """The protocol of a library as it is kept; for use from any number of threads and processes.

    Its faults are raised as :class:`~retrieval.errors.StoreError` or a subclass.
    """

    @property
    def name(self) -> str:
        """The name for it in messages for people."""

    def open(self, tree: Tree) -> tuple[Snapshot, str]:
        """Read all of it, created if missing, with the categories that ``tree`` builds.

        The text is a notice for people where it was damaged and had to be set aside, else empty.
        """

    def read(self, tree: Tree) -> Snapshot:
        """Read all of it; raises :class:`~retrieval.errors.StoreDamagedError` where it is not whole."""

    def state(self) -> State:
        """Read its state alone."""

    def note(self, row: int) -> Note:
        """Read the note kept under the id ``row``; raises KeyError where a refresh has removed it."""

    def stamp(self) -> Hashable:
        """Return a value that changes with every refresh, by whatever process; takes microseconds."""

    @property
    def changed_at(self) -> float:
        """When a refresh last changed it, in seconds since 1970; 0 where none did."""

    @property
    def refreshed_at(self) -> float | None:
        """When the last refresh began, whether or not it changed anything; None where that is not known."""

    @property
    def being_refreshed(self) -> bool:
        """Whether a refresh is under way at the moment."""

    def refreshing(self, timeout: float) -> AbstractContextManager[tuple[sqlite3.Connection, str]]:
        """Hold the one transaction of a refresh, and keep all others out: afterwards all of it holds, or nothing.

        Waits up to ``timeout`` seconds for another refresh. The text is a notice as that of :meth:`open`. The rows are
        written in SQL (see :mod:`retrieval.store.database`): a store that is no SQLite file needs another connection.
        """
