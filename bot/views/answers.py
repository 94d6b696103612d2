"""Answers to questions: the best papers with the passage that answers, a list, or a friendly no."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.locales import Texts
from bot.views.callback_data import AnswerPage, Browse, CallbackData, Rate, SearchPage, node_id
from bot.views.headings import passage_source
from bot.views.lists import found_list
from bot.views.message import Button, Keyboard, Message
from bot.views.papers import category_name, newest_button, titled
from bot.views.render import render, short
from bot.views.shown_hits import assumed, shown_hits, unknown, with_summary
from retrieval import FIRST_HITS, Answer, Category

SHOWN_HITS = len(FIRST_HITS)
"""Papers on a page of an answer at most: what can be read on a phone without getting lost."""
SHOWN_SUGGESTIONS = 4
MAX_SUGGESTION = 40
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
    """Show what of an answer is marked as shown, or a page (from 0) of a list.

    ``tree`` names the categories, ``within`` is the number of papers that the question was about (0: all of them);
    ``everything`` says that they were widened to all on the reader's wish, ``searched`` that the words were searched
    for instead of listing a category: which the other pages have to repeat. ``first`` is the number of the first paper.
    """
    if found.query.intent == "list":
        return found_list(tuple(hit.paper for hit in found.hits), page, tree, texts, found.query.filters.categories)
    if not found.hits or (found.abstained and not within):
        return _narrow_abstention(found, within, texts) if within else _abstention(found, texts)
    hits = tuple((number + first - 1, hit) for number, hit in shown_hits(found))
    if not hits:
        return _narrow_abstention(found, within, texts)
    closest = (texts("abstain-closest", count=within),) if found.abstained else assumed(found, texts)
    remarks = (*unknown(found, texts), *closest)
    text = render(
        "answer",
        texts,
        hits=hits,
        summed_up=with_summary(found),
        place=category_name(tree, texts),
        source=lambda passage: passage_source(passage, texts),
        remarks=remarks,
    )
    buttons = titled(tuple(hit.paper for _, hit in hits), hits[0][0])
    code = SearchPage if searched else partial(AnswerPage, everything=everything)
    following = found.following_rank
    turning = _turning(hits[0][0] - first, following, code, texts)
    wider = _from_all(texts) if found.abstained or found.query.assumed else ()
    # what is only the closest is no answer to be rated
    buttons += turning + wider + (() if found.abstained else _RATING)
    return Message(text, buttons, "" if following is None else str(code(following)))


def ranks_from(first: int) -> range:
    """Return the ranks (from 0) of the papers that may stand on one page of an answer, from the ``first`` on."""
    return range(first, first + SHOWN_HITS)


def _turning(first: int, following: int | None, data: Callable[[int], CallbackData], texts: Texts) -> Keyboard:
    row = []
    if first:
        row.append(Button(texts("answer-before"), data=str(data(max(first - SHOWN_HITS, 0)))))
    if following is not None:
        row.append(Button(texts("answer-more"), data=str(data(following))))
    return (tuple(row),) if row else ()


def _narrow_abstention(found: Answer, within: int, texts: Texts) -> Message:
    """Say that the papers asked about do not answer it, and offer to ask the others."""
    text = render("notice", texts, title=texts("abstain-within", count=within), lines=unknown(found, texts))
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
    lines = (*unknown(found, texts), texts("abstain-near" if found.closest else "abstain-hint"))
    return Message(render("notice", texts, title=texts("abstain-title"), lines=lines), (*rows, ways))
