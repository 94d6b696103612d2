"""Notes that take too much, for the process that reads notes."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from pathlib import Path

from retrieval.sources import ReadResult, SourceFile
from retrieval.types import Note
from tests.retrieval.store.store_fixtures import Shelf

_BACKTRACKING = re.compile(r"(?:a|a)*b")


def spin() -> None:
    """Compute in a loop of Python."""
    while True:
        pass


def match() -> None:
    """Compute in one call that holds the interpreter's lock."""
    _BACKTRACKING.search("a" * 200)


def hoard() -> None:
    """Ask for memory, more and more of it."""
    held = []
    while True:
        held.append(bytearray(1 << 20))


def abort() -> None:
    """End as a library written in C does."""
    os.abort()


def recurse() -> None:
    """Call itself."""
    recurse()


def fail() -> None:
    """Raise what no reader of notes raises."""
    raise ZeroDivisionError("one by none")


class CostlyShelf(Shelf):
    """A shelf on which files named after one of the functions do what that does; ``begun`` is made when one is read."""

    def __init__(self, begun: Path, **files: Sequence[Note] | str) -> None:
        super().__init__("costly", **files)
        self.begun = begun

    def read(self, file: SourceFile) -> ReadResult:
        self.begun.write_text(file.name)
        work = {one.__name__: one for one in (spin, match, hoard, abort, recurse, fail)}.get(file.name)
        if work is not None:
            work()
        if file.name == "slow":
            time.sleep(60)
        return super().read(file)
