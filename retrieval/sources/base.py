"""Protocol of a source of notes: files found by a scan, notes read from a file, a quick look for changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from retrieval.sites import Site
from retrieval.sources.look import Look
from retrieval.types import Note, Skipped

Clock = Callable[[], date]
"""Returns today's date, from which a note's date may not lie in the future."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source as a scan found it, or what takes its place where notes are kept in no files.

    ``name`` is for people and a key: of a file, its path below the source's root with ``/`` between the parts.
    ``digest`` is a hash of its bytes and of everything else that decides how it reads; while it stays the same, what
    was read from the file last time is still valid.
    """

    name: str
    digest: str


@dataclass(slots=True)
class Tally:
    """The count of what a scan came across: files that it yields, and documents that it passes over by their names.

    ``found`` is known as soon as the first file is yielded (0: not known). ``left_out`` are in a format that the source
    reads (README, templates), ``unreadable`` in others, by their endings.
    """

    found: int = 0
    left_out: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The result of reading one file: its notes (many for an index page) and its entries that could not be read.

    ``no_note`` says, as a clause, why a file with which nothing is wrong has no notes: it is a draft, an index.
    """

    notes: tuple[Note, ...]
    skipped: tuple[Skipped, ...] = ()
    no_note: str = ""


class Source(Protocol):
    """The protocol of a source: a folder, a site, a page or whatever else notes come from.

    It is pickled for the process that reads notes. A source that is a file or a folder inherits most of this from
    :class:`~retrieval.sources.files.FileSource`.
    """

    @property
    def kind(self) -> str:
        """The kind of source, in words for people: ``Markdown notes``, ``Jekyll site``, ``index page``."""

    @property
    def location(self) -> str:
        """The location, by which with ``kind`` a library knows it, so it is spelled alike at every opening."""

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Yield the files, sorted by name, and report things that look like notes but cannot be files of it.

        Raises SourceError when the whole source has become unusable. The bytes of the file yielded last are kept until
        the scan goes on, so reading it then costs no second look at the disk.
        """

    @property
    def tally(self) -> Tally:
        """The count of what the scan under way, or else the last one, came across."""

    def read(self, file: SourceFile) -> ReadResult:
        """Read the notes of ``file``. Raises NoteError when it has none because it is broken."""

    def look(self, given_up: Callable[[], bool]) -> Look | None:
        """Take a quick look at whatever may change a note: two looks then differ. None if ``given_up`` meanwhile.

        Its places are the files and folders that the system can watch for changes; there need not be any.
        """

    def changed_since(self, moment: float) -> bool:
        """Return whether a note seems to have changed after ``moment``, in seconds since 1970: a hint for people."""


class SourceKind(Protocol):
    """The protocol of a kind of source: recognises the sources of that kind, and opens them."""

    def recognises(self, path: Path) -> bool:
        """Return whether there is a source of this kind at ``path``, as far as a glance tells."""

    def __call__(self, path: Path, site: Site, today: Clock, /) -> Source:
        """Open it; raises SourceError when it cannot be used."""
