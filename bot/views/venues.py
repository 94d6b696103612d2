"""Venues as people write them: the site's tags (``osdi25``) name a venue and a year."""

from __future__ import annotations

from retrieval import venue_of, venue_year

_NAMES = {
    "eurosys": "EuroSys", "hotinfra": "HotInfra", "hotnets": "HotNets", "interspeech": "Interspeech", "mlsys": "MLSys",
    "mobicom": "MobiCom", "nips": "NeurIPS", "ppopp": "PPoPP", "socc": "SoCC",
}  # fmt: skip
"""How venues write themselves where that is not all capitals."""


def venue_name(venue: str) -> str:
    """Return the name of a venue as it writes itself."""
    return _NAMES.get(venue, venue.upper())


def venue_label(tag: str) -> str:
    """Return a tag as people write it: ``osdi25`` becomes ``OSDI 2025``; what is no venue's tag stays as it is."""
    year = venue_year(tag)
    return f"{venue_name(venue_of(tag))} {year}" if year else tag
