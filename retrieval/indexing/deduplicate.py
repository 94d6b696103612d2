"""Deduplication: the choice of the note to serve where several notes, of whatever sources, are of one paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from retrieval.indexing.same_paper import Recogniser, identifiers, title_key
from retrieval.store.gathered import Gathered, all_duplicates
from retrieval.types import Duplicate, Paper, Skipped

_LIKE_A_COPY = re.compile(
    r"conflict|冲突|衝突|副本|复件|複本|拷贝|拷貝|备份|備份|コピー|사본|"
    r"(?<![a-z])(?:copy|kopie|copie|copia|backup|bak|orig|old)(?![a-z])|"
    r"\(\d{1,3}\)(?=[./]|$)|(?<=[^\W\d_]) \d(?=\.[a-z]+$)|~(?=[./]|$)"
)
"""Marks that cloud folders, file managers and editors put into the name of a copied file, in lower case."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A note as read from a file: its key in the store, the file's name for messages, the paper, its note's text.

    ``served`` is true if it was served before this refresh, ``changed`` if its content has changed since.
    """

    key: int
    file: str
    paper: Paper
    text: Callable[[], str]
    served: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """The keys of the notes to serve, what some of them have from others, and the files of which none is served."""

    served: frozenset[int]
    gathered: Mapping[int, Gathered]
    skipped: tuple[Skipped, ...]

    @property
    def duplicates(self) -> tuple[Duplicate, ...]:
        """The files whose papers are served from others, by name."""
        return all_duplicates(self.gathered)


def merge(candidates: Iterable[Candidate]) -> Merged:
    """Decide which notes are served; ``candidates`` come in order of precedence.

    Of notes with the same path the first is served and the others are skipped. Of those of one paper the one that was
    served before is served, then one whose name does not look like a copy's, then the first; it is in the categories of
    all. An entry of an index page yields silently to a note with its path, its title or an identifier of it, and to
    such an earlier entry.
    """
    notes: dict[str, Candidate] = {}
    stubs: list[Candidate] = []
    skipped: list[Skipped] = []
    for candidate in candidates:
        if not candidate.paper.has_note:
            stubs.append(candidate)
            continue
        first = notes.setdefault(candidate.paper.id, candidate)
        if first is not candidate:
            reason = f"has the same path as {first.file} ({candidate.paper.path}), which is served instead"
            skipped.append(Skipped(candidate.file, 0, reason))
    served, gathered = _merge_notes([*notes.values()])
    taken = {name for candidate in notes.values() for name in _names(candidate.paper)}
    for stub in stubs:
        names = _names(stub.paper)
        if taken.isdisjoint(names):
            served.add(stub.key)
            taken.update(names)
    return Merged(frozenset(served), gathered, tuple(skipped))


def _merge_notes(notes: Sequence[Candidate]) -> tuple[set[int], dict[int, Gathered]]:
    """Return the keys of the notes to serve, one of each paper, and what they have from the others of it."""
    recogniser = Recogniser(note.paper for note in notes)
    first: dict[int, Candidate] = {}
    others: dict[int, list[tuple[Candidate, Duplicate]]] = {}
    for note in sorted(notes, key=_precedence):
        same = recogniser.recognise(note.key, note.paper, note.text)
        if same is None:
            first[note.key] = note
            continue
        served = first[same.key]
        paths = (note.paper.path, served.paper.path)
        others.setdefault(same.key, []).append((note, Duplicate(note.file, served.file, same.by, same.value, *paths)))
    place = {note.key: number for number, note in enumerate(notes)}
    gathered = {}
    for key, found in others.items():
        found.sort(key=lambda one: place[one[0].key])
        papers = [note.paper for note, _ in found]
        gathered[key] = Gathered.of(first[key].paper, papers, [duplicate for _, duplicate in found])
    return {*first}, gathered


def _precedence(note: Candidate) -> tuple[bool, bool, int]:
    """Return the sort key for notes of one paper; equal ones stay in the order given."""
    return not note.served, note.changed, looks_copied(note.file)


def looks_copied(file: str) -> int:
    """Count what in the name of ``file`` looks like a copy's."""
    return len(_LIKE_A_COPY.findall(unicodedata.normalize("NFKC", file).casefold()))


def _names(paper: Paper) -> set[str]:
    title = title_key(paper.title)
    names = {f"path {paper.id}", *(f"{by} {value}" for by, value in identifiers(paper))}
    return names | {f"title {title}"} if title else names
