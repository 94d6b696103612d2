"""Copying of the library for a copy of its notes, so that they need not be indexed again."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from retrieval.store import database
from retrieval.store.integrity import checksum, digest, read_state, write_state
from retrieval.store.sqlite import SqliteStore, explained


def copy_library(path: Path, to: Path, moved: Mapping[Path, Path]) -> None:
    """Copy the library at ``path`` into the new file ``to``; sources at the keys of ``moved`` lie at its values there.

    Raises :class:`StoreError` where the library cannot be read, or the copy not be written.
    """
    with database.file_faults(to):
        to.parent.mkdir(parents=True, exist_ok=True)
    with SqliteStore(path).reading() as opened, database.faults(to), closing(sqlite3.connect(to)) as copy:
        opened.backup(copy)
    roots = {str(old.resolve()): str(new.resolve()) for old, new in moved.items()}
    with explained(to), database.connection(to) as opened, database.transaction(opened, write=True):
        rows = opened.execute("SELECT id, source, name, digest, problems FROM files").fetchall()
        for key, source, *rest in rows:
            kind, _, root = source.partition(": ")
            values = (f"{kind}: {roots.get(root, root)}", *rest)
            crc = checksum("files", (key, 0, *(value.encode() for value in values)))
            opened.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", (key, crc, *values))
        state = read_state(opened)
        write_state(opened, replace(state, digests={**state.digests, "files": digest(opened, "files")}))
