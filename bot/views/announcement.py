"""An announcement: one paper as a small card, or several grouped by category; each with the reason it was sent.

A message that cannot hold all of them holds the first ones and says how many; it is never cut off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.locales import Texts
from bot.views.callback_data import CatchUp, Follow, OpenPaper, ShowSubscriptions
from bot.views.card import link_buttons
from bot.views.filter_names import category_filter_name, paper_filter_name, terms, venue_filter_name
from bot.views.links import paper_link, subscribe_link
from bot.views.message import Button, Keyboard, Message
from bot.views.papers import category_names
from bot.views.render import render, render_whole, short
from bot.views.telegram_html import MAX_ENTITIES, MAX_UNITS, measure
from bot.views.truncate import shortened
from bot.views.welcome import notice
from retrieval import Category, Paper, web_address

Place = Literal["private", "group", "channel"]
Detail = Literal["summaries", "facts", "titles"]

SUMMARISED = 6
"""Up to so many papers come with their summaries; more would be too long to read in a chat."""
MAX_BYTES = 30_000
MAX_ADDRESS_BYTES = 8_000
"""Of all links of a message together: Telegram counts the data of entities too."""
MAX_SUMMARY, MAX_SHORT_SUMMARY = 600, 300
MAX_REASON = 100
MAX_CAUGHT_UP = 20
"""Papers that a catch-up brings: as many as fit into one message."""
ROW = 5


@dataclass(frozen=True, slots=True)
class News:
    """A piece of news: a ``new`` paper or a ``note`` that was missing, and the subscription that asked for it.

    Without a ``paper`` it was withdrawn, and the title is all that is left of it.
    """

    kind: str
    paper_id: str
    title: str
    paper: Paper | None
    reason_kind: str
    reason_value: str = ""


@dataclass(frozen=True, slots=True)
class AnnouncementContext:
    """Where an announcement stands: in which words, what kind of chat, whose bot; and what names things."""

    texts: Texts
    place: Place
    bot_name: str
    tree: tuple[Category, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    """The titles of papers by their paths, for reasons of the kind ``paper``."""


def announcement(news: Sequence[News], context: AnnouncementContext, *, whole: bool = False) -> tuple[Message, int]:
    """Announce ``news``, at least one, in one message, and say how many of them it holds: all of them if ``whole``."""
    if len(news) == 1:
        return _single(news[0], context), 1
    details: tuple[Detail, ...] = ("summaries", "facts") if len(news) <= SUMMARISED else ("facts",)
    for detail in details:
        if (message := _several(news, detail, context)) is not None:
            return message, len(news)
    if not whole:
        for count in range(len(news) - 1, 1, -1):
            if (message := _several(news[:count], "facts", context)) is not None:
                return message, count
        return _single(news[0], context), 1
    message = _several(news, "titles", context)
    assert message is not None  # noqa: S101  short titles without links fit in any number that is claimed together
    return message, len(news)


def catch_up_offer(count: int, texts: Texts) -> Message:
    """Offer ``count`` papers that a chat missed while it could not be reached; of many only the newest."""
    if count > MAX_CAUGHT_UP:
        said = notice("catch-up-offer-some", texts, count=count, most=MAX_CAUGHT_UP)
    else:
        said = notice("catch-up-offer", texts, count=count)
    show, decline = (
        Button(texts("catch-up-show"), data=str(CatchUp(True))),
        Button(texts("catch-up-pass"), data=str(CatchUp(False))),
    )
    return Message(said.text, ((show, decline),))


def reason(news: News, context: AnnouncementContext) -> str:
    """Say why a piece of news was sent."""
    texts = context.texts
    match news.reason_kind:
        case "category":
            name = category_filter_name(news.reason_value, context.tree, texts)
        case "venue":
            name = venue_filter_name(news.reason_value)
        case "paper":
            name = paper_filter_name(news.reason_value, context.titles)
        case "words":
            # exclusions are no reason
            name = texts("announce-separator").join(terms(news.reason_value)[0])
        case kind:
            name = news.reason_value if kind == "idea" else ""
    key = {"paper": "announce-because-paper", "idea": "announce-because-idea", "words": "announce-because-words"}
    if not name:
        return texts("announce-because-all", place=context.place)
    chosen = key.get(news.reason_kind, "announce-because")
    return texts(chosen, name=short(name, MAX_REASON), place=context.place)


def _single(news: News, context: AnnouncementContext) -> Message:
    texts, paper = context.texts, news.paper
    summary = shortened(paper.summary.pick(texts.language), MAX_SUMMARY) if paper else ""
    text = render(
        "announcement",
        texts,
        news=news,
        paper=paper,
        names=category_names(paper, context.tree, texts) if paper else (),
        summary=summary,
        reason=reason(news, context),
    )
    if paper is None:
        return Message(text, tuple((button,) for button in _manage(context)))
    first = (_card_button(news, texts("announce-open"), context), *_manage(context))
    links = link_buttons(paper, texts)
    return Message(text, (first, links) if links else (first,))


def _several(news: Sequence[News], detail: Detail, context: AnnouncementContext) -> Message | None:
    """Announce several pieces of news, None where that is too much for one message."""
    texts = context.texts
    groups = _grouped(news, context)
    ordered = [one for _, members in groups for one in members]
    reasons = {id(one): reason(one, context) for one in ordered} if detail != "titles" else {}
    common = next(iter(reasons.values()), "") if len(set(reasons.values())) == 1 else ""
    shared = {id(one): _shared(members, reasons) for _, members in groups for one in members}
    addresses = sum(len(web_address(one.paper.url)) for one in ordered if one.paper)
    if detail != "titles" and addresses > MAX_ADDRESS_BYTES:
        return None
    text = render_whole(
        "announcements",
        texts,
        title=_title(ordered, texts),
        groups=groups,
        detail=detail,
        summary=lambda paper: shortened(paper.summary.pick(texts.language), MAX_SHORT_SUMMARY),
        reason=lambda one: "" if common or shared[id(one)] else reasons.get(id(one), ""),
        shared=lambda members: "" if common else shared[id(members[0])],
        common=common,
    )
    size = measure(text)
    if size.units > MAX_UNITS or size.entities > MAX_ENTITIES or len(text.encode()) > MAX_BYTES:
        return None
    buttons = [
        _card_button(one, str(number), context) for number, one in enumerate(ordered, 1) if one.paper is not None
    ]
    rows: Keyboard = tuple(tuple(buttons[at : at + ROW]) for at in range(0, len(buttons), ROW))
    return Message(text, (*rows, *((button,) for button in _manage(context))))


def _grouped(news: Sequence[News], context: AnnouncementContext) -> tuple[tuple[str, tuple[News, ...]], ...]:
    """Put what lies in one category together, in the order in which the categories come up."""
    groups: dict[str, list[News]] = {}
    for one in news:
        names = category_names(one.paper, context.tree, context.texts) if one.paper else ()
        groups.setdefault(names[-1] if names else "", []).append(one)
    # what belongs nowhere comes last
    return tuple((name, tuple(groups[name])) for name in sorted(groups, key=lambda name: not name))


def _shared(news: Sequence[News], reasons: Mapping[int, str]) -> str:
    """Return the reason that all of a group have, if there are several of them: it is shown only once then."""
    found = {reasons.get(id(one), "") for one in news}
    return found.pop() if len(found) == 1 and len(news) > 1 else ""


def _title(news: Sequence[News], texts: Texts) -> str:
    with_note = sum(one.kind == "note" for one in news)
    if with_note == len(news):
        return texts("announce-notes", count=with_note)
    return texts("announce-papers", count=len(news))


def _card_button(news: News, label: str, context: AnnouncementContext) -> Button:
    if context.place == "channel":
        # a channel is no place for answers: the card opens in the reader's own chat with the bot
        return Button(label, url=paper_link(context.bot_name, news.paper_id))
    return Button(label, data=str(OpenPaper(news.paper_id)))


def _manage(context: AnnouncementContext) -> tuple[Button, ...]:
    """Return the way to the chat's subscriptions; who reads a channel gets the way to subscriptions of their own."""
    if context.place == "channel":
        return (Button(context.texts("subscribe-button"), url=subscribe_link(context.bot_name, Follow("n", "a"))),)
    return (Button(context.texts("announce-manage"), data=str(ShowSubscriptions())),)
