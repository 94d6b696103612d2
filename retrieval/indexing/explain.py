"""Explanation of one file for its maintainer: what is read from it and from where, or why nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import SourceError
from retrieval.indexing.bounded_analyst import BoundedAnalyst
from retrieval.models.embedding import StaticEmbedder
from retrieval.sources import ReadResult, Site, Source, open_source
from retrieval.sources.files import DOCUMENT_ENDINGS, FileSource
from retrieval.types import Note, Skipped

_PASSED_OVER = "is left out by its name or that of a folder that it is in (README, templates, drafts)"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is read from the ``file`` of a source of some ``kind`` at ``location``.

    ``no_note`` says, as a clause, why it gives no notes though nothing is wrong with it.
    """

    kind: str
    location: str
    file: str
    notes: tuple[Note, ...]
    problems: tuple[Skipped, ...]
    no_note: str


def explain(path: Path, sources: Sequence[Path], site: Site) -> Explanation:
    """Read the file at ``path`` as a refresh of the source that it lies in does; one that lies in none by itself.

    Raises :class:`SourceError` where there is no such file, or the source cannot be used.
    """
    if not path.is_file():
        raise SourceError(f"{path} is no file; name one of the files of your notes")
    source, name = _source_of(path, sources, site)
    with BoundedAnalyst(StaticEmbedder.open()) as analyst:
        result = _result(analyst, source, name, path)
    return Explanation(source.kind, source.location, name, result.notes, result.skipped, result.no_note)


def _source_of(path: Path, sources: Sequence[Path], site: Site) -> tuple[Source, str]:
    for place in sources:
        if place.exists() and path.resolve().is_relative_to(place.resolve()):
            source = open_source(place, site)
            if isinstance(source, FileSource) and (name := source.name_of(path)):
                return source, name
    return open_source(path.parent, site), path.name


def _result(analyst: BoundedAnalyst, source: Source, name: str, path: Path) -> ReadResult:
    for found in source.scan():
        if isinstance(found, Skipped):
            if found.file == name:
                return ReadResult((), (found,))
        elif found.name == name:
            return analyst.explain(source, found)
    ending = path.suffix.lower()
    readable = isinstance(source, FileSource) and ending in source.endings
    if not readable and ending in DOCUMENT_ENDINGS:
        return ReadResult((), no_note=f"is in a format that is not read ({ending})")
    return ReadResult((), no_note=_PASSED_OVER if readable else "is no note by its name")
