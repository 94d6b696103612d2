"""Greeting, help and apologies."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot.locales import Texts
from bot.views.callback_data import Browse
from bot.views.message import Button, Message
from bot.views.papers import newest_button
from bot.views.render import render


def greeting(papers: int, texts: Texts) -> Message:
    """Greet somebody new and say what to ask."""
    examples = tuple(texts(f"start-example-{number}") for number in (1, 2, 3))
    rows = ((Button(texts("start-browse"), data=str(Browse())), newest_button(texts)),)
    return Message(render("start", texts, papers=papers, examples=examples), rows)


def group_greeting(papers: int, bot_name: str, texts: Texts) -> Message:
    """Greet a group and say how to ask there."""
    lines = (texts("group-how", bot=bot_name), texts("group-admins"))
    rows = ((Button(texts("start-browse"), data=str(Browse())), newest_button(texts)),)
    return Message(render("group", texts, papers=papers, lines=lines), rows)


def guide(bot_name: str, texts: Texts) -> Message:
    """Explain what the bot does."""
    lines = (
        texts("help-ask"),
        texts("help-quotes"),
        texts("help-list"),
        texts("help-reply"),
        texts("help-numbers"),
        texts("help-words"),
        texts("help-browse"),
        texts("help-lists"),
        texts("help-paper"),
        texts("help-subscribe"),
        texts("help-subscriptions"),
        texts("help-inline", bot=bot_name),
        texts("help-group", bot=bot_name),
        texts("help-lang"),
        texts("help-privacy"),
        texts("help-honest"),
    )
    return Message(
        render("bullets", texts, title=texts("help-title"), lines=lines),
        ((Button(texts("start-browse"), data=str(Browse())), newest_button(texts)),),
    )


def notice(key: str, texts: Texts, **variables: str | int) -> Message:
    """Say one sentence."""
    return Message(render("notice", texts, title="", lines=(texts(key, **variables),)))


def with_word(message: Message, word: str, texts: Texts) -> Message:
    """Put a word to the reader before a message."""
    body = Markup(message.text)  # noqa: S704  a view gave it
    return replace(message, text=render("worded", texts, word=word, body=body))
