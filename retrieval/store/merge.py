"""Which of the notes that all sources together give is served, where several are of one paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.papers import Paper, Skipped


@dataclass(frozen=True, slots=True)
class Candidate:
    """A note as a file gave it: its key in the store, the file's name for messages, and the paper."""

    key: int
    file: str
    paper: Paper


def merge(candidates: Iterable[Candidate]) -> tuple[frozenset[int], tuple[Skipped, ...]]:
    """Give the keys of the notes to serve, and the duplicates to report; ``candidates`` come in order of precedence.

    Of notes with the same path the first is served and the others are reported. An entry of an index page yields,
    without a word, to a note with its path or its title, and to an earlier entry with its path or its title.
    """
    notes: dict[str, Candidate] = {}
    stubs: list[Candidate] = []
    duplicates: list[Skipped] = []
    for candidate in candidates:
        if not candidate.paper.has_note:
            stubs.append(candidate)
            continue
        first = notes.setdefault(candidate.paper.id, candidate)
        if first is not candidate:
            reason = f"has the same path as {first.file} ({candidate.paper.path}), which is served instead"
            duplicates.append(Skipped(candidate.file, 0, reason))
    served = {candidate.key for candidate in notes.values()}
    taken = {name for candidate in notes.values() for name in _names(candidate.paper)}
    for stub in stubs:
        names = _names(stub.paper)
        if taken.isdisjoint(names):
            served.add(stub.key)
            taken.update(names)
    return frozenset(served), tuple(duplicates)


def title_key(title: str) -> str:
    """Give what two spellings of one title have in common: its letters and digits, without case and width."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(character for character in folded if character.isalnum())


def _names(paper: Paper) -> set[str]:
    return {f"path {paper.id}", *(f"title {key}" for key in (title_key(paper.title),) if key)}
