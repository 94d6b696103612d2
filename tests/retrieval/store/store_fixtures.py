"""A source whose notes a test puts there itself, small models, and what to compare libraries by."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from retrieval.arrays import FloatMatrix
from retrieval.errors import NoteError, SourceError
from retrieval.indexing.indexer import Models
from retrieval.models.embedding import StaticEmbedder
from retrieval.sources import ReadResult, SourceFile, Tally
from retrieval.sources.look import Look
from retrieval.store import Snapshot
from retrieval.types import Bilingual, Block, Category, Note, Paper, Section, Skipped, short_id


def note(path: str, *paragraphs: str, title: str = "", has_note: bool = True, date: str = "2024-05") -> Note:
    """Make a note with a section, and so a chunk, for each paragraph; ``path`` is its identity."""
    paper = Paper(
        id=short_id(path),
        path=path,
        slug=path.rsplit("/", 1)[-1],
        title=title or f"Title of {path}",
        date=date,
        categories=("llm",),
        title_zh="标题",
        authors=("Ada Lovelace",),
        tag="osdi24",
        url=f"https://host/{path}.html",
        summary=Bilingual("摘要", "A summary"),
        has_note=has_note,
    )
    sections = (
        Section((f"第 {i} 章", "方法"), f"section-{i}", (Block("paragraph", text),))
        for i, text in enumerate(paragraphs)
    )
    return Note(paper, tuple(sections))


class Shelf:
    """A source held in memory: a file's name leads to its notes, or to the reason why it cannot be read."""

    kind = "shelf"

    def __init__(self, root: str = "shelf", **files: Sequence[Note] | str) -> None:
        self.location = root
        self.files: dict[str, Sequence[Note] | str] = dict(files)
        self.reads: list[str] = []
        self.usable = True
        self.changed_at = 0.0

    def scan(self) -> Iterator[SourceFile | Skipped]:
        if not self.usable:
            raise SourceError(f"{self.location} is gone.")
        for name in sorted(self.files):
            yield SourceFile(name, hashlib.sha256(repr(self.files[name]).encode()).hexdigest())

    @property
    def tally(self) -> Tally:
        return Tally(len(self.files))

    def read(self, file: SourceFile) -> ReadResult:
        self.reads.append(file.name)
        content = self.files[file.name]
        if isinstance(content, str):
            raise NoteError(file.name, content, 3)
        return ReadResult(tuple(content))

    def look(self, given_up: Callable[[], bool]) -> Look | None:
        return None if given_up() else Look((), repr(self.files).encode())

    def changed_since(self, moment: float) -> bool:
        return moment < self.changed_at


class CountingEmbedder(StaticEmbedder):
    """The static embedder, which notes what it was given."""

    documents: list[str]

    def encode_documents(self, texts: Sequence[str]) -> FloatMatrix:
        self.documents = [*getattr(self, "documents", []), *texts]
        return super().encode_documents(texts)


def small_embedder(seed: int = 0, dimensions: int = 96) -> CountingEmbedder:
    """Make a static model over single characters with random vectors."""
    pieces = ["<unk>", *map(chr, range(33, 127)), *map(chr, range(0x4E00, 0x9FA6))]
    tokenizer = Tokenizer(models.Unigram([(piece, -1.0) for piece in pieces], unk_id=0))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    rows = np.random.default_rng(seed).integers(-127, 128, (len(pieces), dimensions)).astype(np.int8)
    scales = np.full(len(pieces), 0.01, np.float32)
    scales[0] = 0.0
    return CountingEmbedder(tokenizer, rows, scales, f"small-{seed}-{dimensions}")


def small_models(seed: int = 0, dimensions: int = 96) -> Models:
    embedder = small_embedder(seed, dimensions)
    return Models(embedder, embedder)


def no_tree(_: Sequence[Paper]) -> tuple[Category, ...]:
    return ()


def content(snapshot: Snapshot) -> dict[str, object]:
    """Return what a library holds, paper by paper, without the ids that depend on how it came to be."""
    near = snapshot.near
    held: dict[str, object] = {"near": [near.pieces.tolist(), near.starts.tolist(), near.places.tolist()]}
    matrix, terms = snapshot.vectors.matrix, _terms(snapshot)
    parts = np.split(snapshot.tokens, snapshot.part_ends)
    for place, paper in enumerate(snapshot.papers):
        rows = np.flatnonzero(snapshot.chunk_paper == place)
        held[paper.path] = (
            paper,
            [
                (
                    snapshot.chunks[row].headings,
                    snapshot.chunks[row].anchor,
                    snapshot.chunks[row].text,
                    bool(snapshot.chunk_is_card[row]),
                    matrix[row].tobytes(),
                    [part.tolist() for part in parts[slice(*snapshot.part_offsets[row : row + 2])]],
                    terms[row],
                )
                for row in rows
            ],
        )
    return held


def _terms(snapshot: Snapshot) -> list[list[tuple[str, float]]]:
    """Return the terms of every chunk with their impacts."""
    lexical = snapshot.lexical
    names = list(lexical.vocabulary)
    found: list[list[tuple[str, float]]] = [[] for _ in snapshot.chunks]
    owners = np.repeat(np.arange(len(names)), np.diff(lexical.starts))
    for term, row, impact in zip(owners.tolist(), lexical.rows.tolist(), lexical.impacts.tolist(), strict=True):
        found[row].append((names[term], round(impact, 4)))
    return [sorted(terms) for terms in found]
