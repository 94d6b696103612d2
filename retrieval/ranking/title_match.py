"""The title as evidence: a paper asked for by its name or by words of its title is meant before those that cite it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.arrays import FloatArray
from retrieval.index.bm25 import Bm25Index
from retrieval.text.terms import terms
from retrieval.types import Paper

WEIGHT = 0.8
"""Weight of the title beside the fused legs. For names alone (``Megatron``, which the notes of others use more often
than its own) it decides; for whole questions less is better (measured: tests/eval/README.md, "Ranking")."""
NAME = 1.5
"""How much more a term counts that is the whole name before a title's colon: ``ZeRO: …`` before ``ZeRO-Offload: …``."""

_NAME = re.compile(r"^([^:：]{2,40})[:：]")


class TitleMatcher:
    """The terms of all titles, English and Chinese; immutable once made."""

    def __init__(self, papers: Sequence[Paper], lexical: Bm25Index) -> None:
        """Take ``papers`` in the order in which they are to be scored; ``lexical`` says how rare a term is."""
        self._size = len(papers)
        self._lexical = lexical
        self._weights: dict[str, dict[int, float]] = {}
        for place, paper in enumerate(papers):
            name = _NAME.match(paper.title)
            # the first term of a name is its joined form
            whole = next((term for term, _ in terms(name[1].replace(" ", "-"))), "") if name else ""
            for term, _ in terms(f"{paper.title}\n{paper.title_zh}"):
                self._weights.setdefault(term, {})[place] = NAME if term == whole else 1.0

    def scores(self, query: Mapping[str, float]) -> FloatArray:
        """Return the share of the question's terms, weighted by rarity, that each title holds, shape (papers,)."""
        scores = np.zeros(self._size, np.float32)
        total = 0.0
        for term, weight in query.items():
            rarity = weight * self._lexical.rarity(term)
            total += rarity
            for place, share in self._weights.get(term, {}).items():
                scores[place] += rarity * share
        return scores / np.float32(total) if total else scores
