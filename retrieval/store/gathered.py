"""Data that served papers have from other files of them, as the table ``gathered`` holds it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from typing import Any

from retrieval.store.integrity import checksum
from retrieval.types import Bilingual, Duplicate, Note, Paper

_FILLED = ("date", "tag", "paper_url", "arxiv", "doi", "authors", "summary")
"""What a paper has from another file of it where its own says nothing."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Further categories of a paper, the fields that its own file leaves empty, and its other files."""

    also_in: tuple[str, ...]
    filled: Mapping[str, Any]
    duplicates: tuple[Duplicate, ...]

    @classmethod
    def of(cls, served: Paper, others: Sequence[Paper], duplicates: Sequence[Duplicate]) -> Gathered:
        """Gather for ``served`` from the papers that ``others`` say it is; the first to say something is believed."""
        also_in: list[str] = []
        known = {part for path in served.category_paths for part in _paths_down_to(path)}
        for path in (other.category for other in others):
            if path.casefold() not in known:
                also_in.append(path)
                known.update(_paths_down_to(path))
        filled = {
            name: value
            for name in _FILLED
            if not getattr(served, name) and (value := next(filter(None, (getattr(one, name) for one in others)), ""))
        }
        return cls(tuple(also_in), filled, tuple(duplicates))

    @classmethod
    def read(cls, text: str | bytes) -> Gathered:
        """Read it back from the JSON of :meth:`written`."""
        also_in, filled, duplicates = json.loads(text)
        if "authors" in filled:
            filled["authors"] = tuple(filled["authors"])
        if "summary" in filled:
            filled["summary"] = Bilingual(**filled["summary"])
        return cls(tuple(also_in), filled, tuple(Duplicate(*one) for one in duplicates))

    def written(self) -> str:
        """Return it as JSON."""
        duplicates = [astuple(duplicate) for duplicate in self.duplicates]
        written = [self.also_in, self.filled, duplicates]
        return json.dumps(written, ensure_ascii=False, separators=(",", ":"), default=asdict)

    def added_to(self, paper: Paper) -> Paper:
        """Return ``paper``, as its own file has it, with what was gathered."""
        fields: dict[str, Any] = {"also_in": (*paper.also_in, *self.also_in), **self.filled}
        return replace(paper, **fields)

    def added_to_note(self, note: Note) -> Note:
        """Return ``note`` with its paper as :meth:`added_to` does."""
        return replace(note, paper=self.added_to(note.paper))

    @property
    def changes(self) -> str:
        """The part of it that readers can see, as a text for comparison."""
        return json.dumps([self.also_in, self.filled], default=asdict) if self.also_in or self.filled else ""


def _paths_down_to(path: str) -> Iterator[str]:
    """Yield the category at ``path`` and those that it lies in, in lower case, and the empty path."""
    while path:
        yield path.casefold()
        path = path.rpartition("/")[0]
    yield ""


def all_duplicates(gathered: Mapping[int, Gathered]) -> tuple[Duplicate, ...]:
    """Return the other files of all papers, by name."""
    found = [duplicate for one in gathered.values() for duplicate in one.duplicates]
    return tuple(sorted(found, key=lambda duplicate: (duplicate.file, duplicate.path)))


def read_gathered(opened: sqlite3.Connection) -> dict[int, Gathered]:
    """Read what the file holds, by the keys of the papers."""
    return {key: Gathered.read(text) for key, text in opened.execute("SELECT id, gathered FROM gathered")}


def write_gathered(opened: sqlite3.Connection, gathered: Mapping[int, Gathered]) -> None:
    """Make the file hold ``gathered``, inside the caller's transaction; nothing is written where it does."""
    before = dict(opened.execute("SELECT id, gathered FROM gathered"))
    after = {key: one.written() for key, one in gathered.items()}
    opened.executemany("DELETE FROM gathered WHERE id = ?", [(key,) for key in before.keys() - after.keys()])
    rows = [
        (key, checksum("gathered", (key, 0, text.encode())), text)
        for key, text in sorted(after.items())
        if before.get(key) != text
    ]
    opened.executemany("INSERT OR REPLACE INTO gathered VALUES (?, ?, ?)", rows)
