"""Codes of buttons: short enough for Telegram, read back as they were written, anything else is stale."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import callback_data as codes
from retrieval.types import short_id

READERS: tuple[Callable[[str], object], ...] = (
    codes.OpenPaper.read,
    codes.ShowCard.read,
    codes.OpenSection.read,
    codes.ShowRelated.read,
    codes.Cite.read,
    codes.Browse.read,
    codes.BrowseVenue.read,
    codes.BrowseYear.read,
    codes.LatestPage.read,
    codes.ListPage.read,
    codes.AnswerPage.read,
    codes.SwitchLanguage.read,
    codes.Rate.read,
    codes.Forget.read,
    codes.Broadcast.read,
)
ID, KEY, PAGE = short_id("a"), codes.digest("x"), codes.MAX_PAGE
LISTS = ["t:0", f"b:{ID}:{PAGE}", f"v:{KEY}:{PAGE}", f"y:2024:{PAGE}", "v", "l:3"]


@pytest.mark.parametrize("back", ["", *LISTS, f"r:{ID}|b:{ID}:{PAGE}", f"r:{ID}|r:{ID}|r:{ID}|b:{ID}:1"])
def test_codes_with_a_way_back_are_short_and_read_back(back: str) -> None:
    for code, read in (
        (codes.ShowCard(ID, back), codes.ShowCard.read),
        (codes.OpenSection(ID, KEY, PAGE, back), codes.OpenSection.read),
        (codes.ShowRelated(ID, back), codes.ShowRelated.read),
    ):
        text = str(code)
        assert str(read(text)) == text
        assert len(str(codes.SwitchLanguage("zh", text)).encode()) <= 64
        assert codes.SwitchLanguage.read(str(codes.SwitchLanguage("zh", text))) == codes.SwitchLanguage("zh", text)


@pytest.mark.parametrize(
    ("code", "read"),
    [
        (codes.OpenPaper(ID), codes.OpenPaper.read),
        (codes.Cite(ID), codes.Cite.read),
        (codes.Browse(ID, PAGE), codes.Browse.read),
        (codes.Browse(), codes.Browse.read),
        (codes.BrowseVenue(KEY, PAGE), codes.BrowseVenue.read),
        (codes.BrowseVenue(), codes.BrowseVenue.read),
        (codes.BrowseYear(2024, PAGE), codes.BrowseYear.read),
        (codes.BrowseYear(), codes.BrowseYear.read),
        (codes.LatestPage(PAGE), codes.LatestPage.read),
        (codes.ListPage(PAGE), codes.ListPage.read),
        (codes.AnswerPage(PAGE), codes.AnswerPage.read),
        (codes.AnswerPage(0, everything=True), codes.AnswerPage.read),
        (codes.Rate(good=True), codes.Rate.read),
        (codes.Rate(good=False), codes.Rate.read),
        (codes.Forget(sure=True), codes.Forget.read),
        (codes.Forget(sure=False), codes.Forget.read),
        (codes.Broadcast(sure=True), codes.Broadcast.read),
        (codes.Broadcast(sure=False), codes.Broadcast.read),
    ],
)
def test_codes_are_short_and_read_back(code: object, read: Callable[[str], object]) -> None:
    assert read(str(code)) == code
    assert len(str(codes.SwitchLanguage("en", str(code))).encode()) <= 64


@pytest.mark.parametrize(("back", "kept"), [(LISTS[1], LISTS[1]), (f"r:{ID}|{LISTS[1]}", f"r:{ID}|{LISTS[1]}")])
def test_a_way_back_is_kept_whole_where_it_fits(back: str, kept: str) -> None:
    assert codes.way_back(back) == kept


def test_of_a_long_way_back_the_nearest_steps_are_kept() -> None:
    assert codes.way_back(f"r:{ID}|r:{ID}|b:{ID}:{PAGE}") == f"r:{ID}|r:{ID}"


@given(st.one_of(st.text(max_size=70), st.text("abcglprsqvynt0123456789:|eznh", max_size=64)))
def test_any_code_is_read_back_or_stale(data: str) -> None:
    for read in READERS:
        code = read(data)
        # leading noughts of a page go, and the way back may have been shortened; nothing else changes
        assert code is None or read(str(code)) == code or "|" in data
