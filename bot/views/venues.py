"""Venues as people write them: the site's tags (``osdi25``) name a venue and a year."""

from __future__ import annotations

from retrieval import tag_words

_NAMES = {
    "eurosys": "EuroSys", "hotinfra": "HotInfra", "hotnets": "HotNets", "interspeech": "Interspeech", "mlsys": "MLSys",
    "mobicom": "MobiCom", "nips": "NeurIPS", "ppopp": "PPoPP", "socc": "SoCC",
}  # fmt: skip
"""How venues write themselves where that is not all capitals."""
_WITH_YEAR = 3
"""The spellings that a tag with a year has: whole, venue, year."""


def venue_of(tag: str) -> str:
    """Return the venue of a tag without its year, lower case: ``osdi25`` gives ``osdi``, ``neurips24`` ``nips``."""
    words = tag_words(tag)
    venue = words[1] if len(words) == _WITH_YEAR else tag.strip().casefold()
    return "nips" if venue == "neurips" else venue


def venue_year(tag: str) -> str:
    """Return the year of a tag in four digits, nothing where it has none."""
    words = tag_words(tag)
    return words[2] if len(words) == _WITH_YEAR else ""


def venue_name(venue: str) -> str:
    """Return the name of a venue as it writes itself."""
    return _NAMES.get(venue, venue.upper())


def venue_label(tag: str) -> str:
    """Return a tag as people write it: ``osdi25`` gives ``OSDI 2025``; what is no venue's tag stays as it is."""
    year = venue_year(tag)
    return f"{venue_name(venue_of(tag))} {year}" if year else tag
