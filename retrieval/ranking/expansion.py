"""Expansion of a question by the glossary: what its words stand for, as further terms and as further text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from retrieval.index.bm25 import Bm25Index
from retrieval.query.glossary import Mention
from retrieval.text.terms import query_terms

WEIGHT = 0.5
"""Weight of a further term beside one that was written (measured: tests/eval/README.md, "Glossary")."""

Terms: TypeAlias = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The terms of a word as it was ``written``, and those of each of the ``meanings`` that it stands for."""

    written: Terms
    meanings: tuple[Terms, ...]

    @classmethod
    def of(cls, mention: Mention) -> Alternatives:
        """Return the terms of ``mention``."""
        return cls(_terms(mention.written), tuple(map(_terms, mention.meanings)))


def expanded_terms(own: Terms, glossed: Sequence[Alternatives]) -> Terms:
    """Return the ``own`` terms of a question together with those that ``glossed`` adds, which weigh less."""
    terms = dict(own)
    for meaning in (meaning for one in glossed for meaning in one.meanings):
        for term, weight in meaning.items():
            terms[term] = max(terms.get(term, 0.0), WEIGHT * weight)
    return terms


def expanded_text(text: str, mentions: Sequence[Mention], lexical: Bm25Index) -> str:
    """Return ``text`` followed by those meanings of ``mentions`` that chunks hold where none holds the word itself.

    A word that the notes use speaks for itself: its meanings would only draw the question away from the rest of it. And
    a meaning that they lack is near others of its kind, about which nothing was asked.
    """
    unheld = (mention for mention in mentions if not lexical.holds_together(_terms(mention.written)))
    meanings = (meaning for mention in unheld for meaning in mention.meanings)
    return " ".join((text, *(meaning for meaning in meanings if lexical.holds_together(_terms(meaning)))))


@lru_cache(maxsize=4096)
def _terms(word: str) -> Terms:
    return query_terms(word)
