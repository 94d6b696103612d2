"""Everything that readers can be shown of a library, to be taken by a server as strict as Telegram."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from bot.cli.render import answer_view, categories_view, make_console, note_view, papers_view
from bot.local_telegram.results import MAX_RESULT_ID_BYTES
from bot.locales import LANGUAGES, Texts
from bot.views import Message, callback_data
from bot.views.announcement import AnnouncementContext, News, announcement
from bot.views.answers import SHOWN_HITS, answer, ranks_from
from bot.views.browse import find_place, node, topics
from bot.views.card import RELATED_PAPERS, card, related
from bot.views.citation import citation
from bot.views.inline import inline_results
from bot.views.language import with_switch
from bot.views.lists import PAGE_PAPERS, choice, newest
from bot.views.note_pages import LAST_PAGE, section_page
from bot.views.note_parts import parts
from bot.views.venues_and_years import venue, venues, year, years
from retrieval import Category, Filters, Library, Note, Paper
from retrieval.types import Answer
from tests.bot.views.samples import accepted

BOT = "papercache_bot"
ALL = [Texts(language) for language in LANGUAGES]
MAX_PARTS, MAX_NODES = 6, 12

Shown = tuple[str, Callable[[], object]]
"""What is shown, and how it is made and checked."""


def shown_answers(library: Library, answers: list[Answer], rng: Random) -> Iterator[Shown]:
    """Return the answers as messages, all their pages, and as the terminal draws them."""
    tree = library.categories()
    for found in answers:
        texts = rng.choice(ALL)
        within = rng.choice((0, 0, 1, 3))
        size = PAGE_PAPERS if found.query.intent == "list" else SHOWN_HITS
        for page in range(max(1, -(-len(found.hits) // size))):
            on = ranks_from(page * size) if page else range(0)
            hits = tuple(replace(hit, shown=rank in on if page else hit.shown) for rank, hit in enumerate(found.hits))
            paged = replace(found, hits=hits)
            yield (
                f"answer to {found.query.text!r}, page {page}",
                lambda found=paged, texts=texts, page=page, within=within: _taken(  # type: ignore[misc]
                    answer(found, tree, texts, page, within=within), str(callback_data.AnswerPage(page)), texts
                ),
            )
        yield (
            f"answer to {found.query.text!r} in the terminal",
            lambda found=found, texts=texts: _drawn(  # type: ignore[misc]
                answer_view(found, texts)
            ),
        )


def shown_papers(library: Library) -> Iterator[Shown]:
    """Return every paper with all that opens from it."""
    tree = library.categories()
    for paper in library.papers():
        note = library.note(paper.id)
        hits = tuple(hit.paper for hit in library.related(paper.id, RELATED_PAPERS))
        for texts in ALL:
            for what, make in _of_paper(note, hits, tree, texts):
                yield f"{what} of {paper.path!r} in {texts.language}", make


def _of_paper(note: Note, others: tuple[Paper, ...], tree: tuple[Category, ...], texts: Texts) -> Iterator[Shown]:
    paper, back = note.paper, "t:1"
    yield (
        "card",
        lambda: _taken(
            card(note, tree, texts, back=back, sharing=True), str(callback_data.ShowCard(paper.id, back)), texts
        ),
    )
    yield "related papers", lambda: _taken(related(paper, others, tree, texts, back=back), "", texts)
    yield "citation", lambda: accepted(citation(paper, texts))
    yield "inline result", lambda: _inline(paper, tree, texts)
    for place in ("private", "channel"):
        for kind in ("new", "note"):
            news = News(kind, paper.id, paper.title, paper if kind == "new" else None, "category", paper.category)
            setting = AnnouncementContext(texts, place, BOT, tree, {paper.path: paper.title})  # type: ignore[arg-type]
            yield (
                f"announcement ({kind}, {place})",
                lambda news=news, setting=setting: accepted(  # type: ignore[misc]
                    announcement([news], setting)[0]
                ),
            )
    for part in parts(note)[:MAX_PARTS]:
        for page in (0, 1, LAST_PAGE):
            wanted = callback_data.OpenSection(paper.id, part.key, page, back)
            yield f"section {part.title!r}, page {page}", lambda wanted=wanted: _section(note, wanted, texts)  # type: ignore[misc]
    yield "note in the terminal", lambda: _drawn(note_view(note, texts))


def shown_lists(library: Library) -> Iterator[Shown]:
    """Return the lists, categories, venues and years."""
    papers, tree = library.papers(), library.categories()
    for texts in ALL:
        yield "topics", lambda texts=texts: _taken(topics(tree, len(papers), texts), "", texts)  # type: ignore[misc]
        yield "choice", lambda texts=texts: accepted(choice(papers, tree, texts))  # type: ignore[misc]
        yield "announcement of all", lambda texts=texts: _announced(papers, tree, texts)  # type: ignore[misc]
        yield "terminal", lambda texts=texts: _drawn(papers_view(papers, texts))  # type: ignore[misc]
        yield "tree in the terminal", lambda texts=texts: _drawn(categories_view(tree, texts))  # type: ignore[misc]
        for page in range(len(papers) // PAGE_PAPERS + 1):
            yield (
                f"newest, page {page}",
                lambda texts=texts, page=page: _taken(  # type: ignore[misc]
                    newest(papers, page, tree, texts), str(callback_data.LatestPage(page)), texts
                ),
            )
        for place in list(_nodes(tree))[:MAX_NODES]:
            yield f"category {place.path!r}", lambda texts=texts, place=place: _node(library, place, texts)  # type: ignore[misc]
        yield "venues and years", lambda texts=texts: _shelves(papers, tree, texts)  # type: ignore[misc]


def _taken(message: Message, code: str, texts: Texts) -> None:
    """Let the server take a message as it is sent, with the switch of languages."""
    accepted(with_switch(message, code, texts, LANGUAGES))


def _drawn(view: object) -> None:
    console = make_console()
    with console.capture():
        console.print(view)


def _inline(paper: Paper, tree: tuple[Category, ...], texts: Texts) -> None:
    (result,) = inline_results((paper,), tree, texts, BOT)
    assert result.title.strip()
    assert 1 <= len(result.id.encode()) <= MAX_RESULT_ID_BYTES
    accepted(result.message)


def _section(note: Note, wanted: callback_data.OpenSection, texts: Texts) -> None:
    message = section_page(note, wanted, texts)
    assert message is not None, "the button opens nothing"
    _taken(message, str(wanted), texts)


def _announced(papers: tuple[Paper, ...], tree: tuple[Category, ...], texts: Texts) -> None:
    if papers:
        news = [News("new", paper.id, paper.title, paper, "all") for paper in papers]
        accepted(announcement(news, AnnouncementContext(texts, "private", BOT, tree))[0])


def _node(library: Library, category: Category, texts: Texts) -> None:
    place = find_place(library.categories(), callback_data.node_id(category))
    assert place is not None, "the button opens nothing"
    inside = library.papers(Filters(categories=(category.path,))) if category.path else ()
    _taken(node(place, inside, 0, texts), str(callback_data.Browse(callback_data.node_id(category), 0)), texts)


def _nodes(level: tuple[Category, ...]) -> Iterator[Category]:
    for category in level:
        yield category
        yield from _nodes(category.children)


def _shelves(papers: tuple[Paper, ...], tree: tuple[Category, ...], texts: Texts) -> None:
    for message in (venues(papers, texts), years(papers, texts)):
        accepted(message)
        for data in (button.data for row in message.keyboard for button in row):
            opened: Message | None = None
            if of_venue := callback_data.BrowseVenue.read(data):
                opened = venue(of_venue, papers, tree, texts)
            elif of_year := callback_data.BrowseYear.read(data):
                opened = year(of_year, papers, tree, texts)
            assert opened is not None, f"the button {data!r} opens nothing"
            accepted(opened)
