"""The server's HTTP interface: how requests come in, how updates go out, who receives what."""

import asyncio

import httpx
import pytest
import telegram

from bot.local_telegram import TestUser
from bot.local_telegram.state import Member
from tests.bot.local_telegram.conftest import TOKEN, Stage
from tests.bot.local_telegram.strict import Strict


@pytest.mark.parametrize("method", ["sendMessage", "SENDMESSAGE", "sendmessage"])
@pytest.mark.parametrize("way", ["get", "form", "json", "multipart"])
async def test_every_way_of_calling(stage: Stage, way: str, method: str) -> None:
    address = f"/bot{TOKEN}/{method}"
    given = {"chat_id": str(stage.reader.chat.id), "text": "中 & <b>"}
    ways: dict[str, httpx.Request] = {
        "get": stage.client.build_request("GET", address, params=given),
        "form": stage.client.build_request("POST", address, data=given),
        "json": stage.client.build_request("POST", address, json={**given, "chat_id": stage.reader.chat.id}),
        "multipart": stage.client.build_request("POST", address, data=given, files={"unused": b"x"}),
    }
    answer = await stage.client.send(ways[way])
    assert answer.json()["result"]["text"] == "中 & <b>"
    assert (await stage.reader.wait_for_reply()).text == "中 & <b>"


async def test_updates_come_again_until_they_are_acknowledged(stage: Stage) -> None:
    for number in range(3):
        stage.reader.says(str(number))
    first = await stage.result("getUpdates")
    assert [update["message"]["text"] for update in first] == ["0", "1", "2"]
    assert await stage.result("getUpdates") == first
    assert await stage.result("getUpdates", limit=1) == first[:1]
    assert await stage.result("getUpdates", offset=first[1]["update_id"]) == first[1:]
    assert await stage.result("getUpdates", offset=-1) == first[2:]
    assert await stage.result("getUpdates", offset=first[2]["update_id"] + 1) == []


async def test_a_long_poll_ends_when_something_happens(stage: Stage) -> None:
    poll = asyncio.create_task(stage.result("getUpdates", timeout=30))
    await stage.telegram.server.until(lambda: bool(stage.telegram.server.calls), 10)
    assert not poll.done()
    stage.reader.says("hello")
    updates = await asyncio.wait_for(poll, 10)
    assert updates[0]["message"]["text"] == "hello"


async def test_a_second_poller_ends_the_first(stage: Stage) -> None:
    first = asyncio.create_task(stage.call("getUpdates", timeout=30))
    await stage.telegram.server.until(lambda: len(stage.telegram.server.calls) == 1, 10)
    second = asyncio.create_task(stage.call("getUpdates", timeout=30))
    assert await asyncio.wait_for(first, 10) == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
        "running",
    }
    stage.reader.says("hello")
    assert (await asyncio.wait_for(second, 10))["result"][0]["message"]["text"] == "hello"


async def test_a_webhook_and_polling_exclude_each_other(stage: Stage) -> None:
    poll = asyncio.create_task(stage.call("getUpdates", timeout=30))
    await stage.telegram.server.until(lambda: bool(stage.telegram.server.calls), 10)
    assert await stage.result("setWebhook", url="https://e.org/hook", secret_token="s")
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    assert await stage.refusal("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    assert (await stage.result("getWebhookInfo"))["url"] == "https://e.org/hook"
    assert await stage.result("deleteWebhook")
    assert await stage.result("getUpdates") == []


async def test_allowed_updates_are_remembered(stage: Stage) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "d"}]]}
    await stage.result("sendMessage", chat_id=stage.reader.chat.id, text="x", reply_markup=markup)
    assert await stage.result("getUpdates", allowed_updates=["callback_query"]) == []
    stage.reader.says("not wanted")
    stage.reader.presses("a")
    assert [[*update][1] for update in await stage.result("getUpdates")] == ["callback_query"]
    assert await stage.result("getUpdates", offset=-1, allowed_updates=[])
    stage.reader.says("wanted")
    assert (await stage.result("getUpdates"))[-1]["message"]["text"] == "wanted"


async def test_updates_wait_for_a_day(stage: Stage) -> None:
    stage.reader.says("old")
    stage.clock.advance(25 * 3600)
    stage.reader.says("new")
    assert [update["message"]["text"] for update in await stage.result("getUpdates")] == ["new"]


async def test_two_bots_do_not_hear_each_other(stage: Stage) -> None:
    other = stage.telegram.server.add_bot("777:other_token", "Other", "other_bot")
    stage.reader.says("to the first")
    TestUser(stage.telegram.server, other, stage.reader.account).says("to the second")
    texts = [
        update["message"]["text"] for update in (await stage.call("getUpdates", token="777:other_token"))["result"]
    ]
    assert texts == ["to the second"]
    assert (await stage.call("getMe", token="777:other_token"))["result"]["username"] == "other_bot"


async def test_privacy_in_a_group(stage: Stage) -> None:
    server = stage.telegram.server
    group = server.add_chat("supergroup", "Readers", [stage.reader.account])
    group.members[stage.bot.account.id] = Member(stage.bot.account)
    ada = TestUser(server, stage.bot, stage.reader.account, group)
    sent = await stage.result("sendMessage", chat_id=group.id, text="I am here")
    ada.says("just talk")
    ada.says("/ask@other_bot not for us")
    ada.says("/ask for anybody")
    ada.says("hey @Test_Bot")
    ada.says("and this", reply_to=group.messages[sent["message_id"]])
    texts = [update["message"]["text"] for update in await stage.result("getUpdates")]
    assert texts == ["/ask for anybody", "hey @Test_Bot", "and this"]


async def test_forum_topics(stage: Stage) -> None:
    server = stage.telegram.server
    forum = server.add_chat("supergroup", "Forum", [stage.reader.account], is_forum=True)
    forum.members[stage.bot.account.id] = Member(stage.bot.account, "administrator")
    topic = await stage.result("createForumTopic", chat_id=forum.id, name="推理")
    thread = topic["message_thread_id"]
    ada = TestUser(server, stage.bot, stage.reader.account, forum, thread)
    asked = ada.says("/ask x")
    answer = await stage.result("sendMessage", chat_id=forum.id, text="y", reply_parameters={"message_id": asked.id})
    assert (answer["message_thread_id"], answer["is_topic_message"]) == (thread, True)
    general = await stage.result("sendMessage", chat_id=forum.id, text="z")
    assert "message_thread_id" not in general


async def test_commands_by_scope_and_language(stage: Stage) -> None:
    commands = [{"command": "ask", "description": "提问"}]
    scope = {"type": "all_private_chats"}
    assert await stage.result("setMyCommands", commands=commands, scope=scope, language_code="zh")
    assert await stage.result("getMyCommands", scope=scope, language_code="zh") == commands
    assert await stage.result("getMyCommands", scope=scope) == []
    assert await stage.result("getMyCommands", language_code="zh") == []
    assert await stage.result("deleteMyCommands", scope=scope, language_code="zh")
    assert await stage.result("getMyCommands", scope=scope, language_code="zh") == []


async def test_an_edited_message(stage: Stage) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "d"}]]}
    place = {"chat_id": stage.reader.chat.id}
    sent = await stage.result("sendMessage", **place, text="x", reply_markup=markup)
    assert (await stage.reader.wait_for_reply()).text == "x"
    place["message_id"] = sent["message_id"]
    edited = await stage.result("editMessageText", **place, text="<i>y</i>", parse_mode="HTML")
    assert (edited["text"], edited["entities"]) == ("y", [{"type": "italic", "offset": 0, "length": 1}])
    assert "reply_markup" not in edited
    seen = await stage.reader.wait_for_reply()
    assert (seen.text, seen.revision) == ("y", 1)


async def test_deleting(stage: Stage) -> None:
    chat_id = stage.reader.chat.id
    numbers = [(await stage.result("sendMessage", chat_id=chat_id, text=str(i)))["message_id"] for i in range(3)]
    assert await stage.result("deleteMessage", chat_id=chat_id, message_id=numbers[0])
    assert await stage.result("deleteMessages", chat_id=chat_id, message_ids=[*numbers[1:], 999])
    assert all(stage.reader.chat.messages[number].deleted for number in numbers)


async def test_inline_queries(stage: Stage) -> None:
    query = stage.telegram.server.type_inline(stage.bot, stage.reader.account, "flash")
    update = (await stage.result("getUpdates"))[0]
    assert update["inline_query"]["query"] == "flash"
    article = {"type": "article", "id": "1", "title": "T", "input_message_content": {"message_text": "x"}}
    refused = {**article, "input_message_content": {"message_text": "<x>", "parse_mode": "HTML"}}
    assert (await stage.refusal("answerInlineQuery", inline_query_id=query.id, results=[refused]))[1] == (
        'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'
    )
    assert (await stage.refusal("answerInlineQuery", inline_query_id=query.id, results=[article] * 2))[1] == (
        "Bad Request: RESULT_ID_DUPLICATE"
    )
    assert await stage.result("answerInlineQuery", inline_query_id=query.id, results=[article], next_offset="2")
    assert query.results == [article]


async def test_every_call_is_kept(stage: Stage) -> None:
    await stage.call("sendMessage", chat_id=5, text="x")
    call = stage.telegram.server.calls[-1]
    assert (call.method, call.parameters, call.code) == ("sendMessage", {"chat_id": "5", "text": "x"}, 400)
    assert stage.telegram.refused == [call]


async def test_python_telegram_bot_parses_every_object(stage: Stage) -> None:
    """Every object that the server returns goes through the types of a client that we did not write."""
    server = stage.telegram.server
    group = server.add_chat("supergroup", "Forum", [stage.reader.account], is_forum=True, username="forum_x")
    group.members[stage.bot.account.id] = Member(stage.bot.account, "administrator")
    markup = telegram.InlineKeyboardMarkup(
        [
            [
                telegram.InlineKeyboardButton("a", callback_data="d"),
                telegram.InlineKeyboardButton("b", url="https://e.org"),
            ]
        ]
    )
    async with Strict(TOKEN, base_url=f"{stage.telegram.base_url}/bot") as bot:
        assert (await bot.get_me()).username == "test_bot"
        theirs = stage.reader.says("/start x")
        message = await bot.send_message(
            stage.reader.chat.id,
            '<b>b</b> <a href="https://e.org/">l</a> <pre><code class="language-py">x</code></pre>'
            "<blockquote expandable>q</blockquote>",
            parse_mode="HTML",
            reply_to_message_id=theirs.id,
            reply_markup=markup,
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        )
        assert [entity.type for entity in message.entities] == ["bold", "text_link", "pre", "expandable_blockquote"]
        assert message.reply_to_message is not None
        stage.reader.presses("a")
        server.type_inline(stage.bot, stage.reader.account, "q")
        server.set_status(group, stage.bot, stage.reader.account, "member")
        updates = await bot.get_updates(timeout=0)
        kinds = [next(name for name in update.to_dict() if name != "update_id") for update in updates]
        assert kinds == ["message", "callback_query", "inline_query", "my_chat_member"]
        assert await updates[1].callback_query.answer("ok")
        assert await message.edit_text("y")
        assert (await bot.get_chat(group.id)).is_forum
        assert (await bot.get_chat("@forum_x")).id == group.id
        assert (await bot.get_chat_member(group.id, stage.bot.account.id)).status == "member"
        assert [member.status for member in await bot.get_chat_administrators(group.id)] == ["creator"]
        assert await bot.get_chat_member_count(group.id) == 2
        assert await bot.set_my_commands([("ask", "Ask")], language_code="en")
        assert (await bot.get_my_commands(language_code="en"))[0].command == "ask"
        assert await bot.set_my_description("d")
        assert (await bot.get_my_description(language_code="zh")).description == "d"
        assert await bot.set_my_short_description("s")
        assert (await bot.get_my_short_description()).short_description == "s"
        assert await bot.set_my_name("n")
        assert (await bot.get_my_name()).name == "n"
        assert await bot.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
        assert (await bot.get_chat_menu_button()).type == "commands"
        assert (await bot.get_webhook_info()).url == ""
        assert await bot.send_chat_action(stage.reader.chat.id, "typing")
        assert await bot.delete_message(stage.reader.chat.id, message.message_id)
        stage.reader.presses_stale("d", stage.reader.chat.messages[message.message_id])
        gone = (await bot.get_updates(offset=updates[-1].update_id + 1))[0].callback_query.message
        assert not gone.is_accessible
        assert await bot.leave_chat(group.id)
    assert not stage.telegram.refused
