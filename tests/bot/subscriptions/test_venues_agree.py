"""Venues: lists, /venues and subscriptions agree on which one is meant, in every spelling."""

import pytest

from bot.locales import Texts
from bot.subscriptions.filters import SubscriptionFilter, exclusion_of, matches
from bot.subscriptions.interpret import Names, interpretations
from bot.views.callback_data import BrowseVenue
from bot.views.filter_names import FilterNames
from bot.views.venues_and_years import venue, venue_code, venues
from retrieval import Paper, tag_matches, venue_tag
from tests.bot.announce.papers import paper

EN = Texts("en")
SPELLINGS = {
    "NeurIPS": ("nips23", "neurips23", "NeurIPS 2023", "NeurIPS'23", "Neur IPS 2023"),
    "ATC": ("atc23", "USENIX ATC 2023", "usenix atc 23", "USENIX  ATC'23"),
    "EuroSys": ("eurosys23", "EuroSys 2023", "EUROSYS-23"),
    "SC": ("sc23", "Supercomputing 2023", "super computing 23"),
    "MLSys": ("mlsys23", "MLSys 2023", "Proc MLSys 2023"),
    "OSDI": ("osdi23", "OSDI 2023", "osdi2023"),
}
STORED_BEFORE = {
    "ATC": ("usenix atc", "usenix atc23"),
    "SC": ("supercomputing", "super computing23"),
    "MLSys": ("proc mlsys", "proc mlsys23"),
}
"""What the version before wrote down for a venue."""


@pytest.fixture
def papers() -> tuple[Paper, ...]:
    """Make a paper for every spelling of every venue."""
    tags = [tag for spellings in SPELLINGS.values() for tag in spellings]
    return tuple(paper(f"llm/{number}", tag=tag) for number, tag in enumerate(tags))


def of_venue(name: str, papers: tuple[Paper, ...]) -> set[str]:
    return {one.path for one in papers if one.tag in SPELLINGS[name]}


@pytest.mark.parametrize("name", SPELLINGS)
def test_lists_and_subscriptions_bring_the_same(name: str, papers: tuple[Paper, ...]) -> None:
    expected = of_venue(name, papers)
    names = Names(categories=lambda _: (), find=lambda _: (), papers=papers)
    for written in SPELLINGS[name]:
        assert {one.path for one in papers if tag_matches(one.tag, (venue_tag(written),))} == expected
        (wanted,) = interpretations(written, names)[0].filters
        assert wanted == SubscriptionFilter("venue", venue_tag(written))
        assert {one.path for one in papers if matches(wanted, one)} == expected
        excluded = exclusion_of(wanted)
        assert excluded is not None
        everything_else = SubscriptionFilter("words", f"kv, {excluded.value}")
        assert not any(matches(everything_else, one) for one in papers if one.path in expected)


def test_a_venue_has_one_button_and_one_name(papers: tuple[Paper, ...]) -> None:
    shown = {button.text: button.data for row in venues(papers, EN).keyboard for button in row}
    assert {*shown} == {f"{name} ({len(tags)})" for name, tags in SPELLINGS.items()}
    naming = FilterNames(lambda _: (), papers, EN)
    for name, tags in SPELLINGS.items():
        opened = BrowseVenue.read(shown[f"{name} ({len(tags)})"])
        assert opened is not None
        assert venue(opened, papers, (), EN) is not None
        for written in tags:
            assert venue_code(written, papers) == opened
            assert naming.full("venue", venue_tag(written)) == f"{name} 2023"


@pytest.mark.parametrize(("name", "value"), [(name, one) for name, stored in STORED_BEFORE.items() for one in stored])
def test_what_was_stored_before_still_matches(name: str, value: str, papers: tuple[Paper, ...]) -> None:
    assert {one.path for one in papers if matches(SubscriptionFilter("venue", value), one)} == of_venue(name, papers)
