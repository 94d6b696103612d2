"""Checksums over the rows of ``library.db``, and the one row of state that holds the tables' digests.

SQLite itself notices a torn page but not a flipped bit inside a text or a vector; these do. A row's checksum covers its
id and all its columns; a table's digest covers the checksums of its rows, so that a lost or doubled row shows as well.
"""

from __future__ import annotations

import json
import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from zlib import crc32

import numpy as np

from retrieval.arrays import IndexArray
from retrieval.store.database import APPLICATION_ID, TABLES, pragma
from retrieval.versions import STORE_FORMAT

Digest = tuple[int, int]
"""Of a table: the number of its rows and a checksum over them."""

EMPTY: Digest = (0, 0)

DIGESTED = tuple(table for table in TABLES if table != "state")
"""The tables whose digests the state holds."""

_NUMBERS = {table: sql.count(" INTEGER ") for table, sql in TABLES.items() if "KEY, crc INTEGER" in sql}
"""The tables with a checksum in each row (second column), and how many columns are numbers: the first ones."""


class DamageError(Exception):
    """Damage of the file, as a clause for a message; never leaves the store."""


class PastFormatError(DamageError):
    """The file was written by an earlier version of the program, and is made anew like a damaged one."""


class FutureFormatError(Exception):
    """The file was written by a later version of the program; never leaves the store."""


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Fingerprints of all that decides how a chunk is made: if one differs from ours, the library is made anew.

    ``model`` stands for the vectors, ``tokens`` for the token ids of late interaction and which of them are near each
    other (the bundled model).
    """

    model: str = ""
    tokens: str = ""
    chunker: str = ""
    terms: str = ""

    def difference(self, ours: Fingerprints) -> str:
        """Return in words what differs between the library and ``ours``; empty if nothing does."""
        reasons = (
            ("the embedding model changed", self.model != ours.model),
            ("the bundled model changed", self.tokens != ours.tokens),
            ("notes are cut into passages in another way", self.chunker != ours.chunker),
            ("texts are cut into words in another way", self.terms != ours.terms),
        )
        return ", ".join(words for words, differs in reasons if differs)


@dataclass(frozen=True, slots=True)
class State:
    """The library's one row of state. ``generation`` counts the refreshes that changed it (0: never filled)."""

    generation: int = 0
    next_id: int = 1
    dimensions: int = 1
    fingerprints: Fingerprints = field(default_factory=Fingerprints)
    digests: Mapping[str, Digest] = field(default_factory=lambda: dict.fromkeys(DIGESTED, EMPTY))


def read_state(opened: sqlite3.Connection) -> State:
    """Read the state, after a check that this is a library of ours at all.

    Raises :class:`DamageError` or :class:`FutureFormatError`.
    """
    if pragma(opened, "application_id") != APPLICATION_ID:
        raise DamageError("it is not a library of this program")
    fields = _read_fields(opened)
    version = fields.pop("format")
    if version != pragma(opened, "user_version"):
        raise DamageError("its version number is not that of its state")
    if version > STORE_FORMAT:
        raise FutureFormatError
    if version < STORE_FORMAT:
        raise PastFormatError
    schema = {_text(name): _text(sql) for name, sql in opened.execute("SELECT name, sql FROM sqlite_schema")}
    if schema != TABLES:
        raise DamageError("its tables are not those of a library")
    fields["fingerprints"] = Fingerprints(**fields["fingerprints"])
    digests = {table: tuple(fields.pop(table)) for table in DIGESTED}
    return State(**fields, digests=digests)


def _read_fields(opened: sqlite3.Connection) -> dict[str, Any]:
    """Read the row of state; its table, and the field ``format`` in it, stay the same in every version."""
    rows = opened.execute("SELECT body, crc FROM state").fetchall()
    if len(rows) != 1:
        raise DamageError("its state is missing")
    body = _text(rows[0][0])
    if crc32(body.encode()) != rows[0][1]:
        raise DamageError("its state does not match its checksum")
    fields: dict[str, Any] = json.loads(body)
    return fields


def write_state(opened: sqlite3.Connection, state: State) -> None:
    """Replace the state, inside the transaction that changed the tables."""
    fields = asdict(state)
    digests = fields.pop("digests")
    body = json.dumps({"format": STORE_FORMAT, **fields, **digests}, separators=(",", ":"))
    opened.execute("INSERT OR REPLACE INTO state VALUES (1, ?, ?)", (body, crc32(body.encode())))


def checksum(table: str, row: Sequence[Any]) -> int:
    """Return the CRC-32 of a ``row`` of ``table``, texts as bytes; the second column, the checksum, is left out."""
    numbers = _NUMBERS[table]
    parts = row[numbers:]
    return crc32(b"".join(parts), crc32(repr((row[0], *row[2:numbers], *map(len, parts))).encode()))


def digest(opened: sqlite3.Connection, table: str) -> Digest:
    """Return the digest of ``table`` as it stands in the file."""
    if table == "terms":
        return _read_terms(opened)[2]
    return _digest(opened.execute(f"SELECT id, crc FROM {table}").fetchall())  # noqa: S608  (a name of our own)


def verified(opened: sqlite3.Connection, table: str, state: State) -> Iterator[Any]:
    """Yield the rows of ``table`` (id, checksum, the other columns; texts as bytes), each compared with its checksum.

    After the last one the table is compared with its digest in the ``state``. Raises :class:`DamageError`.
    """
    seen = []
    for row in opened.execute(f"SELECT * FROM {table}"):  # noqa: S608  (a name of our own)
        if row[1] != checksum(table, row):
            raise DamageError(f"a row of its table of {table} does not match its checksum")
        seen.append(row[:2])
        yield row
    if _digest(seen) != state.digests[table]:
        raise DamageError(f"its table of {table} does not match its digest")


def verified_terms(opened: sqlite3.Connection, state: State) -> tuple[IndexArray, list[str]]:
    """Return the ids of all terms and the terms in the same order; raises :class:`DamageError`."""
    ids, terms, found = _read_terms(opened)
    if found != state.digests["terms"]:
        raise DamageError("its table of terms does not match its digest")
    return ids, terms


def _read_terms(opened: sqlite3.Connection) -> tuple[IndexArray, list[str], Digest]:
    # a row for each of 100,000 terms takes twice the time, and memory that is not given back
    together = "SELECT CAST(group_concat(id) AS BLOB), CAST(group_concat(term, char(0)) AS BLOB) FROM terms"
    numbers, joined = opened.execute(together).fetchone()
    if numbers is None:
        return np.zeros(0, np.int64), [], EMPTY
    ids = np.fromstring(numbers, np.int64, sep=",")
    return ids, joined.decode().split("\0"), (len(ids), crc32(joined, crc32(ids.tobytes())))


def verify(opened: sqlite3.Connection) -> State:
    """Read and compare the whole file, free pages included; raises :class:`DamageError` where anything is wrong."""
    opened.text_factory = bytes
    state = read_state(opened)
    complaint = _text(opened.execute("PRAGMA quick_check(1)").fetchone()[0])
    if complaint != "ok":
        raise DamageError(complaint)
    for table in _NUMBERS:
        deque(verified(opened, table, state), maxlen=0)
    verified_terms(opened, state)
    opened.text_factory = str
    return state


def _digest(rows: Sequence[tuple[int, int]]) -> Digest:
    if not rows:
        return EMPTY
    return len(rows), crc32(np.array(sorted(rows), np.int64).tobytes())


def _text(value: str | bytes | None) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""
