"""The button that changes the language of a message, and the message that says which one is spoken."""

from __future__ import annotations

from dataclasses import replace

from bot.locales import Texts
from bot.views.answers import GOOD
from bot.views.callback_data import MAX_DATA_BYTES, ShowLanguages, SwitchLanguage
from bot.views.message import Button, Message
from bot.views.render import render
from retrieval import Language

_WAY_BACK = "‹"
"""How both languages mark a way back, beside which there is room for the switch."""


def language_choice(texts: Texts) -> Message:
    """Say which language is spoken; :func:`with_switch` adds the way to the other one."""
    return Message(render("notice", texts, title=texts("language-title"), lines=()))


def with_switch(message: Message, data: str, texts: Texts, offered: tuple[Language, ...]) -> Message:
    """Add the button that shows ``data``, which is what ``message`` shows, in the other language, if one is offered."""
    other: Language = "en" if texts.language == "zh" else "zh"
    switch = str(SwitchLanguage(other, data or str(ShowLanguages())))
    if other not in offered or len(switch.encode()) > MAX_DATA_BYTES:
        return message
    button = Button(texts("language-switch"), data=switch)
    *rows, last = message.keyboard or ((),)
    if last and (last[0].text == GOOD or (len(last) == 1 and last[0].text.startswith(_WAY_BACK))):
        return replace(message, keyboard=(*rows, (*last, button)))
    return replace(message, keyboard=(*message.keyboard, (button,)))
