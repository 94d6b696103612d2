"""Command menus and descriptions that Telegram shows of the bot, set only where they changed."""

from __future__ import annotations

import logging

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, TelegramError

from bot.locales import Texts
from retrieval import Language

logger = logging.getLogger(__name__)

IN_GROUPS = ("ask", "list", "latest", "venues", "year", "paper", "help")
SUBSCRIBING = ("subscribe", "subscriptions", "unsubscribe", "preview")
EVERYWHERE = (*IN_GROUPS[:-1], *SUBSCRIBING, "lang", "privacy", "help")
FOR_ADMINISTRATORS = ("stats", "reindex", "broadcast")
MENUS: tuple[tuple[BotCommandScope, tuple[str, ...]], ...] = (
    (BotCommandScopeAllPrivateChats(), EVERYWHERE),
    (BotCommandScopeAllGroupChats(), IN_GROUPS),
    (BotCommandScopeAllChatAdministrators(), EVERYWHERE),
)
"""The commands by scope; a group's language and subscriptions are its administrators' affair."""


async def introduce(bot: Bot, languages: tuple[Language, ...], administrators: tuple[int, ...] = ()) -> None:
    """Set menus and descriptions for each language, and the first one's for everybody else; administrators have more.

    The bot works without them, so a failure is logged and no more.
    """
    try:
        for code, language in (("", languages[0]), *((language, language) for language in languages)):
            for scope, names in MENUS:
                await _set_menu(bot, code, Texts(language), scope, names)
            await _describe(bot, code, Texts(language))
        for administrator in administrators:
            await _introduce_to(bot, administrator, languages)
    except (TelegramError, TypeError, ValueError) as error:
        # a server of the Bot API that is not Telegram's may lack these methods, or answer anything
        logger.warning("the command menus and descriptions could not be set: %s", error)


async def _introduce_to(bot: Bot, administrator: int, languages: tuple[Language, ...]) -> None:
    try:
        for code, language in (("", languages[0]), *((language, language) for language in languages)):
            scope = BotCommandScopeChat(administrator)
            await _set_menu(bot, code, Texts(language), scope, (*EVERYWHERE, *FOR_ADMINISTRATORS))
    except BadRequest as error:
        logger.info("an administrator's menu waits until they write to the bot: %s", error)


async def _set_menu(bot: Bot, code: str, texts: Texts, scope: BotCommandScope, names: tuple[str, ...]) -> None:
    wanted = tuple(BotCommand(name, texts(f"command-{name}")) for name in names)
    if await bot.get_my_commands(scope, code or None) != wanted:
        await bot.set_my_commands(wanted, scope, code or None)


async def _describe(bot: Bot, code: str, texts: Texts) -> None:
    description, short = texts("description-long"), texts("description-short")
    if (await bot.get_my_description(code or None)).description != description:
        await bot.set_my_description(description, code or None)
    if (await bot.get_my_short_description(code or None)).short_description != short:
        await bot.set_my_short_description(short, code or None)
