"""A view of the library: what was read of it at one generation, and the answerer over that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property

from retrieval.indexing.indexer import Models
from retrieval.models.reranking import Reranker
from retrieval.query.glossary import Glossary
from retrieval.query.parse import understand
from retrieval.ranking.answerer import Answerer
from retrieval.store.snapshot import Snapshot

SAMPLES = 3
"""Papers by whose titles a library is asked before it is committed."""
SAMPLE_QUESTIONS = ("How is the memory of the cache saved?", "怎样减少显存的占用？", "latest papers", "最新论文")
"""Questions that it is asked then too: in each language a search and a list."""


class View:
    """A snapshot and its answerer, which is made when the first question comes; both are swapped together."""

    def __init__(
        self,
        snapshot: Snapshot,
        glossary: Glossary,
        models: Models,
        reranker: Reranker | None,
        loaded: Callable[[], None],
    ) -> None:
        """Take a ``snapshot`` and what answers over it; ``loaded`` is called whenever much was read or made."""
        self.snapshot = snapshot
        self.glossary = glossary
        self._models = models
        self._reranker = reranker
        self._loaded = loaded
        loaded()

    @cached_property
    def outdated(self) -> str:
        """Why nothing can be asked before a refresh, as a clause; empty if there is no reason."""
        # every question wants to know, and reading the versions of packages takes longer than many a question
        state = self.snapshot.state
        if not state.generation:
            return "it was never filled"
        return state.fingerprints.difference(self._models.fingerprints)

    @cached_property
    def answerer(self) -> Answerer:
        """The answerer, made when it is first asked for."""
        answerer = Answerer(self.snapshot, self._models, self._reranker, self.glossary)
        self._loaded()
        return answerer

    def ask_samples(self, today: date) -> None:
        """Ask what readers may ask and ignore the answers; an error raised here is one that they would meet."""
        # a reranker sees no more than texts, and takes seconds
        alone = View(self.snapshot, self.glossary, self._models, None, self._loaded) if self._reranker else self
        titles = [paper.title for paper in self.snapshot.papers[:SAMPLES]]
        for question in (*titles, *SAMPLE_QUESTIONS):
            alone.answerer.answer(understand(question, alone.answerer.catalogue, today=today))
