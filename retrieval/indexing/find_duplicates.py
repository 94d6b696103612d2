"""Duplicates: files of papers that other files have, found in the notes themselves, without a library."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from retrieval.indexing.analysis import Analyst
from retrieval.indexing.bounded_analyst import BoundedAnalyst
from retrieval.indexing.deduplicate import Candidate, merge
from retrieval.models.embedding import StaticEmbedder
from retrieval.sources import Source, SourceFile
from retrieval.types import Duplicate, Paper, Skipped


def find_duplicates(sources: Sequence[Source], served: Collection[str]) -> tuple[Duplicate, ...]:
    """Return the duplicates that a refresh would find now; ``served`` are the paths of the papers served so far.

    What cannot be read is left out. Raises :class:`SourceError`, and :class:`ModelError` where the bundled model cannot
    be used.
    """
    with BoundedAnalyst(StaticEmbedder.open()) as analyst:
        found = ((source, *one) for source in sources for one in _papers(analyst, source))
        candidates = (
            Candidate(key, file.name, paper, partial(_text, analyst, source, file, number), paper.path in served)
            for key, (source, file, number, paper) in enumerate(found)
        )
        return merge(candidates).duplicates


def _papers(analyst: Analyst, source: Source) -> Iterator[tuple[SourceFile, int, Paper]]:
    for file in source.scan():
        if not isinstance(file, Skipped):
            for number, note in enumerate(analyst.read(source, file).notes):
                yield file, number, note.row.note().paper


def _text(analyst: Analyst, source: Source, file: SourceFile, number: int) -> str:
    """Read a note again: few texts are needed, and all of them would take much memory."""
    notes = analyst.read(source, file).notes
    return notes[number].row.note().text if number < len(notes) else ""
