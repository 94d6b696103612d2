"""Views for the page: chats and messages as one reader sees them, in the page's own form.

That form is not the Bot API's: plain JSON with what a client of Telegram would know, such as which command menu holds
in a chat or what a message that is replied to says.
"""

from __future__ import annotations

from bot.local_telegram.objects import entity_object
from bot.local_telegram.rich.traversal import plain_text
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import GENERAL_TOPIC, Account, Bot, Chat, Draft, Json, Media, StoredMessage
from bot.local_telegram.web_rich import rich_view


def chats_of(server: Server, bot: Bot, reader: Account) -> list[Chat]:
    """Return the chats that a reader has with a bot: the private one, then the others in the order of their making."""
    shared = [
        chat
        for chat in server.chats.values()
        if reader.id in chat.members and chat.members[reader.id].present and not chat.migrated_to and not chat.deleted
    ]
    return [server.private_chat(bot, reader), *shared]


def person_view(account: Account) -> Json:
    """Return a person or a bot."""
    return {
        "id": account.id,
        "name": f"{account.first_name} {account.last_name}".strip(),
        "username": account.username,
        "language": account.language_code,
        "bot": account.is_bot,
    }


def bot_view(bot: Bot, reader: Account) -> Json:
    """Return the bot as a reader of this language finds it before the first word."""
    language = reader.language_code.split("-")[0]
    # a bot that takes updates but no inline queries has no inline mode, whatever @BotFather was told
    answers_inline = not bot.allowed_updates or "inline_query" in bot.allowed_updates
    return person_view(bot.account) | {
        "name": bot.names.get(language) or bot.names.get("") or bot.account.first_name,
        "description": bot.descriptions.get(language) or bot.descriptions.get("", ""),
        "inline": bot.supports_inline and answers_inline,
    }


def chat_view(bot: Bot, reader: Account, chat: Chat) -> Json:
    """Return a chat without its messages."""
    private = chat.type == "private"
    members = [reader, bot.account] if private else [m.account for m in chat.members.values() if m.present]
    return {
        "id": chat.id,
        "type": chat.type,
        "title": bot_view(bot, reader)["name"] if private else chat.title,
        "forum": chat.is_forum,
        "closed": chat.general.closed,
        "topics": [{"id": topic.id, "name": topic.name, "closed": topic.closed} for topic in chat.topics.values()],
        "members": [person_view(account) for account in members],
        "write": chat.type != "channel" or _runs(chat, reader),
        "runs": _runs(chat, reader),
        "blocked": chat.blocked,
        "commands": commands_in(bot, reader, chat) if bot.account in members else [],
    }


def content_view(server: Server, shown: StoredMessage | Draft) -> Json:
    """Return what a message or a draft says; the text of a document is there for lists and replies."""
    if shown.rich is not None:
        return {"text": plain_text(shown.rich), "entities": [], "rich": rich_view(shown.rich)}
    entities = [entity_object(entity, server.accounts) for entity in shown.content.entities]
    return {"text": shown.content.text, "entities": entities}


def draft_view(server: Server, draft: Draft) -> Json:
    """Return what a draft says, and whether the reader may stop it."""
    return content_view(server, draft) | {"can_stop": draft.can_stop}


def message_view(server: Server, message: StoredMessage) -> Json:
    """Return a message."""
    sender = message.sender
    body: Json = {
        "id": message.id,
        "thread": message.thread_id or GENERAL_TOPIC,
        "from": _sender(message),
        "date": message.date,
    } | content_view(server, message)
    if message.edit_date:
        body["edited"] = True
    if message.service:
        body["service"] = {"by": person_view(sender)["name"], **message.service}
    if message.media:
        body["media"] = _media_view(message.media)
    if message.forwarded:
        body["forwarded"] = person_view(message.forwarded.sender)["name"]
    if reactions := [emoji for emoji in message.reactions.values() if emoji]:
        body["reactions"] = reactions
    if message.pinned:
        body["pinned"] = True
    if message.keyboard:
        body["keyboard"] = message.keyboard
    if message.reply_markup:
        body["reply_markup"] = message.reply_markup
    if message.via_bot:
        body["via"] = message.via_bot.username
    if message.reply_to is not None:
        target = message.reply_to
        said = "" if target.deleted else content_view(server, target)["text"]
        body["reply_to"] = {"id": target.id, "from": _sender(target), "text": said, "deleted": target.deleted}
    if preview := _preview(message):
        body["preview"] = preview
    return body


def commands_in(bot: Bot, reader: Account, chat: Chat) -> list[Json]:
    """Return the command menu that holds for a reader in a chat: the narrowest scope, the reader's language first.

    The order is that of the Bot API's "Determining list of commands"; a channel has no menu.
    """
    if chat.type == "channel":
        return []
    scopes = [f"chat:{chat.id}", "all_private_chats", "default"]
    if chat.type != "private":
        scopes = [f"chat_member:{chat.id}:{reader.id}"]
        if _runs(chat, reader):
            scopes += [f"chat_administrators:{chat.id}", f"chat:{chat.id}", "all_chat_administrators"]
        else:
            scopes.append(f"chat:{chat.id}")
        scopes += ["all_group_chats", "default"]
    language = reader.language_code.split("-")[0]
    for scope in scopes:
        for place in ((scope, language), (scope, "")):
            if commands := bot.commands.get(place):
                return commands
    return []


def _runs(chat: Chat, account: Account) -> bool:
    return account.id in chat.members and chat.members[account.id].runs


def _sender(message: StoredMessage) -> Json:
    if message.chat.type == "channel":
        return {"id": message.chat.id, "name": message.chat.title, "bot": False}
    return {key: person_view(message.sender)[key] for key in ("id", "name", "bot")}


def _media_view(media: Media) -> Json:
    file = media.file
    return {
        "kind": media.kind,
        "url": f"/web/file/{file.id}",
        "name": file.name,
        "size": len(file.content),
        "width": media.width,
        "height": media.height,
    }


def _preview(message: StoredMessage) -> Json | None:
    """Return the address whose preview Telegram would show, if any; the page itself looks nothing up."""
    options = message.link_preview or {}
    if options.get("is_disabled"):
        return None
    first = next((entity.url for entity in message.content.entities if entity.kind == "text_link"), "")
    url = options.get("url") or first
    return {"url": url, "above": bool(options.get("show_above_text"))} if url else None
