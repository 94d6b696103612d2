"""Venues as people write them beside a paper, as tags: ``NeurIPS 2023``, ``OSDI'24`` and ``[ICML 24 Oral]``."""

from __future__ import annotations

import re

from retrieval.text.venue_names import KNOWN_VENUES, SAME_VENUE

_NAMES = sorted(map(re.escape, (KNOWN_VENUES | SAME_VENUE.keys()) - {"date"}), key=len, reverse=True)
_BETWEEN = r"\s?[-,'’`‘·:(（]?\s?['’`‘]?"
_KNOWN = re.compile(
    rf"(?<![\w-])(?:(?P<before>(?:19|20)\d\d)[-\s]?)?(?P<venue>{'|'.join(_NAMES)})"
    rf"(?:{_BETWEEN}(?P<year>(?:19|20)\d\d|\d\d)(?!\d))?(?![A-Za-z])",
    re.IGNORECASE,
)
_ANY = re.compile(
    r"(?P<venue>[A-Z][A-Za-z&+/-]{1,20}?)(?:\s?['’`‘]\s?(?P<short>\d\d)|[-\s,]{0,2}(?P<year>(?:19|20)\d\d))"
)
_HONOURS = re.compile(
    r"(?<![A-Za-z])(?:oral|spotlight|poster|highlights?|findings?|workshops?|main|long|short|demo|notable|top|best|outstanding"
    r"|distinguished|papers?|awards?|honou?rable|mention|presentation|accepted|in|proceedings|proc|of|the|track|d&b|datasets"
    r"|and|benchmarks|accept|to|at|talk|candidate|ws|\d{1,2}%)(?![A-Za-z])[.)\]）】]{0,2}|[\[\]()【】（）]",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"[A-Z]{3,10}")
_SPACES = re.compile(r"\s+")
_NO_VENUES = frozenset(
    ("arxiv", "corr", "preprint", "biorxiv", "new", "update", "updated", "arxiv.org", "version", "release")
)
_JOURNALS = frozenset(("nature", "science", "interspeech", "neuron", "cell", "cluster"))
_MAX_VENUE = 60
_AROUND = " \t\n[](){}【】（）*_`|,，;；:：.-–—"


def venue_tag(text: str, year: str = "") -> str:
    """Return the tag of the venue that all of ``text`` names; empty if it names none.

    ``year`` is that of the paper, for a venue without one.
    """
    text = text.strip(_AROUND)
    if not text or len(text) > _MAX_VENUE:
        return ""
    bare = _SPACES.sub(" ", _HONOURS.sub(" ", text)).strip(_AROUND)
    if match := _KNOWN.fullmatch(bare):
        return _tag(match, year)
    if year and (bare.casefold() in _JOURNALS or _ACRONYM.fullmatch(bare)) and bare.casefold() not in _NO_VENUES:
        return f"{bare.casefold()}{year[:4][-2:]}"
    match = _ANY.fullmatch(bare)
    if match is None or match["venue"].casefold() in _NO_VENUES or not _is_name(match["venue"]):
        return ""
    return f"{match['venue'].casefold()}{(match['short'] or match['year'])[-2:]}"


def find_venue(text: str, year: str = "") -> str:
    """Return the tag of the first well-known venue in ``text`` that stands there with a year, or is all capitals."""
    for match in _KNOWN.finditer(text[:1000]):
        if _is_name(match["venue"]) and (match["year"] or match["before"] or year):
            return _tag(match, year)
    return ""


def _is_name(venue: str) -> bool:
    return sum(map(str.isupper, venue)) > 1 or venue.casefold() in _JOURNALS


def _tag(match: re.Match[str], year: str) -> str:
    venue = match["venue"].casefold()
    of = match["year"] or match["before"] or year
    return f"{SAME_VENUE.get(venue, venue)}{of[:4][-2:]}"
