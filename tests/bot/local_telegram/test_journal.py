"""Journal of the server: all of it, or the newest part; how fast a bot writes; what readers can wait for."""

import tracemalloc

import pytest

from bot.local_telegram import LocalTelegram, ManualClock, SendRate, TestUser
from bot.local_telegram.journal import Journal
from bot.local_telegram.server_state import Server
from tests.bot.local_telegram.conftest import TOKEN, Stage


def test_a_journal_without_a_bound_is_a_list() -> None:
    journal: Journal[int] = Journal()
    assert (len(journal), list(journal), bool(journal)) == (0, [], False)
    for number in range(10):
        journal.append(number)
    numbers = list(range(10))
    assert [*journal] == numbers
    assert (journal[0], journal[-1], journal[7]) == (0, 9, 7)
    for place in (slice(None), slice(3, None), slice(8, None), slice(2, 5), slice(-3, None), slice(6, 7), slice(9, 2)):
        assert journal[place] == numbers[place]
    assert journal[::2] == numbers[::2]


def test_a_bounded_journal_forgets_its_beginning_and_keeps_its_numbers() -> None:
    journal: Journal[int] = Journal(3)
    for number in range(10):
        journal.append(number)
    assert (len(journal), journal.first, list(journal)) == (10, 7, [7, 8, 9])
    assert (journal[7], journal[-1], journal[5:], journal[8:], journal[:8]) == (7, 9, [7, 8, 9], [8, 9], [7])
    for place in (6, -4, 10):
        with pytest.raises(IndexError):
            journal[place]


async def test_memory_stays_level_while_a_bot_writes_to_thousands() -> None:
    server = Server(ManualClock(), kept=200, kept_messages=2)
    bot = server.add_bot(TOKEN)
    chats = [server.private_chat(bot, server.add_user(f"R{number}")) for number in range(2000)]
    pace = SendRate(server)
    tracemalloc.start()
    try:
        sizes = []
        for _ in range(4):
            for chat in chats:
                server.post(chat, bot.account, text="x", bot=bot)
            sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert (sizes[3] - sizes[1]) / 4000 < 40, "bytes for each message; SendRate needs sixteen"
    assert (len(server.events), len([*server.events])) == (8000, 200)
    assert set(pace.per_chat().values()) == {4}


def test_the_pace_of_a_bot() -> None:
    clock = ManualClock(0.0)
    server = Server(clock)
    bot = server.add_bot(TOKEN)
    ada, group = server.add_user("Ada"), server.add_chat("supergroup", "G")
    private = server.private_chat(bot, ada)
    pace = SendRate(server)
    for moment, chat in ((0.0, private), (0.4, group), (0.9, private), (1.0, group), (30.0, group), (60.5, group)):
        clock.advance(moment - clock.now())
        server.post(chat, bot.account, text="x", bot=bot)
        server.post(chat, ada, text="not the bot's", bot=bot)
    assert len(pace) == 6
    assert pace.per_chat() == {private.id: 2, group.id: 4}
    assert (pace.most_overall(1), pace.most_overall(0.5)) == (3, 2)
    assert (pace.most_in_a_chat(60), pace.most_in_a_chat(61), pace.most_in_a_chat(60, {private.id})) == (3, 4, 2)
    assert pace.times[:2] == [0.0, 0.4]


async def test_a_bounded_server_answers_and_is_read_as_any_other() -> None:
    async with LocalTelegram(kept=5, kept_messages=5) as telegram:
        bot = telegram.server.add_bot(TOKEN)
        reader = TestUser(telegram.server, bot, telegram.server.add_user("Ada"))
        for number in range(20):
            telegram.server.post(reader.chat, bot.account, text=str(number), bot=bot)
        assert (await reader.wait_for_reply()).text == "15", "the oldest that is remembered"
        assert [message.text for message in reader.shown] == [str(number) for number in range(15, 20)]


async def test_readers_wait_for_what_they_mean(stage: Stage) -> None:
    reader, place = stage.reader, {"chat_id": stage.reader.chat.id}
    first = await stage.result("sendMessage", **place, text="first")
    second = await stage.result("sendMessage", **place, text="second")
    await stage.result("editMessageText", **place, message_id=second["message_id"], text="second, later")
    await stage.result("editMessageText", **place, message_id=first["message_id"], text="first, later")
    await stage.result("deleteMessage", **place, message_id=second["message_id"])
    assert (await reader.wait_for_message()).text == "first"
    assert (await reader.wait_for_edit(reader.chat.messages[first["message_id"]])).text == "first, later"
    assert (await reader.wait_for_deletion()).id == second["message_id"]
    with pytest.raises(AssertionError, match="nothing came"):
        await reader.wait_for_reply(0.01)
    assert [message.text for message in reader.shown] == ["first, later"]


async def test_readers_of_a_topic_and_of_a_channel(stage: Stage) -> None:
    server, ada = stage.telegram.server, stage.reader.account
    forum = server.add_chat("supergroup", "Forum", [ada], is_forum=True)
    channel = server.add_chat("channel", "Papers", [ada], username="papers")
    for chat in (forum, channel):
        server.set_status(chat, stage.bot, ada, "administrator")
    topic = server.add_topic(forum, "推理")
    inside, general = (TestUser(server, stage.bot, ada, forum, thread) for thread in (topic.id, 1))
    subscriber = TestUser(server, stage.bot, ada, channel)
    await stage.result("sendMessage", chat_id=forum.id, text="to all")
    await stage.result("sendMessage", chat_id=forum.id, text="to some", message_thread_id=topic.id)
    post = await stage.result("sendMessage", chat_id="@papers", text="a paper", disable_notification=True)
    assert post["sender_chat"]["title"] == "Papers"
    assert (await inside.wait_for_reply()).text == "to some"
    assert (await general.wait_for_reply()).text == "to all"
    shown = await subscriber.wait_for_message()
    assert (shown.text, shown.silent) == ("a paper", True)
    await stage.result("editMessageText", chat_id=channel.id, message_id=post["message_id"], text="corrected")
    assert (await subscriber.wait_for_edit(shown)).text == "corrected"
    subscriber.says("/subscribe")
    inside.says("/subscribe")
    kinds = [(next(iter(update.keys() - {"update_id"})), update) for update in await stage.result("getUpdates")]
    posts = [update["channel_post"]["text"] for kind, update in kinds if kind == "channel_post"]
    assert posts == ["/subscribe"]
    assert kinds[-1][1]["message"]["message_thread_id"] == topic.id


async def test_a_person_rewrites_a_message(stage: Stage) -> None:
    said = stage.reader.says("/ask fist")
    stage.reader.edits(said, "/ask first")
    told = await stage.result("getUpdates")
    assert told[1]["edited_message"]["text"] == "/ask first"
    assert told[1]["edited_message"]["message_id"] == told[0]["message"]["message_id"]
