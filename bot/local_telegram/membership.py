"""Membership of chats: joining, promoting, leaving, being thrown out, blocking; and who is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.local_telegram.objects import chat_object, member_object, user_object
from bot.local_telegram.state import Account, Bot, Chat, Json, Member

if TYPE_CHECKING:
    from bot.local_telegram.server_state import Server

_GROUPS = frozenset({"group", "supergroup"})


def change_bot(server: Server, chat: Chat, bot: Bot, by: Account, now: Member) -> None:
    """Change a bot's standing: added, promoted, thrown out; in a private chat blocked (``kicked``) or not."""
    if chat.type == "private":
        before = Member(bot.account, "kicked" if chat.blocked else "member")
        chat.blocked = now.status == "kicked"
    else:
        before = _replace(chat, now)
    server.tell(bot, "my_chat_member", _change(server, chat, by, before, now))
    _service_message(server, chat, by, before, now)


def change_person(server: Server, chat: Chat, by: Account, now: Member) -> None:
    """Change a person's standing in a group or channel; bots that run it and ask for it are told."""
    before = _replace(chat, now)
    for bot in server.bots.values():
        member = chat.members.get(bot.account.id)
        if member is not None and member.runs:
            server.tell(bot, "chat_member", _change(server, chat, by, before, now))
    _service_message(server, chat, by, before, now)


def _replace(chat: Chat, now: Member) -> Member:
    before = chat.members.get(now.account.id, Member(now.account, "left"))
    chat.members[now.account.id] = now
    return before


def _change(server: Server, chat: Chat, by: Account, before: Member, now: Member) -> Json:
    return {
        "chat": chat_object(chat),
        "from": user_object(by),
        "date": int(server.clock.now()),
        "old_chat_member": member_object(before, chat.type),
        "new_chat_member": member_object(now, chat.type),
    }


def _service_message(server: Server, chat: Chat, by: Account, before: Member, now: Member) -> None:
    if chat.type not in _GROUPS or before.present == now.present:
        return
    who = user_object(now.account)
    server.post_service(chat, by, {"new_chat_members": [who]} if now.present else {"left_chat_member": who})
