"""Permissions, which nearly every method checks first: the chat, what the bot may do there, the new message's place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from bot.local_telegram import refusals
from bot.local_telegram.markup import Keyboard, check_for_chat, read_markup
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import Refusal, bad_request
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import GENERAL_TOPIC, Bot, Chat, Json, StoredMessage, Topic


class Access(IntEnum):
    """What a method is about to do in a chat; a later one asks for more than an earlier one."""

    READ = 0
    MEMBERS = 1
    EDIT = 2
    WRITE = 3


@dataclass(frozen=True, slots=True)
class ChatPlace:
    """Where a new message goes, and what stands under it."""

    chat: Chat
    thread_id: int
    reply_to: StoredMessage | None
    keyboard: Keyboard | None
    markup: Json | None


def chat_for(server: Server, bot: Bot, parameters: Parameters, access: Access) -> Chat:
    """Return the chat that the request names, if the bot may do there what it is about to do. Raises Refusal."""
    written = parameters.text("chat_id")
    if not written:
        raise refusals.CHAT_ID_EMPTY
    chat = server.find_chat(bot, written)
    if chat is None:
        raise _unopened(server, written, access)
    match chat.type:
        case "private":
            _check_private(chat, access)
        case "group":
            _check_group(bot, chat, access)
        case _:
            _check_supergroup(bot, chat, access)
    return chat


def _unopened(server: Server, written: str, access: Access) -> Refusal:
    """Return the refusal for a chat that is not open: a person has to open it, and another bot never can."""
    account = server.accounts.get(int(written)) if written.isascii() and written.isdigit() else None
    if account is None or access is not Access.WRITE:
        return refusals.CHAT_NOT_FOUND
    return refusals.TO_BOT if account.is_bot else refusals.NOT_OPENED


def _check_private(chat: Chat, access: Access) -> None:
    if access >= Access.EDIT and chat.user is not None and chat.user.deactivated:
        raise refusals.DEACTIVATED
    if access >= Access.EDIT and chat.blocked:
        raise refusals.BLOCKED


def _check_group(bot: Bot, chat: Chat, access: Access) -> None:
    if access is Access.READ:
        return
    if chat.migrated_to:
        raise refusals.migrated(chat.migrated_to)
    if chat.deleted:
        raise refusals.GROUP_DELETED
    member = chat.members.get(bot.account.id)
    if member is None:
        raise refusals.CHAT_NOT_FOUND
    if not member.present:
        raise refusals.kicked(chat.type) if member.status == "kicked" else refusals.not_member(chat.type)


def _check_supergroup(bot: Bot, chat: Chat, access: Access) -> None:
    member = chat.members.get(bot.account.id)
    if chat.deleted or (member is None and not chat.username):
        raise refusals.CHAT_NOT_FOUND
    if member is not None and member.status == "kicked":
        raise refusals.kicked(chat.type)
    # a chat with a public name can be looked at by everybody
    looking = chat.username and access < Access.EDIT
    if not looking and (member is None or not member.present):
        raise refusals.not_member(chat.type)


def place_for(server: Server, bot: Bot, parameters: Parameters, what: str = "text messages") -> ChatPlace:
    """Return where a new message goes, with its markup; ``what`` names what is sent. Raises Refusal."""
    keyboard, markup = read_markup(parameters)
    chat = chat_for(server, bot, parameters, Access.WRITE)
    check_for_chat(chat, keyboard, markup)
    if chat.type == "channel" and not chat.members[bot.account.id].may("can_post_messages"):
        raise refusals.NOT_ADMINISTRATOR
    if chat.type != "private" and "can_send_messages" in chat.members[bot.account.id].withheld:
        raise bad_request(f"not enough rights to send {what} to the chat")
    reply_to = reply_target(chat, parameters)
    return ChatPlace(chat, thread_of(chat, parameters, reply_to, bot), reply_to, keyboard, markup)


def message_named(chat: Chat, message_id: int) -> StoredMessage | None:
    """Return the message, unless it was deleted or never was."""
    message = chat.messages.get(message_id)
    return None if message is None or message.deleted else message


def thread_of(chat: Chat, parameters: Parameters, reply_to: StoredMessage | None, bot: Bot) -> int:
    """Return the thread into which a new message goes. Raises Refusal for one that does not take it."""
    thread_id = parameters.integer("message_thread_id")
    if not chat.is_forum:
        if thread_id and (chat.type != "supergroup" or message_named(chat, thread_id) is None):
            raise refusals.THREAD_NOT_FOUND
        return thread_id
    if not thread_id and reply_to is not None:
        thread_id = reply_to.thread_id
    elif thread_id == GENERAL_TOPIC:
        raise refusals.THREAD_NOT_FOUND
    topic = chat.topics.get(thread_id) if thread_id else chat.general
    if topic is None:
        raise refusals.THREAD_NOT_FOUND
    if topic.closed and not may_manage(chat, bot, topic):
        raise refusals.TOPIC_CLOSED
    return thread_id


def may_manage(chat: Chat, bot: Bot, topic: Topic) -> bool:
    """Return whether a bot may change a topic, and write to it when it is closed."""
    return topic.creator_id == bot.account.id or chat.members[bot.account.id].may("can_manage_topics")


def reply_target(chat: Chat, parameters: Parameters) -> StoredMessage | None:
    """Return the message that a new one replies to."""
    wanted = parameters.decoded("reply_parameters", "reply parameters")
    if wanted is None:
        wanted = {
            "message_id": parameters.integer("reply_to_message_id"),
            "allow_sending_without_reply": parameters.flag("allow_sending_without_reply"),
        }
    if not isinstance(wanted, dict):
        raise bad_request("object expected as reply parameters")
    message_id = wanted.get("message_id", 0)
    if not isinstance(message_id, int):
        raise bad_request('can\'t parse reply parameters: Field "message_id" must be of type Number')
    if not message_id:
        return None
    target = message_named(chat, message_id)
    if target is None and not wanted.get("allow_sending_without_reply"):
        raise refusals.REPLY_NOT_FOUND
    quote = wanted.get("quote", "")
    if target is not None and quote and str(quote) not in target.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return target
