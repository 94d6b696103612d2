"""Snapshot of all that a question needs, read from ``library.db`` at once, verified, and never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.arrays import BoolArray, IndexArray, IntArray
from retrieval.index.bm25 import Bm25Index
from retrieval.index.dense import DenseIndex, VectorRoom
from retrieval.index.token_neighbours import PieceNeighbours, TokenNeighbours
from retrieval.store.gathered import Gathered, all_duplicates
from retrieval.store.integrity import DamageError, State, read_state, verified, verified_terms
from retrieval.store.rows import read_headings, read_paper, read_problems
from retrieval.types import Category, Chunk, Duplicate, Paper

_SIZES = "SELECT id, length(tokens) / 4, length(terms) / 4, length(parts) / 4 FROM chunks ORDER BY paper, position"

_TERMS = 1 << 20
"""Terms of chunks that are looked up at a time."""

Tree = Callable[[Sequence[Paper]], tuple[Category, ...]]
"""Makes the category tree of some papers."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The library at one generation.

    Papers stand newest first. Chunk row ``i`` belongs to ``papers[chunk_paper[i]]``; the chunks of a paper follow one
    another in reading order, the last of them its card (title and summary, ``chunk_is_card``), which is searched but
    never shown. ``tokens[token_offsets[i]:token_offsets[i + 1]]`` are the token ids of what was embedded of chunk
    ``i``, in the bundled tokenizer, part after part: the different ones, ascending, of what goes before its text, then
    those of each sentence. Its parts are ``part_offsets[i]`` to ``part_offsets[i + 1]``, and ``part_ends`` is where in
    ``tokens`` each ends. ``sentences[i]`` are its sentences, as :class:`~retrieval.text.sentence_kinds.Sentences` packs
    them. ``near`` holds what is near the pieces in ``tokens``. ``paper_rows`` are the keys of the papers in the file,
    and ``duplicates`` the files whose papers are served from others. Of the ``files`` read, ``refused`` have a fault
    that keeps something of them from being served.
    """

    state: State
    papers: tuple[Paper, ...]
    paper_rows: tuple[int, ...]
    chunks: tuple[Chunk, ...]
    chunk_paper: IntArray
    chunk_is_card: BoolArray
    sentences: tuple[IntArray, ...]
    vectors: DenseIndex
    lexical: Bm25Index
    tokens: IntArray
    token_offsets: IntArray
    part_ends: IntArray
    part_offsets: IntArray
    near: TokenNeighbours
    categories: tuple[Category, ...]
    duplicates: tuple[Duplicate, ...] = ()
    files: int = 0
    refused: int = 0

    @property
    def generation(self) -> int:
        """The number of refreshes that had changed the library when this was read."""
        return self.state.generation


def load(opened: sqlite3.Connection, tree: Tree) -> Snapshot:
    """Read the whole library, inside a transaction, comparing every row with its checksum.

    Raises what :func:`~retrieval.store.integrity.read_state` does, and :class:`DamageError` for all that does not fit.
    """
    opened.text_factory = bytes
    state = read_state(opened)
    try:
        refused = [_is_refused(problems) for *_, problems in verified(opened, "files", state)]
        gathered = _gathered(opened, state)
        papers, rows = _papers(opened, state, gathered)
        columns = _Columns(opened, state, {row: i for i, row in enumerate(rows)}, papers)
        vectors = DenseIndex(np.array([chunk.id for chunk in columns.chunks], np.int64), columns.room)
        lexical = _lexical(opened, state, columns)
        del columns.terms, columns.weights
        near = TokenNeighbours.inverted(_neighbours(opened, state))
        if not np.array_equal(near.pieces, np.unique(columns.tokens)):
            raise DamageError("its table of pieces is not that of its chunks")
        return Snapshot(
            state=state,
            papers=papers,
            paper_rows=rows,
            chunks=columns.chunks,
            chunk_paper=columns.papers,
            chunk_is_card=columns.cards,
            sentences=columns.sentences,
            vectors=vectors,
            lexical=lexical,
            tokens=columns.tokens,
            token_offsets=columns.token_offsets,
            part_ends=columns.part_ends,
            part_offsets=columns.part_offsets,
            near=near,
            categories=tree(papers),
            duplicates=all_duplicates(gathered),
            files=len(refused),
            refused=sum(refused),
        )
    except (DamageError, sqlite3.Error, MemoryError):
        raise
    except Exception as error:  # whatever cannot be made of the file is wrong with it
        raise DamageError(f"it holds what it should not ({type(error).__name__}: {error})") from error
    finally:
        opened.text_factory = str


def _is_refused(problems: bytes) -> bool:
    return any(not problem.served for problem in read_problems(problems)[1])


def _gathered(opened: sqlite3.Connection, state: State) -> dict[int, Gathered]:
    return {key: Gathered.read(text) for key, _, text in verified(opened, "gathered", state)}


def _papers(
    opened: sqlite3.Connection, state: State, gathered: Mapping[int, Gathered]
) -> tuple[tuple[Paper, ...], tuple[int, ...]]:
    rows = verified(opened, "papers", state)
    own = [(read_paper(paper), key) for key, _, _, _, is_served, _, paper, _ in rows if is_served]
    served = [(gathered[key].added_to(paper) if key in gathered else paper, key) for paper, key in own]
    served.sort(key=lambda pair: pair[0].path)
    served.sort(key=lambda pair: pair[0].date, reverse=True)
    return tuple(paper for paper, _ in served), tuple(key for _, key in served)


def _neighbours(opened: sqlite3.Connection, state: State) -> Iterator[PieceNeighbours]:
    for piece, _, near, cosines in verified(opened, "pieces", state):
        yield PieceNeighbours(piece, np.frombuffer(near, np.int32), np.frombuffer(cosines, np.float16))


class _Columns:
    """The table of chunks as columns, each an array of its final size.

    The rows are read as they lie in the file and put where they belong: letting SQLite sort them takes their memory
    once more, and fetching one after the other takes twice the time.
    """

    def __init__(
        self, opened: sqlite3.Connection, state: State, paper_index: dict[int, int], papers: Sequence[Paper]
    ) -> None:
        sizes = np.array(opened.execute(_SIZES).fetchall(), np.int64).reshape(-1, 4)
        count = len(sizes)
        places = {key: place for place, key in enumerate(sizes[:, 0].tolist())}
        self.token_offsets = _offsets(sizes[:, 1])
        self.term_offsets = _offsets(sizes[:, 2])
        self.part_offsets = _offsets(sizes[:, 3])
        self.papers = np.empty(count, np.int32)
        self.cards = np.empty(count, np.bool_)
        self.room = VectorRoom(count, state.dimensions)
        vectors = self.room.matrix
        self.tokens = np.empty(self.token_offsets[-1], np.int32)
        self.part_ends = np.empty(self.part_offsets[-1], np.int32)
        self.terms = np.empty(self.term_offsets[-1], np.int32)
        self.weights = np.empty(self.term_offsets[-1], np.float32)
        chunks: dict[int, Chunk] = {}
        sentences: dict[int, IntArray] = {}
        for row in verified(opened, "chunks", state):
            key, _, paper, _, card, _, headings, anchor, text, cut, vector, tokens, parts, terms, weights = row
            at, index = places[key], paper_index[paper]
            chunks[at] = Chunk(key, papers[index].id, read_headings(headings), anchor.decode(), text.decode())
            sentences[at] = np.frombuffer(cut, np.int32)
            self.papers[at] = index
            self.cards[at] = card
            vectors[at] = np.frombuffer(vector, np.float32)
            self.tokens[slice(*self.token_offsets[at : at + 2])] = np.frombuffer(tokens, np.int32)
            self.part_ends[slice(*self.part_offsets[at : at + 2])] = (
                np.frombuffer(parts, np.int32) + self.token_offsets[at]
            )
            part = slice(*self.term_offsets[at : at + 2])
            self.terms[part] = np.frombuffer(terms, np.int32)
            self.weights[part] = np.frombuffer(weights, np.float32)
        self.chunks = tuple(chunks[at] for at in range(count))
        self.sentences = tuple(sentences[at] for at in range(count))
        self.tokens.flags.writeable = False


def _lexical(opened: sqlite3.Connection, state: State, columns: _Columns) -> Bm25Index:
    ids, terms = verified_terms(opened, state)
    places = np.full(int(ids.max(initial=0)) + 1, -1, np.int32)
    places[ids] = np.arange(len(ids), dtype=np.int32)
    for first in range(0, len(columns.terms), _TERMS):
        some = columns.terms[first : first + _TERMS]
        some[:] = places[some]
        if int(some.min()) < 0:
            raise DamageError("a chunk has a term that the table of terms lacks")
    return Bm25Index.build(terms, columns.terms, columns.weights, columns.term_offsets)


def _offsets(counts: IndexArray) -> IntArray:
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int32)
