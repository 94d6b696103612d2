"""Papers: a card by command, button, deep link or pasted address; its note, its like, its citation."""

from __future__ import annotations

import asyncio

from bot.handlers.memory import Shown
from bot.handlers.request import ButtonRequest, MessageRequest, Request
from bot.handlers.screens import Screen, open_below, open_screen, screen, send_screen
from bot.messaging.replies import reply
from bot.views.callback_data import Cite, OpenPaper, OpenSection, ShowCard, ShowRelated
from bot.views.card import RELATED_PAPERS, card, related
from bot.views.citation import citation
from bot.views.lists import choice
from bot.views.note_pages import section_page
from bot.views.welcome import notice


async def paper_command(request: MessageRequest) -> None:
    """Show the paper that /paper names by id, title or link."""
    if request.arguments:
        await show_paper(request, request.arguments)
    else:
        await request.reply(notice("paper-how", request.texts))


async def show_paper(request: MessageRequest, wanted: str) -> None:
    """Reply with the paper that ``wanted`` names, or ask which one is meant."""
    found = await request.service.find(wanted)
    if not found:
        await request.reply(notice("paper-not-found", request.texts))
    elif len(found) == 1:
        await open_screen(request, ShowCard(found[0].id))
    else:
        await send_screen(request.message, Screen(choice(found, await request.service.tree(), request.texts)), request)


async def open_paper(request: ButtonRequest[OpenPaper]) -> None:
    """Open the paper of a pressed button in a new message."""
    await open_below(request, ShowCard(request.data.paper))


async def cite(request: ButtonRequest[Cite]) -> None:
    """Send the citation of a paper in a new message."""
    note = await request.service.note(request.data.paper)
    if note is None:
        await request.answer_stale()
        return
    await request.answer()
    if request.shown is not None:
        await reply(request.shown, citation(note.paper, request.texts))


@screen(ShowCard)
async def _card(wanted: ShowCard, request: Request) -> Screen | None:
    note = await request.service.note(wanted.paper)
    if note is None:
        return None
    sharing = bool(request.bot.supports_inline_queries)
    message = card(note, await request.service.tree(), request.texts, back=wanted.back, sharing=sharing)
    return Screen(message, Shown((wanted.paper,)))


@screen(OpenSection)
async def _section(wanted: OpenSection, request: Request) -> Screen | None:
    note = await request.service.note(wanted.paper)
    if note is None:
        return None
    # a long part with many formulas takes some 100 ms, in which other readers must not wait
    message = await asyncio.to_thread(section_page, note, wanted, request.texts)
    return Screen(message, Shown((wanted.paper,))) if message else None


@screen(ShowRelated)
async def _related(wanted: ShowRelated, request: Request) -> Screen | None:
    note = await request.service.note(wanted.paper)
    if note is None:
        return None
    others = await request.service.related(wanted.paper, RELATED_PAPERS)
    tree = await request.service.tree()
    message = related(note.paper, others, tree, request.texts, back=wanted.back)
    return Screen(message, Shown(tuple(paper.id for paper in others)))
