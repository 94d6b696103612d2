"""Windows, from which passages are made: the sentences of a chunk that say most of what was asked, in context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from retrieval.arrays import FloatArray
from retrieval.passages.excerpts import MAX_EXCERPT, MIN_EXCERPT, Excerpt, best_excerpts
from retrieval.passages.likelihood import ScoredChunk, lengths
from retrieval.passages.running_text import running_text
from retrieval.text.sentence_kinds import SentenceKind, has_kind
from retrieval.types import Paper, Passage

OVERLAP = 0.5
"""Share of the character pairs of a passage which, if shown already in another one, make it the same passage."""
SECTION_SEPARATOR = " › "

_CLAUSE_END = re.compile(r"[,，;；:：、]\s*")


@dataclass(frozen=True)
class Window:
    """The best ``excerpt`` of a chunk."""

    scored: ScoredChunk
    excerpt: Excerpt

    @cached_property
    def text(self) -> str:
        """The sentences as running text, made for the few windows that are looked at."""
        return _shortened(running_text(self.scored.sentences.run(self.excerpt.sentences)))


def windows_of(chunks: Sequence[ScoredChunk], likelihood: FloatArray, costs: FloatArray) -> list[Window | None]:
    """Return the best excerpt of each of ``chunks``; None for one with nothing to quote, or of which none is likely.

    ``likelihood`` (sentences,) is how likely each of their sentences answers, ``costs`` (chunks,) what a character is
    to be worth.
    """
    if not chunks:
        return []
    kinds = np.concatenate([one.sentences.kinds for one in chunks])
    bounds = [0, *accumulate(len(one.sentences.kinds) for one in chunks)]
    usable, closing = has_kind(SentenceKind.QUOTABLE, kinds), ~has_kind(SentenceKind.LEADS_ON, kinds)
    hanging = has_kind(SentenceKind.HANGS, kinds)
    excerpts = best_excerpts(likelihood, lengths(chunks), usable, closing, hanging, bounds, costs)
    return [
        Window(scored, excerpt) if excerpt and excerpt.likelihood > 0 else None
        for scored, excerpt in zip(chunks, excerpts, strict=True)
    ]


def best_first(windows: Iterable[Window | None]) -> list[Window]:
    """Return the ``windows`` that are not None in the order in which they are shown."""
    return sorted((window for window in windows if window), key=lambda window: window.excerpt.value, reverse=True)


def distinct(windows: Iterable[Window], limit: int) -> list[Window]:
    """Return the first ``limit`` of ``windows`` that say different things."""
    kept: list[Window] = []
    shown: list[set[tuple[str, str]]] = []
    for window in windows:
        pairs = set(pairwise(window.text)) if limit > 1 else set()
        if not any(_same(pairs, others) for others in shown):
            kept.append(window)
            shown.append(pairs)
        if len(kept) == limit:
            break
    return kept


def passage(paper: Paper, window: Window, marked: tuple[tuple[int, int], ...], *, shown: bool) -> Passage:
    """Return a ``window`` of ``paper`` with its section, its link and the places to be ``marked``."""
    chunk = window.scored.chunk
    return Passage(
        text=window.text,
        section=SECTION_SEPARATOR.join(chunk.headings),
        url=f"{paper.url}#{chunk.anchor}" if paper.url and chunk.anchor else paper.url,
        score=round(min(window.excerpt.likelihood, 1.0), 4),
        marks=marked,
        shown=shown,
    )


def _shortened(text: str) -> str:
    """Cut a single sentence that is too long at the last clause that fits."""
    if len(text) <= MAX_EXCERPT:
        return text
    ends = [match.start() for match in _CLAUSE_END.finditer(text, MIN_EXCERPT, MAX_EXCERPT - 1)]
    return text[: ends[-1] if ends else MAX_EXCERPT - 1].rstrip() + "…"


def _same(pairs: set[tuple[str, str]], others: set[tuple[str, str]]) -> bool:
    """Return whether two texts, given by their pairs of characters, are the same passage."""
    return len(pairs & others) > OVERLAP * min(len(pairs), len(others))
