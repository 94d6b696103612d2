"""What every source of notes offers: files found by a scan, notes read from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from retrieval.types import Note, Skipped

Clock = Callable[[], date]
"""Returns today's date, from which a note's date may not lie in the future."""


@dataclass(frozen=True, slots=True)
class Site:
    """How links to notes are made: ``url`` + ``baseurl`` + permalink.

    ``permalink`` is the pattern of Markdown notes (``:path`` is folders and file name, ``:slug`` the name alone). A
    Jekyll site's own ``_config.yml`` goes before all three; its pattern is never taken from here.

    Example: ``Site("https://host", "/papercache", "/:path.html")``.
    """

    url: str = ""
    baseurl: str = ""
    permalink: str = "/:path.html"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source as a scan found it.

    ``name`` is its path below the source's root with ``/`` between the parts, for people and as a key. ``digest`` is a
    hash of the file's bytes and of everything else that decides how it reads; while it stays the same, what the file
    gave last time still holds.
    """

    name: str
    path: Path
    digest: str


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What one file gave: its notes (one; an index page gives many) and the entries of it that could not be read."""

    notes: tuple[Note, ...]
    skipped: tuple[Skipped, ...] = ()


class Source(Protocol):
    """A folder, a site or a page that notes come from."""

    @property
    def kind(self) -> str:
        """What the source is, in words for people: ``Markdown notes``, ``Jekyll site``, ``index page``."""

    @property
    def root(self) -> Path:
        """The folder or the file that the source was opened on."""

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Find the files, sorted by name, and say which things that look like notes cannot be files of it.

        Raises SourceError when the whole source has become unusable. The bytes of the file given last are kept until
        the scan goes on, so reading it then costs no second look at the disk.
        """

    def read(self, file: SourceFile) -> ReadResult:
        """Read the notes of ``file``. Raises NoteError when it gives none because it is broken."""
