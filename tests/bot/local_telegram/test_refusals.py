"""Every refusal, held to its exact text and code."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.local_telegram import topics
from tests.bot.local_telegram.conftest import TOKEN, Stage
from tests.bot.local_telegram.refusal_cases import BAD_REQUEST


async def _places(stage: Stage) -> dict[str, int]:
    """Make the chats and messages that the table names."""
    server, bot, ada = stage.telegram.server, stage.bot, stage.reader.account
    theirs = stage.reader.says("theirs")
    ours = await stage.result("sendMessage", chat_id=stage.reader.chat.id, text="ours")
    forum, shut, hall = (server.add_chat("supergroup", "Forum", [ada], is_forum=True) for _ in range(3))
    muted, strange = (server.add_chat("supergroup", "Group", [ada]) for _ in range(2))
    channel, own = (server.add_chat("channel", "Channel", [ada]) for _ in range(2))
    for chat, status in ((forum, "member"), (shut, "member"), (hall, "administrator"), (own, "administrator")):
        server.set_status(chat, bot, ada, status)  # type: ignore[arg-type]
    server.set_status(muted, bot, ada, "restricted", {"can_send_messages"})
    server.set_status(channel, bot, ada, "administrator", {"can_post_messages"})
    closed, deleted, opened = (
        server.add_topic(forum, "closed"),
        server.add_topic(forum, "x"),
        server.add_topic(hall, "open"),
    )
    closed.closed = shut.general.closed = True
    topics.delete(server, forum, deleted)
    return {
        "ME": stage.reader.chat.id,
        "FORUM": forum.id,
        "SHUT": shut.id,
        "HALL": hall.id,
        "MUTED": muted.id,
        "STRANGE": strange.id,
        "CHANNEL": channel.id,
        "OWN": own.id,
        "UNOPENED": server.add_user("Shy").id,
        "CLOSED": closed.id,
        "DELETED": deleted.id,
        "OPEN": opened.id,
        "THEIRS": theirs.id,
        "OURS": ours["message_id"],
    }


def _filled(value: Any, places: dict[str, int]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(inner, places) for name, inner in value.items()}
    return places.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize(("method", "parameters", "reason"), BAD_REQUEST)
async def test_bad_request(stage: Stage, method: str, parameters: dict[str, Any], reason: str) -> None:
    filled = _filled(parameters, await _places(stage))
    assert await stage.refusal(method, **filled) == (400, f"Bad Request: {reason}")


async def test_a_message_of_4096_units_is_taken(stage: Stage) -> None:
    for text in ("x" * 4096, "😀" * 2048, "中" * 4096):
        assert await stage.result("sendMessage", chat_id=stage.reader.chat.id, text=text)
    html = "<b>" + "&lt;" * 4096 + "</b>"
    assert await stage.result("sendMessage", chat_id=stage.reader.chat.id, text=html, parse_mode="HTML")


async def test_callback_data_of_64_bytes_is_taken(stage: Stage) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "中" * 21 + "x"}]]}
    assert await stage.result("sendMessage", chat_id=stage.reader.chat.id, text="x", reply_markup=markup)


Prepare = Callable[[Stage], Any]


def _block(stage: Stage) -> int:
    stage.telegram.server.set_status(stage.reader.chat, stage.bot, stage.reader.account, "kicked")
    return stage.reader.chat.id


def _deactivate(stage: Stage) -> int:
    stage.reader.account.deactivated = True
    return stage.reader.chat.id


def _kick(chat_type: Any) -> Prepare:
    def prepare(stage: Stage) -> int:
        chat = stage.telegram.server.add_chat(chat_type, "Chat", [stage.reader.account])
        stage.telegram.server.set_status(chat, stage.bot, stage.reader.account, "kicked")
        return chat.id

    return prepare


def _stranger(stage: Stage) -> int:
    return stage.telegram.server.add_chat("supergroup", "Chat", [stage.reader.account], username="public_chat").id


def _left(stage: Stage) -> int:
    chat = stage.telegram.server.add_chat("group", "Chat", [stage.reader.account])
    stage.telegram.server.set_status(chat, stage.bot, stage.reader.account, "left")
    return chat.id


def _deleted(stage: Stage) -> int:
    chat = stage.telegram.server.add_chat("group", "Chat", [stage.reader.account, stage.bot.account])
    chat.deleted = True
    return chat.id


def _unopened(stage: Stage) -> int:
    return stage.telegram.server.add_user("Shy").id


def _bot(stage: Stage) -> int:
    return stage.telegram.server.add_bot("777:other_token", "Other", "other_bot").account.id


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (_block, "bot was blocked by the user"),
        (_deactivate, "user is deactivated"),
        (_kick("group"), "bot was kicked from the group chat"),
        (_kick("supergroup"), "bot was kicked from the supergroup chat"),
        (_kick("channel"), "bot was kicked from the channel chat"),
        (_stranger, "bot is not a member of the supergroup chat"),
        (_left, "bot is not a member of the group chat"),
        (_deleted, "the group chat was deleted"),
        (_unopened, "bot can't initiate conversation with a user"),
        (_bot, "bot can't send messages to bots"),
    ],
)
async def test_forbidden(stage: Stage, prepare: Prepare, reason: str) -> None:
    refusal = await stage.refusal("sendMessage", chat_id=prepare(stage), text="x")
    assert refusal == (403, f"Forbidden: {reason}")


async def test_unblocking_lets_the_bot_write_again(stage: Stage) -> None:
    chat_id = _block(stage)
    stage.telegram.server.set_status(stage.reader.chat, stage.bot, stage.reader.account, "member")
    assert await stage.result("sendMessage", chat_id=chat_id, text="x")
    kinds = [(u.body["old_chat_member"]["status"], u.body["new_chat_member"]["status"]) for u in stage.bot.updates]
    assert kinds == [("member", "kicked"), ("kicked", "member")]


async def test_a_migrated_group_names_its_successor(stage: Stage) -> None:
    group = stage.telegram.server.add_chat("group", "Group", [stage.reader.account])
    group.migrated_to = -1009
    assert (await stage.result("getChat", chat_id=group.id))["title"] == "Group", "it can still be looked at"
    body = await stage.call("sendMessage", chat_id=group.id, text="x")
    assert body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -1009},
    }


async def test_wrong_token_path_and_method(stage: Stage) -> None:
    assert await stage.call("getMe", token="123456:wrong") == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }
    assert (await stage.call("getMe", token="nonsense"))["description"] == "Unauthorized: invalid token specified"
    assert await stage.call("noSuchMethod") == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }
    for path in ("/", "/bot", f"/bot{TOKEN}", "/other/getMe"):
        answer = await stage.client.get(path)
        assert (answer.status_code, answer.json()["description"]) == (404, "Not Found")


async def test_a_button_is_answered_once_and_in_time(stage: Stage) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "d"}]]}
    await stage.result("sendMessage", chat_id=stage.reader.chat.id, text="x", reply_markup=markup)
    too_old = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    query = stage.reader.presses("a")
    assert await stage.refusal("answerCallbackQuery", callback_query_id=query.id, text="x" * 201) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )
    assert await stage.result("answerCallbackQuery", callback_query_id=query.id, text="yes", show_alert=True)
    assert (await stage.reader.wait_for_answer(query)).alert
    assert await stage.refusal("answerCallbackQuery", callback_query_id=query.id) == too_old
    late = stage.reader.presses("a")
    stage.clock.advance(60)
    assert await stage.refusal("answerCallbackQuery", callback_query_id=late.id) == too_old


async def test_after_logging_out_nothing_is_answered(stage: Stage) -> None:
    assert await stage.result("close")
    assert await stage.result("logOut")
    assert await stage.refusal("getMe") == (400, "Bad Request: Logged out")


async def test_an_old_message_cannot_be_deleted(stage: Stage) -> None:
    message = await stage.result("sendMessage", chat_id=stage.reader.chat.id, text="x")
    stage.clock.advance(49 * 3600)
    refusal = await stage.refusal("deleteMessage", chat_id=stage.reader.chat.id, message_id=message["message_id"])
    assert refusal == (400, "Bad Request: message can't be deleted for everyone")
