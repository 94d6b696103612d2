"""Methods that answer queries: pressed buttons, inline queries, and mentions in chats that a bot is no member of."""

from __future__ import annotations

from bot.local_telegram import refusals
from bot.local_telegram.entities import utf16_length
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.results import check_result, content_of
from bot.local_telegram.rich.source import Source
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, CallbackAnswer, Json, StoredMessage

CALLBACK_SECONDS = 15
"""How long a pressed button waits for its answer."""
INLINE_SECONDS = 10
"""How long an inline query waits for its answer."""
GUEST_SECONDS = 15
"""How long a mention waits for its answer in a chat to which the bot does not belong."""
MAX_CACHED = 1000
MAX_CALLBACK_TEXT = 200
MAX_RESULTS = 50
MAX_OFFSET_BYTES = 64
MAX_START_PARAMETER = 64


def answer_callback_query(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Answer a pressed button, once and in time (``answerCallbackQuery``)."""
    query = bot.callback_queries.get(parameters.text("callback_query_id"))
    text = parameters.text("text")
    if query is None or query.answer is not None or server.clock.now() - query.date > CALLBACK_SECONDS:
        raise refusals.QUERY_TOO_OLD
    if utf16_length(text) > MAX_CALLBACK_TEXT:
        raise refusals.CALLBACK_TEXT_TOO_LONG
    query.answer = CallbackAnswer(
        text, parameters.flag("show_alert"), parameters.text("url"), parameters.integer("cache_time")
    )
    server.record("answer", query.message.chat, bot, query)
    return True


def answer_inline_query(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Answer an inline query, once and in time (``answerInlineQuery``)."""
    results = parameters.decoded("results", "inline query results") or []
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    for result in results:
        check_result(server, bot, result)
    identifiers = [result["id"] for result in results]
    if len(set(identifiers)) != len(identifiers):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(parameters.text("next_offset").encode()) > MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    button = parameters.decoded("button", "inline query results button")
    if button is not None:
        _check_button(button)
    query = bot.inline_queries.get(parameters.text("inline_query_id"))
    if query is None or query.results is not None or server.clock.now() - query.date > INLINE_SECONDS:
        raise refusals.QUERY_TOO_OLD
    query.results = results
    query.options = {
        "next_offset": parameters.text("next_offset"),
        "cache_time": parameters.integer("cache_time", 300),
        "is_personal": parameters.flag("is_personal"),
        "button": button,
    }
    whose = query.user.id if query.options["is_personal"] else 0
    bot.inline_cache[query.query, query.offset, whose] = query
    if len(bot.inline_cache) > MAX_CACHED:
        del bot.inline_cache[next(iter(bot.inline_cache))]
    server.record("inline", None, bot, query)
    return True


def answer_guest_query(server: Server, bot: Bot, parameters: Parameters) -> Json:
    """Answer a mention in a chat that the bot is no member of, once and in time (``answerGuestQuery``)."""
    result = parameters.decoded("result", "inline query result")
    check_result(server, bot, result)
    query = bot.guest_queries.get(parameters.text("guest_query_id"))
    if query is None or query.answer is not None or server.clock.now() - query.date > GUEST_SECONDS:
        raise refusals.QUERY_TOO_OLD
    asked = query.message
    said = content_of(Source(server, bot, Parameters({}), uploads=False), result)
    answer = StoredMessage(
        0,
        asked.chat,
        bot.account,
        0,
        said.content,
        asked.thread_id,
        asked,
        said.keyboard,
        link_preview=said.preview,
        rich=said.rich,
    )
    query.answer = server.post_inline(bot, answer)
    return {"inline_message_id": answer.inline_id}


def _check_button(button: Json) -> None:
    parameter = button.get("start_parameter", "") if isinstance(button, dict) else ""
    allowed = all(character.isascii() and (character.isalnum() or character in "_-") for character in parameter)
    if not isinstance(button, dict) or not button.get("text") or len(parameter) > MAX_START_PARAMETER or not allowed:
        raise bad_request("START_PARAM_INVALID")
