"""Reading and analysis of one file, the slow part of indexing: its notes as rows, their chunks without vectors.

Nothing here reads the library, so that it can run in a process of its own (:mod:`.analysis_worker`).
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

import numpy as np

from retrieval.errors import NoteError
from retrieval.indexing.chunking import chunk_note, embedded_text
from retrieval.models.embedding import StaticEmbedder
from retrieval.sources import ReadResult, Source, SourceFile
from retrieval.store.rows import NoteRow, write_headings
from retrieval.text.sentence_kinds import Sentences
from retrieval.text.terms import chunk_terms
from retrieval.types import ChunkText, Note, Paper, Skipped


@dataclass(frozen=True, slots=True)
class AnalysedChunk:
    """A chunk as the library keeps it, without its vector and its ids.

    ``embedded`` is the text that its vector is made of. ``sentences`` (int32), ``tokens`` (int32) and ``parts``
    (int32) are what the columns of those names hold, ``terms`` its words, ``weights`` (float32) what each counts.
    """

    is_card: bool
    headings: str
    anchor: str
    text: str
    embedded: str
    sentences: bytes
    tokens: bytes
    parts: bytes
    terms: tuple[str, ...]
    weights: bytes


@dataclass(frozen=True, slots=True)
class AnalysedNote:
    """A note as a row, and its chunks in reading order, pickled: they are many, and not all are needed at once."""

    row: NoteRow
    chunks: bytes


@dataclass(frozen=True, slots=True)
class FileReading:
    """The result of reading one file: its notes, analysed, and what of it could not be read."""

    notes: tuple[AnalysedNote, ...] = ()
    problems: tuple[Skipped, ...] = ()


class Analyst(Protocol):
    """The protocol of what reads and analyses files, in this process or another."""

    def read(self, source: Source, file: SourceFile) -> FileReading:
        """Read ``file`` of ``source``; whatever goes wrong with it is among the problems."""

    def analyse(self, row: NoteRow) -> bytes:
        """Analyse a note read before into the chunks of an :class:`AnalysedNote`; raises NoteError if it cannot be."""

    def explain(self, source: Source, file: SourceFile) -> ReadResult:
        """Read ``file`` of ``source`` for a person, who wants to know where each field came from."""


class LocalAnalyst:
    """Reads and analyses in this thread; the token ids are those of ``bundled``."""

    def __init__(self, bundled: StaticEmbedder) -> None:
        """Use the tokenizer of ``bundled``."""
        self._bundled = bundled

    def read(self, source: Source, file: SourceFile) -> FileReading:
        """Read ``file`` of ``source``; whatever goes wrong with it is among the problems."""
        try:
            result = source.read(file)
            notes = tuple(AnalysedNote(NoteRow.of(note), self._chunks(note)) for note in result.notes)
        except NoteError as error:
            return FileReading(problems=(Skipped(error.file, error.line, error.reason),))
        except Exception as error:  # no note may keep the others from being read
            return FileReading(problems=(Skipped(file.name, 0, reason_of(error)),))
        return FileReading(notes, result.skipped)

    def analyse(self, row: NoteRow) -> bytes:
        """Analyse a note read before into the chunks of an :class:`AnalysedNote`; raises NoteError if it cannot be."""
        note = row.note()
        try:
            return self._chunks(note)
        except Exception as error:
            raise NoteError(note.paper.path, reason_of(error)) from error

    def explain(self, source: Source, file: SourceFile) -> ReadResult:
        """Read ``file`` of ``source`` for a person, who wants to know where each field came from."""
        try:
            return source.read(file)
        except NoteError as error:
            return ReadResult((), (Skipped(error.file, error.line, error.reason),))
        except Exception as error:
            return ReadResult((), (Skipped(file.name, 0, reason_of(error)),))

    def _chunks(self, note: Note) -> bytes:
        paper = note.paper
        chunks = [(chunk, False) for chunk in chunk_note(note)] + [(card(paper), True)]
        cut = [Sentences.of(chunk.text) for chunk, _ in chunks]
        befores = [embedded_text(paper, replace(chunk, text="")) for chunk, _ in chunks]
        parts = [part for before, some in zip(befores, cut, strict=True) for part in (before, *some.texts)]
        ids = iter(self._bundled.token_ids_batch(parts))
        analysed = []
        for (chunk, is_card), some in zip(chunks, cut, strict=True):
            # the different pieces of what goes before the text (titles, headings), then of each sentence
            different = [np.unique(one) for one in islice(ids, 1 + len(some.texts))]
            terms = chunk_terms(paper, chunk)
            analysed.append(
                AnalysedChunk(
                    is_card=is_card,
                    headings=write_headings(chunk.headings),
                    anchor=chunk.anchor,
                    text=chunk.text,
                    embedded=embedded_text(paper, chunk),
                    sentences=some.pack().tobytes(),
                    tokens=np.concatenate(different).tobytes(),
                    parts=np.cumsum([len(one) for one in different], dtype=np.int32).tobytes(),
                    terms=tuple(terms),
                    weights=np.array(list(terms.values()), np.float32).tobytes(),
                )
            )
        return pickle.dumps(analysed)


def card(paper: Paper) -> ChunkText:
    """Return the chunk that stands for the paper as a whole, also for one without a note: titles and summaries."""
    texts = (paper.title, paper.title_zh, paper.summary.zh, paper.summary.en)
    return ChunkText((), "", "\n".join(text for text in texts if text))


def chunks_of(pickled: bytes) -> Sequence[AnalysedChunk]:
    """Return the chunks of an :class:`AnalysedNote`, unpickled."""
    chunks: list[AnalysedChunk] = pickle.loads(pickled)  # noqa: S301  (made by ourselves, in our own process)
    return chunks


def reason_of(error: Exception) -> str:
    """Return in words for people why a note that raised ``error`` is not served."""
    if isinstance(error, UnicodeEncodeError):
        return "holds characters that are no valid Unicode"
    if isinstance(error, MemoryError):
        return "takes too much memory to be read; split it"
    return f"cannot be read: {type(error).__name__}: {error}"[:300]
