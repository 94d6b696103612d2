"""Recall on held-out pairs: how often a set's right text comes first, by pooled vectors and by late interaction.

The model is measured as it ships, from its quantised files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from retrieval.index.late_interaction import LateInteractionIndex
from retrieval.index.token_neighbours import TokenNeighbours
from retrieval.models.embedding import StaticEmbedder
from retrieval.training.pairs import Record, RecordKind


@dataclass(frozen=True, slots=True)
class Measure:
    """Recall at 1 of one set: questions to texts, texts to questions, and questions to texts by late interaction."""

    name: str
    pairs: int
    forward: float
    backward: float
    late: float


def evaluate(embedder: StaticEmbedder, held_out: dict[RecordKind, list[Record]], seed: int) -> list[Measure]:
    """Measure every held-out set that has pairs."""
    measures = []
    for name, kind, cut in _SETS:
        random = Random(seed)  # noqa: S311
        pairs = [pair for record in held_out.get(kind, []) if all(pair := cut(record, random))]
        if pairs:
            measures.append(_measure(embedder, name, [a for a, _ in pairs], [b for _, b in pairs]))
    return measures


def _title_abstract(record: Record, _: Random) -> tuple[str, str]:
    return " ".join(record.fields[0]), " ".join(record.fields[1])


def _summary_abstract(record: Record, _: Random) -> tuple[str, str]:
    return " ".join(record.fields[2]), " ".join(record.fields[1])


def _sentence_facets(record: Record, random: Random) -> tuple[str, str]:
    return random.choice(record.fields[1]), _facets(record, 2)


def _title_facets(record: Record, _: Random) -> tuple[str, str]:
    return record.fields[0][0], _facets(record, 2)


def _summary_other_facets(record: Record, _: Random) -> tuple[str, str]:
    return " ".join(record.fields[2]), _facets(record, 3)


def _span_facets(record: Record, random: Random) -> tuple[str, str]:
    """Twelve characters of the summary, as a short question is, against the other facets."""
    summary = " ".join(record.fields[2])
    start = random.randint(0, max(0, len(summary) - 12))
    return summary[start : start + 12], _facets(record, 3)


def _span_abstract(record: Record, random: Random) -> tuple[str, str]:
    """Twelve characters of the summary against the abstract in the other language."""
    return _span_facets(record, random)[0], " ".join(record.fields[1])


def _words_facets(record: Record, random: Random) -> tuple[str, str]:
    """Five words in a row of an English sentence, as a short question is, against the Chinese facets."""
    words = random.choice(record.fields[1]).split()
    start = random.randint(0, max(0, len(words) - 5))
    return " ".join(words[start : start + 5]), _facets(record, 2)


def _question_paper(record: Record, random: Random) -> tuple[str, str]:
    return random.choice(record.fields[0]), _facets(record, 1)


def _facets(record: Record, first: int) -> str:
    return " ".join(sentence for field in record.fields[first:] for sentence in field)


_SETS: tuple[tuple[str, RecordKind, Callable[[Record, Random], tuple[str, str]]], ...] = (
    ("English title, English abstract", RecordKind.ENGLISH_PAPER, _title_abstract),
    ("Chinese summary, English abstract", RecordKind.FACETS, _summary_abstract),
    ("English sentence, Chinese facets", RecordKind.FACETS, _sentence_facets),
    ("English title, Chinese facets", RecordKind.FACETS, _title_facets),
    ("Chinese summary, other Chinese facets", RecordKind.FACETS, _summary_other_facets),
    ("12 characters of the summary, other facets", RecordKind.FACETS, _span_facets),
    ("12 characters of the summary, English abstract", RecordKind.FACETS, _span_abstract),
    ("Five words of an English sentence, Chinese facets", RecordKind.FACETS, _words_facets),
    ("Chinese title, Chinese abstract", RecordKind.CHINESE_PAPER, _title_abstract),
    ("Reader's question, title, abstract and facets", RecordKind.QUESTIONS, _question_paper),
)


def _measure(embedder: StaticEmbedder, name: str, questions: Sequence[str], texts: Sequence[str]) -> Measure:
    cosines = embedder.encode_queries(questions) @ embedder.encode_documents(texts).T
    late = late_scores(embedder, questions, texts)
    return Measure(name, len(questions), _first(cosines), _first(cosines.T), _first(late))


def _first(scores: npt.NDArray[np.float32]) -> float:
    """Share of rows whose largest entry is on the diagonal."""
    return float((scores.argmax(axis=1) == np.arange(len(scores))).mean())


def late_scores(embedder: StaticEmbedder, questions: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return late-interaction scores as the bot computes them, ``(questions, texts)``."""
    token_ids = [np.unique(ids) for ids in embedder.token_ids_batch(texts)]
    offsets = np.concatenate([[0], np.cumsum([len(ids) for ids in token_ids])]).astype(np.int32)
    tokens = np.concatenate(token_ids)
    index = LateInteractionIndex(embedder, TokenNeighbours.of(embedder, np.unique(tokens)), tokens, offsets)
    return np.stack([index.scores(index.match(question)) for question in questions])
