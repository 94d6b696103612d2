"""A second look at the best papers by a model that reads question and passage together; off unless configured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from retrieval.hub import load_from_hub

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKED = 20
"""Best papers that are looked at again; the right one is among them for all but one of 236 questions."""


class Reranker(Protocol):
    """What judges how well passages answer a question."""

    def scores(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """Give one score for each of ``passages``; only their order matters."""


class CrossEncoderReranker:
    """Any CrossEncoder of sentence-transformers, by name on the hub or by folder; imported only when one is asked for.

    Example::

        Library.open(data, sources, load_embedder(), reranker=CrossEncoderReranker("BAAI/bge-reranker-base"))
    """

    def __init__(self, name: str) -> None:
        """Load the model ``name``; raises ``ModelError`` where it cannot be had."""
        self._model: CrossEncoder = load_from_hub(
            "CrossEncoder", name, what="reranking model", instead="leave the setting empty"
        )

    def scores(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """Give one score for each of ``passages``."""
        return [float(score) for score in self._model.predict([(question, passage) for passage in passages])]
