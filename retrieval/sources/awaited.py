"""A source that cannot be opened yet: what was indexed of it before is served until it is back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.errors import SourceError
from retrieval.sources.base import ReadResult, Source, SourceFile, Tally
from retrieval.sources.look import ANY_ENDING, Look, changed_below, look_below
from retrieval.types import Skipped


@dataclass(slots=True)
class AwaitedSource:
    """Opens the source at ``path`` with ``opening`` at every scan, which raises SourceError until it is there."""

    path: Path
    opening: Callable[[], Source]
    _opened: Source | None = field(default=None, repr=False)

    @property
    def kind(self) -> str:
        """The kind of the source, known once it can be opened; "source" until then."""
        if self._opened is None:
            with suppress(SourceError):
                self._opened = self.opening()
        return self._opened.kind if self._opened else "source"

    @property
    def location(self) -> str:
        """The path at which the source is, or will be."""
        return self._opened.location if self._opened else str(self.path.resolve())

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Find the files; raises SourceError while the source cannot be opened."""
        self._opened = self.opening()
        return self._opened.scan()

    @property
    def tally(self) -> Tally:
        """The count of what the last scan came across; nothing until there was one."""
        return self._opened.tally if self._opened else Tally()

    def read(self, file: SourceFile) -> ReadResult:
        """Read the notes of a ``file`` that the last scan found."""
        if self._opened is None:
            raise LookupError(file.name)
        return self._opened.read(file)

    def look(self, given_up: Callable[[], bool]) -> Look | None:
        """Look at what is there: any file may be what lets the source be opened."""
        return self._opened.look(given_up) if self._opened else look_below(self.path, given_up=given_up)

    def changed_since(self, moment: float) -> bool:
        """Return whether anything changed after ``moment``."""
        return self._opened.changed_since(moment) if self._opened else changed_below(self.path, ANY_ENDING, moment)
