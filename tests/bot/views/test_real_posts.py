"""Every real post, where they are at hand: cards, pages, lists and inline results within Telegram's limits.

``PAPERCACHE_TEST_SITE`` names the site's folder; without it the tests are skipped.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.local_telegram.entities import slice_utf16
from bot.locales import LANGUAGES, Texts
from bot.views import Message, callback_data
from bot.views.browse import find_place, node, topics
from bot.views.card import RELATED_PAPERS, card, related
from bot.views.citation import citation
from bot.views.inline import inline_results
from bot.views.language import with_switch
from bot.views.lists import PAGE_PAPERS, newest
from bot.views.note_pages import pages_of, section_page
from bot.views.note_parts import FEWEST, contributions, parts
from bot.views.venues_and_years import venue, venues, year, years
from retrieval import Category, Filters, Library, Note, Paper, Site, load_embedder, open_source
from tests.bot.views.samples import accepted
from tests.real_site import REAL_SITE, needs_real_site

ROOT = Path(__file__).parents[3]
TEX = re.compile(r"\\(?!boxed\{\})[a-zA-Z]{2,}|\$[^$\n]{0,40}[\\{][^$\n]{0,40}\$|\$\$")
"""What is left of a formula that was not made readable: one post quotes a prompt with an empty box, as it should stand,
and some have dollars that do not pair, far apart."""
ALL = [Texts(language) for language in LANGUAGES]

pytestmark = [pytest.mark.slow, needs_real_site]


@pytest.fixture(scope="module")
def library(shared_folder: Path) -> Iterator[Library]:
    source = open_source(REAL_SITE, Site())
    names = ROOT / "notes" / "categories.yaml"
    with Library.open(shared_folder / "real-site", [source], load_embedder(), names) as opened:
        # the first process that comes here indexes it; others wait and find that nothing changed
        opened.refresh()
        yield opened


@pytest.fixture(scope="module")
def notes(library: Library) -> list[Note]:
    return [library.note(paper.id) for paper in library.papers()]


def _checked(message: Message, code: str, texts: Texts) -> None:
    """Check a message as it is sent, with the switch of languages."""
    sent = with_switch(message, code, texts, LANGUAGES)
    shown = accepted(sent)
    prose = shown.text
    for entity in shown.entities:
        if entity.kind in ("pre", "code"):
            prose = prose.replace(slice_utf16(shown.text, entity.offset, entity.length), "")
    assert not TEX.search(prose), TEX.search(prose)
    if code:
        assert any(callback_data.SwitchLanguage.read(button.data) for row in sent.keyboard for button in row), (
            "the code is too long"
        )


def test_every_card_with_all_that_opens_from_it(library: Library, notes: list[Note]) -> None:
    tree = library.categories()
    back = f"b:{callback_data.node_id(tree[0])}:9999"
    for note in notes:
        paper = note.paper
        assert len(contributions(note)) >= FEWEST - 1, paper.title
        hits = tuple(hit.paper for hit in library.related(paper.id, RELATED_PAPERS))
        assert len(hits) == RELATED_PAPERS
        assert paper not in hits
        for texts in ALL:
            message = card(note, tree, texts, back=back, sharing=True)
            _checked(message, str(callback_data.ShowCard(paper.id, back)), texts)
            assert paper.url in [button.url for row in message.keyboard for button in row]
            _checked(
                related(paper, hits, tree, texts, back=back), str(callback_data.ShowRelated(paper.id, back)), texts
            )
            _checked(citation(paper, texts), "", texts)
            (result,) = inline_results((paper,), tree, texts, "papercache_bot")
            accepted(result.message)


def test_every_page_of_every_note(notes: list[Note]) -> None:
    pages = 0
    for note in notes:
        for part in parts(note):
            for page in range(len(pages_of(part))):
                wanted = callback_data.OpenSection(note.paper.id, part.key, page, "b:0123456789:9999")
                message = section_page(note, wanted, ALL[0])
                assert message is not None
                _checked(message, str(wanted), ALL[0])
                if part.anchor:
                    assert f"{note.paper.url}#{part.anchor}" in message.text
                pages += 1
    assert pages > 5 * len(notes)


def test_nothing_of_a_note_is_lost_between_its_pages(notes: list[Note]) -> None:
    for note in notes:
        for part in parts(note):
            text = "".join(re.findall(r"[\u4e00-\u9fff]", "".join(map(str, pages_of(part)))))
            blocks = [block for section in part.sections for block in section.blocks if block.kind == "paragraph"]
            for block in blocks:
                # formulas change, Chinese words around them do not
                pieces = re.split(r"\$[^$]*\$", block.text)
                for piece in pieces:
                    assert "".join(re.findall(r"[\u4e00-\u9fff]", piece)) in text, (note.paper.title, part.title)


def test_every_paper_is_four_presses_away(library: Library) -> None:
    papers, tree, texts = library.papers(), library.categories(), ALL[0]
    reached: dict[str, int] = {}

    def presses(message: Message, taps: int) -> None:
        for button in (button for row in message.keyboard for button in row):
            if opened := callback_data.ShowCard.read(button.data):
                reached[opened.paper] = min(taps + 1, reached.get(opened.paper, 99))
            wanted = callback_data.Browse.read(button.data)
            place = find_place(tree, wanted.node) if wanted and wanted.node else None
            if wanted and place and taps + 1 < 4:
                inside = library.papers(Filters(categories=(place.node.path,))) if place.node.path else ()
                presses(node(place, inside, wanted.page, texts), taps + 1)

    presses(topics(tree, len(papers), texts), 0)
    assert {paper.id for paper in papers} == reached.keys()
    assert max(reached.values()) <= 4


def test_every_list_and_category(library: Library) -> None:
    papers: tuple[Paper, ...] = library.papers()
    tree = library.categories()
    for texts in ALL:
        for page in range(len(papers) // 8 + 1):
            _checked(newest(papers, page, tree, texts), str(callback_data.LatestPage(page)), texts)
        for place in _places(tree):
            inside = library.papers(Filters(categories=(place.path,))) if place.path else ()
            found = find_place(tree, callback_data.node_id(place))
            assert found is not None
            for page in range(len(inside) // PAGE_PAPERS + 1):
                code = str(callback_data.Browse(callback_data.node_id(place), page))
                _checked(node(found, inside, page, texts), code, texts)


def _places(level: tuple[Category, ...]) -> Iterator[Category]:
    for place in level:
        yield place
        yield from _places(place.children)


def test_every_venue_and_year(library: Library) -> None:
    papers, tree = library.papers(), library.categories()
    for texts in ALL:
        shown = {callback_data.BrowseVenue.read(data) for data in _data(venues(papers, texts))}
        shown |= {callback_data.BrowseYear.read(data) for data in _data(years(papers, texts))}
        assert len(shown) > 20
        for wanted in shown:
            match wanted:
                case callback_data.BrowseVenue():
                    message = venue(wanted, papers, tree, texts)
                case callback_data.BrowseYear():
                    message = year(wanted, papers, tree, texts)
                case None:
                    continue
            assert message is not None, "every button opens something"
            _checked(message, str(wanted), texts)


def _data(message: Message) -> list[str]:
    return [button.data for row in message.keyboard for button in row]
