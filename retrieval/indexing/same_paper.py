"""Recognition of notes of the same paper: by arXiv number or DOI, or by the title and what goes with it.

Notes are shown one after the other. Each is looked up by keys, so that all take linear time together; texts are
compared only of notes with one title that nothing else joins, and by sketches of one size.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from retrieval.parsing.urls import arxiv_id
from retrieval.types import Paper, SameBy

MAX_COMPARED_NOTES = 16
"""Notes under one key (one title and year, say) that another is compared with: a bound for hostile collections."""

MAX_COMPARED_AUTHORS = 100
"""Authors at the front of a list that are compared."""

MAX_COMPARED_CHARACTERS = 200_000
"""Characters at the front of a note that its sketch is made of."""

MIN_SHARED_TEXT = 0.5
"""Share of its runs of letters that a note has in common with another of the same text, a few places edited. An edited
word in a note of 100 letters leaves 0.7; notes of different papers share next to nothing."""

_RUN = 8
"""Letters and digits in a run."""
_BINS = 64
"""Runs that stand for a note: the least hash in each of so many classes of hashes."""
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_FACTOR, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
"""What hashes are mixed by: an odd number without pattern (2^64 divided by the golden ratio)."""

_VERSION = re.compile(r"v\d+$")
_SUBJECT_CLASS = re.compile(r"^([a-z-]+)\.[a-z]{2}/")
_NOBODY = frozenset(("etal", "others", "等"))

Sketch = npt.NDArray[np.uint64]
"""The least hash in each bin, :data:`_EMPTY` where there is none."""


def title_key(title: str) -> str:
    """Return what two spellings of one title have in common: its letters and digits, without case and width."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(character for character in folded if character.isalnum())


def identifiers(paper: Paper) -> tuple[tuple[SameBy, str], ...]:
    """Return the arXiv number of ``paper``, without version, and its DOI, each in the form that is compared."""
    arxiv = (paper.arxiv or arxiv_id(paper.doi)).casefold()
    arxiv = _SUBJECT_CLASS.sub(r"\1/", _VERSION.sub("", arxiv))
    doi = "" if arxiv_id(paper.doi) else paper.doi.casefold().rstrip("/")
    found: tuple[tuple[SameBy, str], ...] = (("arxiv", arxiv), ("doi", doi))
    return tuple(one for one in found if one[1])


@dataclass(frozen=True, slots=True)
class Recognised:
    """The ``key`` of the note of the same paper; ``by`` and ``value`` as in :class:`~retrieval.types.Duplicate`."""

    key: int
    by: SameBy
    value: str = ""


class Recogniser:
    """Recognises the papers of notes that it is shown one after the other."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        """Prepare for the notes of ``papers``."""
        self._titles = Counter(title_key(paper.title) for paper in papers)
        self._notes: dict[_Name, list[_Note]] = {}
        self._unsketched: dict[str, list[_Note]] = {}

    def recognise(self, key: int, paper: Paper, text: Callable[[], str]) -> Recognised | None:
        """Return the first note shown of the same paper as this one with ``text``; None if this is the first."""
        note = _Note(key, paper, text)
        # of a title that stands alone nothing else need be known
        titled = self._titles[note.title] > 1 and note.title != ""
        found = self._identified(note) or (self._titled(note) if titled else None)
        other, by, value = found or (None, None, "")
        if other is not None:
            note.first = other.first
        for name in (*note.identifiers, *(note.names() if titled else ())):
            self._remember(name, note)
        if titled:
            self._unsketched.setdefault(note.title, []).append(note)
        return Recognised(note.first.key, by, value) if by is not None else None

    def _identified(self, note: _Note) -> _Match | None:
        for name in note.identifiers:
            for other in self._notes.get(name, ()):
                return other, *name
        return None

    def _titled(self, note: _Note) -> _Match | None:
        for name in note.names():
            for other in self._notes.get(name, ()):
                if name[0] == "authors" and note.has_authors_of(other):
                    return other, "authors", ""
                if name[0] == "year" and not (note.contradicts(other) or note.contradicts(other.first)):
                    return other, "year", ""
        for other in self._unsketched.pop(note.title, ()):
            for name in other.runs():
                self._remember(name, other)
        for name in note.runs():
            for other in self._notes.get(name, ()):
                if note.shared_text(other) >= MIN_SHARED_TEXT:
                    return other, "text", ""
        return None

    def _remember(self, name: _Name, note: _Note) -> None:
        notes = self._notes.setdefault(name, [])
        if len(notes) < MAX_COMPARED_NOTES:
            notes.append(note)


class _Note:
    """A note with what its paper is recognised by; ``first`` is the first note of it."""

    def __init__(self, key: int, paper: Paper, text: Callable[[], str]) -> None:
        self.key = key
        self.first = self
        self.title = title_key(paper.title)
        self.identifiers = identifiers(paper)
        self._paper = paper
        self._text = text

    @cached_property
    def authors(self) -> frozenset[str]:
        names = (
            "".join(filter(str.isalpha, title_key(author))) for author in self._paper.authors[:MAX_COMPARED_AUTHORS]
        )
        return frozenset(name for name in names if name) - _NOBODY

    @cached_property
    def sketch(self) -> Sketch:
        return sketch(self._text())

    def names(self) -> Iterator[_Name]:
        """Yield the keys that it may share with another note of its title, the stronger ones first."""
        for author in sorted(self.authors):
            yield "authors", f"{self.title} {author}"
        if self._paper.date:
            yield "year", f"{self.title} {self._paper.year}"

    def runs(self) -> Iterator[_Name]:
        """Yield the keys that it shares with another note of its title and text."""
        for place, least in enumerate(self.sketch.tolist()):
            if least != int(_EMPTY):
                yield "text", f"{self.title} {place} {least}"

    def has_authors_of(self, other: _Note) -> bool:
        """Return whether both have the same authors; either list may be cut short."""
        return self.authors <= other.authors or other.authors <= self.authors

    def contradicts(self, other: _Note) -> bool:
        """Return whether the two say of themselves that they are of different papers."""
        mine, others = dict(self.identifiers), dict(other.identifiers)
        if any(mine[by] != others[by] for by in mine.keys() & others.keys()):
            return True
        return bool(self.authors and other.authors) and self.authors.isdisjoint(other.authors)

    def shared_text(self, other: _Note) -> float:
        """Estimate which share of all runs of either text both have."""
        either = (self.sketch != _EMPTY) | (other.sketch != _EMPTY)
        both = (self.sketch == other.sketch) & either
        return float(both.sum() / max(either.sum(), 1))


_Name = tuple[SameBy, str]
"""A key that notes of one paper share."""
_Match = tuple[_Note, SameBy, str]


def sketch(text: str) -> Sketch:
    """Return the least hash in each bin of the runs of letters of ``text``: a sample of one size that texts share."""
    letters = title_key(text[:MAX_COMPARED_CHARACTERS])
    least = np.full(_BINS, _EMPTY)
    if letters:
        codes = np.frombuffer(letters.ljust(_RUN).encode("utf-32-le"), np.uint32).astype(np.uint64)
        hashes = np.zeros(len(codes) - _RUN + 1, np.uint64)
        for place in range(_RUN):
            hashes = (hashes + codes[place : place + len(hashes)]) * _FACTOR
            hashes ^= hashes >> _SHIFT
        np.minimum.at(least, (hashes % np.uint64(_BINS)).astype(np.intp), hashes)
    return least
