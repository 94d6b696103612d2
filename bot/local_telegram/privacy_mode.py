"""Telegram's privacy mode: which bots are shown a message."""

from __future__ import annotations

from collections.abc import Iterable

from bot.local_telegram.entities import slice_utf16
from bot.local_telegram.state import Bot, Chat, StoredMessage


def listeners(bots: Iterable[Bot], chat: Chat, message: StoredMessage) -> list[Bot]:
    """Return the bots that are shown a message of a group or channel."""
    present = [bot for bot in bots if (member := chat.members.get(bot.account.id)) and member.present]
    if chat.type == "channel" or message.service:
        return present
    return [
        bot
        for bot in present
        if bot.reads_all_group_messages or chat.members[bot.account.id].runs or _meant_for(bot, message)
    ]


def guests(bots: Iterable[Bot], chat: Chat, message: StoredMessage) -> list[Bot]:
    """Return the bots that a message calls into a group to which they do not belong."""
    if chat.type not in {"group", "supergroup"} or message.service:
        return []
    absent = [bot for bot in bots if not (member := chat.members.get(bot.account.id)) or not member.present]
    return [bot for bot in absent if bot.supports_guests and _mentions(bot, message)]


def _meant_for(bot: Bot, message: StoredMessage) -> bool:
    """Return whether a bot in privacy mode is shown a group's message: command, mention, reply, its own result."""
    if message.reply_to is not None and message.reply_to.sender.id == bot.account.id:
        return True
    return message.via_bot is bot.account or _commands(bot, message) or _mentions(bot, message)


def _commands(bot: Bot, message: StoredMessage) -> bool:
    name = f"@{bot.account.username.lower()}"
    return any(marked.endswith(name) or "@" not in marked for marked in _marked(message, "bot_command"))


def _mentions(bot: Bot, message: StoredMessage) -> bool:
    return f"@{bot.account.username.lower()}" in _marked(message, "mention")


def _marked(message: StoredMessage, kind: str) -> list[str]:
    return [
        slice_utf16(message.text, entity.offset, entity.length).lower()
        for entity in message.content.entities
        if entity.kind == kind
    ]
