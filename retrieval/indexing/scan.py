"""Scan, the first half of a refresh: from the files of all sources to the rows of files and papers."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from retrieval.indexing.analysis import Analyst
from retrieval.indexing.aside import Aside
from retrieval.indexing.deduplicate import Candidate, merge
from retrieval.sources import Source, SourceFile
from retrieval.store.gathered import write_gathered
from retrieval.store.integrity import checksum
from retrieval.store.rows import NoteRow, read_paper, read_problems, write_problems
from retrieval.types import Duplicate, Skipped, SourceReport

Progress = Callable[[str, int, int], None]
"""Called with the stage (``reading``, ``indexing``), how much of it is done, and of how much (0: not known)."""

STEP_FILES = 2000
"""Files read in one step of a refresh, so that one that is interrupted goes on where it was.

A step reads as many as are known already where these are more: each ends with a look at the whole library, and steps of
one size would take time that grows with the square of the files.
"""


class Ids:
    """The counter that all ids come from; it only grows, and is kept in the library's state."""

    def __init__(self, following: int) -> None:
        """Start with the id ``following``."""
        self.following = following

    def take(self) -> int:
        """Return an id that was never used before."""
        self.following += 1
        return self.following - 1


@dataclass(frozen=True, slots=True)
class _File:
    """A file as the store knows it; ``day`` is when it was read last (ISO), where something was wrong with it."""

    key: int
    name: str
    digest: str
    day: str
    problems: tuple[Skipped, ...]


class Scan:
    """Brings the rows of files and papers up to what the sources hold, inside the caller's transaction."""

    def __init__(
        self,
        opened: sqlite3.Connection,
        ids: Ids,
        analyst: Analyst,
        today: date,
        progress: Progress,
        *,
        first: bool = False,
    ) -> None:
        """Work on ``opened``, taking new ids from ``ids`` and letting ``analyst`` read.

        ``first`` says that nobody has seen what is there: it has no precedence over what is found now.
        """
        self._opened = opened
        self._ids = ids
        self._analyst = analyst
        self._today = today.isoformat()
        self._progress = progress
        self._first = first
        self._known = {(source, file.name): file for source, file in self._files()}
        # there is no index in the file, and to look through all papers for each file takes ever longer
        self._papers: dict[int, list[int]] = {}
        for paper, file in opened.execute("SELECT id, file FROM papers"):
            self._papers.setdefault(file, []).append(paper)
        self._present: dict[int, tuple[str, _File]] = {}
        self._sources: dict[str, Source] = {}
        self._unfit: dict[str, list[Skipped]] = {}
        self._analysed = Aside()
        self._first_new = ids.following
        self._written: set[int] = set()
        self.duplicates: tuple[Duplicate, ...] = ()
        self.reports: tuple[SourceReport, ...] = ()
        """What became of the files of each source, known once it is decided which notes are served."""
        self.changed: list[int] = []
        """The keys of the files that were read, in the order of the sources."""
        self.complete = True
        """Whether all that changed was read; else the rest waits for the next step."""
        self.expected = 0
        """The files that there are, as far as the sources know beforehand."""

    def take(self, sources: Sequence[Source]) -> None:
        """Read what changed in ``sources``, as much as one step may, and forget what is gone.

        What is gone is forgotten in the last step only: a note that was moved must not be missing in between.
        :meth:`serve` is to follow.
        """
        self._sources = {_source_key(source): source for source in sources}
        for key, source in self._sources.items():
            self._take_source(key, source)
        for (key, _), file in self._known.items():
            if file.key in self._present:
                continue
            if not self.complete:
                self._present[file.key] = key, file
            else:
                self._write_notes(file.key, ())
                self._opened.execute("DELETE FROM files WHERE id = ?", (file.key,))

    @property
    def files(self) -> list[int]:
        """The keys of all files, in the order of the sources."""
        return [*self._present]

    def serve(self, withheld: Mapping[int, str]) -> tuple[Skipped, ...]:
        """Decide which notes are served and return those that are not.

        ``withheld`` (key and reason) are files that can be read, but with which the library could not be asked.
        """
        skipped = [fault for unfit in self._unfit.values() for fault in unfit]
        for key, (source, file) in self._present.items():
            if key in withheld:
                problems = (Skipped(file.name, 0, withheld[key]),)
                self._write_file(source, replace(file, day=self._today, problems=problems))
                self._write_notes(key, ())
                skipped += problems
            else:
                skipped += file.problems
        return (*skipped, *self._choose())

    def chunks(self, note: NoteRow) -> bytes:
        """Return the chunks of a note, pickled; raises NoteError where it cannot be analysed."""
        return self._analysed.get(note.digest) or self._analyst.analyse(note)

    def close(self) -> None:
        """Free what the chunks take on the disk."""
        self._analysed.close()

    def _files(self) -> Iterator[tuple[str, _File]]:
        for key, source, name, digest, written in self._opened.execute(
            "SELECT id, source, name, digest, problems FROM files"
        ):
            yield source, _File(key, name, digest, *read_problems(written))

    def _take_source(self, key: str, source: Source) -> None:
        unfit = self._unfit.setdefault(key, [])
        before = self.expected
        for found in source.scan():
            self.expected = before + source.tally.found
            if isinstance(found, Skipped):
                unfit.append(found)
                continue
            file = self._known.get((key, found.name))
            # what could not be read is tried again on another day: a date lies in the future only so long, and what
            # took too much of a busy machine may not take it again
            if file is None or file.digest != found.digest or (file.problems and file.day != self._today):
                if len(self.changed) >= max(STEP_FILES, len(self._known)):
                    self.complete = False
                    return
                file = self._read(source, found, file)
            self._present[file.key] = key, file
            self._progress("reading", len(self._present) + sum(map(len, self._unfit.values())), self.expected)

    def _read(self, source: Source, found: SourceFile, before: _File | None) -> _File:
        reading = self._analyst.read(source, found)
        key = before.key if before else self._ids.take()
        file = _File(key, found.name, found.digest, self._today if reading.problems else "", reading.problems)
        if file != before:
            self._write_file(_source_key(source), file)
        self._write_notes(file.key, [note.row for note in reading.notes])
        for note in reading.notes:
            self._analysed.put(note.row.digest, note.chunks)
        self.changed.append(file.key)
        return file

    def _write_file(self, source: str, file: _File) -> None:
        values = (source, file.name, file.digest, write_problems(file.day, file.problems))
        crc = checksum("files", (file.key, 0, *(value.encode() for value in values)))
        self._opened.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", (file.key, crc, *values))

    def _write_notes(self, file: int, notes: Sequence[NoteRow]) -> None:
        """Make ``notes`` the notes of ``file``; a note keeps its key for as long as its file holds it."""
        before: dict[str, list[tuple[int, int, str, int]]] = {}
        for key, ordinal, digest, served, paper in self._opened.execute(
            "SELECT id, ordinal, digest, served, paper FROM papers WHERE id IN (SELECT value FROM json_each(?)) "
            "ORDER BY ordinal DESC",
            (json.dumps(self._papers.get(file, ())),),
        ):
            before.setdefault(read_paper(paper).id, []).append((key, ordinal, digest, served))
        for ordinal, note in enumerate(notes):
            rows = before.get(read_paper(note.paper).id)
            key, old_ordinal, digest, served = rows.pop() if rows else (self._new_paper(file), -1, "", 1)
            if (old_ordinal, digest) != (ordinal, note.digest):
                self._write_paper(key, file, ordinal, served, note)
                self._written.add(key)
        for rows in before.values():
            self._opened.executemany("DELETE FROM papers WHERE id = ?", [row[:1] for row in rows])

    def _new_paper(self, file: int) -> int:
        key = self._ids.take()
        self._papers.setdefault(file, []).append(key)
        return key

    def _write_paper(self, key: int, file: int, ordinal: int, served: int, note: NoteRow) -> None:
        texts = (note.digest, note.paper, note.sections)
        crc = checksum("papers", (key, 0, file, ordinal, served, *(text.encode() for text in texts)))
        self._opened.execute(
            "INSERT OR REPLACE INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (key, crc, file, ordinal, served, *texts)
        )

    def _choose(self) -> tuple[Skipped, ...]:
        """Mark the notes that are served and return those that others replace."""
        order = {file: place for place, file in enumerate(self._present)}
        rows = self._opened.execute("SELECT id, file, ordinal, served, paper FROM papers").fetchall()
        rows.sort(key=lambda row: (order[row[1]], row[2]))
        merged = merge(self._candidate(key, file, bool(served), paper) for key, file, _, served, paper in rows)
        self.duplicates = merged.duplicates
        self.reports = tuple(self._report({row[0]: row[1] for row in rows}, merged.served))
        write_gathered(self._opened, merged.gathered)
        for key, file, ordinal, was_served, paper in rows:
            if (key in merged.served) != bool(was_served):
                digest, sections = self._opened.execute(
                    "SELECT digest, sections FROM papers WHERE id = ?", (key,)
                ).fetchone()
                self._write_paper(key, file, ordinal, int(key in merged.served), NoteRow(paper, sections, digest))
        return merged.skipped

    def _report(self, files: Mapping[int, int], served: Collection[int]) -> Iterator[SourceReport]:
        """Count what each source gave; ``files`` are those of all notes, ``served`` the notes that are served."""
        papers = Counter(self._present[files[note]][0] for note in served)
        giving = {*files.values()}
        of_source = Counter(key for key, _ in self._present.values())
        refused, hidden = Counter[str](), Counter[str]()
        for key, file in self._present.values():
            faults = sum(not problem.served for problem in file.problems)
            refused[key] += faults
            hidden[key] += not faults and file.key not in giving
        for key, source in self._sources.items():
            unfit, tally = len(self._unfit[key]), source.tally
            yield SourceReport(
                location=source.location,
                kind=source.kind,
                files=of_source[key] + unfit,
                papers=papers[key],
                refused=refused[key] + unfit,
                hidden=hidden[key],
                left_out=tally.left_out,
                unreadable=dict(tally.unreadable.most_common()),
            )

    def _candidate(self, key: int, file: int, served: bool, paper: str) -> Candidate:
        def text() -> str:
            (sections,) = self._opened.execute("SELECT sections FROM papers WHERE id = ?", (key,)).fetchone()
            return NoteRow(paper, sections, "").note().text

        known = served and key < self._first_new and not self._first
        changed = key in self._written and not self._first
        return Candidate(key, self._present[file][1].name, read_paper(paper), text, known, changed)


def _source_key(source: Source) -> str:
    return f"{source.kind}: {source.location}"
