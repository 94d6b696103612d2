"""Answers to questions: the best papers with the passage that answers, a list, or a friendly no."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.locales import Texts
from bot.views.callback_data import AnswerPage, Browse, CallbackData, Rate, SearchPage, node_id
from bot.views.lists import found_list
from bot.views.message import Button, Keyboard, Message
from bot.views.papers import category_name, newest_button, titled
from bot.views.render import render, short
from retrieval import FIRST_HITS, Answer, Category, Hit

SHOWN_HITS = len(FIRST_HITS)
"""Papers on a page of an answer: what can be read on a phone without getting lost."""
SHOWN_SUGGESTIONS = 4
MAX_SUGGESTION = 40
MAX_PASSAGES = 3
GOOD, BAD = "👍", "👎"
_RATING: Keyboard = ((Button(GOOD, data=str(Rate(good=True))), Button(BAD, data=str(Rate(good=False)))),)
"""The row with which a reader says whether an answer was any good."""


def answer(
    found: Answer,
    tree: tuple[Category, ...],
    texts: Texts,
    page: int = 0,
    *,
    within: int = 0,
    everything: bool = False,
    searched: bool = False,
    first: int = 1,
) -> Message:
    """Show a page (from 0) of an answer, or of a list.

    ``tree`` names the categories, ``within`` is the number of papers that the question was about (0: all of them);
    ``everything`` says that they were widened to all on the reader's wish, ``searched`` that the words were searched
    for instead of listing a category: which the other pages have to repeat. ``first`` is the number of the first paper.
    """
    if found.query.intent == "list":
        return found_list(tuple(hit.paper for hit in found.hits), page, tree, texts, found.query.filters.categories)
    if not found.hits or (found.abstained and not within):
        return _narrow_abstention(found, within, texts) if within else _abstention(found, texts)
    page = min(max(page, 0), (len(found.hits) - 1) // SHOWN_HITS)
    hits = hits_of(found, page)
    start = page * SHOWN_HITS + first
    # asked about one paper, a reader wants to know more of it
    passages = MAX_PASSAGES if within == 1 else 1
    remarks = [*_unmentioned(found, texts), *([texts("abstain-closest", count=within)] if found.abstained else [])]
    text = render(
        "answer", texts, hits=hits, place=category_name(tree, texts), passages=passages, start=start, remarks=remarks
    )
    buttons = titled(tuple(hit.paper for hit in hits), start)
    turning = _turning(
        page, len(found.hits), SearchPage if searched else partial(AnswerPage, everything=everything), texts
    )
    # what is only the closest is no answer to be rated
    return Message(text, buttons + turning + (_from_all(texts) if found.abstained else _RATING))


def _unmentioned(found: Answer, texts: Texts) -> tuple[str, ...]:
    """Say which names of the question no note mentions, so that no other paper is taken for what was meant."""
    if not found.unmentioned:
        return ()
    return (texts("answer-unmentioned", names=texts("answer-or").join(found.unmentioned)),)


def ranks_of(page: int) -> range:
    """Return the ranks (from 0) of the papers that a page of an answer shows."""
    return range(page * SHOWN_HITS, (page + 1) * SHOWN_HITS)


def hits_of(found: Answer, page: int) -> tuple[Hit, ...]:
    """Return the papers that a page of an answer shows."""
    ranks = ranks_of(page)
    return found.hits[ranks.start : ranks.stop]


def _turning(page: int, hits: int, data: Callable[[int], CallbackData], texts: Texts) -> Keyboard:
    row = []
    if page:
        row.append(Button(texts("answer-before"), data=str(data(page - 1))))
    if (page + 1) * SHOWN_HITS < hits:
        row.append(Button(texts("answer-more"), data=str(data(page + 1))))
    return (tuple(row),) if row else ()


def _narrow_abstention(found: Answer, within: int, texts: Texts) -> Message:
    """Say that the papers asked about do not answer it, and offer to ask the others."""
    text = render("notice", texts, title=texts("abstain-within", count=within), lines=_unmentioned(found, texts))
    return Message(text, _from_all(texts))


def _from_all(texts: Texts) -> Keyboard:
    return ((Button(texts("abstain-ask-all"), data=str(AnswerPage(0, everything=True))),),)


def _short_name(category: Category, texts: Texts) -> str:
    return short(category.name.pick(texts.language) or category.path, MAX_SUGGESTION) or "–"


def _abstention(found: Answer, texts: Texts) -> Message:
    suggested = [
        Button(
            texts("browse-category", name=_short_name(category, texts), count=category.count),
            data=str(Browse(node_id(category), 0)),
        )
        for category in found.suggestions[:SHOWN_SUGGESTIONS]
        if category.count
    ]
    rows = (*titled(found.closest), *((button,) for button in suggested))
    ways = (Button(texts("start-browse"), data=str(Browse())), newest_button(texts))
    lines = (*_unmentioned(found, texts), texts("abstain-near" if found.closest else "abstain-hint"))
    return Message(render("notice", texts, title=texts("abstain-title"), lines=lines), (*rows, ways))
