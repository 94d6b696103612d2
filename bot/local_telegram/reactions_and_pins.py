"""Methods that leave a sign on messages: reactions and pins."""

from __future__ import annotations

from bot.local_telegram.entities import FormattedText
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.permissions import Access, chat_for, message_named
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Chat, StoredMessage

REACTIONS = frozenset("👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐👀✍🫡")
"""Emoji that may be reactions: those a bot has a use for, out of Telegram's list."""


def set_message_reaction(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """React to a message, or take the reaction back (``setMessageReaction``)."""
    reactions = parameters.decoded("reaction", "reaction types") or []
    if not isinstance(reactions, list):
        raise bad_request("expected an Array of ReactionType")
    chat = chat_for(server, bot, parameters, Access.READ)
    message = message_named(chat, parameters.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    emoji = [str(reaction.get("emoji", "")) if isinstance(reaction, dict) else "" for reaction in reactions]
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(sign not in REACTIONS for sign in emoji):
        raise bad_request("REACTION_INVALID")
    message.reactions[bot.account.id] = emoji[0] if emoji else ""
    server.record("reaction", chat, bot, message)
    return True


def pin_chat_message(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Pin a message (``pinChatMessage``)."""
    chat = _chat_to_pin(server, bot, parameters)
    message = message_named(chat, parameters.integer("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    message.pinned = True
    server.record("pinned", chat, bot, message)
    notice = {"pinned_message": {"message_id": message.id}}
    service = StoredMessage(0, chat, bot.account, 0, FormattedText(), message.thread_id, service=notice)
    server.post(chat, bot.account, service, bot=bot)
    return True


def unpin_chat_message(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Take a pin off, the newest one where no message is named (``unpinChatMessage``)."""
    chat = _chat_to_pin(server, bot, parameters)
    wanted = parameters.integer("message_id")
    pinned = [message for message in chat.messages.values() if message.pinned and not message.deleted]
    message = message_named(chat, wanted) if wanted else next(reversed(pinned), None)
    if message is None:
        raise bad_request("message to unpin not found")
    message.pinned = False
    server.record("pinned", chat, bot, message)
    return True


def unpin_all_chat_messages(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Take all pins off (``unpinAllChatMessages``)."""
    chat = _chat_to_pin(server, bot, parameters)
    for message in chat.messages.values():
        if message.pinned:
            message.pinned = False
            server.record("pinned", chat, bot, message)
    return True


def _chat_to_pin(server: Server, bot: Bot, parameters: Parameters) -> Chat:
    chat = chat_for(server, bot, parameters, Access.WRITE)
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if chat.type != "private" and not chat.members[bot.account.id].may(right):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat
