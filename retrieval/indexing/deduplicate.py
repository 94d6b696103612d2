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
    such an earlier entry, which then is in its category too, and has from it what it lacks.
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
    served, others = _merge_notes([*notes.values()])
    owners: dict[str, Candidate] = {}
    for owner, same in ((served[key], others.get(key, ())) for key in served):
        for candidate in (owner, *(one.candidate for one in same)):
            owners |= dict.fromkeys(_names(candidate.paper) - owners.keys(), owner)
    for stub in stubs:
        names = sorted(_names(stub.paper))
        known = next((owners[name] for name in names if name in owners and _may_be(stub, owners[name])), None)
        if known is None:
            served[stub.key] = known = stub
        else:
            others.setdefault(known.key, []).append(_Other(stub))
        owners |= dict.fromkeys((name for name in names if name not in owners), known)
    gathered = {
        key: Gathered.of(
            served[key].paper,
            [one.candidate.paper for one in found],
            [one.duplicate for one in found if one.duplicate is not None],
        )
        for key, found in others.items()
    }
    return Merged(frozenset(served), gathered, tuple(skipped))


@dataclass(frozen=True, slots=True)
class _Other:
    """A note or an entry that is not served, as another one is of its paper; an entry makes no duplicate."""

    candidate: Candidate
    duplicate: Duplicate | None = None


def _merge_notes(notes: Sequence[Candidate]) -> tuple[dict[int, Candidate], dict[int, list[_Other]]]:
    """Return the notes to serve, one of each paper, by their keys, and the others of each."""
    recogniser = Recogniser(note.paper for note in notes)
    first: dict[int, Candidate] = {}
    others: dict[int, list[_Other]] = {}
    for note in sorted(notes, key=_precedence):
        same = recogniser.recognise(note.key, note.paper, note.text)
        if same is None:
            first[note.key] = note
            continue
        served = first[same.key]
        paths = (note.paper.path, served.paper.path)
        duplicate = Duplicate(note.file, served.file, same.by, same.value, *paths)
        others.setdefault(same.key, []).append(_Other(note, duplicate))
    place = {note.key: number for number, note in enumerate(notes)}
    for found in others.values():
        found.sort(key=lambda one: place[one.candidate.key])
    return first, others


def _may_be(stub: Candidate, owner: Candidate) -> bool:
    """Return whether an entry may be of the same paper: not if both have numbers of one kind, and they differ."""
    mine, others = dict(identifiers(stub.paper)), dict(identifiers(owner.paper))
    both = mine.keys() & others.keys()
    return stub.paper.id == owner.paper.id or not both or any(mine[by] == others[by] for by in both)


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
