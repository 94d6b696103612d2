"""Methods about chats and their members."""

from __future__ import annotations

from bot.local_telegram import refusals
from bot.local_telegram.objects import full_chat_object, member_object
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.permissions import Access, chat_for
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Json, Member


def get_chat(server: Server, bot: Bot, parameters: Parameters) -> Json:
    """Describe a chat (``getChat``)."""
    return full_chat_object(chat_for(server, bot, parameters, Access.READ), server.accounts)


def get_chat_member(server: Server, bot: Bot, parameters: Parameters) -> Json:
    """Return somebody's standing in a chat (``getChatMember``)."""
    chat = chat_for(server, bot, parameters, Access.MEMBERS)
    account = server.accounts.get(parameters.integer("user_id"))
    if account is None:
        raise refusals.USER_NOT_FOUND
    if chat.user is not None:
        if account.id not in {chat.user.id, bot.account.id}:
            raise bad_request("PARTICIPANT_ID_INVALID")
        return member_object(Member(account))
    return member_object(chat.members.get(account.id, Member(account, "left")), chat.type)


def get_chat_administrators(server: Server, bot: Bot, parameters: Parameters) -> list[Json]:
    """List who runs a chat, other bots left out (``getChatAdministrators``)."""
    chat = chat_for(server, bot, parameters, Access.MEMBERS)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [
        member_object(member, chat.type)
        for member in chat.members.values()
        if member.runs and (not member.account.is_bot or member.account is bot.account)
    ]


def get_chat_member_count(server: Server, bot: Bot, parameters: Parameters) -> int:
    """Count who is in a chat (``getChatMemberCount``)."""
    chat = chat_for(server, bot, parameters, Access.MEMBERS)
    if chat.type == "private":
        return 2
    return sum(member.present for member in chat.members.values())


def leave_chat(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Leave a group or channel (``leaveChat``)."""
    chat = chat_for(server, bot, parameters, Access.EDIT)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    server.set_status(chat, bot, bot.account, "left")
    return True
