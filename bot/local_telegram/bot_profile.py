"""Methods with which a bot says who it is: commands, descriptions, the menu button."""

from __future__ import annotations

import re
from typing import Any

from bot.local_telegram import refusals
from bot.local_telegram.objects import own_user_object
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.permissions import Access, chat_for
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Json

MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
MAX_NAME, MAX_DESCRIPTION, MAX_SHORT_DESCRIPTION = 64, 512, 120
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_PLAIN_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


def get_me(server: Server, bot: Bot, parameters: Parameters) -> Json:  # noqa: ARG001
    """Say who the bot is (``getMe``)."""
    return own_user_object(bot)


def log_out(server: Server, bot: Bot, parameters: Parameters) -> bool:  # noqa: ARG001
    """Leave this server for another one (``logOut``); whatever comes after is refused."""
    bot.logged_out = True
    server.changed()
    return True


def close(server: Server, bot: Bot, parameters: Parameters) -> bool:  # noqa: ARG001
    """End on this server (``close``); the next request begins anew."""
    return True


def set_my_commands(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Set the command menu of one scope and language (``setMyCommands``)."""
    commands = parameters.decoded("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("too many commands specified")
    bot.commands[_place(server, bot, parameters)] = [_command(command) for command in commands]
    server.changed()
    return True


def get_my_commands(server: Server, bot: Bot, parameters: Parameters) -> list[Json]:
    """Return the command menu of exactly one scope and language (``getMyCommands``)."""
    return bot.commands.get(_place(server, bot, parameters), [])


def delete_my_commands(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Remove the command menu of one scope and language (``deleteMyCommands``)."""
    bot.commands.pop(_place(server, bot, parameters), None)
    server.changed()
    return True


def set_my_name(server: Server, bot: Bot, parameters: Parameters) -> bool:  # noqa: ARG001
    """Set the bot's name in one language (``setMyName``)."""
    return _set(bot.names, parameters, "name", MAX_NAME)


def get_my_name(server: Server, bot: Bot, parameters: Parameters) -> Json:  # noqa: ARG001
    """Return the bot's name in one language (``getMyName``)."""
    return {"name": bot.names.get(_language(parameters)) or bot.names.get("") or bot.account.first_name}


def set_my_description(server: Server, bot: Bot, parameters: Parameters) -> bool:  # noqa: ARG001
    """Set what an empty chat shows in one language (``setMyDescription``)."""
    return _set(bot.descriptions, parameters, "description", MAX_DESCRIPTION)


def get_my_description(server: Server, bot: Bot, parameters: Parameters) -> Json:  # noqa: ARG001
    """Return what an empty chat shows in one language (``getMyDescription``)."""
    return {"description": bot.descriptions.get(_language(parameters)) or bot.descriptions.get("", "")}


def set_my_short_description(server: Server, bot: Bot, parameters: Parameters) -> bool:  # noqa: ARG001
    """Set what the bot's page shows in one language (``setMyShortDescription``)."""
    return _set(bot.short_descriptions, parameters, "short_description", MAX_SHORT_DESCRIPTION)


def get_my_short_description(server: Server, bot: Bot, parameters: Parameters) -> Json:  # noqa: ARG001
    """Return what the bot's page shows in one language (``getMyShortDescription``)."""
    kept = bot.short_descriptions
    return {"short_description": kept.get(_language(parameters)) or kept.get("", "")}


def set_chat_menu_button(server: Server, bot: Bot, parameters: Parameters) -> bool:  # noqa: ARG001
    """Set the menu button of a private chat, or of all (``setChatMenuButton``)."""
    button = parameters.decoded("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button: Unsupported menu button type specified")
    bot.menu_buttons[_private_chat_id(bot, parameters)] = button
    return True


def get_chat_menu_button(server: Server, bot: Bot, parameters: Parameters) -> Json:  # noqa: ARG001
    """Return the menu button of a private chat, or of all (``getChatMenuButton``)."""
    return bot.menu_buttons.get(_private_chat_id(bot, parameters)) or bot.menu_buttons.get(0, {"type": "commands"})


def _private_chat_id(bot: Bot, parameters: Parameters) -> int:
    chat_id = parameters.integer("chat_id")
    if chat_id and chat_id not in bot.private_chats:
        raise refusals.USER_NOT_FOUND
    return chat_id


def _language(parameters: Parameters) -> str:
    language = parameters.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _place(server: Server, bot: Bot, parameters: Parameters) -> tuple[str, str]:
    scope = parameters.decoded("scope", "BotCommandScope")
    if scope is None:
        scope = {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = scope.get("type")
    key = str(kind)
    if kind in _CHAT_SCOPES:
        chat = chat_for(server, bot, Parameters({"chat_id": str(scope.get("chat_id", ""))}), Access.MEMBERS)
        key += f":{chat.id}"
        if kind == "chat_member":
            key += f":{scope.get('user_id')}"
    elif kind not in _PLAIN_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return key, _language(parameters)


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = command.get("command"), command.get("description")
    if not isinstance(name, str) or not isinstance(description, str):
        missing = "command" if not isinstance(name, str) else "description"
        raise bad_request(f"can't parse BotCommand: Can't find field \"{missing}\"")
    if not _COMMAND.fullmatch(name.removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description.strip()) <= MAX_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": description.strip()}


def _set(kept: dict[str, str], parameters: Parameters, name: str, most: int) -> bool:
    value = parameters.text(name)
    if len(value) > most:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    kept[_language(parameters)] = value
    return True
