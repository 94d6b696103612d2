"""Venues: which one is meant, however it is written."""

import pytest

from retrieval.query.venues import tag_matches, venue_of, venue_tag, venue_year


@pytest.mark.parametrize(
    ("written", "tag", "venue", "year"),
    [
        ("OSDI", "osdi", "osdi", ""),
        ("osdi 2025", "osdi25", "osdi", "2025"),
        ("osdi2025", "osdi25", "osdi", "2025"),
        ("NeurIPS'24", "nips24", "nips", "2024"),
        ("NeurIPS", "nips", "nips", ""),
        ("ICML-24", "icml24", "icml", "2024"),
        ("USENIX  ATC 2023", "atc23", "atc", "2023"),
        ("usenix atc", "atc", "atc", ""),
        ("Supercomputing 2022", "sc22", "sc", "2022"),
        ("Proc MLSys", "mlsys", "mlsys", ""),
        ("VLDB Workshop", "vldb workshop", "vldb workshop", ""),
        ("My\tBlog", "my blog", "my blog", ""),
        ("", "", "", ""),
    ],
)
def test_a_venue_has_one_form(written: str, tag: str, venue: str, year: str) -> None:
    assert (venue_tag(written), venue_of(written), venue_year(written)) == (tag, venue, year)
    assert venue_tag(tag) == tag, "the form of a form is itself"


@pytest.mark.parametrize("demanded", ["atc", "usenix atc", "atc24", "usenix atc24"])
@pytest.mark.parametrize("tag", ["atc24", "USENIX ATC 2024", "USENIX ATC'24", "Usenix  ATC 24"])
def test_a_tag_matches_in_any_spelling_of_both(tag: str, demanded: str) -> None:
    assert tag_matches(tag, (demanded,))
    assert not tag_matches("atc23", ("atc24",))
