"""Subscriptions of a chat: a list with buttons to pause and remove, and what they would have brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.locales import Texts
from bot.state.delivery_settings import DeliverySettings
from bot.state.subscriptions import Subscription
from bot.views.callback_data import (
    ConfirmRemoveAll,
    Pause,
    Remove,
    RemoveAll,
    ShowCategoryPicker,
    ShowPreview,
    ShowSubscriptions,
    ShowTimes,
)
from bot.views.delivery_times import quiet_line, when
from bot.views.filter_names import FilterNames, sign
from bot.views.lists import PAGE_PAPERS, numbers, page_label, page_of, page_papers, pager
from bot.views.message import Button, Keyboard, Message
from bot.views.papers import category_name
from bot.views.render import render
from retrieval import Category, Paper

MAX_BUTTON_NAME = 22
MIN_HELD_FOR_ALL = 2
PREVIEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class ChatContext:
    """In which words a screen about a chat's subscriptions is written, and which channel that is, if not this chat."""

    texts: Texts
    channel: int = 0
    channel_name: str = ""


def subscriptions(
    held: Sequence[Subscription],
    settings: DeliverySettings,
    page: int,
    names: FilterNames,
    context: ChatContext,
    first: tuple[str, ...] = (),
) -> Message:
    """Show a page (from 0) of what is ``held``, after the lines ``first``."""
    texts, channel = context.texts, context.channel
    add = Button(texts("subscriptions-add"), data=str(ShowCategoryPicker("", 0, channel)))
    times = Button(texts("subscriptions-times"), data=str(ShowTimes("m", channel)))
    if not held:
        lines = (*first, texts("subscriptions-none-hint"))
        return Message(render("notice", texts, title=texts("subscriptions-none"), lines=lines), ((add, times),))
    page, pages = page_of(len(held), page)
    shown = held[page * PAGE_PAPERS : (page + 1) * PAGE_PAPERS]
    text = render(
        "subscriptions",
        texts,
        title=_title(len(held), context.channel_name if channel else "", texts),
        first=first,
        held=[(sign(one.kind, one.value), names.full(one.kind, one.value), one.paused) for one in shown],
        start=page * PAGE_PAPERS + 1,
        lines=[texts("subscriptions-when", when=when(settings, texts)), *filter(None, [quiet_line(settings, texts)])],
        pages=page_label(page, pages, texts),
    )
    preview_button = Button(texts("subscriptions-preview"), data=str(ShowPreview(0, channel)))
    rows: Keyboard = (
        *(_buttons(one, page, channel, names, texts) for one in shown),
        *pager(page, len(held), lambda number: str(ShowSubscriptions(number, channel)), texts),
        *_buttons_for_all(held, page, channel, texts),
        (add, times, preview_button),
    )
    return Message(text, rows)


def _buttons_for_all(held: Sequence[Subscription], page: int, channel: int, texts: Texts) -> Keyboard:
    """Return the row that pauses and removes everything, where there is more than one."""
    if len(held) < MIN_HELD_FOR_ALL:
        return ()
    paused = all(one.paused for one in held)
    label = texts("subscriptions-resume-all" if paused else "subscriptions-pause-all")
    remove = Button(texts("subscriptions-remove-all"), data=str(ConfirmRemoveAll(channel)))
    return ((Button(label, data=str(Pause(not paused, 0, page, channel))), remove),)


def remove_all_question(count: int, channel: int, texts: Texts) -> Message:
    """Ask whether everything is to be removed."""
    rows: Keyboard = (
        (Button(texts("subscriptions-sure-yes"), data=str(RemoveAll(channel))),),
        (Button(texts("subscriptions-back"), data=str(ShowSubscriptions(0, channel))),),
    )
    return Message(render("notice", texts, title=texts("subscriptions-sure", count=count), lines=()), rows)


def preview(
    found: Sequence[tuple[Paper, str]],
    page: int,
    tree: tuple[Category, ...],
    texts: Texts,
    *,
    channel: int = 0,
    instead: Sequence[tuple[Paper, str]] = (),
) -> Message:
    """Show a page of the papers that the last days would have brought, each with the name of the reason.

    Where they would have brought nothing the newest that fit are shown ``instead``.
    """
    back: Keyboard = ((Button(texts("subscriptions-back"), data=str(ShowSubscriptions(0, channel))),),)
    title = texts("preview-title", count=len(found), days=PREVIEW_DAYS)
    if not found and instead:
        found, title = instead, texts("preview-none-newest", days=PREVIEW_DAYS)
    if not found:
        title = texts("preview-none", days=PREVIEW_DAYS)
        return Message(render("notice", texts, title=title, lines=(texts("preview-none-hint"),)), back)
    papers = tuple(paper for paper, _ in found)
    page, pages = page_of(len(papers), page)
    shown, start = page_papers(papers, page)
    reasons = [reason for _, reason in found[start - 1 : start - 1 + len(shown)]]

    def code(number: int) -> str:
        return str(ShowPreview(number, channel))

    text = render(
        "preview",
        texts,
        title=title,
        papers=tuple(zip(shown, reasons, strict=True)),
        start=start,
        place=category_name(tree, texts),
        pages=page_label(page, pages, texts),
    )
    return Message(text, (*numbers(shown, start, code(page)), *pager(page, len(papers), code, texts), *back))


def _title(count: int, channel: str, texts: Texts) -> str:
    if channel:
        return texts("subscriptions-title-channel", count=count, channel=channel)
    return texts("subscriptions-title", count=count)


def _buttons(one: Subscription, page: int, channel: int, names: FilterNames, texts: Texts) -> tuple[Button, ...]:
    name = names.brief(one.kind, one.value, MAX_BUTTON_NAME) or "–"
    label = texts("subscriptions-resume", name=name) if one.paused else texts("subscriptions-pause", name=name)
    return (
        Button(label, data=str(Pause(not one.paused, one.id, page, channel))),
        Button(texts("subscriptions-remove"), data=str(Remove(one.id, page, channel))),
    )
