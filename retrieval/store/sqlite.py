"""The store in one SQLite file, ``library.db``: made where there is none, set aside where it is damaged."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from retrieval.errors import StoreDamagedError, StoreError
from retrieval.store import database
from retrieval.store.gathered import read_gathered
from retrieval.store.integrity import (
    DamageError,
    FutureFormatError,
    PastFormatError,
    State,
    read_state,
    verify,
    write_state,
)
from retrieval.store.lock import LOCK_TIMEOUT_S, is_held, refresh_lock
from retrieval.store.rows import NoteRow
from retrieval.store.snapshot import Snapshot, Tree, load
from retrieval.types import Note

COMPANIONS = ("-wal", "-shm", "")
"""The endings of the files that make up a library; the file itself last, so that a crash leaves it in place."""

KEPT_ASIDE = 2
"""Damaged libraries that are kept, the latest, for whoever wants to know what happened."""

_ASIDE_NAME = re.compile(r"\.aside-\d{8}T\d{6}\.\d{6}(?:-wal|-shm)?")


@dataclass(frozen=True, slots=True)
class SqliteStore:
    """The library in the file ``path``; see :class:`~retrieval.store.base.Store`.

    A file beside it is the lock of whoever refreshes; its time of change is that of the last refresh, which does not
    have to be verified.
    """

    path: Path

    @property
    def name(self) -> str:
        """The path of the file."""
        return str(self.path)

    @property
    def lock_file(self) -> Path:
        """The file that whoever refreshes the library locks."""
        return self.path.with_name(self.path.name + ".lock")

    def open(self, tree: Tree, *, lock_timeout: float = LOCK_TIMEOUT_S) -> tuple[Snapshot, str]:
        """Return the library, and a notice for people if it had to be set aside (else empty).

        Makes an empty library where there is none. Raises :class:`StoreError` where that, or reading, is impossible.
        """
        with database.file_faults(self.path):
            exists = self.path.exists()
        try:
            if exists:
                return self.read(tree), ""
        except StoreDamagedError:
            pass  # looked at again below, when no refresh can be under way
        with self._exclusive(lock_timeout):
            notice = self._make_usable(lambda: self.read(tree))
            return self.read(tree), notice

    def read(self, tree: Tree) -> Snapshot:
        """Read the library; raises :class:`StoreDamagedError` where it is not whole."""
        with self.reading() as opened:
            return load(opened, tree)

    def state(self) -> State:
        """Read the state; raises :class:`StoreDamagedError` where there is none."""
        with self.reading() as opened:
            return read_state(opened)

    def note(self, row: int) -> Note:
        """Read the note kept under the id ``row``; raises :class:`KeyError` where a refresh has removed it."""
        with self.reading() as opened:
            found = opened.execute(
                "SELECT paper, sections, digest FROM papers WHERE id = ? AND served", (row,)
            ).fetchone()
            gathered = read_gathered(opened).get(row)
        if found is None:
            raise KeyError(row)
        note = NoteRow(*found).note()
        return gathered.added_to_note(note) if gathered else note

    def stamp(self) -> tuple[tuple[int, int, int], ...]:
        """Return what the file system says of the library's files, which changes with every refresh."""
        found = []
        for ending in ("", "-wal"):
            try:
                status = Path(f"{self.path}{ending}").stat()
            except OSError:
                continue
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
        return tuple(found)

    @property
    def changed_at(self) -> float:
        """The time of the last write to the library, in seconds since 1970; 0 where there is none."""
        return max((modified / 1e9 for _, size, modified in self.stamp() if size), default=0.0)

    @property
    def refreshed_at(self) -> float | None:
        """When the last refresh began, in seconds since 1970; None where that is not known."""
        try:
            return self.lock_file.stat().st_mtime
        except OSError:
            return None

    @property
    def being_refreshed(self) -> bool:
        """Whether a refresh is under way, in whatever process."""
        return is_held(self.lock_file)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold a connection and one transaction for reading; faults of the file come out as errors for people."""
        with explained(self.path), database.reading(self.path) as opened, database.transaction(opened, write=False):
            yield opened

    @contextmanager
    def refreshing(self, timeout: float = LOCK_TIMEOUT_S) -> Iterator[tuple[sqlite3.Connection, str]]:
        """Hold the lock and one transaction for writing, in a library that is whole; else it is set aside first."""
        began = time.time()
        with self._exclusive(timeout):
            notice = self._make_usable(self._verify)
            with explained(self.path), database.connection(self.path) as opened:
                with database.transaction(opened, write=True):
                    yield opened, notice
                database.checkpoint(opened)
            os.utime(self.lock_file, (began, began))

    @contextmanager
    def _exclusive(self, timeout: float) -> Iterator[None]:
        """Keep all other processes from refreshing or replacing the library, whose folder is made."""
        with database.file_faults(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        with refresh_lock(self.lock_file, timeout=timeout):
            yield

    def _make_usable(self, check: Callable[[], object]) -> str:
        """Make an empty library where there is none or where ``check`` finds it damaged; the caller holds the lock.

        Returns a notice for people where something had to be set aside, else an empty text.
        """
        if not self.path.exists() or self._is_blank():
            self._create()
            return ""
        try:
            check()
        except StoreDamagedError as damage:
            aside = self._set_aside()
            self._create()
            return f"{damage} It was set aside as {aside.name} and is made anew from the notes."
        return ""

    def _verify(self) -> None:
        with self.reading() as opened:
            verify(opened)

    def _create(self) -> None:
        with database.file_faults(self.path):
            self.path.touch()
        with database.connection(self.path) as opened:
            opened.execute("PRAGMA journal_mode=WAL")
            with database.transaction(opened, write=True):
                database.create_tables(opened)
                write_state(opened, State())

    def _is_blank(self) -> bool:
        try:
            with database.reading(self.path) as opened:
                return database.is_blank(opened)
        except StoreDamagedError:
            return False

    def _set_aside(self) -> Path:
        aside = self.path.with_name(f"{self.path.name}.aside-{datetime.now():%Y%m%dT%H%M%S.%f}")
        with database.file_faults(self.path):
            for ending in COMPANIONS:
                companion = Path(f"{self.path}{ending}")
                if companion.exists():
                    companion.rename(f"{aside}{ending}")
        self._forget_aside()
        return aside

    def _forget_aside(self) -> None:
        """Remove all but the latest of what was set aside, with the files that belong to each."""
        found: dict[str, list[Path]] = {}
        for file in self.path.parent.iterdir():
            ending = file.name.removeprefix(self.path.name)
            if ending != file.name and _ASIDE_NAME.fullmatch(ending) and not file.is_dir():
                found.setdefault(ending.removesuffix("-wal").removesuffix("-shm"), []).append(file)
        for ending in sorted(found)[:-KEPT_ASIDE]:
            for file in found[ending]:
                # what cannot be removed does no harm
                with suppress(OSError):
                    file.unlink()


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what was found wrong with the file at ``path`` into errors for people."""
    try:
        yield
    except PastFormatError as error:
        raise StoreDamagedError(f"{path} was written by an earlier version of this program.") from error
    except DamageError as damage:
        raise StoreDamagedError(f"{path} is damaged: {damage}.") from damage
    except FutureFormatError as error:
        raise StoreError(
            f"{path} was written by a later version of this program; update the program, or remove the file "
            "to have it made anew from the notes."
        ) from error
