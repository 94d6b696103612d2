"""Selection of what a reader is shown: the passages that most likely answer, in as little room as a phone has."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.passages.excerpts import MIN_EXCERPT
from retrieval.passages.windows import Window

MAX_SHOWN = 900
"""Characters of all passages shown for one question."""
MAX_PASSAGES = 3
"""Passages of a paper that are shown at most."""
WORTH = 0.00063
"""Probability of an answer that a character is to be worth to be read (tests/eval/README.md, "Passages"): the longer a
passage and the less likely its paper, the likelier it has to answer."""
MIN_SHARE = 0.1
"""Share of the first paper's probability below which a paper is far behind: it is not shown."""


def selected(
    found: Sequence[Sequence[Window]], shares: Sequence[float], most: int = MAX_PASSAGES
) -> list[list[Window]]:
    """Return the windows to be shown of each paper, best first; empty for a paper that is not to be shown.

    ``found`` are the windows of papers, best first, ``shares`` how likely each paper is the one that answers. The best
    window of the first paper is always shown, and of those that are as likely; of none more than ``most``.
    """
    worth = [
        (share * window.excerpt.likelihood - WORTH * max(len(window.text), MIN_EXCERPT), rank, window)
        for rank, (share, windows) in enumerate(zip(shares, found, strict=True))
        if share >= MIN_SHARE * shares[0]
        for window in windows
    ]
    worth.sort(key=lambda one: one[0], reverse=True)
    firsts = [
        (1.0, rank, windows[0])
        for rank, (share, windows) in enumerate(zip(shares, found, strict=True))
        if windows and (rank == 0 or share == shares[0] > MIN_SHARE)
    ]
    worth = firsts + [one for one in worth if all(one[2] is not first for _, _, first in firsts)]
    chosen: list[list[Window]] = [[] for _ in found]
    room = MAX_SHOWN
    for value, rank, window in worth:
        if value <= 0:
            break
        if len(chosen[rank]) < most and (len(window.text) <= room or room == MAX_SHOWN):
            chosen[rank].append(window)
            room -= len(window.text)
    return chosen
