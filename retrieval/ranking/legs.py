"""The legs: each scores every chunk for a question in its own way, by terms, by meaning, by pieces of words.

A new leg is a structure in :mod:`retrieval.index`, a class here, and its place in :class:`Legs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, TypeAlias, get_args

from retrieval.arrays import FloatArray
from retrieval.index.bm25 import Bm25Index
from retrieval.index.dense import DenseIndex
from retrieval.index.late_interaction import LateInteractionIndex, LateMatch
from retrieval.index.paper_layout import PaperLayout
from retrieval.models.embedding import Embedder
from retrieval.query.glossary import NO_GLOSSARY, Glossary
from retrieval.query.intent import subject
from retrieval.ranking.expansion import Alternatives, expanded_terms, expanded_text
from retrieval.ranking.spelling import SpellingCorrector
from retrieval.text.terms import content, query_terms
from retrieval.types import Language

if TYPE_CHECKING:
    from retrieval.indexing.indexer import Models
    from retrieval.store.snapshot import Snapshot

LegName: TypeAlias = Literal["lexical", "dense", "late"]
LEGS: tuple[LegName, ...] = get_args(LegName)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the legs read it: its ``text``, spelled as the notes are, its ``terms``, its pieces' ``match``.

    What its words stand for is part of these; ``own`` are the terms without it, ``glossed`` those of each such word.
    """

    text: str
    own: Mapping[str, float]
    glossed: tuple[Alternatives, ...]
    terms: Mapping[str, float]
    match: LateMatch


class Leg(Protocol):
    """One way of scoring chunks; immutable once made.

    ``weights`` and ``card_weights`` are, by the language of the question, the weights in the sum of the legs of what it
    says of a paper's best chunks and of its card (title and summary); a missing language has the weight 0.
    """

    name: ClassVar[LegName]
    weights: ClassVar[Mapping[Language, float]]
    card_weights: ClassVar[Mapping[Language, float]]

    def scores(self, question: Question) -> FloatArray:
        """Return every chunk's score, shape (chunks,)."""


# the weights are fitted together: tests/eval/README.md, "Fusion"


class LexicalLeg:
    """BM25 over the weighted terms."""

    name: ClassVar[LegName] = "lexical"
    weights: ClassVar[Mapping[Language, float]] = {"zh": 0.30, "en": 0.10}
    card_weights: ClassVar[Mapping[Language, float]] = {"zh": 0.05}

    def __init__(self, index: Bm25Index) -> None:
        """Search ``index``."""
        self._index = index

    def scores(self, question: Question) -> FloatArray:
        """Return every chunk's score, shape (chunks,)."""
        return self._index.scores(question.terms)


class DenseLeg:
    """The cosine of the question's vector and the chunk's."""

    name: ClassVar[LegName] = "dense"
    weights: ClassVar[Mapping[Language, float]] = {"zh": 0.15, "en": 0.35}
    card_weights: ClassVar[Mapping[Language, float]] = {"zh": 0.20}

    def __init__(self, index: DenseIndex, embedder: Embedder) -> None:
        """Search ``index`` with the vectors of ``embedder``, which made those in it."""
        self._index = index
        self._embedder = embedder

    def scores(self, question: Question) -> FloatArray:
        """Return every chunk's score, shape (chunks,)."""
        return self._index.scores(self._embedder.encode_queries([question.text])[0])


class LateInteractionLeg:
    """The sum of what each piece of the question finds most like it in the chunk."""

    name: ClassVar[LegName] = "late"
    weights: ClassVar[Mapping[Language, float]] = {"zh": 0.55, "en": 0.55}
    card_weights: ClassVar[Mapping[Language, float]] = {"zh": 0.10}

    def __init__(self, index: LateInteractionIndex) -> None:
        """Search ``index``."""
        self._index = index

    def scores(self, question: Question) -> FloatArray:
        """Return every chunk's score, shape (chunks,)."""
        return self._index.scores(question.match)


@dataclass(frozen=True, slots=True)
class LegScores:
    """The legs' scores for a ``question``: of every chunk, and of every paper in the order of the layout."""

    question: Question
    chunks: Mapping[LegName, FloatArray]
    papers: Mapping[LegName, FloatArray]


class Legs:
    """All legs over one snapshot of the library; immutable once made."""

    def __init__(self, snapshot: Snapshot, models: Models, glossary: Glossary = NO_GLOSSARY) -> None:
        """Prepare ``snapshot``, whose vectors and token ids are those of ``models``; ``glossary`` explains words."""
        self._glossary = glossary
        self.layout = PaperLayout.of(snapshot.chunk_paper)
        self.late = LateInteractionIndex(models.bundled, snapshot.near, snapshot.tokens, snapshot.token_offsets)
        self.corrector = SpellingCorrector(
            snapshot.lexical,
            (paper.title for paper in snapshot.papers),
            lambda word: models.bundled.is_one_piece(word) or glossary.knows(word),
        )
        self._lexical = snapshot.lexical
        self._pieces = models.bundled.pieces
        self._legs: tuple[Leg, ...] = (
            LexicalLeg(snapshot.lexical),
            DenseLeg(snapshot.vectors, models.embedder),
            LateInteractionLeg(self.late),
        )
        self.weights = _by_language({leg.name: leg.weights for leg in self._legs})
        self.card_weights = _by_language({leg.name: leg.card_weights for leg in self._legs})

    def scores(self, text: str) -> LegScores:
        """Return the scores of every leg for a question."""
        text = self.corrector.corrected(self._glossary.replaced(subject(text)))
        mentions = self._glossary.mentions(text)
        own, glossed = query_terms(text, self._pieces), tuple(map(Alternatives.of, mentions))
        text = expanded_text(text, mentions, self._lexical)
        question = Question(text, own, glossed, expanded_terms(own, glossed), self.late.match(content(text)))
        chunks = {leg.name: leg.scores(question) for leg in self._legs}
        papers = {name: self.layout.support(scores) for name, scores in chunks.items()}
        return LegScores(question, chunks, papers)


def _by_language(weights: Mapping[LegName, Mapping[Language, float]]) -> dict[Language, dict[LegName, float]]:
    """Return the weights of the legs for a question in each language; a leg without one is left out."""
    languages: tuple[Language, ...] = get_args(Language)
    return {one: {name: weight[one] for name, weight in weights.items() if one in weight} for one in languages}
