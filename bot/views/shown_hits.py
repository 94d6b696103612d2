"""Hits of an answer that a reader is shown, of which of them the summary, and what is said of the question.

A message and a terminal show the same.
"""

from __future__ import annotations

from bot.locales import Texts
from retrieval import Answer, Hit, asks_for_summary

DOUBTFUL = 0.05
"""Confidence below which the paper that a follow-up is about may not say what is asked."""
MAX_QUESTION = 500
"""Characters of a question that are looked at."""


def shown_hits(found: Answer) -> tuple[tuple[int, Hit], ...]:
    """Return the hits that a reader is shown, each with its number in the answer."""
    return tuple((number, hit) for number, hit in enumerate(found.hits, start=1) if hit.shown)


def with_summary(found: Answer) -> tuple[Hit, ...]:
    """Return the hits of which the summary is shown: where no passage answers, and of the first if it was asked for."""
    shown = [hit for _, hit in shown_hits(found)]
    asked = shown[:1] if asks_for_summary(found.query.text[:MAX_QUESTION]) else []
    return tuple(hit for hit in shown if hit in asked or not hit.shown_passages)


def unknown(found: Answer, texts: Texts) -> tuple[str, ...]:
    """Say which names of the question no note mentions, so that no other paper is taken for what was meant."""
    words = (("answer-unmentioned", found.unmentioned), ("answer-lacking", found.lacking))
    return tuple(texts(word, names=texts("answer-or").join(names)) for word, names in words if names)


def assumed(found: Answer, texts: Texts) -> tuple[str, ...]:
    """Say that a question which names no paper was taken to be about those spoken of before, or first about them."""
    papers = found.query.assumed
    if not papers:
        return ()
    if not found.query.filters.papers:
        return (texts("answer-assumed-first"),)
    return (texts("answer-assumed-doubtful" if found.confidence < DOUBTFUL else "answer-assumed", count=len(papers)),)
