"""Which files are of papers that other files have: found in the notes themselves, without a library."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from retrieval.papers import Duplicate, Note, Skipped
from retrieval.sources import Source, SourceFile
from retrieval.store.merge import Candidate, merge


def find_duplicates(sources: Sequence[Source], served: Collection[str]) -> tuple[Duplicate, ...]:
    """Give the duplicates that a refresh would find now; ``served`` are the paths of the papers served so far.

    What cannot be read is left out. Raises :class:`SourceError`.
    """
    found = ((source, file, number, note) for source in sources for file, number, note in _notes(source))
    candidates = (
        Candidate(key, file.name, note.paper, partial(_text, source, file, number), note.paper.path in served)
        for key, (source, file, number, note) in enumerate(found)
    )
    return merge(candidates).duplicates


def _notes(source: Source) -> Iterator[tuple[SourceFile, int, Note]]:
    for file in source.scan():
        if not isinstance(file, Skipped):
            yield from ((file, number, note) for number, note in enumerate(_readable(source, file)))


def _readable(source: Source, file: SourceFile) -> tuple[Note, ...]:
    try:
        return source.read(file).notes
    except Exception:  # a library leaves it out whatever it is, and says so
        return ()


def _text(source: Source, file: SourceFile, number: int) -> str:
    """Read a note again: few texts are needed, and all of them would take much memory."""
    return source.read(file).notes[number].text
