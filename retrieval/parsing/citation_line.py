"""The line below a title that says where and when a paper appeared, without a label: ``Selinger, SIGMOD '79``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.parsing.labels import year_of_venue
from retrieval.parsing.person_names import names_in
from retrieval.parsing.venues import find_venue, venue_tag
from retrieval.parsing.written_date import find_date
from retrieval.text.chinese import count_chinese

_PUBLICATION = re.compile(
    r"(?<![A-Za-z])(?:Proceedings|Proc\.|Transactions|Trans\.|Journal|Communications|Conference|Conf\.|Symposium|Workshop"
    r"|Bulletin|Annals|Letters|Magazine|Technical Report|Volume|Vol\.|Ph\.?D\.? thesis|Systems Review)(?![a-z])"
    r"|学报|会议|期刊|发表于|收录于|录用",
    re.IGNORECASE,
)
_CREDITED = re.compile(
    r"(?:by\s)?(?P<names>[^\d()]{3,150}?)(?:\s?[,，.。·•|–—-]\s?|\s?(?=\()|(?<=[a-z])\s)\(?(?:19|20)\d\d\)?\.?"
)
_ACRONYMS = re.compile(r"(?<=[,，;；·|.]\s)[A-Z]{3,10}\s?['’]?\s?(?:(?:19|20)\d\d|\d\d)(?!\d)")
_BEGINS = re.compile(r"(?:(?:published|appeared)\s)?(?:in:?\s)?(?:the\s)?(?:Proceedings|Proc\.)", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’.-]*")
_SMALL_WORDS = "a an and as at by et al etc for from in of on or pages pp p the to vol with no issue volume"
_SMALL = frozenset(_SMALL_WORDS.split())
_SENTENCE = re.compile(r"[。！？!?]|[a-z]{3}\.\s+[A-Z][a-z]+\s[a-z]")
_MAX_LENGTH = 200
_MAX_CHINESE = 10
_MAX_SMALL_SHARE = 0.4
"""Share of words that are written small, as sentences have them and names of publications have not."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The tag of a venue and a date, either empty where it is not known; ``whole`` if the line says nothing else."""

    venue: str
    date: str
    whole: bool


def read_citation(line: str) -> Citation | None:
    """Return where and when a paper appeared by a line that says nothing but that, and perhaps by whom."""
    line = line.strip(" \t>*_")
    year = year_of_venue(line)
    if not year or len(line) > _MAX_LENGTH or _is_sentence(line):
        return None
    date = found if (found := find_date(line)).startswith(year) else year
    if tag := venue_tag(line):
        return Citation(tag, date, whole=True)
    if venue := find_venue(line, year) or next(filter(None, map(venue_tag, _ACRONYMS.findall(line))), ""):
        return Citation(venue, date, whole=False)
    credited = _CREDITED.fullmatch(line)
    if _PUBLICATION.search(line) or (credited and (line.startswith("by ") or names_in(credited["names"]))):
        return Citation("", date, whole=False)
    return None


def _is_sentence(line: str) -> bool:
    if _SENTENCE.search(line) or count_chinese(line) > _MAX_CHINESE:
        return True
    if _BEGINS.match(line):
        return False
    words = [word for word in _WORD.findall(line) if word.casefold().strip(".") not in _SMALL]
    small: int = sum(word[0].islower() for word in words)
    return small > _MAX_SMALL_SHARE * len(words)
