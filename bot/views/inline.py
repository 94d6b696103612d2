"""Papers as results of inline mode, and as the cards that they become in the chat where one is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from bot.locales import Texts
from bot.views.card import link_buttons
from bot.views.links import paper_link
from bot.views.message import Button, Message
from bot.views.papers import category_name, category_names
from bot.views.render import render, short
from bot.views.venues import venue_label
from retrieval import Category, Paper

MAX_TITLE = 120
MAX_DESCRIPTION = 200
"""Clients show two lines or three; more would only be sent in vain."""


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One result: what stands in the list, and the message that it becomes."""

    id: str
    title: str
    description: str
    message: Message


def inline_results(
    papers: tuple[Paper, ...], tree: tuple[Category, ...], texts: Texts, bot_name: str
) -> tuple[InlineResult, ...]:
    """Return a result for each paper."""
    place = category_name(tree, texts)
    return tuple(
        InlineResult(
            paper.id,
            " ".join(short(paper.title, MAX_TITLE).split()) or paper.id,
            _description(paper, place(paper), texts),
            shared_card(paper, tree, texts, bot_name),
        )
        for paper in papers
    )


def shared_card(paper: Paper, tree: tuple[Category, ...], texts: Texts, bot_name: str) -> Message:
    """Show a paper to people who may not know the bot: in short, with links and the way into the bot."""
    text = render("shared", texts, paper=paper, names=category_names(paper, tree, texts))
    inside = Button(texts("inline-open"), url=paper_link(bot_name, paper.id))
    links = link_buttons(paper, texts)
    return Message(text, (links, (inside,)) if links else ((inside,),))


def _description(paper: Paper, place: str, texts: Texts) -> str:
    facts = " · ".join(filter(None, (place, venue_label(paper.tag) or paper.date[:7])))
    summary = paper.summary.pick(texts.language)
    return short(f"{facts}\n{summary}" if summary else facts, MAX_DESCRIPTION)
