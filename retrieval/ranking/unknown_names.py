"""Names in a question that no note mentions: what is found for it is about something else, and its reader should know.

Only what looks like a name counts, so that a word that the notes happen not to use is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from retrieval.index.bm25 import Bm25Index
from retrieval.text.terms import LETTERS, MAX_JOINED, STOP_WORDS, fold, joined_form, query_terms, stem
from retrieval.types import Language

MAX_NAMES = 3
"""Names that are reported at most; a question with more of them is a text, and its reader knows by then."""
MIN_NAME = 3
"""Characters of the shortest name; two letters are as often a variable, a unit or an initial."""

_ADDRESS = re.compile(r"(?<!\S)(?=\S+?://\S|\S*?@\S)\S+")
_WORD = re.compile(rf"[{LETTERS}0-9]+(?:[-_.][{LETTERS}0-9]+)*(?:(?<=[{LETTERS}])(?:\+\+?|#)(?![{LETTERS}+#]))?")
_SHAPED = re.compile(r"[a-z0-9][A-Z]|[A-Z].*[A-Z]|[A-Za-z]-?\d")
"""A capital within, or a number: ``vLLM``, ``KIVI``, ``Llama-4``."""
_ORDINARY = re.compile(r"[a-z]{2,}|\d+(?:\.\d+)*[A-Za-z]{0,4}")
"""A part of a compound that is a word or a quantity: ``PPO-style``, ``H100-80GB``. Such a compound is no name."""
_VERSION = re.compile(r"\d+(?:\.\d+)*")
_QUANTITY = re.compile(r"\d[a-z.\d]*")
_CAPITALISED = re.compile("[A-Z][a-z]+")
_MORE_OF_IT = re.compile("(?: [A-Z][A-Za-z0-9]*){0,3}")
_SENTENCE_END = re.compile(r"[.?!:;。？！：；\n]")


class UnknownNames:
    """Finds the names in a question that no note mentions; immutable once made."""

    def __init__(
        self,
        lexical: Bm25Index,
        corrected: Callable[[str], str],
        ordinary: Callable[[str], bool],
        meanings_of: Callable[[str], Iterable[str]] = lambda _name: (),
    ) -> None:
        """Look names up in ``lexical``, also as ``corrected`` spells them; ``ordinary`` recognises what is no name.

        ``meanings_of`` says what a name stands for: one whose long form is mentioned is known.
        """
        self._lexical = lexical
        self._corrected = corrected
        self._ordinary = ordinary
        self._meanings_of = meanings_of

    def find(self, text: str, language: Language) -> tuple[str, ...]:
        """Return the names in a question of ``language`` that no chunk holds, at most :data:`MAX_NAMES`, in its order.

        In an English question a name is recognised by its capitals and numbers; in a Chinese one any Latin word is one
        that is not ordinary.
        """
        unknown = dict.fromkeys(name for name, known in self._names(text, language) if not known)
        return tuple(unknown)[:MAX_NAMES]

    def known(self, text: str, language: Language) -> tuple[str, ...]:
        """Return the names in a question of ``language`` that chunks hold, as terms, most of them once."""
        return tuple(stem(joined_form(name)) for name, known in self._names(text, language) if known)

    def _names(self, text: str, language: Language) -> Iterator[tuple[str, bool]]:
        """Yield the names in a question in its order, and whether a chunk holds each."""
        folded = _ADDRESS.sub(" ", fold(text))
        previous, end = "", 0
        for word in _WORD.finditer(folded):
            between = folded[end : word.start()]
            first = _SENTENCE_END.search(between) is not None or not (end or between.strip())
            proper = not first and not (previous[:1].isupper() and between == " ")
            before = joined_form(previous) if between == " " else ""
            for part in _parts(word.group()):
                shaped = _SHAPED.search(part) is not None
                capitalised = proper and part[0].isupper()
                named = shaped or capitalised or (language == "zh" and not self._ordinary(part.lower()))
                if named and _can_be_name(part):
                    known = self._is_mentioned(part, before)
                    more = _MORE_OF_IT.match(folded, word.end()) if capitalised and not shaped and not known else None
                    yield part + (more.group() if more else ""), known
                # the next part follows a capital, or a word that the hyphen makes one with it
                proper = False
            previous, end = word.group(), word.end()

    def _is_mentioned(self, name: str, before: str) -> bool:
        """Return whether a chunk holds ``name``, also as the end of a name that the word ``before`` begins."""
        joined = joined_form(name)
        if stem(joined) in self._lexical or stem(before + joined) in self._lexical:
            return True
        if stem(joined_form(self._corrected(name))) in self._lexical:
            return True
        return any(self._lexical.holds_together(query_terms(meaning)) for meaning in self._meanings_of(name))


def _parts(word: str) -> list[str]:
    """Return a word as the one name that it may be, or the parts of a compound that is none."""
    parts = re.split("[-_]", word)
    # a number after a name is its version
    if len(parts) == 2 and _VERSION.fullmatch(parts[1]) and not _ORDINARY.fullmatch(parts[0]):
        return [word]
    apart = any(map(_ORDINARY.fullmatch, parts)) or all(map(_CAPITALISED.fullmatch, parts))
    return parts if apart else [word]


def _can_be_name(part: str) -> bool:
    name = joined_form(part)
    return MIN_NAME <= len(name) <= MAX_JOINED and name not in STOP_WORDS and not _QUANTITY.fullmatch(name)
