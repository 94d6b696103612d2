"""The language of a chat: /lang, and the button below every screen that shows it in the other one."""

from __future__ import annotations

from dataclasses import replace

from telegram import Chat

from bot.handlers.chat_targets import may_change_settings
from bot.handlers.request import ButtonRequest, MessageRequest, Request
from bot.handlers.screens import Screen, open_screen, screen, screen_kinds, show_screen
from bot.handlers.service import Service, kind_of
from bot.state.chats import choose_language
from bot.views.callback_data import ShowLanguages, SwitchLanguage, read_data
from bot.views.language import language_choice
from bot.views.welcome import notice
from retrieval import Language, normalise, wanted_language

MAX_NAME = 40
"""Characters of the name of a language; a longer text is none."""


@screen(ShowLanguages)
async def _languages(_data: ShowLanguages, request: Request) -> Screen:
    return Screen(language_choice(request.texts))


async def language_command(request: MessageRequest) -> None:
    """Speak the language that /lang names, or say which one is spoken."""
    wanted = wanted_language(normalise(request.arguments[:MAX_NAME]))
    if wanted is None:
        await open_screen(request, ShowLanguages())
    else:
        await speak(request, wanted)


async def speak(request: MessageRequest, wanted: Language) -> None:
    """Speak another language in a chat, if it is offered and the reader may choose, and say so in it."""
    service = request.service
    if wanted in service.languages and not await may_change_settings(request.update):
        await request.reply(notice("settings-admins", request.texts))
        return
    if wanted in service.languages:
        await _speak(service, request.message.chat, wanted)
    await open_screen(replace(request, texts=service.texts(request.update)), ShowLanguages())


async def switch_language(request: ButtonRequest[SwitchLanguage]) -> None:
    """Change a chat's language and show the message of the pressed button in it."""
    service, wanted = request.service, request.data
    if wanted.language not in service.languages:
        await request.answer_stale()
        return
    if not await may_change_settings(request.update):
        await request.answer(request.texts("settings-admins"))
        return
    if request.query.message is not None:
        await _speak(service, request.query.message.chat, wanted.language)
    changed = replace(request, texts=service.texts(request.update))
    data = read_data(wanted.data, screen_kinds())
    if data is None:
        await changed.answer_stale()
        return
    await show_screen(changed, data)


async def _speak(service: Service, chat: Chat, language: Language) -> None:
    """Speak ``language`` in a chat from now on."""
    now, kind = service.clock.now(), kind_of(chat)
    service.memory.languages[chat.id] = language
    await service.database.try_run(lambda session: choose_language(session, chat.id, kind, language, now))
