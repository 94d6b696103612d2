"""Names of papers, however they are spelled: ``FlashAttention-3``, ``flash attention v3`` and ``FA3`` are one.

A paper's own name is what stands before its title's colon or begins a technical report; a word of the title that is
shaped like a name (``PagedAttention``) leads to it, too. Names are compared without case, spaces, hyphens and the ``v``
of a version; where there is a number, the capitals stand for the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.query.spans import Span
from retrieval.text.terms import fold
from retrieval.types import Paper

MAX_NAME = 40
"""Characters of the longest name before a colon; a longer one is a sentence."""
MAX_WORDS = 6
"""Words and numbers of the longest name, counted as :data:`_TOKEN` cuts them."""
MIN_SHAPED = 5
"""Characters of the shortest word within a title that is a name by its shape; shorter ones (``MoE``) are terms."""

_TOKEN = re.compile(r"[a-z]++[+#]*+|\d++(?>(?:\.\d++)*)")
_BEFORE_COLON = re.compile(r"([^:：]{2,40})[:：]")
_REPORT = re.compile(r"(?<!\s)\s++technical report$", re.IGNORECASE)
_SHAPED = re.compile(r"(?=[A-Za-z]*?[a-z][A-Z])[A-Za-z]++(?:-?[Vv]?\d+(?:\.\d+)*)?|[A-Z][a-z]{2,}-[Vv]?\d+(?:\.\d+)*")
_ABBREVIATED = re.compile(r"(?=[A-Za-z]*[a-z])([A-Z][A-Za-z]*?)-?[Vv]?(\d+(?:\.\d+)*)")
"""A name of one word and a number, whose capitals may stand for it: ``FlashAttention-3``."""
_WORDS = re.compile(r"[^\W_]+(?:[-.+#][^\W_]*)*")
_CAPITALS = re.compile(r"[A-Z]")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_VERSION = re.compile(r"(?:\s?-?|\s?v)\d{1,2}(?!\d)(?:\.\d+)?")
"""A number that makes another name of what it follows: ``FlashAttention 2`` is not FlashAttention."""
_VERSIONED = re.compile(r"([a-z+#]{3,})\d[\d.]*+")
"""The key of a name with a number behind it."""
_WITH_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]{2,40}[ -]){0,2}[A-Za-z]{2,40}(?: ?-?| ?[vV])"
    r"[1-9]\d?(?:\.\d{1,2})?(?![\d.]*[A-Za-z0-9])"
)
"""Up to three words and a version."""
_V = re.compile(r"(?<=[a-z])v(?=\d)")
"""The ``v`` of a version."""
_COMPOUND = re.compile(r"-[a-z]")


@dataclass(frozen=True, slots=True)
class NameMention:
    """A paper's name in a question: where, as its title spells it, and the short ids of the papers called so.

    ``own`` says that they bear it as their own name; else it is a word of their titles.
    """

    span: Span
    name: str
    papers: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class _Name:
    spelling: str
    papers: tuple[str, ...]
    own: bool


class PaperNames:
    """The names of a library's papers; immutable once made."""

    def __init__(self, papers: Iterable[Paper], ordinary: Callable[[str], bool] = lambda _word: False) -> None:
        """Collect the names of ``papers``; ``ordinary`` recognises words that are not only names."""
        self._ordinary = ordinary
        own: dict[str, _Name] = {}
        within: dict[str, _Name] = {}
        for paper in papers:
            title = fold(paper.title)
            for found, spellings in ((own, _own_names(title)), (within, _shaped_words(title))):
                for spelling in spellings:
                    if key := _key(spelling):
                        before = found.get(key, _Name(spelling, (), found is own))
                        found[key] = replace(before, papers=tuple(dict.fromkeys((*before.papers, paper.id))))
        # a word that several titles hold is a term, unless a paper bears it as its own name
        self._names = {key: name for key, name in within.items() if len(name.papers) == 1} | own
        for full in list(self._names.values()):
            if match := _ABBREVIATED.fullmatch(full.spelling):
                capitals = "".join(_CAPITALS.findall(match[1]))
                if len(capitals) > 1:
                    self._names.setdefault(_key(capitals + match[2]), full)
        # a name without its number, where it has one
        self._bases = {_base(key) for key in own}

    def find(self, text: str, original: str) -> tuple[NameMention, ...]:
        """Return the names in ``text``, which is ``original`` in lower case, the longest at each place."""
        tokens = [match.span() for match in _TOKEN.finditer(text)]
        found: list[NameMention] = []
        at = 0
        while at < len(tokens):
            length, mention = 1, None
            for more in range(min(MAX_WORDS, len(tokens) - at), 0, -1):
                if _touch(text, tokens[at : at + more]):
                    span = tokens[at][0], tokens[at + more - 1][1]
                    if (name := self._names.get(_key(text[slice(*span)]))) and self._is_meant(name, span, original):
                        length, mention = more, NameMention(span, name.spelling, name.papers, name.own)
                        break
            if mention:
                found.append(mention)
            at += length
        return tuple(found)

    def whole(self, text: str) -> tuple[str, ...]:
        """Return the papers whose name ``text`` is, as a whole."""
        name = self._names.get(_key(fold(text).lower()))
        return name.papers if name else ()

    def is_other_version(self, text: str) -> bool:
        """Return whether ``text`` as a whole is the name of a paper that is not here, of which another version is."""
        key = _key(fold(text).lower())
        versioned = _VERSIONED.fullmatch(key)
        return versioned is not None and key not in self._names and versioned[1] in self._bases

    def versions(self, name: str) -> tuple[str, ...]:
        """Return the papers here whose own name is another version of ``name``."""
        base = _base(_key(fold(name).lower()))
        found = (one for key, one in self._names.items() if one.own and _base(key) == base)
        return tuple(dict.fromkeys(paper for one in found for paper in one.papers))

    def other_versions(self, text: str) -> tuple[str, ...]:
        """Return the names in ``text`` of papers that are not here, of which another version is.

        Only those before the name of any paper that is here: what follows is compared with it.
        """
        folded = fold(text)
        matches = ((match.start(), _longest(match, self.is_other_version)) for match in _WITH_NUMBER.finditer(folded))
        found = [(start, name) for start, name in matches if name]
        if not found:
            return ()
        first = min((mention.span[0] for mention in self.find(folded.lower(), folded)), default=len(folded))
        return tuple(dict.fromkeys(name for start, name in found if start < first))

    def _is_meant(self, name: _Name, span: Span, original: str) -> bool:
        """Return whether a name stands for its paper: as a word of its own, and as no ordinary word."""
        start, end = span
        if (start and _is_letter(original[start - 1])) or original[start - 1 : start] == "-":
            return False
        if _is_letter(original[end : end + 1]) or _COMPOUND.match(original[end : end + 2].lower()):
            return False
        if _VERSION.match(original[end : end + 6].lower()):
            return False
        letters = _NUMBER.sub("", name.spelling).strip("- ").lower()
        if not letters.isalpha() or not self._ordinary(letters):
            return True
        alone = not (_is_letter(original[:start].rstrip()[-1:]) or _is_letter(original[end:].lstrip()[:1]))
        return alone or original[start:end].startswith(_NUMBER.sub("", name.spelling).strip("- "))


def _own_names(title: str) -> tuple[str, ...]:
    """Return the names that a paper bears by its title: what stands before the colon, a report's, a short title."""
    if colon := _BEFORE_COLON.match(title):
        return (colon[1].strip(),)
    report = _REPORT.sub("", title)
    return tuple(dict.fromkeys(name for name in (report, title) if len(name) <= MAX_NAME))


def _shaped_words(title: str) -> tuple[str, ...]:
    """Return the words of a title that are shaped like names."""
    return tuple(word for word in _WORDS.findall(title) if len(word) >= MIN_SHAPED and _SHAPED.fullmatch(word))


def _key(name: str) -> str:
    """Return what all spellings of a name have in common; empty for one without Latin letters."""
    words = _TOKEN.findall(name.lower())
    if len(words) > MAX_WORDS or all(word[0].isdigit() for word in words):
        return ""
    return _V.sub("", "".join(words))


def _touch(text: str, tokens: list[Span]) -> bool:
    """Return whether nothing but a space or a hyphen stands between words that follow each other."""
    return all(text[left[1] : right[0]] in ("", " ", "-", "_") for left, right in pairwise(tokens))


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _longest(match: re.Match[str], fits: Callable[[str], bool]) -> str:
    """Return the longest end of a match, beginning with a word, that ``fits``; empty if none does."""
    starts = [0, *(place.end() for place in re.finditer("[ -]", match.group()))]
    return next((match.group()[start:] for start in starts if fits(match.group()[start:])), "")


def _base(key: str) -> str:
    """Return the key of a name without its version."""
    return cut[1] if (cut := _VERSIONED.fullmatch(key)) else key
