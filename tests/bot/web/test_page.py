"""The page's side of the server: who may look, what a reader sees, what a reader can do."""

from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from bot.local_telegram import page
from bot.local_telegram.web_session import SHOWN_MESSAGES
from tests.bot.web.conftest import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")
PRIVATE = "private"


# ---- who may look


@pytest.mark.parametrize("path", ["/", "/web/main.js", "/web/chat.css", "/web/icon.svg"])
async def test_the_page_is_served_with_a_strict_policy(stage: Stage, path: str) -> None:
    answer = await stage.client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/web/main.js"])
async def test_a_foreign_name_that_points_here_sees_nothing(stage: Stage, path: str) -> None:
    answer = await stage.client.get(path, headers={"host": "attacker.example:80"})
    assert answer.status_code == 403
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("https://attacker.example", "127.0.0.1"),
        (None, "127.0.0.1"),
        ("http://attacker.example:{port}", "attacker.example"),
    ],
)
async def test_another_page_cannot_open_the_socket(stage: Stage, origin: str | None, name: str) -> None:
    port = int(stage.telegram.base_url.rpartition(":")[2])
    origin = origin.format(port=port) if origin else None
    uri = f"ws://{name}:{port}/web/socket"
    with pytest.raises(InvalidStatus) as refused:
        async with connect(uri, host="127.0.0.1", port=port, origin=origin, proxy=None):  # type: ignore[arg-type]
            pass
    assert refused.value.response.status_code == 403


async def test_the_bot_api_answers_as_before_beside_the_page(stage: Stage) -> None:
    assert (await stage.call("getMe"))["username"] == "test_bot"
    answer = await stage.client.get("/nowhere")
    assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


# ---- what a reader sees


async def test_each_reader_finds_an_own_private_chat_and_the_common_ones(stage: Stage) -> None:
    chinese, english = stage.scene.readers
    async with stage.tab(chinese) as first, stage.tab(english) as second:
        assert first.hello["me"]["language"].startswith("zh")
        assert second.hello["me"]["language"] == "en"
        assert first.chat(PRIVATE)["id"] != second.chat(PRIVATE)["id"]
        shared = [chat["id"] for chat in first.hello["chats"] if chat["type"] != PRIVATE]
        assert shared == [chat["id"] for chat in second.hello["chats"] if chat["type"] != PRIVATE]
        assert [topic["name"] for topic in first.chat("supergroup", forum=True)["topics"]]
        assert first.chat("channel")["write"]
        assert not second.chat("channel")["write"]
        await first.do("say", chat=first.chat(PRIVATE)["id"], text="for nobody else")
        await first.do("say", chat=shared[0], text="for all")
        assert (await second.told("message"))["message"]["text"] == "for all"


async def test_a_conversation_with_formatting_edits_and_deletion(stage: Stage) -> None:
    async with stage.tab() as tab:
        chat = tab.chat(PRIVATE)["id"]
        await tab.do("say", chat=chat, text="  你好 /help ")
        said = (await tab.told("message"))["message"]
        assert said["text"] == "你好 /help"
        assert said["from"]["id"] == tab.hello["me"]["id"]
        update = (await stage.call("getUpdates"))[0]["message"]
        assert update["text"] == "你好 /help"
        assert update["from"]["language_code"] == "zh-hans"

        keyboard = {"inline_keyboard": [[{"text": "open", "callback_data": "o"}]]}
        html = "<b>𝔸 粗</b> <a href='https://example.org/'>link</a>"
        sent = await stage.call(
            "sendMessage",
            chat_id=chat,
            text=html,
            parse_mode="HTML",
            reply_markup=keyboard,
            reply_parameters={"message_id": update["message_id"]},
        )
        shown = (await tab.told("message"))["message"]
        assert [(e["type"], e["offset"], e["length"]) for e in shown["entities"]] == [
            ("bold", 0, 4),
            ("text_link", 5, 4),
        ]
        assert shown["keyboard"] == keyboard["inline_keyboard"]
        assert shown["reply_to"]["text"] == "你好 /help"
        assert shown["preview"]["url"] == "https://example.org/"

        await stage.call("editMessageText", chat_id=chat, message_id=sent["message_id"], text="later")
        edited = (await tab.told("edit"))["message"]
        assert (edited["id"], edited["text"], edited["edited"]) == (sent["message_id"], "later", True)
        assert "keyboard" not in edited
        await stage.call("deleteMessage", chat_id=chat, message_id=sent["message_id"])
        assert await tab.told("delete") == {"type": "delete", "chat": chat, "message": sent["message_id"]}
    async with stage.tab() as again:
        assert [message["text"] for message in again.chat(PRIVATE)["messages"]] == ["你好 /help"]


async def test_typing_shows_until_the_message(stage: Stage) -> None:
    async with stage.tab() as tab:
        await stage.call("sendChatAction", chat_id=tab.chat(PRIVATE)["id"], action="typing")
        assert (await tab.told("typing"))["chat"] == tab.chat(PRIVATE)["id"]


async def test_topics_keep_their_messages_apart(stage: Stage) -> None:
    async with stage.tab() as tab:
        forum = tab.chat("supergroup", forum=True)
        topic = forum["topics"][1]["id"]
        await tab.do("say", chat=forum["id"], thread=topic, text="@test_bot in the topic")
        assert (await tab.told("message"))["message"]["thread"] == topic
        update = (await stage.call("getUpdates"))[-1]["message"]
        assert update["message_thread_id"] == topic
        await stage.call("sendMessage", chat_id=forum["id"], text="answer", message_thread_id=topic)
        assert (await tab.told("message"))["message"]["thread"] == topic
        await stage.call("sendMessage", chat_id=forum["id"], text="general")
        assert (await tab.told("message"))["message"]["thread"] == 1

        await stage.call("createForumTopic", chat_id=forum["id"], name="新话题")
        assert (await tab.told("chat"))["chat"]["topics"][-1]["name"] == "新话题"
        await stage.call("closeForumTopic", chat_id=forum["id"], message_thread_id=topic)
        assert (await tab.told("message"))["message"]["service"]["forum_topic_closed"] == {}
        assert (await tab.told("chat"))["chat"]["topics"][1]["closed"]
        await tab.do("say", chat=forum["id"], thread=topic, text="who runs the forum goes on")
        assert (await tab.told("message"))["message"]["thread"] == topic
    async with stage.tab(stage.scene.readers[1]) as other:
        assert not other.chat("supergroup", forum=True)["runs"]
        await other.do("say", chat=forum["id"], thread=topic, text="too late")
        assert (await other.told("refused"))["reason"] == "TOPIC_CLOSED"


async def test_the_menu_is_that_of_scope_and_language(stage: Stage) -> None:
    async def offer(name: str, **place: Any) -> None:
        await stage.call("setMyCommands", commands=[{"command": name, "description": name}], **place)

    chinese, english = stage.scene.readers
    async with stage.tab(chinese) as first:
        await offer("everywhere")
        assert (await first.told("chat"))["chat"]["commands"][0]["command"] == "everywhere"
    await offer("chinese", language_code="zh")
    await offer("groups", scope={"type": "all_group_chats"})
    await offer("heads", scope={"type": "all_chat_administrators"})
    await offer("english_private", scope={"type": "all_private_chats"}, language_code="en")

    async with stage.tab(chinese) as first, stage.tab(english) as second:

        def menu(tab: Any, kind: str) -> str:
            return str(tab.chat(kind)["commands"][0]["command"])

        assert (menu(first, PRIVATE), menu(second, PRIVATE)) == ("chinese", "english_private")
        assert (menu(first, "group"), menu(second, "group")) == ("heads", "groups")


async def test_a_page_gets_the_newest_messages_and_asks_for_earlier_ones(stage: Stage) -> None:
    chat, count = stage.scene.group, 2 * SHOWN_MESSAGES + 50
    for number in range(count):
        stage.telegram.server.post(chat, stage.scene.readers[1], text=f"message {number}")
    async with stage.tab() as tab:
        shown = tab.chat("group")
        texts = [message["text"] for message in shown["messages"]]
        assert (len(texts), shown["more"]) == (SHOWN_MESSAGES, True)
        more = True
        while more:
            await tab.do("earlier", chat=chat.id, message=shown["messages"][0]["id"])
            shown = await tab.told("earlier")
            texts, more = [message["text"] for message in shown["messages"]] + texts, shown["more"]
        assert [text for text in texts if text] == [f"message {number}" for number in range(count)]


async def test_two_windows_of_one_reader_agree(stage: Stage) -> None:
    chat = stage.scene.private[0]
    async with stage.tab() as one, stage.tab() as two:
        await one.do("say", chat=chat.id, text="from the first")
        message = (await two.told("message"))["message"]
        await stage.call("sendMessage", chat_id=chat.id, text="to both")
        answer = (await two.told("message"))["message"]
        assert (await one.told("message"))["message"]["id"] == message["id"]
        await two.do("read", chat=chat.id, thread=1, message=answer["id"])
        assert await one.told("read") == {"type": "read", "chat": chat.id, "thread": 1, "message": answer["id"]}
        await one.do("read", chat=chat.id, thread=1, message=message["id"])
        await one.do("nonsense")
        await one.told("refused")
    async with stage.tab() as again:
        assert again.chat(PRIVATE)["read"] == {"1": answer["id"]}, "nothing becomes unread"


async def test_what_was_read_stays_read(stage: Stage) -> None:
    async with stage.tab() as tab:
        chat = tab.chat(PRIVATE)["id"]
        await tab.do("say", chat=chat, text="hi")
        message = (await tab.told("message"))["message"]["id"]
        await tab.do("read", chat=chat, thread=1, message=message)
        await tab.do("nonsense")
        await tab.told("refused")  # so what was said before it was heard
    async with stage.tab() as again, stage.tab(stage.scene.readers[1]) as other:
        assert again.chat(PRIVATE)["read"] == {"1": message}
        assert other.chat(PRIVATE)["read"] == {}


# ---- what a reader can do


@pytest.mark.parametrize("alert", [True, False])
async def test_a_pressed_button_is_answered_to_the_page_that_pressed(stage: Stage, alert: bool) -> None:
    async with stage.tab() as tab:
        chat = tab.chat(PRIVATE)["id"]
        keyboard = {"inline_keyboard": [[{"text": "open", "callback_data": "card:1"}]]}
        sent = await stage.call("sendMessage", chat_id=chat, text="press", reply_markup=keyboard)
        await tab.told("message")
        await tab.do("press", chat=chat, message=sent["message_id"], data="card:1", number=7)
        query = (await stage.call("getUpdates", timeout=10))[0]["callback_query"]
        assert (query["data"], query["message"]["text"]) == ("card:1", "press")
        await stage.call("answerCallbackQuery", callback_query_id=query["id"], text="done", show_alert=alert)
        answer = await tab.told("answer")
        assert (answer["number"], answer["text"], answer["alert"]) == (7, "done", alert)


async def test_inline_mode_from_the_first_letter_to_the_sent_result(stage: Stage) -> None:
    async with stage.tab() as tab:
        assert tab.hello["bot"]["inline"]
        group = tab.chat("group")["id"]
        await tab.do("inline", query="kv 缓存", offset="", number=1)
        query = (await stage.call("getUpdates", timeout=10))[0]
        assert query["inline_query"]["query"] == "kv 缓存"
        results = [
            {
                "type": "article",
                "id": str(number),
                "title": f"Paper {number}",
                "description": "<b>as it is</b>",
                "input_message_content": {"message_text": f"<b>Paper</b> {number}", "parse_mode": "HTML"},
            }
            for number in range(2)
        ]
        identifier = query["inline_query"]["id"]
        await stage.call("answerInlineQuery", inline_query_id=identifier, results=results, next_offset="2")
        offered = await tab.told("inline")
        assert [result["title"] for result in offered["results"]] == ["Paper 0", "Paper 1"]
        assert offered["next_offset"] == "2"
        await tab.do("choose", chat=group, thread=1, number=1, result="1", reply_to=0)
        shown = (await tab.told("message"))["message"]
        assert (shown["text"], shown["via"], shown["entities"][0]["type"]) == ("Paper 1", "test_bot", "bold")
        updates = await stage.call("getUpdates", offset=query["update_id"] + 1, timeout=10)
        message = next(update["message"] for update in updates if "message" in update)
        assert message["via_bot"]["username"] == "test_bot"
        chosen = next(u["chosen_inline_result"] for u in updates if "chosen_inline_result" in u)
        assert (chosen["result_id"], chosen["query"]) == ("1", "kv 缓存")


async def test_a_bot_that_takes_no_inline_queries_offers_no_inline_mode(stage: Stage) -> None:
    await stage.call("getUpdates", allowed_updates=["message"])
    async with stage.tab() as tab:
        assert not tab.hello["bot"]["inline"]


async def test_blocking_ends_the_conversation_until_it_is_lifted(stage: Stage) -> None:
    async with stage.tab() as tab:
        chat = tab.chat(PRIVATE)["id"]
        await tab.do("block", chat=chat, on=True)
        assert (await tab.told("chat"))["chat"]["blocked"]
        refused = (
            await stage.client.post(f"/bot{stage.bot.token}/sendMessage", json={"chat_id": chat, "text": "x"})
        ).json()
        assert refused["description"] == "Forbidden: bot was blocked by the user"
        await tab.do("say", chat=chat, text="x")
        assert (await tab.told("refused"))["reason"] == "USER_IS_BLOCKED"
        await tab.do("block", chat=chat, on=False)
        assert not (await tab.told("chat"))["chat"]["blocked"]
        standing = [u["my_chat_member"]["new_chat_member"]["status"] for u in await stage.call("getUpdates")]
        assert standing == ["kicked", "member"]


async def test_the_traffic_shows_requests_and_answers_but_no_token(stage: Stage) -> None:
    async with stage.tab() as tab:
        await stage.call("setMyDescription", description="before")
        await tab.do("traffic", on=True)
        [before] = (await tab.told("traffic"))["calls"]
        assert (before["method"], before["parameters"], before["code"]) == (
            "setMyDescription",
            {"description": "before"},
            200,
        )
        await stage.client.post(f"/bot{stage.bot.token}/sendMessage", json={"chat_id": 5, "text": "x"})
        news = await tab.told("traffic")
        assert news["calls"][0]["code"] == 400
        assert news["calls"][0]["description"] == "Bad Request: chat not found"
        assert stage.bot.token not in str(news)


async def test_publishing_does_what_the_server_was_given(stage: Stage) -> None:
    async with stage.tab() as tab:
        assert tab.hello["tools"]["publish"] is True
        await tab.do("publish")
        assert await tab.told("published") == {"type": "published", "title": "A paper", "left": 1}
        assert stage.acted == ["publish"]


async def test_every_fault_can_be_asked_for_and_is_explained(stage: Stage) -> None:
    strings = (page.FOLDER / "strings.js").read_text("utf-8")
    async with stage.tab() as tab:
        for name in tab.hello["tools"]["faults"]:
            assert strings.count(f'"fault-{name}":') == strings.count(f'"fault-{name}-about":') == 2
            await tab.do("fault", name=name)
        await tab.do("fault", name="unheard of")
        await tab.told("refused")


async def test_a_fault_meets_the_bot_and_shows_in_the_traffic(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.do("traffic", on=True)
        await tab.do("fault", name="penalty")
        await tab.do("nonsense")
        await tab.told("refused")  # so the fault was heard
        message = {"chat_id": tab.chat(PRIVATE)["id"], "text": "x"}
        answer = await stage.client.post(f"/bot{stage.bot.token}/sendMessage", json=message)
        assert answer.json()["parameters"] == {"retry_after": 10}
        assert (await tab.told("traffic"))["calls"][0]["code"] == 429
        await stage.call("sendMessage", **message)


async def test_a_group_that_migrates_is_another_chat(stage: Stage) -> None:
    async with stage.tab() as tab:
        old = tab.chat("group")["id"]
        await tab.do("fault", name="migrate")
        new = (await tab.told("chat"))["chat"]
        assert await tab.told("gone") == {"type": "gone", "chat": old, "to": new["id"]}
        assert (new["type"], new["title"]) == ("supergroup", stage.scene.group.title)
        assert [message["service"]["migrate_from_chat_id"] for message in new["messages"]] == [old]
        await tab.do("say", chat=new["id"], text="@test_bot still there?")
        assert (await tab.told("message"))["chat"] == new["id"]


@pytest.mark.parametrize(
    "nonsense",
    ["{", "[]", "null", '{"type": 5}', '{"type": "say", "chat": 99, "text": "x"}', '{"type": "press", "chat": "1"}',
     '{"type": "choose", "number": 3}', '{"type": "say", "chat": 1001, "text": " "}', '{"type": "fly"}',
     "[" * 100_000, '{"type": "say", "chat": ' + "9" * 5000 + "}"],
)  # fmt: skip
async def test_nonsense_is_refused_and_the_page_goes_on(stage: Stage, nonsense: str) -> None:
    async with stage.tab() as tab:
        await tab.socket.send(nonsense)
        assert (await tab.told("refused"))["reason"]
        await tab.do("say", chat=tab.chat(PRIVATE)["id"], text="still here")
        assert (await tab.told("message"))["message"]["text"] == "still here"


@pytest.mark.parametrize("half", ["\ud800", "a \udc00 b", "\ude00\ud83d"])
@pytest.mark.parametrize(
    ("kind", "field"),
    [("say", "text"), ("press", "data"), ("inline", "query"), ("inline", "offset"), ("choose", "result"),
     ("fault", "name"), ("\ud800", "text"), ("read", "text")],
)  # fmt: skip
async def test_half_a_character_reaches_nobody(stage: Stage, kind: str, field: str, half: str) -> None:
    async with stage.tab() as tab:
        chat = tab.chat(PRIVATE)["id"]
        keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
        shown = await stage.call("sendMessage", chat_id=chat, text="a button", reply_markup=keyboard)
        await tab.do(kind, chat=chat, message=shown["message_id"], number=1, **{field: half})
        assert (await tab.told("refused"))["reason"] == "NOT_UNICODE"
        await tab.do("say", chat=chat, text="whole \U0001f600")
        assert (await tab.told("message"))["message"]["text"].startswith("whole")
    (update,) = await stage.call("getUpdates")
    assert update["message"]["text"] == "whole \U0001f600"
    async with stage.tab() as again:
        assert again.chat(PRIVATE)["id"] == chat


async def test_a_page_that_is_left_open_does_not_keep_the_server(stage: Stage) -> None:
    # the fixture's end would hang, and the test run into its time limit
    context = stage.tab()
    tab = await context.__aenter__()
    assert tab.hello["chats"]
