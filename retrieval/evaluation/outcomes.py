"""The outcome of one question: what its answer got right, judged by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from retrieval.evaluation.questions import Question, bare, is_search, slug_key
from retrieval.types import Answer, Paper, Passage

DEPTH = 10
"""Ranks that count for the mean reciprocal rank; a paper further down counts as not found."""
JUDGED = range(3)
"""Ranks of the papers whose passages are judged."""


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The outcome of one question.

    ``rank`` is that of the first relevant paper from 1, 0 if it is not among the first ``DEPTH``; ``legs`` are the
    ranks by each leg alone; ``exact`` says whether a list was the right set; ``first`` is the slug of the first hit.

    ``None`` stands where there is nothing to tell, as in a run of an earlier version: ``fair`` (the first paper is
    relevant or acceptable) and ``shown_characters`` (of all passages shown) belong to searches, the other three to
    those whose answering sentences are known. One of these stands in the first passage shown, in any of those shown
    (neither for a refusal), in any passage of the first three papers, shown or not.
    """

    id: str
    query: str
    type: str
    lang: str
    rank: int
    exact: bool
    refused: bool
    confidence: float
    elapsed_ms: float
    first: str = ""
    legs: Mapping[str, int] = field(default_factory=dict)
    kind: str = ""
    fair: bool | None = None
    gold_first: bool | None = None
    gold_shown: bool | None = None
    gold_in_three: bool | None = None
    shown_characters: int | None = None


def judge(question: Question, answer: Answer, legs: Mapping[str, int]) -> QuestionResult:
    """Return what ``answer`` got right of ``question``; ``legs`` are the ranks of its paper by each leg alone."""
    papers = [hit.paper for hit in answer.hits]
    search = is_search(question.type)
    shown = [passage for hit in answer.hits if hit.shown for passage in hit.shown_passages]
    in_first = in_shown = in_three = None
    if search and question.answers:
        in_first = not answer.abstained and _holds_gold(shown[:1], question)
        in_shown = not answer.abstained and _holds_gold(shown, question)
        in_three = _holds_gold((passage for rank in JUDGED for passage in _passages(answer, rank)), question)
    return QuestionResult(
        id=question.id,
        query=question.query,
        type=question.type,
        lang=question.lang,
        rank=rank_of(papers, question.relevant),
        exact=answer.query.intent == "list" and {slug_key(paper.slug) for paper in papers} == question.relevant,
        refused=answer.abstained,
        confidence=answer.confidence,
        elapsed_ms=answer.elapsed_ms,
        first=papers[0].slug if papers else "",
        legs=legs,
        kind=question.kind,
        fair=rank_of(papers[:1], question.relevant | question.acceptable) == 1 if search else None,
        gold_first=in_first,
        gold_shown=in_shown,
        gold_in_three=in_three,
        shown_characters=sum(len(passage.text) for passage in shown) if search else None,
    )


def rank_of(papers: Iterable[Paper], wanted: frozenset[str]) -> int:
    """Return the rank of the first of the ``wanted`` papers from 1, 0 if none is among the first ``DEPTH``."""
    ranks = (rank for rank, paper in enumerate(papers, 1) if slug_key(paper.slug) in wanted)
    rank = next(ranks, 0)
    return rank if rank <= DEPTH else 0


def _passages(answer: Answer, rank: int) -> tuple[Passage, ...]:
    return answer.hits[rank].passages if rank < len(answer.hits) else ()


def _holds_gold(passages: Iterable[Passage], question: Question) -> bool:
    texts = [bare(passage.text) for passage in passages]
    return any(piece in text for piece in question.answers for text in texts)
