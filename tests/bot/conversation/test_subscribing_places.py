"""Subscriptions of groups, topics and channels."""

import pytest

from bot.local_telegram import TestUser, button_with
from bot.local_telegram.state import Member
from tests.bot.conversation.bot_harness import Subscribers

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_group_s_subscriptions_are_its_administrators_affair(subscribers: Subscribers) -> None:
    owner = subscribers.room.in_group(subscribers.room.english)
    shown = await owner.asks("/subscribe osdi")
    member = TestUser(
        subscribers.room.telegram.server, subscribers.room.bot, subscribers.room.chinese.account, owner.chat
    )
    owner.chat.members[member.account.id] = Member(member.account)
    assert "管理员" in (await member.asks("/subscribe sosp")).text
    assert "管理员" in (await member.asks("@papercache_bot 订阅强化学习")).text
    pressed = member.presses("↩ Undo", shown)
    assert "管理员" in (await member.wait_for_answer(pressed)).text
    assert subscribers.held(owner.chat.id) == {("venue", "osdi")}


async def test_a_topic_subscribes_for_itself(subscribers: Subscribers) -> None:
    topic = subscribers.room.in_group(subscribers.room.english, forum=True)
    shown = await topic.asks("/subscribe inference")
    assert shown.thread_id == topic.thread_id
    topic.thread_id, thread_id = 0, topic.thread_id
    await topic.asks("/subscribe osdi")
    topic.thread_id = thread_id
    assert subscribers.held(topic.chat.id, topic.thread_id) == {("category", "llm/engineering/inference")}
    assert subscribers.held(topic.chat.id, 0) == {("venue", "osdi")}
    listed = await topic.asks("/subscriptions")
    assert "OSDI" not in listed.text
    await topic.taps("＋ Topics", listed)
    assert button_with("Diffusion", topic.last).startswith("☐")
    await topic.taps(button_with("Diffusion", topic.last), listed)
    assert ("category", "diffusion") in subscribers.held(topic.chat.id, topic.thread_id)


async def test_a_channel_from_its_administrator_s_private_chat(subscribers: Subscribers) -> None:
    server, room = subscribers.room.telegram.server, subscribers.room
    reader = subscribers.new()
    channel = server.add_chat("channel", "New <papers>", [reader.account], username="new_papers")
    assert "may not post" in (await reader.asks("/subscribe @new_papers osdi")).text
    assert "can't see" in (await reader.asks("/subscribe @no_such_channel osdi")).text
    channel.members[room.bot.account.id] = Member(room.bot.account, "administrator")
    shown = await reader.asks("/subscribe @new_papers osdi")
    assert "New <papers>" in shown.text
    assert subscribers.held(channel.id) == {("venue", "osdi")}
    await reader.taps("🔤 As words", shown)
    assert subscribers.held(channel.id) == {("words", "osdi")}
    assert subscribers.held(reader.chat.id) == set()
    tree = await reader.asks("/subscribe @new_papers")
    await reader.taps(button_with("Diffusion", tree), tree)
    assert ("category", "diffusion") in subscribers.held(channel.id)
    await reader.taps("✓ Done", tree)
    await reader.taps("⏰ When", tree)
    await reader.taps("○ Daily", tree)
    assert subscribers.choices(channel.id).cadence == "daily"
    assert subscribers.choices(reader.chat.id).cadence == "at_once"
    stranger = subscribers.new()
    assert "Only administrators" in (await stranger.asks("/subscribe @new_papers osdi")).text
    data = next(button["callback_data"] for row in reader.last.keyboard or [] for button in row)
    own = await stranger.asks("/subscribe")
    pressed = stranger.presses_stale(data, own)
    assert "Only administrators" in (await stranger.wait_for_answer(pressed)).text


async def test_a_post_in_a_channel_subscribes_it(subscribers: Subscribers) -> None:
    server, room = subscribers.room.telegram.server, subscribers.room
    channel = server.add_chat("channel", "Papers", [room.english.account])
    channel.members[room.bot.account.id] = Member(room.bot.account, "administrator")
    editor = TestUser(server, room.bot, room.english.account, channel)
    shown = await editor.asks("/subscribe osdi")
    assert subscribers.held(channel.id) == {("venue", "osdi")}
    reader = TestUser(server, room.bot, room.chinese.account, channel)
    pressed = reader.presses(button_with("↩", shown), shown)
    assert (await reader.wait_for_answer(pressed)).text
    assert subscribers.held(channel.id) == {("venue", "osdi")}
    await editor.asks("/unsubscribe osdi")
    assert subscribers.held(channel.id) == set()
