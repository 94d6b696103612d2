"""Prepared chats to try a bot in: two readers with a private chat each, a group, a forum with topics, a channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Account, Bot, Chat, Topic


@dataclass(frozen=True, slots=True)
class DemoChats:
    """The accounts and chats of the demo. The first reader runs groups and channel; all bots may write everywhere."""

    readers: tuple[Account, ...]
    private: tuple[Chat, ...]
    group: Chat
    forum: Chat
    topics: tuple[Topic, ...]
    channel: Chat


def prepare_demo_chats(
    server: Server, bot: Bot, topics: Sequence[str] = ("推理优化 · Inference", "训练 · Training")
) -> DemoChats:
    """Put two readers, one of Chinese and one of English, into ``server``, and the chats in which they meet ``bot``."""
    chinese = server.add_user("林晓", username="linxiao", language_code="zh-hans")
    english = server.add_user("Alice", last_name="Moore", username="alice_moore", language_code="en")
    people = (chinese, english)
    group = _open(server, server.add_chat("group", "读论文小组 · Reading group", people), bot)
    forum = _open(server, server.add_chat("supergroup", "系统研讨 · Systems forum", people, is_forum=True), bot)
    channel = _open(server, server.add_chat("channel", "新论文 · New papers", people, username="new_papers"), bot)
    return DemoChats(
        people,
        tuple(server.private_chat(bot, person) for person in people),
        group,
        forum,
        tuple(server.add_topic(forum, name) for name in topics),
        channel,
    )


def _open(server: Server, chat: Chat, bot: Bot) -> Chat:
    creator = next(iter(chat.members.values())).account
    server.post_service(chat, creator, {f"{chat.type}_chat_created": True})
    server.set_status(chat, bot, creator, "administrator" if chat.type == "channel" or chat.is_forum else "member")
    return chat
