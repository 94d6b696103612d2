"""/start: the greeting, and what deep links lead to; the help."""

from __future__ import annotations

from bot.handlers.papers import show_paper
from bot.handlers.request import MessageRequest, Request
from bot.handlers.screens import Screen, open_screen, screen
from bot.handlers.subscribe import offer_subscription
from bot.views.callback_data import ShowGreeting, ShowHelp
from bot.views.links import ASK_PAYLOAD, PAPER_PREFIX, SUBSCRIBE_PREFIX
from bot.views.welcome import greeting, guide, notice


async def start(request: MessageRequest) -> None:
    """Greet, or open what a deep link leads to."""
    payload = request.arguments.partition(" ")[0]
    if payload.startswith(PAPER_PREFIX):
        await show_paper(request, payload.removeprefix(PAPER_PREFIX))
    elif payload.startswith(SUBSCRIBE_PREFIX):
        await offer_subscription(request, payload)
    elif payload == ASK_PAYLOAD:
        await request.reply(notice("ask-me", request.texts))
    else:
        await open_screen(request, ShowGreeting())


@screen(ShowGreeting)
async def _greeting(_data: ShowGreeting, request: Request) -> Screen:
    return Screen(greeting(len(await request.service.papers()), request.texts))


@screen(ShowHelp)
async def _help(_data: ShowHelp, request: Request) -> Screen:
    return Screen(guide(request.bot.username, request.texts))
