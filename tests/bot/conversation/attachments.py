"""Messages other than plain texts, as Telegram sends them to a bot: things with captions, quotes, mentions by name."""

from __future__ import annotations

from typing import Any

from bot.local_telegram import TestUser
from bot.local_telegram.entities import utf16_length
from bot.local_telegram.objects import user_object
from bot.local_telegram.state import Json, StoredMessage

_FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 1000}
ATTACHMENTS: dict[str, Json] = {
    "photo": {"photo": [_FILE | {"width": 90, "height": 60}]},
    "document": {"document": _FILE | {"file_name": "paper.pdf", "mime_type": "application/pdf"}},
    "video": {"video": _FILE | {"width": 90, "height": 60, "duration": 3}},
    "animation": {"animation": _FILE | {"width": 90, "height": 60, "duration": 3}, "document": _FILE},
    "voice": {"voice": _FILE | {"duration": 3}},
    "audio": {"audio": _FILE | {"duration": 3}},
}


def tells(reader: TestUser, words: str, *, reply_to: StoredMessage | None = None, **more: Any) -> StoredMessage:
    """Let a reader write ``words``, of which the bot is told with ``more`` in the update's message."""
    message = reader.says(words, reply_to=reply_to)
    reader.bot.updates[-1].body.update(more)
    return message


def sends(
    reader: TestUser,
    kind: str,
    caption: str = "",
    *,
    album: str = "",
    reply_to: StoredMessage | None = None,
    entities: list[Json] | None = None,
) -> StoredMessage:
    """Let a reader send something with a caption, or without; messages with the same ``album`` are one."""
    message = reader.says(caption, reply_to=reply_to)
    body = reader.bot.updates[-1].body
    del body["text"]
    found = body.pop("entities", [])
    body.update(ATTACHMENTS[kind])
    if caption:
        body.update({"caption": caption, "caption_entities": found + (entities or [])})
    if album:
        body["media_group_id"] = album
    return message


def mention(reader: TestUser, words: str, name: str, at: int | None = None, *, of: Any = None) -> Json:
    """Mark a place of ``words`` as a mention by name, of the bot or of somebody else."""
    start = words.index(name) if at is None else at
    return {
        "type": "text_mention",
        "offset": utf16_length(words[:start]),
        "length": utf16_length(name),
        "user": user_object(of or reader.bot.account),
    }
