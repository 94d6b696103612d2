"""Methods about the topics of a forum, and what a person may do to them.

The checks and their words are those of tdlib's ``ForumTopicManager`` and of Telegram behind it.
"""

from __future__ import annotations

from bot.local_telegram import refusals
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.permissions import Access, chat_for, may_manage
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import GENERAL_TOPIC, Account, Bot, Chat, Json, Topic

MAX_TOPIC_NAME = 128


def create_forum_topic(server: Server, bot: Bot, parameters: Parameters) -> Json:
    """Open a topic in a forum (``createForumTopic``)."""
    forum = _forum(server, bot, parameters)
    if not forum.members[bot.account.id].may("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    topic = server.add_topic(forum, _name(parameters), bot.account)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}


def edit_forum_topic(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Rename a topic (``editForumTopic``)."""
    forum, topic = _topic(server, bot, parameters, "edit")
    if parameters.text("name"):
        rename(server, forum, topic, _name(parameters), bot.account)
    return True


def close_forum_topic(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Close a topic: only who manages topics may write to it (``closeForumTopic``)."""
    forum, topic = _topic(server, bot, parameters, "close or open")
    return set_closed(server, forum, topic, bot.account, closed=True)


def reopen_forum_topic(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Open a closed topic again (``reopenForumTopic``)."""
    forum, topic = _topic(server, bot, parameters, "close or open")
    return set_closed(server, forum, topic, bot.account, closed=False)


def delete_forum_topic(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Delete a topic with its messages (``deleteForumTopic``)."""
    forum, topic = _topic(server, bot, parameters, "delete")
    delete(server, forum, topic)
    return True


def close_general_forum_topic(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Close the topic that every forum has (``closeGeneralForumTopic``)."""
    forum, topic = _general(server, bot, parameters)
    return set_closed(server, forum, topic, bot.account, closed=True)


def reopen_general_forum_topic(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Open the topic that every forum has again (``reopenGeneralForumTopic``)."""
    forum, topic = _general(server, bot, parameters)
    return set_closed(server, forum, topic, bot.account, closed=False)


def set_closed(server: Server, forum: Chat, topic: Topic, by: Account, *, closed: bool) -> bool:
    """Close or open a topic; everybody is told. Raises Refusal where it is so already."""
    if topic.closed is closed:
        raise refusals.TOPIC_NOT_MODIFIED
    topic.closed = closed
    thread_id = 0 if topic.id == GENERAL_TOPIC else topic.id
    server.post_service(forum, by, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, thread_id)
    return True


def rename(server: Server, forum: Chat, topic: Topic, name: str, by: Account) -> None:
    """Rename a topic; everybody is told. Raises Refusal where it is called so already."""
    if topic.name == name:
        raise refusals.TOPIC_NOT_MODIFIED
    topic.name = name
    server.post_service(forum, by, {"forum_topic_edited": {"name": name}}, topic.id)


def delete(server: Server, forum: Chat, topic: Topic) -> None:
    """Delete a topic with its messages; nobody is told, as with Telegram."""
    forum.topics.pop(topic.id, None)
    for message in forum.messages.values():
        message.deleted = message.deleted or message.thread_id == topic.id
    server.changed()


def _forum(server: Server, bot: Bot, parameters: Parameters) -> Chat:
    chat = chat_for(server, bot, parameters, Access.WRITE)
    if not chat.is_forum:
        raise refusals.NOT_A_FORUM
    return chat


def _topic(server: Server, bot: Bot, parameters: Parameters, what: str) -> tuple[Chat, Topic]:
    forum = _forum(server, bot, parameters)
    thread_id = parameters.integer("message_thread_id")
    if thread_id <= 0:
        raise bad_request("invalid message thread identifier specified")
    topic = forum.topics.get(thread_id)
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    member = forum.members[bot.account.id]
    allowed = member.may("can_delete_messages") if what == "delete" else may_manage(forum, bot, topic)
    if not allowed and topic.creator_id != bot.account.id:
        raise bad_request(f"not enough rights to {what} the topic")
    return forum, topic


def _general(server: Server, bot: Bot, parameters: Parameters) -> tuple[Chat, Topic]:
    forum = _forum(server, bot, parameters)
    if not forum.members[bot.account.id].may("can_manage_topics"):
        raise bad_request("not enough rights to close or open the topic")
    return forum, forum.general


def _name(parameters: Parameters) -> str:
    name = " ".join(parameters.text("name").split())
    if not name:
        raise bad_request("title must be non-empty")
    return name[:MAX_TOPIC_NAME]
