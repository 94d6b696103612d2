"""Rerankers: models that read question and passage together to reorder the best papers; off unless configured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from retrieval.arrays import FloatArray
from retrieval.errors import ModelError
from retrieval.models.hub import load_from_hub, reason_of

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKED = 20
"""Best papers that are looked at again (measured: tests/eval/README.md, "Ranking")."""
_SAMPLE = ("How is the KV cache paged?", ("It is cut into blocks.", "键值缓存分块存放。", "Nothing of it."))
"""A question and passages that every ranker has scores for."""


class Reranker(Protocol):
    """The protocol of models that judge how well passages answer a question."""

    def scores(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """Return one score for each of ``passages``; only their order matters."""


class CrossEncoderReranker:
    """Any CrossEncoder of sentence-transformers, by name on the hub or by folder; imported only when one is asked for.

    Example::

        Library.open(data, sources, load_embedder(), reranker=CrossEncoderReranker("BAAI/bge-reranker-base"))
    """

    def __init__(self, name: str) -> None:
        """Load the model ``name`` and try it; raises ``ModelError`` if it cannot be loaded or cannot rank."""
        self._name = name
        self._model: CrossEncoder = load_from_hub(
            "CrossEncoder", name, what="reranking model", instead="leave the setting empty (rerank.model)"
        )
        if not np.isfinite(self._judged(*_SAMPLE)).all():
            raise self._unfit("it gives NaN where it should give a score")

    def scores(self, question: str, passages: Sequence[str]) -> Sequence[float]:
        """Return one score for each of ``passages``; a passage that the model cannot score goes last."""
        if not passages:
            return []
        judged = self._judged(question, passages)
        return [float(score) for score in np.where(np.isnan(judged), -np.inf, judged)]

    def _judged(self, question: str, passages: Sequence[str]) -> FloatArray:
        pairs = [(question, passage) for passage in passages]
        try:
            judged = np.asarray(self._model.predict(pairs, show_progress_bar=False), np.float32)
        except Exception as error:  # the library and those under it raise many kinds
            raise self._unfit(f"it fails when it is asked ({reason_of(error)})") from error
        if judged.shape == (len(passages), 1):
            return judged[:, 0]
        if judged.ndim > 1:
            raise self._unfit(f"it is no ranker but a classifier, with {judged.shape[-1]} labels instead of one")
        if judged.shape != (len(passages),):
            raise self._unfit(f"it gives {judged.size} scores for {len(passages)} passages")
        return judged

    def _unfit(self, reason: str) -> ModelError:
        return ModelError(
            f"reranking model {self._name} cannot rank: {reason}; "
            "set rerank.model to a cross-encoder with one label, or leave it empty"
        )
