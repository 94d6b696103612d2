"""The Bot API's objects, made from the server's state."""

from __future__ import annotations

import mimetypes

from bot.local_telegram.entities import Entity
from bot.local_telegram.state import (
    GENERAL_TOPIC,
    Account,
    Bot,
    CallbackQuery,
    Chat,
    InlineQuery,
    Json,
    Media,
    Member,
    StoredFile,
    StoredMessage,
    Webhook,
)

ADMINISTRATOR_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
RIGHTS_OF = {
    "channel": ("can_post_messages", "can_edit_messages"),
    "group": ("can_pin_messages",),
    "supergroup": ("can_pin_messages", "can_manage_topics"),
}
RESTRICTABLE = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
)


def user_object(account: Account) -> Json:
    """Return a User."""
    body: Json = {"id": account.id, "is_bot": account.is_bot, "first_name": account.first_name}
    for name in ("last_name", "username", "language_code"):
        if value := getattr(account, name):
            body[name] = value
    return body


def own_user_object(bot: Bot) -> Json:
    """Return the User that getMe returns, with what only the bot itself is told."""
    return user_object(bot.account) | {
        "can_join_groups": True,
        "can_read_all_group_messages": bot.reads_all_group_messages,
        "supports_inline_queries": bot.supports_inline,
        "supports_guest_queries": bot.supports_guests,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
    }


def chat_object(chat: Chat) -> Json:
    """Return a Chat."""
    body: Json = {"id": chat.id, "type": chat.type}
    if chat.user is not None:
        body["first_name"] = chat.user.first_name
        for name in ("last_name", "username"):
            if value := getattr(chat.user, name):
                body[name] = value
        return body
    body["title"] = chat.title
    if chat.username:
        body["username"] = chat.username
    if chat.is_forum:
        body["is_forum"] = True
    return body


def full_chat_object(chat: Chat, accounts: dict[int, Account]) -> Json:
    """Return the ChatFullInfo that getChat returns."""
    pinned = [message for message in chat.messages.values() if message.pinned and not message.deleted]
    more: Json = {"pinned_message": message_object(pinned[-1], accounts)} if pinned else {}
    if chat.description:
        more["description"] = chat.description
    if chat.type in {"group", "supergroup"}:
        more["permissions"] = dict.fromkeys(RESTRICTABLE, True)
    return (
        chat_object(chat)
        | more
        | {
            "accent_color_id": abs(chat.id) % 7,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": False,
                "limited_gifts": False,
                "unique_gifts": False,
                "premium_subscription": False,
                "gifts_from_channels": False,
            },
        }
    )


def entity_object(entity: Entity, accounts: dict[int, Account]) -> Json:
    """Return a MessageEntity."""
    body: Json = {"type": entity.kind, "offset": entity.offset, "length": entity.length}
    if entity.kind == "text_link":
        body["url"] = entity.url
    elif entity.kind == "pre" and entity.language:
        body["language"] = entity.language
    elif entity.kind == "custom_emoji":
        body["custom_emoji_id"] = entity.custom_emoji_id
    elif entity.kind == "text_mention":
        body["user"] = user_object(accounts[entity.user_id])
    return body


def file_object(file: StoredFile) -> Json:
    """Return what every object of a file holds."""
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def media_object(media: Media) -> Json:
    """Return the part of a Message that holds its photo or document."""
    if media.kind == "photo":
        return {"photo": [file_object(media.file) | {"width": media.width, "height": media.height}]}
    mime = mimetypes.guess_type(media.file.name)[0] or "application/octet-stream"
    return {"document": file_object(media.file) | {"file_name": media.file.name, "mime_type": mime}}


def message_object(message: StoredMessage, accounts: dict[int, Account], *, replies: int = 1) -> Json:
    """Return a Message; of what it replies to only the next ``replies`` levels, as Telegram does."""
    body: Json = {"message_id": message.id}
    if message.thread_id and message.thread_id != GENERAL_TOPIC:
        body |= {"message_thread_id": message.thread_id, "is_topic_message": True}
    if message.chat.type == "channel":
        body["sender_chat"] = chat_object(message.chat)
    else:
        body["from"] = user_object(message.sender)
    body |= {"chat": chat_object(message.chat), "date": message.date}
    if message.edit_date:
        body["edit_date"] = message.edit_date
    if message.reply_to is not None and replies and not message.reply_to.deleted:
        body["reply_to_message"] = message_object(message.reply_to, accounts, replies=replies - 1)
    if message.service:
        return body | _service_object(message, accounts, replies)
    if message.via_bot is not None:
        body["via_bot"] = user_object(message.via_bot)
    if message.forwarded is not None:
        origin = {"type": "user", "sender_user": user_object(message.forwarded.sender)}
        body["forward_origin"] = origin | {"date": message.forwarded.date}
    body |= _content_object(message, accounts)
    if message.keyboard:
        body["reply_markup"] = {"inline_keyboard": message.keyboard}
    return body


def _service_object(message: StoredMessage, accounts: dict[int, Account], replies: int) -> Json:
    """Return what Telegram says; a message that was pinned is shown as it stands, or as one that is gone."""
    pinned = message.service.get("pinned_message")
    if pinned is None:
        return message.service
    target = message.chat.messages.get(pinned["message_id"])
    if target is None or target.deleted or not replies:
        return {"pinned_message": pinned | {"chat": chat_object(message.chat), "date": 0}}
    return {"pinned_message": message_object(target, accounts, replies=0)}


def _content_object(message: StoredMessage, accounts: dict[int, Account]) -> Json:
    """Return what a message says: its document, its text, or its photo or document with a caption."""
    if message.rich is not None:
        return {"rich_message": message.rich}
    entities = [entity_object(entity, accounts) for entity in message.content.entities]
    if message.media is None:
        body: Json = {"text": message.text}
        if entities:
            body["entities"] = entities
        if message.link_preview:
            body["link_preview_options"] = message.link_preview
        return body
    body = media_object(message.media)
    if message.media.album:
        body["media_group_id"] = message.media.album
    if message.text:
        body["caption"] = message.text
    if entities:
        body["caption_entities"] = entities
    return body


def callback_query_object(query: CallbackQuery, accounts: dict[int, Account]) -> Json:
    """Return a CallbackQuery; a message that was deleted since is an InaccessibleMessage, an inline one only an id."""
    message = query.message
    body = {"id": query.id, "from": user_object(query.user)}
    if message.inline_id:
        body["inline_message_id"] = message.inline_id
    elif message.deleted:
        body["message"] = {"message_id": message.id, "chat": chat_object(message.chat), "date": 0}
    else:
        body["message"] = message_object(message, accounts)
    return body | {"chat_instance": str(7_000_000_000_000 + abs(message.chat.id)), "data": query.data}


def inline_query_object(query: InlineQuery) -> Json:
    """Return an InlineQuery."""
    return {
        "id": query.id,
        "from": user_object(query.user),
        "query": query.query,
        "offset": query.offset,
        "chat_type": query.chat_type,
    }


def member_object(member: Member, chat_type: str = "supergroup") -> Json:
    """Return a ChatMember; of an administrator's rights those that its kind of chat knows."""
    body: Json = {"user": user_object(member.account), "status": member.status}
    if member.status == "creator":
        body["is_anonymous"] = False
    elif member.status == "administrator":
        rights = ADMINISTRATOR_RIGHTS + RIGHTS_OF.get(chat_type, ())
        body |= {"can_be_edited": False, "is_anonymous": False} | _rights(member, rights)
    elif member.status == "restricted":
        body |= {"is_member": True, "until_date": 0} | _rights(member, RESTRICTABLE)
    elif member.status == "kicked":
        body["until_date"] = 0
    return body


def _rights(member: Member, names: tuple[str, ...]) -> Json:
    return {name: name not in member.withheld for name in names}


def webhook_object(webhook: Webhook | None, pending: int, allowed: tuple[str, ...]) -> Json:
    """Return a WebhookInfo."""
    body: Json = {"url": webhook.url if webhook else "", "has_custom_certificate": False}
    body["pending_update_count"] = pending
    if webhook:
        body["max_connections"] = webhook.max_connections
        if webhook.last_error:
            body |= {"last_error_date": webhook.last_error_date, "last_error_message": webhook.last_error}
    if allowed:
        body["allowed_updates"] = list(allowed)
    return body
