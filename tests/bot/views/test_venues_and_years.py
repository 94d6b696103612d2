"""Lists: by venue, by year, newest first; every paper in reach."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.locales import LANGUAGES, Texts
from bot.views import Message, callback_data
from bot.views.browse import find_place, node
from bot.views.lists import PAGE_PAPERS, newest
from bot.views.venues import venue_label
from bot.views.venues_and_years import venue, venue_code, venues, year, years
from retrieval.types import Bilingual, Category, Paper
from tests.bot.views import samples
from tests.bot.views.samples import TREE, accepted, paper

ZH, EN = Texts("zh"), Texts("en")
TAGS = ("osdi25", "osdi25", "neurips24", "nips23", "", "VLDB Workshop", "osdi22")
PAPERS = tuple(paper(number, tag=tag, date=f"{2025 - number // 3}-01") for number, tag in enumerate(TAGS))


def _buttons(message: Message) -> dict[str, str]:
    return {button.text: button.data for row in message.keyboard for button in row}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(samples.papers(), max_size=30), st.sampled_from(LANGUAGES), st.integers(0, 9))
def test_any_shelf_is_accepted(found: list[Paper], language: str, page: int) -> None:
    papers, texts = tuple(found), Texts("zh" if language == "zh" else "en")
    top = venues(papers, texts)
    for code in _buttons(top).values():
        wanted = callback_data.BrowseVenue.read(code)
        assert wanted is not None
        shelf = venue(callback_data.BrowseVenue(wanted.venue, page), papers, TREE, texts)
        assert shelf is not None
        accepted(shelf)
    for message in (top, years(papers, texts), newest(papers, page, TREE, texts)):
        accepted(message)


def test_venues_are_joined_over_years_and_spellings() -> None:
    shown = _buttons(venues(PAPERS, EN))
    assert [*shown] == ["OSDI (3)", "NeurIPS (2)", "VLDB WORKSHOP (1)"]
    wanted = callback_data.BrowseVenue.read(shown["NeurIPS (2)"])
    assert wanted is not None
    shelf = venue(wanted, PAPERS, TREE, EN)
    assert shelf is not None
    text = accepted(shelf).text
    assert "NeurIPS: 2 papers, newest first" in text
    assert "NeurIPS 2024" in text
    assert "NeurIPS 2023" in text
    assert _buttons(shelf)["‹ All venues"] == "v"
    assert _buttons(shelf)["1"] == f"c:{PAPERS[2].id}|{shown['NeurIPS (2)']}"


def test_a_venue_is_found_by_name_in_any_spelling() -> None:
    for word in ("OSDI", "osdi25", " osdi "):
        assert venue_code(word, PAPERS) == callback_data.BrowseVenue(callback_data.digest("osdi"))
    assert venue_code("NeurIPS", PAPERS) == venue_code("nips23", PAPERS)
    assert venue_code("sigcomm", PAPERS) is None


def test_a_venue_or_year_that_is_no_more_is_stale() -> None:
    assert venue(callback_data.BrowseVenue("000000"), PAPERS, TREE, ZH) is None
    assert year(callback_data.BrowseYear(1999), PAPERS, TREE, ZH) is None


def test_years_come_latest_first() -> None:
    assert [*_buttons(years(PAPERS, ZH))] == ["2025（3）", "2024（3）", "2023（1）"]
    shelf = year(callback_data.BrowseYear(2024), PAPERS, TREE, ZH)
    assert shelf is not None
    assert "2024：3 篇，从新到旧" in accepted(shelf).text


def test_every_page_of_a_list_is_one_press_away() -> None:
    papers = tuple(paper(number) for number in range(50))
    first = _buttons(newest(papers, 0, TREE, ZH))
    pages = [code for code in first.values() if code.startswith("t:")]
    assert pages == [f"t:{number}" for number in range(1, 7)]
    assert first["49–50"] == "t:6"
    seen = [f"t:{page}" for page in range(7)]
    opened = [
        found.paper
        for code in seen
        for data in _buttons(newest(papers, int(code[2:]), TREE, ZH)).values()
        if (found := callback_data.ShowCard.read(data))
    ]
    assert opened == [found.id for found in papers]


def test_a_very_long_list_is_paged_in_steps_and_leaps() -> None:
    papers = tuple(paper(number) for number in range(PAGE_PAPERS * 300))
    shown = [code for code in _buttons(newest(papers, 100, TREE, ZH)).values() if code.startswith("t:")]
    assert shown == ["t:0", "t:75", "t:95", "t:105", "t:125", "t:299", "t:99", "t:101"]


def test_labels_of_venues() -> None:
    assert venue_label("eurosys25") == "EuroSys 2025"
    assert venue_label("nips23") == venue_label("neurips 2023") == "NeurIPS 2023"
    assert venue_label("my blog") == "my blog"


def test_a_category_with_papers_of_its_own_lists_them_beside_its_categories() -> None:
    inner = Category("llm/x/y", Bilingual("内", "inner"), count=2)
    mixed = Category("llm/x", Bilingual("外", "outer"), count=5, children=(inner,))
    tree = (Category("llm", Bilingual("顶", "top"), count=5, children=(mixed,)),)
    place = find_place(tree, callback_data.node_id(mixed))
    assert place is not None
    shown = _buttons(node(place, tuple(paper(number) for number in range(5)), 0, EN))
    assert [*shown] == ["1", "2", "3", "4", "5", "inner (2)", "🔔 Subscribe", "‹ Back"]
    assert shown["inner (2)"] == str(callback_data.Browse(callback_data.node_id(inner), 0))


def test_undated_papers_have_a_shelf_of_their_own_behind_the_years() -> None:
    papers = (*PAPERS, paper(20, date=""), paper(21, date=""))
    for texts, name in ((EN, "undated"), (ZH, "无日期")):
        shown = _buttons(years(papers, texts))
        *_, last = shown
        assert name in last
        assert "2" in last
        wanted = callback_data.BrowseYear.read(shown[last])
        assert wanted is not None
        shelf = year(wanted, papers, TREE, texts)
        assert shelf is not None
        text = accepted(shelf).text
        assert "Paper 20" in text
        assert "Paper 21" in text
        assert name in text
        assert name in accepted(newest(papers, 1, TREE, texts)).text
