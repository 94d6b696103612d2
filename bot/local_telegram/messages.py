"""Methods that send, edit and delete messages."""

from __future__ import annotations

from typing import Any

from bot.local_telegram import refusals
from bot.local_telegram.entities import FormattedText
from bot.local_telegram.markup import Keyboard, check_for_chat, read_markup
from bot.local_telegram.objects import message_object
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.permissions import Access, chat_for, message_named, place_for
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.rich.buttons import check_buttons
from bot.local_telegram.rich.message import read_parameter, tell_of_cut
from bot.local_telegram.rich.source import Source
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import GENERAL_TOPIC, Bot, Json, StoredMessage
from bot.local_telegram.texts import message_text

DELETABLE_SECONDS = 48 * 3600
"""How long a bot may delete what it sent."""
ACTIONS = frozenset(
    {
        "cancel",
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "record_audio",
        "upload_voice",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "pick_up_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(server: Server, bot: Bot, parameters: Parameters) -> Json:
    """Send a text (``sendMessage``)."""
    content = message_text(parameters, server.accounts)
    preview = _link_preview(parameters)
    place = place_for(server, bot, parameters)
    message = StoredMessage(
        0,
        place.chat,
        bot.account,
        0,
        content,
        place.thread_id,
        place.reply_to,
        place.keyboard,
        place.markup,
        preview,
        silent=parameters.flag("disable_notification"),
    )
    server.post(place.chat, bot.account, message, bot=bot)
    return message_object(message, server.accounts)


def send_chat_action(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Show that the bot does something (``sendChatAction``)."""
    action = parameters.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_for(server, bot, parameters, Access.WRITE)
    thread_id = parameters.integer("message_thread_id")
    if chat.is_forum and thread_id not in {0, GENERAL_TOPIC} and thread_id not in chat.topics:
        raise refusals.THREAD_NOT_FOUND
    server.record("action", chat, bot, action, thread_id)
    return True


def edit_message_text(server: Server, bot: Bot, parameters: Parameters) -> Json | bool:
    """Change the text, or the document, and the keyboard of a message (``editMessageText``)."""
    # an inline message takes files that are known already
    source = Source(server, bot, parameters, uploads=bool(parameters.text("chat_id")))
    wanted = server.has_rich_messages and parameters.text("rich_message")
    rich = read_parameter(source) if wanted else None
    # a text and a document exclude each other (S); that the document wins is unverified
    content = FormattedText() if rich is not None else message_text(parameters, server.accounts)
    keyboard, _ = read_markup(parameters)
    preview = _link_preview(parameters) if rich is None else None
    message = own_message(server, bot, parameters, keyboard)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    if rich is not None:
        check_buttons(message.chat, rich["blocks"])
    before = (message.content, message.keyboard, message.link_preview, message.rich)
    if (content, keyboard, preview, rich) == before:
        raise refusals.NOT_MODIFIED
    message.content, message.keyboard, message.link_preview, message.rich = content, keyboard, preview, rich
    tell_of_cut(source, message.chat)
    return edited(server, bot, message)


def edit_message_reply_markup(server: Server, bot: Bot, parameters: Parameters) -> Json | bool:
    """Change the keyboard of a message (``editMessageReplyMarkup``)."""
    keyboard, _ = read_markup(parameters)
    message = own_message(server, bot, parameters, keyboard)
    if keyboard == message.keyboard:
        raise refusals.NOT_MODIFIED
    message.keyboard = keyboard
    return edited(server, bot, message)


def delete_message(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Delete a message (``deleteMessage``)."""
    chat = chat_for(server, bot, parameters, Access.WRITE)
    message = message_named(chat, parameters.integer("message_id"))
    if message is None:
        raise refusals.DELETED_NOT_FOUND
    _delete(server, bot, message)
    return True


def delete_messages(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Delete several messages; those that are not there are passed over (``deleteMessages``)."""
    wanted = parameters.decoded("message_ids", "message identifiers")
    if not isinstance(wanted, list):
        raise bad_request("expected an Array of message identifiers")
    if len(wanted) > 100:
        raise bad_request("too many message identifiers specified")
    if not wanted:
        raise bad_request("message identifiers are not specified")
    chat = chat_for(server, bot, parameters, Access.WRITE)
    for message_id in wanted:
        if isinstance(message_id, int) and (message := message_named(chat, message_id)) is not None:
            _delete(server, bot, message)
    return True


def _link_preview(parameters: Parameters) -> Json | None:
    options: Any = parameters.decoded("link_preview_options", "link preview options")
    if options is None and parameters.flag("disable_web_page_preview"):
        return {"is_disabled": True}
    if options is not None and not isinstance(options, dict):
        raise bad_request("object expected as link preview options")
    return options or None


def own_message(server: Server, bot: Bot, parameters: Parameters, keyboard: Keyboard | None) -> StoredMessage:
    """Return the bot's own message that a request names for editing. Raises Refusal."""
    message_id = parameters.integer("message_id")
    if not parameters.text("chat_id") and not message_id:
        return _inline_message(bot, parameters)
    chat = chat_for(server, bot, parameters, Access.EDIT)
    message = message_named(chat, message_id)
    if message is None:
        raise refusals.EDITED_NOT_FOUND
    if message.sender.id != bot.account.id or message.service:
        raise refusals.CANT_BE_EDITED
    if chat.type == "channel" and not chat.members[bot.account.id].may("can_post_messages"):
        raise refusals.CANT_BE_EDITED
    check_for_chat(chat, keyboard, None)
    return message


def _inline_message(bot: Bot, parameters: Parameters) -> StoredMessage:
    """Return the message that a user sent through the bot."""
    inline_id = parameters.text("inline_message_id")
    if not inline_id:
        raise refusals.MESSAGE_ID_MISSING
    message = bot.inline_messages.get(inline_id)
    if message is None or message.deleted:
        raise bad_request("MESSAGE_ID_INVALID")
    return message


def edited(server: Server, bot: Bot, message: StoredMessage) -> Json | bool:
    """Count an edit, notify those who watch, and return the message, or only True for an inline message."""
    message.edit_date = int(server.clock.now())
    message.revision += 1
    server.record("edited", message.chat, bot, message)
    return True if message.inline_id else message_object(message, server.accounts)


def _delete(server: Server, bot: Bot, message: StoredMessage) -> None:
    chat = message.chat
    if server.clock.now() - message.date > DELETABLE_SECONDS:
        raise refusals.CANT_BE_DELETED
    if chat.type != "private":
        own = message.sender.id == bot.account.id and not message.inline_id
        right = "can_post_messages" if own and chat.type == "channel" else "can_delete_messages"
        if (not own or chat.type == "channel") and not chat.members[bot.account.id].may(right):
            raise refusals.CANT_BE_DELETED
    message.deleted = True
    server.record("deleted", chat, bot, message)
