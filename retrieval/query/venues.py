"""Finding venues in a question, with or without a year: ``OSDI``, ``osdi 2025``, ``NeurIPS'23`` = ``nips23``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.query.spans import Span
from retrieval.text.terms import tag_words
from retrieval.text.venue_names import KNOWN_VENUES, SAME_VENUE

_SPELLINGS_WITH_YEAR = 3
"""Of a tag that names a year: the whole, the venue, the year."""
_ORDINARY = frozenset(("chi", "cluster", "date", "fast", "micro", "sc", "ics", "pact", "mlsys", "www", "vlsi", "dac"))
"""Venues whose name is a word of the field too: taken for a venue only with a year, in capitals or after "at"."""

_AT = re.compile(
    r"(?:发在|发表在|发表于|投在|中了|被|(?:\bat|published in|accepted (?:at|by|to)|appeared (?:at|in)))\s*$"
)

_AND_YEAR = re.compile(r"\s*(?:and|or|和|与|及|、|/|,|&)\s*((?:19|20)\d\d)(?!\d)(?:\s*年)?")
_YEAR = r"(?:\s*+(?:['’_-]\s*+)?(?P<after>(?:19|20)\d\d|\d\d)(?!\d)(?:\s*年)?)?"
_BEFORE = r"(?:(?:(?<!\d)(?P<before>(?:19|20)\d\d)|['’](?P<short>\d\d))\s*+(?:年\s*+)?(?:(?:的|in|at)\s*+)?)?"
_ALSO = re.compile(r"\s*(?:和|与|及|以及|或|或者|、|,|，|/|&|\band\b|\bor\b)\s*")
"""Words that join venues that share one year: ``2023 年的 NeurIPS 和 ICML``."""


@dataclass(frozen=True, slots=True)
class VenueMention:
    """A venue named in a question: where, and its tag, ``osdi`` or ``osdi25``."""

    span: Span
    tag: str


class Venues:
    """The venues that can be asked for: those of the library's tags, and the well-known ones it may lack."""

    def __init__(self, tags: Iterable[str]) -> None:
        """Learn the venues of ``tags`` (``sosp23``)."""
        own = {words[1] for tag in tags if len(words := tag_words(tag)) == _SPELLINGS_WITH_YEAR}
        names = own | KNOWN_VENUES | set(SAME_VENUE)
        pattern = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
        self._pattern = re.compile(rf"{_BEFORE}(?<![a-z0-9-])(?P<venue>{pattern})(?![a-z]){_YEAR}(?![a-z0-9])")

    def find(self, text: str, original: str) -> list[VenueMention]:
        """Return the venues named in ``text``, which is ``original`` in lower case, left to right."""
        mentions = []
        for match in self._pattern.finditer(text):
            venue = SAME_VENUE.get(match["venue"], match["venue"])
            year = match["after"] or match["before"] or match["short"] or ""
            start, end = match.span("venue")
            clear = bool(year) or original[start:end].isupper() or _AT.search(text[:start])
            if text[end : end + 1] == "/" or (venue in _ORDINARY and not clear):
                continue
            mentions.append(VenueMention(match.span(), f"{venue}{year[-2:]}"))
            if match["after"]:
                mentions += _further_years(venue, text, match.end())
        return _sharing_a_year(mentions, text)


def _sharing_a_year(mentions: list[VenueMention], text: str) -> list[VenueMention]:
    """Return venues that are joined, of which only the first or the last names a year, that year all."""
    if len(mentions) < 2 or not all(
        _ALSO.fullmatch(text[left.span[1] : right.span[0]]) for left, right in pairwise(mentions)
    ):
        return mentions
    years = [re.sub(r"\D", "", mention.tag) for mention in mentions]
    # a year that is written as part of a tag (``sosp23``) belongs to that venue alone
    apart = [re.search(r"\W", text[slice(*mention.span)]) is not None for mention in mentions]
    for place in (0, -1):
        if years[place] and apart[place] and not any(years[:place] + years[place:][1:]):
            return [replace(mention, tag=re.sub(r"\d", "", mention.tag) + years[place]) for mention in mentions]
    return mentions


def _further_years(venue: str, text: str, at: int) -> list[VenueMention]:
    """Read the years that follow a venue's first one: ``NSDI 2024 and 2025``."""
    mentions = []
    while match := _AND_YEAR.match(text, at):
        mentions.append(VenueMention(match.span(), f"{venue}{match[1][-2:]}"))
        at = match.end()
    return mentions


def tag_matches(tag: str, demanded: Iterable[str]) -> bool:
    """Return whether a paper's ``tag`` is one of the ``demanded`` ones, which may leave out the year."""
    spellings = {venue_tag(tag), venue_of(tag)}
    return any(venue_tag(one) in spellings for one in demanded)


def venue_tag(written: str) -> str:
    """Return the tag that is meant by ``SOSP 2023``, ``NeurIPS'23`` or ``osdi``: ``sosp23``, ``nips23``."""
    return venue_of(written) + venue_year(written)[-2:]


def venue_of(written: str) -> str:
    """Return the venue that is meant, without a year: ``osdi`` of ``osdi25``, ``atc`` of ``USENIX ATC 2023``."""
    venue, _ = _venue_and_year(written)
    return venue


def venue_year(written: str) -> str:
    """Return the year that is written beside a venue, in four digits; empty if there is none."""
    _, year = _venue_and_year(written)
    return year


def _venue_and_year(written: str) -> tuple[str, str]:
    """Decide which venue is meant: lists, searches and subscriptions all ask here, so that they agree."""
    plain = " ".join(written.split())
    words = tag_words(plain)
    venue, year = words[1:] if len(words) == _SPELLINGS_WITH_YEAR else (plain.casefold(), "")
    return SAME_VENUE.get(venue, venue), year
