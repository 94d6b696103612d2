"""The second half of a refresh: from the notes that are served to the rows of chunks, pieces and terms."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice

import numpy as np

from retrieval.arrays import IntArray
from retrieval.chunking import CHUNKER_VERSION, chunk_note, embedded_text
from retrieval.embedding import Embedder, StaticEmbedder
from retrieval.near import NEAR_VERSION, neighbours
from retrieval.papers import ChunkText, Note, Paper
from retrieval.quoting import QUOTING_VERSION, Sentences
from retrieval.store.intake import Ids, Progress
from retrieval.store.integrity import Fingerprints, checksum
from retrieval.store.rows import NoteRow, write_headings
from retrieval.text import TERMS_VERSION, chunk_terms

_CARD_VERSION = 1
"""Bump when :func:`card` changes."""

_BATCH = 512
"""Chunks embedded and written at a time."""


_OldChunks = dict[tuple[int, int, str, str, str], list[tuple[int, int]]]
"""By content (paper's row, is a card, headings, anchor, text): ids and checksums, the last in reading order first."""


@dataclass(frozen=True, slots=True)
class Models:
    """What makes vectors (``embedder``) and the token ids of late interaction (``bundled``)."""

    embedder: Embedder
    bundled: StaticEmbedder

    @property
    def fingerprints(self) -> Fingerprints:
        """What the chunks made now will be like."""
        chunker = f"{CHUNKER_VERSION}.{_CARD_VERSION}.{QUOTING_VERSION}"
        tokens = f"{self.bundled.fingerprint}.{NEAR_VERSION}"
        return Fingerprints(self.embedder.fingerprint, tokens, chunker, str(TERMS_VERSION))


def card(paper: Paper) -> ChunkText:
    """Give the chunk that stands for the paper as a whole, also for one without a note: titles and summaries."""
    texts = (paper.title, paper.title_zh, paper.summary.zh, paper.summary.en)
    return ChunkText((), "", "\n".join(text for text in texts if text))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A chunk on its way into the store; ``old_crc`` is the checksum of the row that it replaces, -1 for none."""

    key: int
    old_crc: int
    row: int
    position: int
    is_card: bool
    paper: Paper
    chunk: ChunkText
    headings: str
    embedded: str
    hash: bytes = field(init=False)

    def __post_init__(self) -> None:
        """Work out what the vector is known by."""
        object.__setattr__(self, "hash", blake2b(self.embedded.encode(), digest_size=16).digest())


class Indexer:
    """Brings the rows of chunks, pieces and terms up to the papers served, inside the caller's transaction."""

    def __init__(self, opened: sqlite3.Connection, models: Models, ids: Ids, before: Fingerprints) -> None:
        """Work on ``opened``, whose vectors and pieces are kept where the model that ``before`` tells is the same."""
        self._opened = opened
        self._models = models
        self._ids = ids
        self._keep_vectors = before.model == models.fingerprints.model
        self._keep_pieces = before.tokens == models.fingerprints.tokens
        self._vectors: dict[bytes, bytes] = {}
        self._terms: dict[str, int] = dict(opened.execute("SELECT term, id FROM terms"))
        self._new_terms: list[tuple[int, str]] = []
        self._drafts: list[_Draft] = []

    def index(self, made: Sequence[int], gone: Iterable[int], progress: Progress) -> None:
        """Make the chunks of the papers with the row ids ``made`` anew, and forget those of the papers ``gone``."""
        affected = json.dumps([*made, *gone])
        old = self._old_chunks(affected)
        for done, row in enumerate(made, 1):
            paper, sections = self._opened.execute("SELECT paper, sections FROM papers WHERE id = ?", (row,)).fetchone()
            self._draft(row, NoteRow(paper, sections, "").note(), old)
            if len(self._drafts) >= _BATCH:
                self._write()
            progress("indexing", done, len(made))
        self._write()
        left = [(key,) for rows in old.values() for key, _ in rows]
        self._opened.executemany("DELETE FROM chunks WHERE id = ?", left)
        self._opened.executemany("INSERT INTO terms VALUES (?, ?)", self._new_terms)
        self._forget_unused_terms()
        self._renew_pieces()

    def _old_chunks(self, affected: str) -> _OldChunks:
        """Give the old chunks of the papers ``affected`` (row ids as JSON); their vectors are kept where they hold."""
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

    def _draft(self, row: int, note: Note, old: _OldChunks) -> None:
        paper = note.paper
        chunks = [(chunk, False) for chunk in chunk_note(note)] + [(card(paper), True)]
        for position, (chunk, is_card) in enumerate(chunks):
            headings = write_headings(chunk.headings)
            same = old.get((row, int(is_card), headings, chunk.anchor, chunk.text))
            key, crc = same.pop() if same else (self._ids.take(), -1)
            embedded = embedded_text(paper, chunk)
            self._drafts.append(_Draft(key, crc, row, position, is_card, paper, chunk, headings, embedded))

    def _write(self) -> None:
        """Embed and write the chunks drafted so far."""
        drafts, self._drafts = self._drafts, []
        new = [draft for draft in drafts if draft.hash not in self._vectors]
        vectors = self._models.embedder.encode_documents([draft.embedded for draft in new])
        embedded = {draft.hash: vector.tobytes() for draft, vector in zip(new, vectors, strict=True)}
        rows = []
        for draft, (sentences, tokens, parts) in zip(drafts, self._cut(drafts), strict=True):
            terms = chunk_terms(draft.paper, draft.chunk)
            arrays = (
                tokens,
                parts,
                np.array([self._term(term) for term in terms], np.int32),
                np.array(list(terms.values()), np.float32),
            )
            vector = embedded.get(draft.hash) or self._vectors[draft.hash]
            blobs = (sentences.written().tobytes(), vector, *(array.tobytes() for array in arrays))
            texts = (draft.headings, draft.chunk.anchor, draft.chunk.text)
            numbers = (draft.row, draft.position, int(draft.is_card))
            content = (draft.hash, *(text.encode() for text in texts), *blobs)
            crc = checksum("chunks", (draft.key, 0, *numbers, *content))
            if crc != draft.old_crc:
                rows.append((draft.key, crc, *numbers, draft.hash, *texts, *blobs))
        self._opened.executemany(
            "INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
        )

    def _cut(self, drafts: Sequence[_Draft]) -> Iterator[tuple[Sentences, IntArray, IntArray]]:
        """Give each draft's sentences, the different token ids of each of its parts, and where among them these end.

        Its parts are what goes before its text (titles, headings) and its sentences.
        """
        sentences = [Sentences.of(draft.chunk.text) for draft in drafts]
        befores = [embedded_text(draft.paper, replace(draft.chunk, text="")) for draft in drafts]
        parts = [part for before, some in zip(befores, sentences, strict=True) for part in (before, *some.texts)]
        tokens = iter(self._models.bundled.token_ids_batch(parts))
        for some in sentences:
            different = [np.unique(ids) for ids in islice(tokens, 1 + len(some.texts))]
            yield some, np.concatenate(different), np.cumsum([len(ids) for ids in different], dtype=np.int32)

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
        """Keep for the pieces that chunks use, and for no others, what is near them."""
        if not self._keep_pieces:
            self._opened.execute("DELETE FROM pieces")
        tokens = b"".join(blob for (blob,) in self._opened.execute("SELECT tokens FROM chunks"))
        used = np.unique(np.frombuffer(tokens, np.int32))
        known = np.array([key for (key,) in self._opened.execute("SELECT id FROM pieces")], np.int32)
        unused = [(key,) for key in np.setdiff1d(known, used).tolist()]
        self._opened.executemany("DELETE FROM pieces WHERE id = ?", unused)
        rows = (
            (key, checksum("pieces", (key, 0, *blobs)), *blobs)
            for piece in neighbours(self._models.bundled, np.setdiff1d(used, known))
            for key, *blobs in [(piece.piece, piece.near.tobytes(), piece.cosines.tobytes())]
        )
        self._opened.executemany("INSERT INTO pieces VALUES (?, ?, ?, ?)", rows)
