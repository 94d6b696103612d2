"""Where what is said about subscriptions holds: this chat, this topic of a forum, or a channel of the reader's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from telegram import Bot, Chat, ChatMember, ChatMemberAdministrator, Message, Update, User
from telegram.error import BadRequest, Forbidden

from bot.handlers.access import may_change_settings
from bot.locales import Texts
from bot.messaging.replies import answer_button, reply
from bot.state.chats import Target
from bot.state.schema import ChatKind
from bot.views.welcome import notice

_CHANNEL = re.compile(r"(?:https?://)?(?:t\.me/|@)(?P<name>[A-Za-z]\w{3,31})(?=\s|$)|(?P<id>-100\d{5,13})(?=\s|$)")


@dataclass(frozen=True, slots=True)
class SubscriptionTarget:
    """A target of announcements; ``name`` is that of a channel which is spoken of elsewhere, else empty."""

    target: Target
    kind: ChatKind
    name: str = ""

    @property
    def channel(self) -> int:
        """The channel's id where it is spoken of elsewhere, else 0."""
        return self.target.chat_id if self.name else 0


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a channel cannot be set up from here: the key of what is said, and the channel's name."""

    key: str
    channel: str


def here(update: Update) -> SubscriptionTarget | None:
    """Return the chat, or topic of a forum, in which an update came."""
    message, chat = update.effective_message, update.effective_chat
    if chat is None or chat.type == Chat.SENDER:
        return None
    topic = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return SubscriptionTarget(Target(chat.id, topic or 0), cast("ChatKind", chat.type))


def split_channel(text: str) -> tuple[str, str]:
    """Take a channel (``@name``, a link to it, its id) from the front of a text; give it and the rest."""
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
    return member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


async def place_of_command(
    update: Update, texts: Texts, text: str, *, changing: bool = True
) -> tuple[SubscriptionTarget, str] | None:
    """Return the place that a command is about and the rest of its ``text``, or say why it may not be.

    In a private chat a channel may stand in front; elsewhere what is ``changing`` something is for administrators.
    """
    place, message = here(update), update.effective_message
    if place is None or message is None:
        return None
    wanted, rest = split_channel(text)
    if wanted and place.kind == "private":
        found = await channel_of(message.get_bot(), update.effective_user, wanted)
        if isinstance(found, SubscriptionTarget):
            return found, rest
        # a link may be to somebody else's channel, which one would like to read here
        linked = found.key == "subscribe-channel-unknown" and not text.lstrip().startswith(("@", "-"))
        key = "subscribe-address-telegram" if linked else found.key
        await reply(message, notice(key, texts, channel=found.channel))
        return None
    if changing and not await may_change_settings(update):
        await reply(message, notice("subscribe-admins", texts))
        return None
    if wanted:
        await reply(message, notice("subscribe-channel-here", texts))
        return None
    return place, rest


async def place_of_button(
    update: Update, texts: Texts, channel: int | str = 0, *, changing: bool = True
) -> SubscriptionTarget | None:
    """Return the place that a pressed button is about, or say why it may not be pressed."""
    query, place = update.callback_query, here(update)
    if query is None:
        return None
    if place is None or not isinstance(query.message, Message):
        # in which topic it stood is not known any more
        await answer_button(query, texts("button-stale"))
        return None
    if channel:
        found = await channel_of(query.get_bot(), query.from_user, channel)
        if isinstance(found, SubscriptionTarget):
            return found
        await answer_button(query, texts(found.key, channel=found.channel))
        return None
    if changing and not await may_change_settings(update):
        await answer_button(query, texts("subscribe-admins"))
        return None
    return place
