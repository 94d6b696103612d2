"""Finding authors in a question: a full name, a surname with a year or "et al.", or one that is no ordinary word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from retrieval.query.spans import Span
from retrieval.text.terms import STOP_WORDS
from retrieval.types import Paper

MIN_SURNAME = 5
"""Letters of a surname that may stand alone; shorter ones are too often something else."""
MIN_JOINED = 6
"""Letters of a full name written as one word (``songhan``)."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FOLLOWED = re.compile(
    r"\s*+(?:,?\s*+(?:et\s++al\b\.?|(?:等人|等)(?=(?:19|20)\d\d(?!\d)|\D|$)))?"
    r"\s*+[,，(（]?\s*+(?:((?:19|20)\d\d)(?!\d)\s*+[)）]?|(?!\d)[)）]?|)"
)
_BEFORE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*+(?:年\s*+)?(?:的\s*+)?$")
_AND_OTHERS = re.compile(r"et\s+al|等")


@dataclass(frozen=True, slots=True)
class AuthorMention:
    """An author named in a question: where, with the year that follows, and the short ids of the papers meant."""

    span: Span
    papers: tuple[str, ...]


class Authors:
    """The authors of a library's papers, by the ways in which they are named."""

    def __init__(self, papers: Iterable[Paper], ordinary: Callable[[str], bool]) -> None:
        """Collect the authors of ``papers``; ``ordinary`` recognises words that are not only names."""
        self._ordinary = ordinary
        self._names: dict[tuple[str, ...], dict[str, int]] = {}
        self._turned: dict[tuple[str, ...], dict[str, int]] = {}
        self._surnames: dict[str, dict[str, int]] = {}
        self._others: dict[str, dict[str, int]] = {}
        for paper in papers:
            for author in paper.authors:
                words = tuple(word for word, _ in _words(author))
                if len(words) < 2:
                    continue
                given, surname = words[0], words[-1]
                # without what stands in the middle, with an initial, as one word
                for form in {words[-3:], (given, surname), (given[0], surname), (given + surname,)}:
                    self._names.setdefault(form, {})[paper.id] = paper.year
                self._turned.setdefault((surname, given), {})[paper.id] = paper.year
                # a surname alone cites the first author, if it is any's
                of = self._surnames if author == paper.authors[0] else self._others
                of.setdefault(surname, {})[paper.id] = paper.year

    def find(self, text: str) -> list[AuthorMention]:
        """Return the authors named in ``text`` (normalised), left to right."""
        found: list[AuthorMention] = []
        words = _words(text)
        at = 0
        while at < len(words):
            for length in (3, 2, 1):
                taken = words[at : at + length]
                papers = self._full_name(tuple(word for word, _ in taken))
                if papers and len(taken) == length and all(_touch(text, *pair) for pair in pairwise(taken)):
                    break
            else:
                length, papers = 1, self._surnames.get(words[at][0]) or self._others.get(words[at][0])
                if papers and not self._stands_for_a_person(text, *words[at], papers):
                    papers = None
            if papers:
                span = words[at][1][0], words[at + length - 1][1][1]
                found.append(_mention(text, span, papers))
            at += length
        return found

    def _full_name(self, words: tuple[str, ...]) -> dict[str, int] | None:
        """Return the papers by the author whose full name ``words`` are, if they are no other words as likely."""
        papers = self._names.get(words)
        if len(words) == 1:
            return papers if papers and len(words[0]) >= MIN_JOINED and not self._ordinary(words[0]) else None
        turned = None if papers else self._turned.get(words)
        if not papers and not turned:
            return None
        all_ordinary = all(map(self._ordinary, words))
        if papers:
            return None if all_ordinary and STOP_WORDS.intersection(words) else papers
        return None if all_ordinary else turned

    def _stands_for_a_person(self, text: str, word: str, span: Span, papers: dict[str, int]) -> bool:
        followed = _FOLLOWED.match(text, span[1])
        before = _BEFORE.search(text, 0, span[0])
        if followed and _AND_OTHERS.search(followed[0]):
            return True
        if word in STOP_WORDS:
            return False
        years = {match[1] for match in (followed, before) if match and match[1]}
        if years & {str(year) for year in papers.values()}:
            return True
        return len(word) >= MIN_SURNAME and not self._ordinary(word)


def _mention(text: str, span: Span, papers: dict[str, int]) -> AuthorMention:
    """Take the year beside a name with it; of the papers those of that year, if there are any."""
    followed = _FOLLOWED.match(text, span[1])
    before = _BEFORE.search(text, 0, span[0])
    start, end, year = span[0], span[1], ""
    if followed and (followed[1] or _AND_OTHERS.search(followed[0])):
        end, year = followed.end(), followed[1] or ""
    if before and not year:
        start, year = before.start(), before[1]
    of_year = tuple(paper for paper, its in papers.items() if str(its) == year)
    return AuthorMention((start, end), of_year or tuple(papers))


def _touch(text: str, left: tuple[str, Span], right: tuple[str, Span]) -> bool:
    """Return whether two words can belong to one name: an initial has its full stop."""
    between = text[left[1][1] : right[1][0]].strip()
    return between == "." if len(left[0]) == 1 else between in ("", ".", "-")


def _words(text: str) -> list[tuple[str, Span]]:
    """Return the words of which names are made, plain, with their places; ``¹`` or ``½`` alone is none."""
    found = ((_plain(match[0]), match.span()) for match in _WORD.finditer(text))
    return [(word, span) for word, span in found if word]


def _plain(word: str) -> str:
    """Return a word of a name in lower case, without accents and apostrophes."""
    if word.isascii() and word.isalpha():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if c.isalpha())
