"""Targets of commands and buttons: this chat, a topic of a forum or a reader's channel; and who may change them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Chat, ChatMember, ChatMemberAdministrator, Update, User
from telegram.error import BadRequest, Forbidden

from bot.handlers.request import ButtonRequest, MessageRequest, SubscriptionTarget
from bot.state.chats import Target
from bot.views.welcome import notice

_CHANNEL = re.compile(r"(?:https?://)?(?:t\.me/|@)(?P<name>[A-Za-z]\w{3,31})(?=\s|$)|(?P<id>-100\d{5,13})(?=\s|$)")
_RUNNING = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a channel cannot be set up from here: the key of the sentence to reply with, and the channel's name."""

    key: str
    channel: str


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
    return member.status in _RUNNING


def split_channel(text: str) -> tuple[str, str]:
    """Take a channel (``@name``, a link to it, its id) from the front of a text; return it and the rest."""
    text = text.strip()
    match = _CHANNEL.match(text)
    if match is None:
        return "", text
    return f"@{match['name']}" if match["name"] else match["id"], text[match.end() :].strip()


async def channel_of(bot: Bot, user: User | None, wanted: str | int) -> SubscriptionTarget | Refused:
    """Return the channel that a reader who runs it names, where the bot may post, else what is in the way."""
    shown = str(wanted)
    try:
        chat = await bot.get_chat(wanted)
        shown = chat.title or shown
        if chat.type != Chat.CHANNEL:
            return Refused("subscribe-channel-no-channel", shown)
        own = await bot.get_chat_member(chat.id, bot.id)
    except (BadRequest, Forbidden):
        return Refused("subscribe-channel-unknown", shown)
    if not await _runs(bot, chat.id, user):
        return Refused("subscribe-channel-not-yours", shown)
    if not isinstance(own, ChatMemberAdministrator) or not own.can_post_messages:
        return Refused("subscribe-channel-cannot-post", shown)
    return SubscriptionTarget(Target(chat.id), "channel", shown)


async def _runs(bot: Bot, chat_id: int, user: User | None) -> bool:
    if user is None:
        return False
    try:
        member = await bot.get_chat_member(chat_id, user.id)
    except (BadRequest, Forbidden):
        return False
    return member.status in _RUNNING


async def place_of_command(
    request: MessageRequest, text: str, *, changing: bool = True
) -> tuple[SubscriptionTarget, str] | None:
    """Return the place that a command is about and the rest of its ``text``, or say why it may not be.

    In a private chat a channel may stand in front; elsewhere what is ``changing`` something is for administrators.
    """
    place, texts = request.place, request.texts
    if place is None:
        return None
    wanted, rest = split_channel(text)
    if wanted and place.kind == "private":
        found = await channel_of(request.bot, request.user, wanted)
        if isinstance(found, SubscriptionTarget):
            return found, rest
        # a link may be to somebody else's channel, which one would like to read here
        linked = found.key == "subscribe-channel-unknown" and not text.lstrip().startswith(("@", "-"))
        key = "subscribe-address-telegram" if linked else found.key
        await request.reply(notice(key, texts, channel=found.channel))
        return None
    if changing and not await may_change_settings(request.update):
        await request.reply(notice("subscribe-admins", texts))
        return None
    if wanted:
        await request.reply(notice("subscribe-channel-here", texts))
        return None
    return place, rest


async def place_of_button(
    request: ButtonRequest[Any], channel: int | str = 0, *, changing: bool = True
) -> SubscriptionTarget | None:
    """Return the place that a pressed button is about, or say why it may not be pressed."""
    place, texts = request.place, request.texts
    if place is None or request.shown is None:
        # in which topic it stood is not known any more
        await request.answer_stale()
        return None
    if channel:
        found = await channel_of(request.bot, request.user, channel)
        if isinstance(found, SubscriptionTarget):
            return found
        await request.answer(texts(found.key, channel=found.channel))
        return None
    if changing and not await may_change_settings(request.update):
        await request.answer(texts("subscribe-admins"))
        return None
    return place
