"""The table of methods: the Bot API's names, in small letters, and what carries them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.local_telegram import answering, chats, files, media, messages, profile, receiving, signs, topics
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import LOGGED_OUT, METHOD_NOT_FOUND
from bot.local_telegram.state import Bot
from bot.local_telegram.world import World

Method = Callable[[World, Bot, Parameters], Any]

METHODS: dict[str, Method] = {
    # who the bot is
    "getme": profile.get_me,
    "logout": profile.log_out,
    "close": profile.close,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": profile.set_my_name,
    "getmyname": profile.get_my_name,
    "setmydescription": profile.set_my_description,
    "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "getmyshortdescription": profile.get_my_short_description,
    "setchatmenubutton": profile.set_chat_menu_button,
    "getchatmenubutton": profile.get_chat_menu_button,
    # what it receives; getUpdates and setWebhook stand apart, they share the long polls
    "deletewebhook": receiving.delete_webhook,
    "getwebhookinfo": receiving.get_webhook_info,
    # messages
    "sendmessage": messages.send_message,
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
    "setmessagereaction": signs.set_message_reaction,
    "pinchatmessage": signs.pin_chat_message,
    "unpinchatmessage": signs.unpin_chat_message,
    "unpinallchatmessages": signs.unpin_all_chat_messages,
    "sendmessagedraft": signs.send_message_draft,
    # queries
    "answercallbackquery": answering.answer_callback_query,
    "answerinlinequery": answering.answer_inline_query,
    "answerguestquery": answering.answer_guest_query,
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


async def carry_out(world: World, polls: receiving.Polls, bot: Bot, name: str, parameters: Parameters) -> Any:
    """Carry out the method ``name``, in any case, and give its result. Raises Refusal."""
    if bot.logged_out:
        raise LOGGED_OUT
    for gate in world.gates:
        await gate(bot, name, parameters)
    match name.lower():
        case "getupdates":
            return await receiving.get_updates(world, bot, parameters, polls)
        case "setwebhook":
            return receiving.set_webhook(world, bot, parameters, polls)
        case lowered if lowered in METHODS:
            return METHODS[lowered](world, bot, parameters)
    raise METHOD_NOT_FOUND
