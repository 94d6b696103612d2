"""Codes of buttons: short enough for Telegram, read back as they were written, anything else is stale."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import callback_data as codes
from retrieval.types import short_id

KINDS = {kind.__name__: kind for kind in codes.CallbackData.__subclasses__()}
"""Every kind by its name: a class with slots is made twice, and the later one is the one in use."""
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
        (codes.AnswerPage(3 * PAGE), codes.AnswerPage.read),
        (codes.SearchPage(3 * PAGE), codes.SearchPage.read),
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
    found = [code for kind in KINDS.values() if (code := kind.read(data)) is not None]
    assert len(found) <= 1, "no text is read by two"
    for code in found:
        # leading noughts of a page go, and the way back may have been shortened; nothing else changes
        assert type(code).read(str(code)) == code or "|" in data


PINNED: tuple[tuple[codes.CallbackData, str], ...] = (
    (codes.OpenPaper("0123456789"), "p:0123456789"),
    (codes.ShowCard("0123456789"), "c:0123456789"),
    (codes.ShowCard("0123456789", "b"), "c:0123456789|b"),
    (codes.OpenSection("0123456789", "abcdef", 3, "t:0"), "s:0123456789:abcdef:3|t:0"),
    (codes.ShowRelated("0123456789", "r:0123456789|b"), "r:0123456789|r:0123456789|b"),
    (codes.Cite("0123456789"), "q:0123456789"),
    (codes.Browse(), "b"),
    (codes.Browse("0123456789", 2), "b:0123456789:2"),
    (codes.BrowseVenue(), "v"),
    (codes.BrowseVenue("abcdef", 1), "v:abcdef:1"),
    (codes.BrowseYear(), "y"),
    (codes.BrowseYear(2024, 1), "y:2024:1"),
    (codes.OpenLatest(), "n"),
    (codes.LatestPage(9), "t:9"),
    (codes.AnswerPage(4), "a:r4"),
    (codes.AnswerPage(0, everything=True), "w:0"),
    (codes.ListPage(4), "l:4"),
    (codes.SearchPage(4), "x:r4"),
    (codes.ShowGreeting(), "h"),
    (codes.ShowHelp(), "i"),
    (codes.ShowLanguages(), "g"),
    (codes.SwitchLanguage("en", "h"), "g:en|h"),
    (codes.Rate(good=True), "k:u"),
    (codes.Rate(good=False), "k:d"),
    (codes.Forget(sure=True), "z:y"),
    (codes.Forget(sure=False), "z:n"),
    (codes.Broadcast(sure=True), "j:y"),
    (codes.Broadcast(sure=False), "j:n"),
    (codes.CatchUp(wanted=True), "u:1"),
    (codes.CatchUp(wanted=False), "u:0"),
    (codes.ShowCategoryPicker(), "kt:0:0"),
    (codes.ShowCategoryPicker("0123456789", 2, -1001234), "kt:0123456789:2:c1001234"),
    (codes.PickCategory(True, "0123456789", "", 0), "kx:1:0123456789:0:0"),
    (codes.PickCategory(False, codes.EVERYTHING, "0123456789", 3, -1001234), "kx:0:0:0123456789:3:c1001234"),
    (codes.ShowSubscriptions(), "km:0"),
    (codes.ShowSubscriptions(1, -1001234), "km:1:c1001234"),
    (codes.Pause(True, 7, 2), "kp:1:7:2"),
    (codes.Pause(False, 0, 0, -1001234), "kp:0:0:0:c1001234"),
    (codes.Remove(7, 1), "kd:7:1"),
    (codes.Remove(7, 1, -1001234), "kd:7:1:c1001234"),
    (codes.ConfirmRemoveAll(), "kr"),
    (codes.ConfirmRemoveAll(-1001234), "kr:c1001234"),
    (codes.RemoveAll(), "kr:1"),
    (codes.RemoveAll(-1001234), "kr:1:c1001234"),
    (codes.ShowTimes(), "kw:m"),
    (codes.ShowTimes("z", -1001234), "kw:z:c1001234"),
    (codes.ChooseDelivery("q", "2208"), "kc:q:2208"),
    (codes.ChooseDelivery("z", "abcdef", -1001234), "kc:z:abcdef:c1001234"),
    (codes.ShowPreview(), "ke:0"),
    (codes.ShowPreview(3, -1001234), "ke:3:c1001234"),
    (codes.Follow("n", "c", "0123456789"), "kf:n:c:0123456789"),
    (codes.Follow("x", "a"), "kf:x:a"),
    (codes.Reinterpret("c", "x"), "ki:c:x"),
    (codes.Exclude(True), "ko:1"),
    (codes.Exclude(False), "ko:0"),
)


@pytest.mark.parametrize(("code", "text"), PINNED)
def test_buttons_in_old_messages_keep_their_meaning(code: codes.CallbackData, text: str) -> None:
    assert str(code) == text
    assert codes.read_data(text, KINDS.values()) == code


@pytest.mark.parametrize(("text", "first"), [("a:0", 0), ("a:1", 3), ("w:2", 6)])
def test_a_button_with_the_page_of_an_answer_leads_to_the_papers_it_led_to(text: str, first: int) -> None:
    assert codes.AnswerPage.read(text) == codes.AnswerPage(first, everything=text[0] == "w")


def test_every_kind_is_pinned() -> None:
    assert {type(code).__name__ for code, _ in PINNED} == set(KINDS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kt", codes.ShowCategoryPicker()),
        ("kt:c1001234", codes.ShowCategoryPicker("", 0, -1001234)),
        ("t:007", codes.LatestPage(7)),
        ("y:0000:0", codes.BrowseYear()),
    ],
)
def test_what_is_read_though_never_written_now(text: str, code: codes.CallbackData) -> None:
    assert codes.read_data(text, KINDS.values()) == code
