"""Chats and who is in them, as python-telegram-bot reads what it is told: standing, topics, guests, inline messages."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InlineQueryResultArticle, InputTextMessageContent
from telegram.error import BadRequest, Forbidden

from bot.local_telegram import TestUser
from bot.local_telegram.state import Chat
from tests.bot.local_telegram.conftest import TOKEN, Stage
from tests.bot.local_telegram.strict import Strict

EVERYTHING = [kind.value for kind in telegram.constants.UpdateType]


@pytest.fixture
async def bot(stage: Stage) -> AsyncIterator[Strict]:
    async with Strict(TOKEN, base_url=f"{stage.telegram.base_url}/bot") as bot:
        yield bot


def chat_of(stage: Stage, kind: Any, **options: Any) -> Chat:
    return stage.telegram.server.add_chat(kind, "Readers", [stage.reader.account], **options)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_bot_is_told_of_its_own_standing(stage: Stage, bot: Strict, kind: str) -> None:
    server, ada, chat = stage.telegram.server, stage.reader.account, chat_of(stage, kind)
    for status in ("member", "administrator", "kicked"):
        server.set_status(chat, stage.bot, ada, status)  # type: ignore[arg-type]
    updates = await bot.news()
    changes = [update.my_chat_member for update in updates if update.my_chat_member]
    assert [(change.old_chat_member.status, change.new_chat_member.status) for change in changes] == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "kicked"),
    ]
    administrator = changes[1].new_chat_member
    assert isinstance(administrator, telegram.ChatMemberAdministrator)
    assert administrator.can_post_messages is (True if kind == "channel" else None)
    joined = [update.message.new_chat_members for update in updates if update.message]
    assert [[user.id for user in users] for users in joined] == ([] if kind == "channel" else [[stage.bot.account.id]])
    with pytest.raises(Forbidden, match=f"kicked from the {kind} chat"):
        await bot.send_message(chat.id, "x")


async def test_an_administrator_may_lack_the_right_to_post(stage: Stage, bot: Strict) -> None:
    server, ada, chat = stage.telegram.server, stage.reader.account, chat_of(stage, "channel", username="papers")
    server.set_status(chat, stage.bot, ada, "administrator", {"can_post_messages"})
    member = await bot.get_chat_member("@papers", stage.bot.account.id)
    assert isinstance(member, telegram.ChatMemberAdministrator)
    assert (member.can_post_messages, member.can_edit_messages) == (False, True)
    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await bot.send_message(chat.id, "x")
    server.set_status(chat, stage.bot, ada, "administrator")
    sent = await bot.send_message(chat.id, "x")
    assert sent.sender_chat is not None
    server.set_status(chat, stage.bot, ada, "member")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await sent.edit_text("y")


async def test_people_come_and_go(stage: Stage, bot: Strict) -> None:
    server, ada, group = stage.telegram.server, stage.reader.account, chat_of(stage, "supergroup")
    ben = server.add_user("Ben")
    server.set_status(group, stage.bot, ada, "administrator")
    await bot.news(allowed_updates=EVERYTHING)
    for status in ("member", "administrator", "left"):
        server.set_member(group, ben, ada, status)  # type: ignore[arg-type]
    updates = await bot.news()
    standing = [update.chat_member.new_chat_member.status for update in updates if update.chat_member]
    assert standing == ["member", "administrator", "left"]
    said = [update.message for update in updates if update.message]
    assert [user.id for user in said[0].new_chat_members] == [ben.id]
    assert said[1].left_chat_member is not None
    assert await bot.get_chat_member_count(group.id) == 2


async def test_a_topic_opens_closes_and_is_renamed(stage: Stage, bot: Strict) -> None:
    server, ada, forum = stage.telegram.server, stage.reader.account, chat_of(stage, "supergroup", is_forum=True)
    server.set_status(forum, stage.bot, ada, "administrator")
    await bot.news()
    topic = await bot.create_forum_topic(forum.id, "推理")
    thread = topic.message_thread_id
    assert forum.messages[thread].service["forum_topic_created"]["name"] == "推理"
    assert await bot.edit_forum_topic(forum.id, thread, name="推理优化")
    assert await bot.close_forum_topic(forum.id, thread)
    assert (await bot.send_message(forum.id, "x", message_thread_id=thread)).is_topic_message
    server.set_status(forum, stage.bot, ada, "member")
    # who opened a topic goes on in it; others do not
    assert await bot.send_message(forum.id, "x", message_thread_id=thread)
    theirs = server.add_topic(forum, "theirs")
    theirs.closed = True
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(forum.id, "x", message_thread_id=theirs.id)
    assert await bot.reopen_forum_topic(forum.id, thread)
    server.set_status(forum, stage.bot, ada, "administrator")
    assert await bot.close_general_forum_topic(forum.id)
    assert await bot.reopen_general_forum_topic(forum.id)
    assert await bot.delete_forum_topic(forum.id, thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum.id, "x", message_thread_id=thread)
    told = [update.message for update in await bot.news() if update.message]
    assert [message.forum_topic_created.name for message in told] == ["theirs"], "of its own deeds a bot is not told"


async def test_pins_are_shown_and_taken_off(stage: Stage, bot: Strict) -> None:
    chat = stage.reader.chat
    sent = [await bot.send_message(chat.id, str(number)) for number in range(3)]
    for message in sent:
        assert await message.pin()
    info = await bot.get_chat(chat.id)
    assert info.pinned_message is not None
    assert info.pinned_message.text == "2"
    notices = [message.service for message in chat.messages.values() if message.service]
    assert notices[-1] == {"pinned_message": {"message_id": sent[2].message_id}}
    assert await bot.unpin_chat_message(chat.id)
    assert [message.text for message in chat.messages.values() if message.pinned] == ["0", "1"]
    assert await bot.unpin_all_chat_messages(chat.id)
    assert not any(message.pinned for message in chat.messages.values())


async def test_every_kind_of_button_comes_back(stage: Stage, bot: Strict) -> None:
    buttons = [
        InlineKeyboardButton("a", callback_data="中" * 21),
        InlineKeyboardButton("b", url="https://E.org"),
        InlineKeyboardButton("c", switch_inline_query="q"),
        InlineKeyboardButton("d", switch_inline_query_current_chat=""),
        InlineKeyboardButton("e", switch_inline_query_chosen_chat=telegram.SwitchInlineQueryChosenChat("q", True)),
        InlineKeyboardButton("f", copy_text=telegram.CopyTextButton("@article{x}")),
        InlineKeyboardButton("g", web_app=telegram.WebAppInfo("https://e.org/")),
        InlineKeyboardButton("h", url="tg://user?id=7", style="success"),
    ]
    markup = InlineKeyboardMarkup([buttons])
    message = await bot.send_message(stage.reader.chat.id, "x", reply_markup=markup)
    assert message.reply_markup is not None
    [row] = message.reply_markup.inline_keyboard
    assert row[1].url == "https://e.org/"
    assert [*row[2:7]] == buttons[2:7]
    assert row[7].to_dict() == {"text": "h", "url": "tg://user?id=7", "style": "success"}
    empty = await bot.send_message(stage.reader.chat.id, "x", reply_markup=InlineKeyboardMarkup([[], []]))
    assert empty.reply_markup is None


def article(identifier: str, markup: InlineKeyboardMarkup | None = None) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(identifier, "T", InputTextMessageContent(f"text {identifier}"), markup)


async def test_a_message_sent_through_a_bot_has_an_id_of_its_own(stage: Stage, bot: Strict) -> None:
    server, ada, group = stage.telegram.server, stage.reader.account, chat_of(stage, "supergroup")
    in_group = TestUser(server, stage.bot, ada, group)
    typed = in_group.types("q")
    [update] = await bot.news()
    assert update.inline_query is not None
    assert update.inline_query.chat_type == "supergroup"
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="d")]])
    assert await update.inline_query.answer([article("1"), article("2", markup)])

    in_group.chooses(typed, "1")
    sent = in_group.chooses(typed, "2")
    plain, with_button = [update.chosen_inline_result for update in await bot.news()]
    assert plain is not None
    assert plain.inline_message_id is None, "an id comes only with buttons"
    assert with_button is not None
    assert with_button.inline_message_id == sent.inline_id

    server.press(stage.bot, ada, sent, "d")
    [update] = await bot.news()
    query = update.callback_query
    assert query is not None
    assert (query.message, query.inline_message_id, query.data) == (None, sent.inline_id, "d")
    assert await query.edit_message_text("<b>later</b>", parse_mode="HTML") is True
    assert (sent.text, sent.keyboard) == ("later", None)
    with pytest.raises(BadRequest, match="not modified"):
        await query.edit_message_text("<b>later</b>", parse_mode="HTML")


@pytest.mark.parametrize("personal", [False, True])
async def test_answers_to_inline_queries_are_cached(stage: Stage, bot: Strict, personal: bool) -> None:
    server, ada, ben = stage.telegram.server, stage.reader.account, stage.telegram.server.add_user("Ben")
    server.type_inline(stage.bot, ada, "kv")
    [update] = await bot.news()
    assert update.inline_query is not None
    assert await update.inline_query.answer([article("1")], cache_time=60, is_personal=personal)
    again = server.type_inline(stage.bot, ada, "kv")
    assert [result["id"] for result in again.results or []] == ["1"]
    assert await bot.news() == []
    other = server.type_inline(stage.bot, ben, "kv")
    assert (other.results is None) is personal
    server.type_inline(stage.bot, ada, "kv", "10")
    assert len(await bot.news()) == 1 + personal
    stage.clock.advance(60)
    assert server.type_inline(stage.bot, ada, "kv").results is None


async def test_a_guest_answers_where_it_is_no_member(stage: Stage, bot: Strict) -> None:
    server, ada, group = stage.telegram.server, stage.reader.account, chat_of(stage, "supergroup")
    stage.bot.supports_guests = True
    assert (await bot.get_me()).supports_guest_queries
    TestUser(server, stage.bot, ada, group).says("what is KV cache, @test_bot?")
    TestUser(server, stage.bot, ada, group).says("just talk")
    [update] = await bot.news()
    assert update.guest_message is not None
    assert update.guest_message.guest_query_id is not None
    sent = await bot.answer_guest_query(update.guest_message.guest_query_id, article("1"))
    [*_, answer] = group.messages.values()
    assert (answer.text, answer.inline_id) == ("text 1", sent.inline_message_id)
    assert await bot.edit_message_text("later", inline_message_id=sent.inline_message_id)
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_guest_query(update.guest_message.guest_query_id, article("1"))
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(group.id, "x")


async def test_in_a_group_service_messages_reach_every_bot(stage: Stage, bot: Strict) -> None:
    server, ada, group = stage.telegram.server, stage.reader.account, chat_of(stage, "group")
    server.set_status(group, stage.bot, ada, "member")
    server.post(group, ada, text="not for a bot in privacy mode")
    server.post_service(group, ada, {"new_chat_title": "Papers"})
    titles = [update.message.new_chat_title for update in await bot.news() if update.message]
    assert titles == [None, "Papers"]
