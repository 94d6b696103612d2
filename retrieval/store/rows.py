"""Papers and notes as the rows of ``library.db`` hold them, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from retrieval.types import Bilingual, Block, Note, Paper, Section, Skipped

_SEQUENCES = ("categories", "authors", "also_in")


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as the store holds it: two JSON texts, and a digest of both by which a change is known."""

    paper: str
    sections: str
    digest: str

    @classmethod
    def of(cls, note: Note) -> NoteRow:
        """Write ``note`` down; raises :class:`UnicodeEncodeError` for text that is not valid Unicode."""
        paper = _json(asdict(note.paper))
        sections = _json(
            [[s.headings, s.anchor, [[block.kind, block.text] for block in s.blocks]] for s in note.sections]
        )
        digest = blake2b(f"{paper}\n{sections}".encode(), digest_size=16).hexdigest()
        return cls(paper, sections, digest)

    def note(self) -> Note:
        """Read the note back."""
        return Note(read_paper(self.paper), _read_sections(self.sections))


def read_paper(text: str | bytes) -> Paper:
    """Read a paper back from its JSON."""
    fields: dict[str, Any] = json.loads(text)
    for name in _SEQUENCES:
        fields[name] = tuple(fields[name])
    fields["summary"] = Bilingual(**fields["summary"])
    return Paper(**fields)


def write_headings(headings: Sequence[str]) -> str:
    """Write a heading path as JSON."""
    return _json(list(headings))


@lru_cache(maxsize=4096)
def read_headings(text: str) -> tuple[str, ...]:
    """Read a heading path back; the chunks of one section share the tuple."""
    return tuple(json.loads(text))


def write_problems(day: str, problems: Sequence[Skipped]) -> str:
    """Write down what was wrong with a file, and the ``day`` it was read on (ISO; empty where nothing was wrong)."""
    return json.dumps([day, *([one.file, one.line, one.reason, one.served] for one in problems)])


def read_problems(text: str | bytes) -> tuple[str, tuple[Skipped, ...]]:
    """Read back what :func:`write_problems` wrote."""
    day, *problems = json.loads(text)
    return day, tuple(Skipped(*problem) for problem in problems)


def _read_sections(text: str) -> tuple[Section, ...]:
    return tuple(
        Section(tuple(headings), anchor, tuple(Block(kind, words) for kind, words in blocks))
        for headings, anchor, blocks in json.loads(text)
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
