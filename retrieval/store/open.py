"""Opening ``library.db``: making it where there is none, setting it aside where it is damaged."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from retrieval.errors import StoreDamagedError, StoreError
from retrieval.store import database
from retrieval.store.gathered import read_gathered
from retrieval.store.integrity import DamageError, FutureFormatError, PastFormatError, State, read_state, write_state
from retrieval.store.lock import LOCK_TIMEOUT_S, refresh_lock
from retrieval.store.rows import NoteRow
from retrieval.store.snapshot import Snapshot, Tree, load
from retrieval.types import Note

COMPANIONS = ("-wal", "-shm", "")
"""The endings of the files that make up a library; the file itself last, so that a crash leaves it to be found."""

KEPT_ASIDE = 2
"""Damaged libraries that are kept, the latest, for whoever wants to know what happened."""

_ASIDE_NAME = re.compile(r"\.aside-\d{8}T\d{6}\.\d{6}(?:-wal|-shm)?")

Stamp = tuple[tuple[int, int, int], ...]
"""What the file system says of the library's files; it changes with every refresh by whatever process."""


def lock_file(path: Path) -> Path:
    """Return the lock file of the library at ``path``."""
    return path.with_name(path.name + ".lock")


def open_library(path: Path, tree: Tree, *, lock_timeout: float = LOCK_TIMEOUT_S) -> tuple[Snapshot, str]:
    """Read the library at ``path``, and give a notice for people where it had to be set aside (else empty).

    Makes an empty library where there is none. Raises :class:`StoreError` where that, or reading, is impossible.
    """
    with database.file_faults(path):
        exists = path.exists()
    try:
        if exists:
            return read(path, tree), ""
    except StoreDamagedError:
        pass  # looked at again below, when no refresh can be under way
    with exclusive(path, lock_timeout):
        notice = make_usable(path, lambda: read(path, tree))
        return read(path, tree), notice


@contextmanager
def exclusive(path: Path, timeout: float = LOCK_TIMEOUT_S) -> Iterator[None]:
    """Keep all other processes from refreshing or replacing the library at ``path``, whose folder is made."""
    with database.file_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with refresh_lock(lock_file(path), timeout=timeout):
        yield


def make_usable(path: Path, check: Callable[[], object]) -> str:
    """Make an empty library where there is none or where ``check`` finds it damaged; the caller holds the lock.

    Gives a notice for people where something had to be set aside, else an empty text.
    """
    if not path.exists() or _is_blank(path):
        _create(path)
        return ""
    try:
        check()
    except StoreDamagedError as damage:
        aside = _set_aside(path)
        _create(path)
        return f"{damage} It was set aside as {aside.name} and is made anew from the notes."
    return ""


def read(path: Path, tree: Tree) -> Snapshot:
    """Read the library at ``path``; raises :class:`StoreDamagedError` where it is not whole."""
    with using(path) as opened:
        return load(opened, tree)


def read_current_state(path: Path) -> State:
    """Read the state of the library at ``path``; raises :class:`StoreDamagedError` where there is none."""
    with using(path) as opened:
        return read_state(opened)


def read_note(path: Path, row: int) -> Note:
    """Read the note kept under the row id ``row``; raises :class:`KeyError` where a refresh has removed it."""
    with using(path) as opened:
        found = opened.execute("SELECT paper, sections, digest FROM papers WHERE id = ? AND served", (row,)).fetchone()
        gathered = read_gathered(opened).get(row)
    if found is None:
        raise KeyError(row)
    note = NoteRow(*found).note()
    return gathered.added_to_note(note) if gathered else note


def stamp(path: Path) -> Stamp:
    """Return what changes with every refresh, for a few microseconds; empty where there is no library."""
    found = []
    for ending in ("", "-wal"):
        try:
            status = Path(f"{path}{ending}").stat()
        except OSError:
            continue
        found.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return tuple(found)


def changed_at(path: Path) -> float:
    """Return the time of the last write to the library, in seconds since 1970; 0 where there is none."""
    return max((modified / 1e9 for _, size, modified in stamp(path) if size), default=0.0)


@contextmanager
def using(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold a connection and one transaction for reading; what is wrong with the file comes out as errors for people."""
    with explained(path), database.reading(path) as opened, database.transaction(opened, write=False):
        yield opened


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


def _create(path: Path) -> None:
    with database.file_faults(path):
        path.touch()
    with database.connection(path) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        with database.transaction(opened, write=True):
            database.create_tables(opened)
            write_state(opened, State())


def _is_blank(path: Path) -> bool:
    try:
        with database.reading(path) as opened:
            return database.is_blank(opened)
    except StoreDamagedError:
        return False


def _set_aside(path: Path) -> Path:
    aside = path.with_name(f"{path.name}.aside-{datetime.now():%Y%m%dT%H%M%S.%f}")
    with database.file_faults(path):
        for ending in COMPANIONS:
            companion = Path(f"{path}{ending}")
            if companion.exists():
                companion.rename(f"{aside}{ending}")
    _forget_aside(path)
    return aside


def _forget_aside(path: Path) -> None:
    """Remove all but the latest of what was set aside, with the files that belong to each."""
    found: dict[str, list[Path]] = {}
    for file in path.parent.iterdir():
        ending = file.name.removeprefix(path.name)
        if ending != file.name and _ASIDE_NAME.fullmatch(ending) and not file.is_dir():
            found.setdefault(ending.removesuffix("-wal").removesuffix("-shm"), []).append(file)
    for ending in sorted(found)[:-KEPT_ASIDE]:
        for file in found[ending]:
            # what cannot be removed does no harm
            with suppress(OSError):
                file.unlink()
