"""Who may do what: a group's settings are its administrators' affair."""

from __future__ import annotations

from telegram import ChatMember, Update
from telegram.error import BadRequest


async def may_change_settings(update: Update) -> bool:
    """Return whether who sent an update may change its chat's settings: anybody in a private chat, else administrators.

    Who writes in the name of the chat (an anonymous administrator, a channel's post) is one of them.
    """
    chat, query, message = update.effective_chat, update.callback_query, update.effective_message
    if chat is None:
        return False
    if chat.type == chat.PRIVATE:
        return True
    # below a button's message stands its own sender, the bot: who pressed it counts
    if query is None and message is not None and message.sender_chat is not None:
        return message.sender_chat.id == chat.id
    user = update.effective_user
    if user is None:
        return False
    try:
        member = await chat.get_member(user.id)
    except BadRequest:
        # somebody whom the chat does not know
        return False
    return member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
