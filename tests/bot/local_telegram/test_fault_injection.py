"""Faults on demand: each happens as often as asked for, to the calls asked for, and is seen by a client as in life."""

import asyncio
import json

import httpx
import pytest

from bot.local_telegram import SystemClock, TestUser, refusals
from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.state import Chat
from tests.bot.local_telegram.conftest import TOKEN, Stage


@pytest.fixture
def faults(stage: Stage) -> FaultInjection:
    return FaultInjection(stage.telegram.server)


async def _send(stage: Stage, text: str = "x") -> tuple[int, str]:
    body = await stage.call("sendMessage", chat_id=stage.reader.chat.id, text=text)
    return (200, "") if body["ok"] else (body["error_code"], body["description"])


async def test_a_penalty_names_its_time(stage: Stage, faults: FaultInjection) -> None:
    faults.penalty(43_838)
    assert await stage.result("getMe")
    body = await stage.call("sendMessage", chat_id=stage.reader.chat.id, text="x")
    assert body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 43838",
        "parameters": {"retry_after": 43838},
    }
    assert await _send(stage) == (200, "")


async def test_refusals_happen_as_often_as_asked_for(stage: Stage, faults: FaultInjection) -> None:
    faults.refuse(refusals.BLOCKED, "SendMessage", times=2)
    faults.outage(502, times=1)
    blocked = (403, "Forbidden: bot was blocked by the user")
    assert [await _send(stage) for _ in range(4)] == [blocked, blocked, (502, "Bad Gateway"), (200, "")]
    endless = faults.refuse(refusals.BLOCKED, times=0, chat_id=stage.reader.chat.id)
    assert [await _send(stage) for _ in range(5)] == [blocked] * 5
    assert await stage.result("getMe"), "another chat is not meant"
    faults.waiting.remove(endless)
    assert await _send(stage) == (200, "")


@pytest.mark.parametrize("after", [False, True])
async def test_a_cut_connection(stage: Stage, faults: FaultInjection, after: bool) -> None:
    faults.cut(after=after)
    with pytest.raises(httpx.TransportError):
        await _send(stage, "once")
    stored = [message.text for message in stage.reader.chat.messages.values()]
    assert stored == (["once"] if after else [])
    assert await _send(stage, "again") == (200, "")


async def test_a_delay_holds_up_one_call_only(stage: Stage, faults: FaultInjection) -> None:
    faults.delay(0.3, "sendMessage")
    slow = asyncio.create_task(_send(stage, "slow"))
    await stage.telegram.server.until(lambda: bool(stage.telegram.server.calls), 10)
    assert await _send(stage, "quick") == (200, "")
    assert await slow == (200, "")
    assert [message.text for message in stage.reader.chat.messages.values()] == ["quick", "slow"]


async def test_updates_twice_and_in_the_wrong_order(stage: Stage, faults: FaultInjection) -> None:
    stage.reader.says("one")
    first = (await stage.result("getUpdates"))[0]
    kept = stage.bot.updates[0]
    assert await stage.result("getUpdates", offset=first["update_id"] + 1) == []
    faults.repeat_update(stage.bot, kept)
    assert await stage.result("getUpdates") == [first]
    stage.reader.says("two")
    faults.reverse_updates(stage.bot)
    assert [update["message"]["text"] for update in await stage.result("getUpdates")] == ["two", "one"]


async def test_the_newest_update_that_was_taken_comes_again(stage: Stage, faults: FaultInjection) -> None:
    faults.repeat_update(stage.bot)
    assert await stage.result("getUpdates") == [], "nothing was taken yet"
    stage.reader.says("one")
    [first] = await stage.result("getUpdates")
    await stage.result("getUpdates", offset=first["update_id"] + 1)
    faults.repeat_update(stage.bot)
    assert await stage.result("getUpdates") == [first]


async def test_updates_are_held_back_and_come_in_the_wrong_order(stage: Stage, faults: FaultInjection) -> None:
    faults.hold_updates(stage.bot, 3)
    for text in ("one", "two"):
        stage.reader.says(text)
    assert await stage.result("getUpdates") == []
    stage.reader.says("three")
    stage.reader.says("four")
    texts = [update["message"]["text"] for update in await stage.result("getUpdates")]
    assert texts == ["three", "two", "one", "four"]
    faults.hold_updates(stage.bot)
    stage.reader.says("five")
    faults.clear()
    assert (await stage.result("getUpdates"))[-1]["message"]["text"] == "five", "nothing is lost"


async def test_a_halt_lasts_its_time(stage: Stage, faults: FaultInjection) -> None:
    faults.halt(30)
    assert await _send(stage) == (429, "Too Many Requests: retry after 30")
    stage.clock.advance(29.5)
    assert await _send(stage) == (429, "Too Many Requests: retry after 1")
    stage.clock.advance(0.5)
    assert await _send(stage) == (200, "")
    assert not faults.waiting


async def test_the_clock_is_moved(stage: Stage, faults: FaultInjection) -> None:
    query = stage.telegram.server.type_inline(stage.bot, stage.reader.account, "q")
    stage.reader.says("old")
    faults.move_clock(3600)
    assert (await stage.refusal("answerInlineQuery", inline_query_id=query.id, results=[]))[1].endswith("is invalid")
    assert (await stage.result("sendMessage", chat_id=stage.reader.chat.id, text="x"))["date"] == stage.clock.now()
    faults.move_clock(24 * 3600)
    assert await stage.result("getUpdates") == [], "updates wait for a day"


def test_the_machine_s_own_clock_can_be_moved_too() -> None:
    clock = SystemClock()
    before = clock.now()
    clock.advance(1000)
    assert 1000 <= clock.now() - before < 1100


async def test_a_group_migrates(stage: Stage, faults: FaultInjection) -> None:
    group = stage.telegram.server.add_chat("group", "Group", [stage.reader.account, stage.bot.account])
    new = faults.migrate(group)
    messages = [update["message"] for update in await stage.result("getUpdates")]
    assert [(message["chat"]["id"], message["chat"]["type"]) for message in messages] == [
        (group.id, "group"),
        (new.id, "supergroup"),
    ]
    assert messages[0]["migrate_to_chat_id"] == new.id
    assert messages[1]["migrate_from_chat_id"] == group.id
    for method in ("sendMessage", "sendChatAction", "getChatMember"):
        given = {"text": "x", "action": "typing", "user_id": stage.bot.account.id}
        body = await stage.call(method, chat_id=group.id, **given)
        assert body["parameters"] == {"migrate_to_chat_id": new.id}
    assert (await stage.result("sendMessage", chat_id=new.id, text="x"))["chat"]["type"] == "supergroup"


async def test_a_bot_is_muted_thrown_out_and_blocked(stage: Stage, faults: FaultInjection) -> None:
    server, ada = stage.telegram.server, stage.reader.account
    group = server.add_chat("group", "Group", [ada])
    channel = server.add_chat("channel", "Channel", [ada])
    server.set_status(group, stage.bot, ada, "member")
    server.set_status(channel, stage.bot, ada, "administrator")

    async def refused(chat: Chat) -> str:
        return (await stage.refusal("sendMessage", chat_id=chat.id, text="x"))[1]

    faults.mute(group, stage.bot)
    assert await refused(group) == "Bad Request: not enough rights to send text messages to the chat"
    faults.mute(channel, stage.bot)
    assert await refused(channel) == "Bad Request: need administrator rights in the channel chat"
    faults.kick(group, stage.bot)
    assert await refused(group) == "Forbidden: bot was kicked from the group chat"
    faults.block(stage.bot, ada)
    assert await refused(stage.reader.chat) == "Forbidden: bot was blocked by the user"
    server.set_status(group, stage.bot, ada, "member")
    faults.delete_group(group)
    assert await refused(group) == "Forbidden: the group chat was deleted"
    changes = [update.body for update in stage.bot.updates if update.kind == "my_chat_member"]
    assert [change["new_chat_member"]["status"] for change in changes[2:]] == [
        "restricted",
        "administrator",
        "kicked",
        "kicked",
        "member",
    ]


async def test_topics_close_open_and_go(stage: Stage, faults: FaultInjection) -> None:
    server = stage.telegram.server
    forum = server.add_chat("supergroup", "Forum", [stage.reader.account], is_forum=True)
    server.set_status(forum, stage.bot, stage.reader.account, "member")
    topic = server.add_topic(forum, "t")
    place = {"chat_id": forum.id, "message_thread_id": topic.id, "text": "x"}
    assert await stage.result("sendMessage", **place)
    faults.close_topic(forum, topic.id)
    assert await stage.refusal("sendMessage", **place) == (400, "Bad Request: TOPIC_CLOSED")
    faults.reopen_topic(forum, topic.id)
    faults.reopen_topic(forum, topic.id)
    assert await stage.result("sendMessage", **place)
    faults.close_topic(forum, 1)
    general = await stage.refusal("sendMessage", chat_id=forum.id, text="x")
    assert general == (400, "Bad Request: TOPIC_CLOSED")
    faults.delete_topic(forum, topic.id)
    assert await stage.refusal("sendMessage", **place) == (400, "Bad Request: message thread not found")
    told = [update["message"] for update in await stage.result("getUpdates") if "message" in update]
    kinds = ["new_chat_members", "forum_topic_created", "forum_topic_closed", "forum_topic_reopened"]
    assert [kind for message in told for kind in kinds if kind in message] == [*kinds, "forum_topic_closed"]


async def test_limits_are_enforced_when_told_to(stage: Stage, faults: FaultInjection) -> None:
    assert await _send(stage) == await _send(stage) == (200, "")
    faults.enforce_limits()
    assert [await _send(stage) for _ in range(2)] == [(200, ""), (429, "Too Many Requests: retry after 1")]
    stage.clock.advance(1)
    assert await _send(stage) == (200, "")
    group = stage.telegram.server.add_chat("supergroup", "Group", [stage.reader.account, stage.bot.account])
    for _ in range(20):
        stage.clock.advance(1)
        assert await stage.result("sendMessage", chat_id=group.id, text="x")
    stage.clock.advance(1)
    assert (await stage.refusal("sendMessage", chat_id=group.id, text="x"))[1] == "Too Many Requests: retry after 40"


async def test_channels_have_the_limit_of_groups_and_albums_count_each_picture(
    stage: Stage, faults: FaultInjection
) -> None:
    server, ada = stage.telegram.server, stage.reader.account
    channel = server.add_chat("channel", "Channel", [ada], username="papers")
    server.set_status(channel, stage.bot, ada, "administrator")
    faults.enforce_limits()
    media = json.dumps([{"type": "document", "media": f"attach://{name}"} for name in "ab"])
    for _ in range(9):
        stage.clock.advance(1)
        answer = await stage.client.post(
            f"/bot{TOKEN}/sendMediaGroup", data={"chat_id": "@papers", "media": media}, files={"a": b"1", "b": b"2"}
        )
        assert answer.json()["ok"]
    for _ in range(2):
        stage.clock.advance(1)
        sent = await stage.result("sendMessage", chat_id="@papers", text="x")
    stage.clock.advance(1)
    refused = await stage.refusal("editMessageText", chat_id="@papers", message_id=sent["message_id"], text="y")
    assert refused == (429, "Too Many Requests: retry after 49")


async def test_thirty_a_second_overall(stage: Stage, faults: FaultInjection) -> None:
    server = stage.telegram.server
    faults.enforce_limits()
    chats = [TestUser(server, stage.bot, server.add_user(f"R{number}")).chat.id for number in range(31)]
    codes = [(await stage.call("sendMessage", chat_id=chat, text="x"))["ok"] for chat in chats]
    assert codes == [True] * 30 + [False]


async def test_everything_goes_well_again(stage: Stage, faults: FaultInjection) -> None:
    faults.penalty(5, times=0)
    faults.enforce_limits()
    faults.clear()
    assert [await _send(stage) for _ in range(3)] == [(200, "")] * 3
    assert (await stage.client.get(f"/bot{TOKEN}/getMe")).status_code == 200
