"""The first half of a refresh: from the files of all sources to the rows of files and papers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.errors import NoteError
from retrieval.papers import Skipped
from retrieval.sources import Source, SourceFile
from retrieval.store.integrity import checksum
from retrieval.store.merge import Candidate, merge
from retrieval.store.rows import NoteRow, read_paper

Progress = Callable[[str, int, int], None]
"""Is told the stage (``reading``, ``indexing``), how much of it is done, and of how much (0: not known)."""


class Ids:
    """The counter that all ids come from; it only grows, and is kept in the library's state."""

    def __init__(self, following: int) -> None:
        """Start with the id ``following``."""
        self.following = following

    def take(self) -> int:
        """Give an id that was never given before."""
        self.following += 1
        return self.following - 1


@dataclass(frozen=True, slots=True)
class _File:
    """A file as the store knows it."""

    key: int
    digest: str
    problems: tuple[Skipped, ...]


class Intake:
    """Brings the rows of files and papers up to what the sources hold, inside the caller's transaction."""

    def __init__(self, opened: sqlite3.Connection, ids: Ids, progress: Progress) -> None:
        """Work on ``opened``, taking new ids from ``ids``."""
        self._opened = opened
        self._ids = ids
        self._progress = progress
        self._known = {(source, name): file for source, name, file in self._files()}
        self._names: dict[int, str] = {}
        self.skipped: list[Skipped] = []

    def take(self, sources: Sequence[Source]) -> None:
        """Read what changed in ``sources``, forget what is gone, and decide which notes are served."""
        for source in {_source_key(source): source for source in sources}.values():
            self._take_source(source)
        for file in self._known.values():
            if file.key not in self._names:
                self._opened.execute("DELETE FROM papers WHERE file = ?", (file.key,))
                self._opened.execute("DELETE FROM files WHERE id = ?", (file.key,))
        self._serve()

    def _files(self) -> Iterator[tuple[str, str, _File]]:
        for key, source, name, digest, problems in self._opened.execute(
            "SELECT id, source, name, digest, problems FROM files"
        ):
            yield source, name, _File(key, digest, tuple(Skipped(*problem) for problem in json.loads(problems)))

    def _take_source(self, source: Source) -> None:
        for found in source.scan():
            if isinstance(found, Skipped):
                self.skipped.append(found)
                continue
            file = self._known.get((_source_key(source), found.name))
            # what could not be read is tried again: a date that lay in the future does not for ever
            if file is None or file.digest != found.digest or file.problems:
                file = self._read(source, found, file)
            self._names[file.key] = found.name
            self.skipped.extend(file.problems)
            self._progress("reading", len(self._names), 0)

    def _read(self, source: Source, found: SourceFile, before: _File | None) -> _File:
        notes: list[NoteRow] = []
        problems: list[Skipped] = []
        try:
            result = source.read(found)
            problems += result.skipped
            notes += [NoteRow.of(note) for note in result.notes]
        except NoteError as error:
            problems.append(Skipped(error.file, error.line, error.reason))
        except UnicodeEncodeError:
            problems.append(Skipped(found.name, 0, "holds characters that are no valid Unicode"))
        file = _File(before.key if before else self._ids.take(), found.digest, tuple(problems))
        if file != before:
            written = json.dumps([[problem.file, problem.line, problem.reason] for problem in problems])
            values = (_source_key(source), found.name, found.digest, written)
            crc = checksum("files", (file.key, 0, *(value.encode() for value in values)))
            self._opened.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", (file.key, crc, *values))
        self._write_notes(file.key, notes)
        return file

    def _write_notes(self, file: int, notes: Sequence[NoteRow]) -> None:
        """Make ``notes`` the notes of ``file``; a note keeps its key for as long as its file gives it."""
        before: dict[str, list[tuple[int, int, str, int]]] = {}
        for key, ordinal, digest, served, paper in self._opened.execute(
            "SELECT id, ordinal, digest, served, paper FROM papers WHERE file = ? ORDER BY ordinal DESC", (file,)
        ):
            before.setdefault(read_paper(paper).id, []).append((key, ordinal, digest, served))
        for ordinal, note in enumerate(notes):
            rows = before.get(read_paper(note.paper).id)
            key, old_ordinal, digest, served = rows.pop() if rows else (self._ids.take(), -1, "", 1)
            if (old_ordinal, digest) != (ordinal, note.digest):
                self._write_paper(key, file, ordinal, served, note)
        for rows in before.values():
            self._opened.executemany("DELETE FROM papers WHERE id = ?", [row[:1] for row in rows])

    def _write_paper(self, key: int, file: int, ordinal: int, served: int, note: NoteRow) -> None:
        texts = (note.digest, note.paper, note.sections)
        crc = checksum("papers", (key, 0, file, ordinal, served, *(text.encode() for text in texts)))
        self._opened.execute(
            "INSERT OR REPLACE INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (key, crc, file, ordinal, served, *texts)
        )

    def _serve(self) -> None:
        order = {file: place for place, file in enumerate(self._names)}
        rows = self._opened.execute("SELECT id, file, ordinal, served, paper FROM papers").fetchall()
        rows.sort(key=lambda row: (order[row[1]], row[2]))
        served, duplicates = merge(Candidate(row[0], self._names[row[1]], read_paper(row[4])) for row in rows)
        self.skipped.extend(duplicates)
        for key, file, ordinal, was_served, paper in rows:
            if (key in served) != bool(was_served):
                digest, sections = self._opened.execute(
                    "SELECT digest, sections FROM papers WHERE id = ?", (key,)
                ).fetchone()
                self._write_paper(key, file, ordinal, int(key in served), NoteRow(paper, sections, digest))


def _source_key(source: Source) -> str:
    return f"{source.kind}: {source.root.resolve()}"
