"""Requests in messages to subscribe or unsubscribe, by a command or in plain words, and what they may mean."""

from __future__ import annotations

import asyncio
import re
from typing import Literal

from telegram import Message

from bot.handlers.mentions import words_of
from bot.handlers.question_text import own_question
from bot.handlers.service import Service
from bot.subscriptions.interpret import Interpretation, Names, every_interpretation
from bot.subscriptions.requests import read_request

SUBSCRIBE, UNSUBSCRIBE = ("subscribe", "follow"), ("unsubscribe", "unfollow")
"""The commands."""
_COMMAND = re.compile(r"/(?P<name>\w+)(?:@\w+)?(?:\s+|$)")


def argument(text: str) -> str:
    """Return what stands behind a command."""
    match = _COMMAND.match(text)
    return " ".join(text[match.end() :].split()) if match else ""


def requested(message: Message | None, action: Literal["subscribe", "unsubscribe"]) -> str:
    """Return what a message asks to subscribe to, or to unsubscribe from; empty for any other."""
    if message is None:
        return ""
    text = words_of(message)
    if match := _COMMAND.match(text):
        commands = SUBSCRIBE if action == "subscribe" else UNSUBSCRIBE
        return argument(text) if match["name"].lower() in commands else ""
    request = read_request(own_question(message).text)
    return request.what if request and request.action == action else ""


async def interpretations_of(service: Service, what: str) -> tuple[Interpretation, ...]:
    """Return all that a text may mean, the likeliest first."""
    papers, tree = await service.papers(), await service.tree()
    library = service.library
    return await asyncio.to_thread(
        every_interpretation, what, Names(library.find_categories, library.find, papers, tree)
    )
