"""Correcting misspelt and run-together names of a question against the library's own words.

Only words that no chunk has are touched, and of these only such as the bundled model's tokenizer does not know whole
either: ``bottelneck``, ``pagedatention``, ``flashattn3``, but not ``birthday``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import Indel

from retrieval.index.bm25 import Bm25Index
from retrieval.text.terms import ABBREVIATIONS, fold, stem

MIN_WORD = 5
"""Characters of the shortest word that is corrected; shorter ones resemble too much."""
MIN_PART = 3
"""Characters of the shortest part of a run-together name."""
SIMILAR = 0.82
"""Least similarity (1 - indel distance / lengths) of a word to what it is taken for."""
LONGER = 2
"""Most characters by which a word differs in length from what it is taken for."""
KNOWN_CHUNKS = 2
"""Chunks that have to hold a word for it to be one that others are corrected to: a misspelling stands once."""

_WORD = re.compile(r"[A-Za-z]+(?:\d+(?:\.\d+)*)?")
_LETTERS = re.compile(r"[A-Za-z]+")


class SpellingCorrector:
    """The library's English words, by first letter; immutable once made."""

    def __init__(self, lexical: Bm25Index, titles: Iterable[str], known: Callable[[str], bool]) -> None:
        """Collect the words of ``lexical``; ``titles`` give their spelling, ``known`` recognises ordinary words."""
        self._lexical = lexical
        self._known = known
        self._spelling = {
            stem(word.lower()): word for title in titles for word in _LETTERS.findall(fold(title)) if len(word) > 2
        }
        self._words: dict[str, list[str]] = {}
        for term, index in lexical.vocabulary.items():
            chunks = lexical.starts[index + 1] - lexical.starts[index]
            if len(term) >= MIN_WORD and chunks >= KNOWN_CHUNKS and term.isascii() and term.isalpha():
                self._words.setdefault(term[0], []).append(term)

    def corrected(self, text: str) -> str:
        """Return ``text`` with its misspelt and run-together names as the library writes them."""
        return _WORD.sub(lambda match: self._corrected_word(match.group()), text)

    def _corrected_word(self, word: str) -> str:
        lower = word.lower()
        if len(lower) < MIN_WORD or stem(lower) in self._lexical or self._known(lower):
            return word
        american = _american(lower)
        if american != lower and stem(american) in self._lexical:
            return american
        letters, digits = _split_digits(lower)
        if len(letters) < MIN_WORD or (digits and stem(letters) in self._lexical):
            return f"{word[: len(letters)]} {digits}".strip()
        if near := self._nearest(letters):
            return f"{self._spelling.get(near, near)}{digits}"
        if parts := self._parts(letters):
            return f"{parts} {digits}".strip()
        return word

    def _nearest(self, letters: str) -> str:
        term = stem(letters)
        candidates = [word for word in self._words.get(term[0], ()) if abs(len(word) - len(term)) <= LONGER]
        found = process.extractOne(term, candidates, scorer=Indel.normalized_similarity, score_cutoff=SIMILAR)
        return str(found[0]) if found else ""

    def _parts(self, letters: str) -> str:
        """Cut a run-together name into two words of the library, empty if it cannot be."""
        for at in range(len(letters) - MIN_PART, MIN_PART - 1, -1):
            first, second = (ABBREVIATIONS.get(part, part) for part in (letters[:at], letters[at:]))
            if self._is_word(first) and self._is_word(second):
                return f"{first} {second}"
        return ""

    def _is_word(self, word: str) -> bool:
        index = self._lexical.vocabulary.get(stem(word))
        return index is not None and bool(self._lexical.starts[index + 1] - self._lexical.starts[index] >= KNOWN_CHUNKS)


def _split_digits(word: str) -> tuple[str, str]:
    letters = word.rstrip("0123456789.")
    return letters, word[len(letters) :]


def _american(word: str) -> str:
    """Return the American spelling of a word that may be British: ``quantisation``, ``neighbouring``."""
    return re.sub(r"is(?=ation|e[drs]?$|ing$)", "iz", word).replace("our", "or")
