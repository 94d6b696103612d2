"""Inline results: which ones Telegram takes, and the message that one becomes where it is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.local_telegram import refusals
from bot.local_telegram.entities import FormattedText, utf16_length
from bot.local_telegram.markup import Keyboard, checked_markup
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.rich.message import read_message, tell_of_cut
from bot.local_telegram.rich.source import Source
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Chat, InlineQuery, Json, StoredMessage
from bot.local_telegram.texts import MAX_TEXT_UNITS, formatted

MAX_RESULT_ID_BYTES = 64


def check_result(server: Server, bot: Bot, result: Any) -> None:
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
        # a document in a result brings no files along (S)
        source = Source(server, bot, Parameters({}), uploads=False)
        content_of(source, result)
        tell_of_cut(source, None)


@dataclass(frozen=True, slots=True)
class ResultContent:
    """What the message says that a result becomes."""

    content: FormattedText
    keyboard: Keyboard | None
    preview: Json | None = None
    rich: Json | None = None


def content_of(source: Source, result: Json) -> ResultContent:
    """Return what the message says that a result becomes. Raises Refusal."""
    content = result.get("input_message_content") or {"message_text": result.get("caption") or result.get("title")}
    keyboard = checked_markup(result.get("reply_markup"))[0]
    if content.get("rich_message") is not None:
        return ResultContent(FormattedText(), keyboard, rich=read_message(source, content["rich_message"]))
    text = content.get("message_text")
    if not isinstance(text, str) or not text:
        raise refusals.TEXT_EMPTY
    parsed = formatted(text, str(content.get("parse_mode", "")), content.get("entities"), source.server.accounts)
    if not parsed.text:
        raise refusals.TEXT_BLANK
    if utf16_length(parsed.text) > MAX_TEXT_UNITS:
        raise refusals.MESSAGE_TOO_LONG
    return ResultContent(parsed, keyboard, content.get("link_preview_options"))


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
    said = content_of(Source(server, bot, Parameters({}), uploads=False), result)
    message = StoredMessage(
        0,
        chat,
        query.user,
        0,
        said.content,
        thread_id,
        reply_to,
        said.keyboard,
        link_preview=said.preview,
        rich=said.rich,
        via_bot=bot.account,
    )
    return server.choose(bot, query, result_id, message)
