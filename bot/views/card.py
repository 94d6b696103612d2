"""A paper's card: what it is, what it contributes, and buttons to everything else that is known of it."""

from __future__ import annotations

from bot.locales import Texts
from bot.views.callback_data import Cite, Follow, ShowCard, ShowRelated
from bot.views.lists import numbers
from bot.views.message import Button, Keyboard, Message
from bot.views.note_pages import part_button
from bot.views.note_parts import contributions, lead, parts
from bot.views.papers import all_category_names, category_name
from bot.views.render import render, short
from retrieval import Category, Note, Paper, web_address

MAX_PARTS = 8
"""Buttons to parts of the note; from any part one can turn on to the next, so none is out of reach."""
SHOWN_AUTHORS = 4
MAX_CATEGORIES = 4
RELATED_PAPERS = 5
MAX_SHARED = 100
"""Characters of a title that begin an inline query: enough to find it again."""
PAIR = 2


def card(note: Note, tree: tuple[Category, ...], texts: Texts, *, back: str = "", sharing: bool = False) -> Message:
    """Show a paper with its ``note``.

    ``tree`` names its categories, ``back`` is the code of where a button leads back to; with ``sharing`` a button
    shares the paper through inline mode.
    """
    paper = note.paper
    found = contributions(note)
    text = render(
        "card",
        texts,
        paper=paper,
        authors=_authors(paper, texts),
        ways=all_category_names(paper, tree, texts)[:MAX_CATEGORIES],
        summary=paper.summary.pick(texts.language) or lead(note),
        contributions=found,
    )
    sections = [part_button(part, paper.id, back, texts) for part in parts(note)[:MAX_PARTS]]
    rows: list[tuple[Button, ...]] = [tuple(sections[at : at + PAIR]) for at in range(0, len(sections), PAIR)]
    actions = [Button(texts("card-cite"), data=str(Cite(paper.id)))]
    if note.sections:
        actions.insert(0, Button(texts("card-related"), data=str(ShowRelated(paper.id, back))))
    if sharing:
        actions.append(Button(texts("card-share"), share=" ".join(short(paper.title, MAX_SHARED).split()) or paper.id))
    rows.append(tuple(actions))
    if note.sections:
        rows.append((Button(texts("subscribe-like-this"), data=str(Follow("n", "p", paper.id))),))
    if links := link_buttons(paper, texts):
        rows.append(links)
    if back:
        rows.append((Button(texts("page-back"), data=back),))
    return Message(text, tuple(rows))


def related(
    paper: Paper, others: tuple[Paper, ...], tree: tuple[Category, ...], texts: Texts, *, back: str = ""
) -> Message:
    """Show the papers related to ``paper``, each opening in place."""
    here = str(ShowRelated(paper.id, back))
    title = texts("related-title" if others else "related-none", title=short(paper.title, 120))
    place = category_name(tree, texts)
    text = render("list", texts, title=title, papers=others, start=1, pages="", place=place)
    rows: Keyboard = (*numbers(others, 1, here), (Button(texts("section-back"), data=str(ShowCard(paper.id, back))),))
    return Message(text, rows)


def link_buttons(paper: Paper, texts: Texts) -> tuple[Button, ...]:
    """Return the buttons that lead to the note and to the paper itself, where their addresses are known."""
    addresses = (
        ("paper-note", web_address(paper.url) if paper.has_note else ""),
        ("paper-original", web_address(paper.paper_url)),
    )
    return tuple(Button(texts(key), url=url) for key, url in addresses if url)


def _authors(paper: Paper, texts: Texts) -> str:
    """Return the first authors, and how many more there are."""
    names = [name for name in paper.authors if name.strip()]
    shown = texts("card-separator").join(names[:SHOWN_AUTHORS])
    return texts("card-authors", names=shown, total=len(names)) if len(names) > SHOWN_AUTHORS else shown
