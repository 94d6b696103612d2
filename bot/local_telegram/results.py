"""Inline results: which ones Telegram takes, and the message that one becomes where it is chosen."""

from __future__ import annotations

from typing import Any

from bot.local_telegram import refusals
from bot.local_telegram.entities import FormattedText, utf16_length
from bot.local_telegram.markup import Keyboard, checked_markup
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Chat, InlineQuery, Json, StoredMessage
from bot.local_telegram.texts import MAX_TEXT_UNITS, formatted

MAX_RESULT_ID_BYTES = 64


def check_result(server: Server, result: Any) -> None:
    """Check a result given as JSON. Raises Refusal."""
    if not isinstance(result, dict):
        raise bad_request("can't parse inline query result: Inline query result must be an object")
    for name in ("type", "id"):
        if not isinstance(result.get(name), str):
            raise bad_request(f"can't parse inline query result: Can't find field \"{name}\"")
    if not 1 <= len(result["id"].encode()) <= MAX_RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    checked_markup(result.get("reply_markup"))
    if result["type"] == "article":
        if not result.get("title"):
            raise bad_request("can't parse inline query result: Can't find field \"title\"")
        if not isinstance(result.get("input_message_content"), dict):
            raise bad_request("can't parse inline query result: Can't find field \"input_message_content\"")
        content_of(server, result)


def content_of(server: Server, result: Json) -> tuple[FormattedText, Keyboard | None, Json | None]:
    """Return the text, the keyboard and the link preview of the message that a result becomes. Raises Refusal."""
    content = result.get("input_message_content") or {"message_text": result.get("caption") or result.get("title")}
    text = content.get("message_text")
    if not isinstance(text, str) or not text:
        raise refusals.TEXT_EMPTY
    parsed = formatted(text, str(content.get("parse_mode", "")), content.get("entities"), server.accounts)
    if not parsed.text:
        raise refusals.TEXT_BLANK
    if utf16_length(parsed.text) > MAX_TEXT_UNITS:
        raise refusals.MESSAGE_TOO_LONG
    return parsed, checked_markup(result.get("reply_markup"))[0], content.get("link_preview_options")


def choose(
    server: Server,
    bot: Bot,
    query: InlineQuery,
    result_id: str,
    chat: Chat,
    *,
    thread_id: int = 0,
    reply_to: StoredMessage | None = None,
) -> StoredMessage:
    """Send one of the results of a query into a chat, as its user does. Raises LookupError and Refusal."""
    result = next((result for result in query.results or [] if result["id"] == result_id), None)
    if result is None:
        raise LookupError(f"the query has no result {result_id!r}")
    content, keyboard, preview = content_of(server, result)
    message = StoredMessage(
        0,
        chat,
        query.user,
        0,
        content,
        thread_id,
        reply_to,
        keyboard,
        link_preview=preview,
        via_bot=bot.account,
    )
    return server.choose(bot, query, result_id, message)
