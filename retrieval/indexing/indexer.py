"""Indexer, the second half of a refresh: from the served notes to the rows of chunks, pieces and terms."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from retrieval.errors import NoteError
from retrieval.index.token_neighbours import neighbours
from retrieval.indexing.analysis import AnalysedChunk, chunks_of
from retrieval.indexing.scan import Ids, Progress
from retrieval.models.embedding import Embedder, StaticEmbedder
from retrieval.store.gathered import Gathered, read_gathered
from retrieval.store.integrity import Fingerprints, checksum
from retrieval.store.rows import NoteRow
from retrieval.text.terms import terms_packages
from retrieval.versions import CARD_VERSION, CHUNKER_VERSION, NEIGHBOURS_VERSION, SENTENCES_VERSION, TERMS_VERSION

_BATCH = 512
"""Chunks embedded and written at a time."""


_OldChunks = dict[tuple[int, int, str, str, str], list[tuple[int, int]]]
"""By content (paper's row, is a card, headings, anchor, text): ids and checksums, the last in reading order first."""


@dataclass(frozen=True, slots=True)
class Models:
    """The models of an index: ``embedder`` makes the vectors, ``bundled`` the token ids of late interaction."""

    embedder: Embedder
    bundled: StaticEmbedder

    @property
    def fingerprints(self) -> Fingerprints:
        """The fingerprints of the chunks made now."""
        chunker = f"{CHUNKER_VERSION}.{CARD_VERSION}.{SENTENCES_VERSION}"
        tokens = f"{self.bundled.fingerprint}.{NEIGHBOURS_VERSION}"
        return Fingerprints(self.embedder.fingerprint, tokens, chunker, f"{TERMS_VERSION}+{terms_packages()}")


@dataclass(frozen=True, slots=True)
class _Draft:
    """A chunk on its way into the store; ``old_crc`` is the checksum of the row that it replaces, -1 for none."""

    key: int
    old_crc: int
    row: int
    position: int
    chunk: AnalysedChunk
    hash: bytes = field(init=False)

    def __post_init__(self) -> None:
        """Compute the hash by which the vector is found again."""
        object.__setattr__(self, "hash", blake2b(self.chunk.embedded.encode(), digest_size=16).digest())


class UnfitNoteError(Exception):
    """A note in the ``file`` (its key) cannot be analysed, for the ``reason``, a clause."""

    def __init__(self, file: int, reason: str) -> None:
        """Store the ``file`` and the ``reason``."""
        super().__init__(reason)
        self.file = file
        self.reason = reason


class Indexer:
    """Brings the rows of chunks, pieces and terms up to the papers served, inside the caller's transaction."""

    def __init__(
        self,
        opened: sqlite3.Connection,
        models: Models,
        ids: Ids,
        before: Fingerprints,
        chunks: Callable[[NoteRow], bytes],
    ) -> None:
        """Work on ``opened``, whose vectors and pieces are kept if ``before`` names the same model.

        ``chunks`` analyses a note (see :class:`~retrieval.indexing.analysis.AnalysedNote`).
        """
        self._opened = opened
        self._chunks = chunks
        self._models = models
        self._ids = ids
        self._keep_vectors = before.model == models.fingerprints.model
        self._keep_pieces = before.tokens == models.fingerprints.tokens
        self._vectors: dict[bytes, bytes] = {}
        self._terms: dict[str, int] = dict(opened.execute("SELECT term, id FROM terms"))
        self._new_terms: list[tuple[int, str]] = []
        self._drafts: list[_Draft] = []

    def index(self, made: Sequence[int], gone: Iterable[int], progress: Progress) -> None:
        """Make the chunks of the papers with the row ids ``made`` anew, and forget those of the papers ``gone``.

        Raises :class:`UnfitNoteError` for a note that cannot be analysed; the caller must then roll back.
        """
        affected = json.dumps([*made, *gone])
        old = self._old_chunks(affected)
        gathered = read_gathered(self._opened)
        for done, row in enumerate(made, 1):
            self._draft(row, chunks_of(self._analyse(row, gathered.get(row))), old)
            if len(self._drafts) >= _BATCH:
                self._write()
            progress("indexing", done, len(made))
        self._write()
        left = [(key,) for rows in old.values() for key, _ in rows]
        self._opened.executemany("DELETE FROM chunks WHERE id = ?", left)
        self._opened.executemany("INSERT INTO terms VALUES (?, ?)", self._new_terms)
        self._forget_unused_terms()
        self._renew_pieces()

    def _analyse(self, row: int, gathered: Gathered | None) -> bytes:
        found = self._opened.execute("SELECT file, paper, sections, digest FROM papers WHERE id = ?", (row,)).fetchone()
        note = NoteRow(*found[1:])
        if gathered and gathered.filled:
            note = NoteRow.of(gathered.added_to_note(note.note()))
        try:
            return self._chunks(note)
        except NoteError as error:
            raise UnfitNoteError(found[0], error.reason) from error

    def _old_chunks(self, affected: str) -> _OldChunks:
        """Return the old chunks of the papers ``affected`` (row ids as JSON); still valid vectors are kept."""
        old: _OldChunks = {}
        for key, crc, row, is_card, hashed, headings, anchor, text, vector in self._opened.execute(
            "SELECT id, crc, paper, card, embedded, headings, anchor, text, vector FROM chunks "
            "WHERE paper IN (SELECT value FROM json_each(?)) ORDER BY position DESC",
            (affected,),
        ):
            old.setdefault((row, is_card, headings, anchor, text), []).append((key, crc))
            if self._keep_vectors:
                self._vectors[hashed] = vector
        return old

    def _draft(self, row: int, chunks: Sequence[AnalysedChunk], old: _OldChunks) -> None:
        for position, chunk in enumerate(chunks):
            same = old.get((row, int(chunk.is_card), chunk.headings, chunk.anchor, chunk.text))
            key, crc = same.pop() if same else (self._ids.take(), -1)
            self._drafts.append(_Draft(key, crc, row, position, chunk))

    def _write(self) -> None:
        """Embed and write the chunks drafted so far."""
        drafts, self._drafts = self._drafts, []
        new = [draft for draft in drafts if draft.hash not in self._vectors]
        vectors = self._models.embedder.encode_documents([draft.chunk.embedded for draft in new])
        embedded = {draft.hash: vector.tobytes() for draft, vector in zip(new, vectors, strict=True)}
        rows = []
        for draft in drafts:
            chunk = draft.chunk
            terms = np.array([self._term(term) for term in chunk.terms], np.int32).tobytes()
            vector = embedded.get(draft.hash) or self._vectors[draft.hash]
            blobs = (chunk.sentences, vector, chunk.tokens, chunk.parts, terms, chunk.weights)
            texts = (chunk.headings, chunk.anchor, chunk.text)
            numbers = (draft.row, draft.position, int(chunk.is_card))
            content = (draft.hash, *(text.encode() for text in texts), *blobs)
            crc = checksum("chunks", (draft.key, 0, *numbers, *content))
            if crc != draft.old_crc:
                rows.append((draft.key, crc, *numbers, draft.hash, *texts, *blobs))
        self._opened.executemany(
            "INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
        )

    def _term(self, term: str) -> int:
        key = self._terms.get(term)
        if key is None:
            key = self._terms[term] = self._ids.take()
            self._new_terms.append((key, term))
        return key

    def _forget_unused_terms(self) -> None:
        used: set[int] = set()
        for (blob,) in self._opened.execute("SELECT terms FROM chunks"):
            used.update(np.frombuffer(blob, np.int32).tolist())
        unused = [(key,) for key in self._terms.values() if key not in used]
        self._opened.executemany("DELETE FROM terms WHERE id = ?", unused)

    def _renew_pieces(self) -> None:
        """Store what is near the pieces that chunks use, and drop it for all others."""
        if not self._keep_pieces:
            self._opened.execute("DELETE FROM pieces")
        is_used = np.zeros(self._models.bundled.vocabulary_size, np.bool_)
        for (blob,) in self._opened.execute("SELECT tokens FROM chunks"):
            is_used[np.frombuffer(blob, np.int32)] = True
        used = np.flatnonzero(is_used).astype(np.int32)
        known = np.array([key for (key,) in self._opened.execute("SELECT id FROM pieces")], np.int32)
        unused = [(key,) for key in np.setdiff1d(known, used).tolist()]
        self._opened.executemany("DELETE FROM pieces WHERE id = ?", unused)
        rows = (
            (key, checksum("pieces", (key, 0, *blobs)), *blobs)
            for piece in neighbours(self._models.bundled, np.setdiff1d(used, known))
            for key, *blobs in [(piece.piece, piece.near.tobytes(), piece.cosines.tobytes())]
        )
        self._opened.executemany("INSERT INTO pieces VALUES (?, ?, ?, ?)", rows)
