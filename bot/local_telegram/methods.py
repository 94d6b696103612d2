"""The table of methods: the Bot API's names, in small letters, and what carries them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.local_telegram import (
    bot_profile,
    chats,
    drafts,
    files,
    media,
    messages,
    query_answers,
    reactions_and_pins,
    topics,
    updates,
)
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import LOGGED_OUT, METHOD_NOT_FOUND
from bot.local_telegram.rich import methods as rich_messages
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot

Method = Callable[[Server, Bot, Parameters], Any]

METHODS: dict[str, Method] = {
    # who the bot is
    "getme": bot_profile.get_me,
    "logout": bot_profile.log_out,
    "close": bot_profile.close,
    "setmycommands": bot_profile.set_my_commands,
    "getmycommands": bot_profile.get_my_commands,
    "deletemycommands": bot_profile.delete_my_commands,
    "setmyname": bot_profile.set_my_name,
    "getmyname": bot_profile.get_my_name,
    "setmydescription": bot_profile.set_my_description,
    "getmydescription": bot_profile.get_my_description,
    "setmyshortdescription": bot_profile.set_my_short_description,
    "getmyshortdescription": bot_profile.get_my_short_description,
    "setchatmenubutton": bot_profile.set_chat_menu_button,
    "getchatmenubutton": bot_profile.get_chat_menu_button,
    # what it receives; getUpdates and setWebhook stand apart, they share the long polls
    "deletewebhook": updates.delete_webhook,
    "getwebhookinfo": updates.get_webhook_info,
    # messages
    "sendmessage": messages.send_message,
    "sendrichmessage": rich_messages.send_rich_message,
    "sendrichmessagedraft": drafts.send_rich_message_draft,
    "sendchataction": messages.send_chat_action,
    "editmessagetext": messages.edit_message_text,
    "editmessagereplymarkup": messages.edit_message_reply_markup,
    "deletemessage": messages.delete_message,
    "deletemessages": messages.delete_messages,
    "sendphoto": media.send_photo,
    "senddocument": media.send_document,
    "sendmediagroup": media.send_media_group,
    "editmessagecaption": media.edit_message_caption,
    "editmessagemedia": media.edit_message_media,
    "copymessage": media.copy_message,
    "forwardmessage": media.forward_message,
    "getfile": files.get_file,
    # signs
    "setmessagereaction": reactions_and_pins.set_message_reaction,
    "pinchatmessage": reactions_and_pins.pin_chat_message,
    "unpinchatmessage": reactions_and_pins.unpin_chat_message,
    "unpinallchatmessages": reactions_and_pins.unpin_all_chat_messages,
    "sendmessagedraft": drafts.send_message_draft,
    # queries
    "answercallbackquery": query_answers.answer_callback_query,
    "answerinlinequery": query_answers.answer_inline_query,
    "answerguestquery": query_answers.answer_guest_query,
    # chats
    "getchat": chats.get_chat,
    "getchatmember": chats.get_chat_member,
    "getchatadministrators": chats.get_chat_administrators,
    "getchatmembercount": chats.get_chat_member_count,
    "leavechat": chats.leave_chat,
    "getchatmemberscount": chats.get_chat_member_count,
    # topics of a forum
    "createforumtopic": topics.create_forum_topic,
    "editforumtopic": topics.edit_forum_topic,
    "closeforumtopic": topics.close_forum_topic,
    "reopenforumtopic": topics.reopen_forum_topic,
    "deleteforumtopic": topics.delete_forum_topic,
    "closegeneralforumtopic": topics.close_general_forum_topic,
    "reopengeneralforumtopic": topics.reopen_general_forum_topic,
}


RICH_METHODS = frozenset({"sendrichmessage", "sendrichmessagedraft"})
"""Methods that a server of Bot API 10.0 does not know (M)."""


async def carry_out(server: Server, polls: updates.Polls, bot: Bot, name: str, parameters: Parameters) -> Any:
    """Carry out the method ``name``, in any case, and return its result. Raises Refusal."""
    if bot.logged_out:
        raise LOGGED_OUT
    for gate in server.gates:
        await gate(bot, name, parameters)
    if not server.has_rich_messages and name.lower() in RICH_METHODS:
        raise METHOD_NOT_FOUND
    match name.lower():
        case "getupdates":
            return await updates.get_updates(server, bot, parameters, polls)
        case "setwebhook":
            return updates.set_webhook(server, bot, parameters, polls)
        case lowered if lowered in METHODS:
            return METHODS[lowered](server, bot, parameters)
    raise METHOD_NOT_FOUND
