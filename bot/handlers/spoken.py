"""What is said to the bot beside questions to the notes: thanks, a number, a wish for a citation or a language."""

from __future__ import annotations

from bot.handlers.language import speak
from bot.handlers.request import MessageRequest
from bot.handlers.screens import Screen, open_screen, send_screen
from bot.views.callback_data import ShowCard, ShowGreeting, ShowHelp
from bot.views.citation import citation
from bot.views.lists import choice
from bot.views.papers import authors
from bot.views.welcome import notice, with_word
from retrieval import Answer


async def respond(request: MessageRequest, found: Answer) -> bool:
    """Do what a message asks for that is no question to the notes; return whether it is none."""
    texts = request.texts
    match found.query.act:
        case "card" | "citation" | "authors" if found.hits and not found.abstained:
            await _show_paper(request, found)
        case "question" | "empty" | "card" | "citation" | "authors":
            return False
        case "greeting" | "identity":
            await open_screen(request, ShowGreeting())
        case "help":
            await open_screen(request, ShowHelp())
        case "language":
            await speak(request, found.query.spoken or texts.language)
        case "unknown_paper":
            await request.reply(notice("paper-not-found", texts))
        case said:
            await request.reply(notice(f"said-{said}", texts))
    return True


async def _show_paper(request: MessageRequest, found: Answer) -> None:
    """Reply with the card of the paper that was found, with its citation, or with the names of its authors."""
    papers, texts = tuple(hit.paper for hit in found.hits), request.texts
    if found.query.act == "card" and len(papers) > 1:
        await send_screen(request.message, Screen(choice(papers, await request.service.tree(), texts)), request)
        return
    if found.query.act == "card":
        await open_screen(request, ShowCard(papers[0].id))
        return
    view = (citation if found.query.act == "citation" else authors)(papers[0], texts)
    await request.reply(view if found.query.named else with_word(view, texts("paper-closest-name"), texts))
