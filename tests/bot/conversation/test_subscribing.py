"""Subscribing in conversation: by words, by ticks, by plain words, by links; in groups, topics and channels."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.local_telegram import LocalTelegram, Reader
from bot.local_telegram.readers import buttons
from bot.local_telegram.state import Member, StoredMessage
from bot.state import Database, connect
from bot.state.choices import Choices, choices_of
from bot.state.schema import SubscriptionRow
from bot.views.codes import digest, node_id
from bot.views.links import subscribe_link
from bot.views.subscription_codes import Follow
from retrieval.papers import Bilingual, Category, short_id
from tests.bot.conversation.conftest import Room
from tests.bot.conversation.process import BRISK, TOKEN, BotProcess, write_config

pytestmark = pytest.mark.asyncio(loop_scope="module")
INFERENCE = node_id(Category("llm/engineering/inference", Bilingual("推理优化")))
PAGED = (
    "llm/engineering/inference/2023-09-Efficient-Memory-Management-for-Large-Language-Model-Serving-with-PagedAttention"
)
Held = set[tuple[str, str]]


Conversation = Callable[..., Coroutine[None, None, None]]
CONVERSATIONS: dict[str, tuple[Conversation, tuple[object, ...]]] = {}


def conversation(*cases: tuple[object, ...]) -> Callable[[Conversation], Conversation]:
    """Let a conversation be held, with each of its cases, at the same time as all the others."""

    def add(held: Conversation) -> Conversation:
        for number, case in enumerate(cases or ((),)):
            CONVERSATIONS[f"{held.__name__}-{number}" if cases else held.__name__] = (held, case)
        return held

    return add


class Readers:
    """A room in which the bot listens, with a new reader for every test."""

    def __init__(self, telegram: LocalTelegram, room: Room, database: Database) -> None:
        self.telegram = telegram
        self.room = room
        self.database = database

    def new(self, language: str = "en") -> Reader:
        """Seat somebody whom the bot has not met."""
        world = self.telegram.world
        return Reader(world, self.room.bot, world.add_user("Reader", language_code=language))

    def held(self, chat_id: int, thread_id: int = 0) -> Held:
        """Give what a target subscribed to."""
        query = select(SubscriptionRow).where(
            SubscriptionRow.chat_id == chat_id, SubscriptionRow.thread_id == thread_id
        )
        return {(row.kind, row.value) for row in self.database.run_now(lambda session: session.scalars(query).all())}

    def choices(self, chat_id: int) -> Choices:
        """Give what a chat chose."""
        return self.database.run_now(lambda session: choices_of(session, chat_id))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def under_way(
    indexed: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, asyncio.Task[None]]]:
    """Begin all conversations with one bot; nothing it sends may be refused."""
    folder = tmp_path_factory.mktemp("subscribing")
    async with LocalTelegram() as telegram:
        world = telegram.world
        bot = world.add_bot(TOKEN, "PaperCache", "papercache_bot")
        config = write_config(folder, indexed, telegram.base_url)
        config.write_text(config.read_text("utf-8") + "announcements:\n  most_subscriptions: 4\n", "utf-8")
        process = BotProcess(config, program=BRISK)
        people = [world.add_user(name, language_code=code) for name, code in (("林", "zh"), ("Ada", "en"))]
        some = [Reader(world, bot, account) for account in people]
        try:
            await (await process.start()).listening(telegram)
            with connect(folder / "bot.db") as database:
                readers = Readers(telegram, Room(telegram, bot, process, config, *some), database)
                tasks = {
                    name: asyncio.create_task(begin(readers, *case)) for name, (begin, case) in CONVERSATIONS.items()
                }
                try:
                    yield tasks
                finally:
                    for task in tasks.values():
                        task.cancel()
                    await asyncio.gather(*tasks.values(), return_exceptions=True)
            assert "ERROR" not in process.log
            assert {call.method for call in telegram.refused} <= {"getChat"}, "only a channel that it does not know"
        finally:
            await process.kill()


async def _says(reader: Reader, text: str) -> StoredMessage:
    reader.says(text)
    return await reader.wait_for_reply()


async def _presses(reader: Reader, button: str, message: StoredMessage | None = None) -> StoredMessage:
    reader.presses(button, message)
    return await reader.wait_for_reply()


def _button(message: StoredMessage, part: str) -> str:
    return next(text for row in buttons(message) for text in row if part in text)


@conversation(
    ("/subscribe 推理优化", {("category", "llm/engineering/inference")}),
    ("/subscribe inference papers", {("category", "llm/engineering/inference")}),
    ("/subscribe osdi 2025", {("venue", "osdi25")}),
    ("/subscribe OSDI", {("venue", "osdi")}),
    ("/subscribe kv cache, 量化 -survey", {("words", "kv cache, 量化, -survey")}),
    ("/subscribe 投机解码里怎么减少草稿模型开销", {("idea", "投机解码里怎么减少草稿模型开销")}),
    ("/subscribe everything", {("all", "")}),
    ("/subscribe 2309.06180", {("paper", PAGED)}),
    ("订阅强化学习", {("category", "llm/algorithm/RL"), ("category", "llm/engineering/rl")}),
    ("subscribe me to kv cache papers, please", {("category", "llm/engineering/inference/kvcache")}),
    ("notify me about draft model overhead", {("words", "draft model overhead")}),
)
async def what_is_named_is_subscribed_to_once(readers: Readers, said: str, held: Held) -> None:
    reader = readers.new()
    shown = await _says(reader, said)
    assert "Subscribed" in shown.text
    assert readers.held(reader.chat.id) == held
    assert "already have" in (await _says(reader, said)).text
    assert readers.held(reader.chat.id) == held


@conversation()
async def another_reading_takes_the_place_of_the_first(readers: Readers) -> None:
    reader = readers.new("zh-hans")
    shown = await _says(reader, "/subscribe kv cache")
    assert "KV 缓存" in shown.text
    words = await _presses(reader, "🔤 当作关键词", shown)
    assert words.id == shown.id
    assert readers.held(reader.chat.id) == {("words", "kv cache")}
    await _presses(reader, "💡 当作想法", shown)
    assert readers.held(reader.chat.id) == {("idea", "kv cache")}
    undone = await _presses(reader, "↩ 撤销", shown)
    assert "已撤销" in undone.text
    assert readers.held(reader.chat.id) == set()
    await _presses(reader, "🗂 当作分类", shown)
    assert readers.held(reader.chat.id) == {("category", "llm/engineering/inference/kvcache")}


@conversation()
async def what_was_there_before_is_not_taken_back(readers: Readers) -> None:
    reader = readers.new()
    await _says(reader, "/subscribe osdi")
    again = await _says(reader, "/subscribe osdi")
    assert not any("Undo" in text for row in buttons(again) for text in row)
    await _presses(reader, "🔤 As words", again)
    assert readers.held(reader.chat.id) == {("venue", "osdi"), ("words", "osdi")}


@conversation()
async def a_tree_of_ticks_in_one_message(readers: Readers) -> None:
    reader = readers.new()
    tree = await _says(reader, "/subscribe")
    diffusion = _button(tree, "Diffusion")
    assert diffusion.startswith("☐")
    ticked = await _presses(reader, diffusion, tree)
    assert ticked.id == tree.id
    assert readers.held(reader.chat.id) == {("category", "diffusion")}
    await _presses(reader, _button(ticked, "Choose below"), tree)
    level = reader.last
    assert "Large language models" in level.text
    await _presses(reader, "☐ Engineering", tree)
    assert ("category", "llm/engineering") in readers.held(reader.chat.id)
    below = await _presses(reader, _open_below(reader.last), tree)
    inference = _button(below, "Inference optimisation")
    assert inference.startswith("☑"), "what lies below is ticked with it"
    pressed = reader.presses(inference, tree)
    assert "Engineering" in (await reader.wait_for_answer(pressed)).text
    await _presses(reader, _button(below, "All of Engineering"), tree)
    assert readers.held(reader.chat.id) == {("category", "diffusion")}
    done = await _presses(reader, "✓ Done", tree)
    assert "One subscription" in done.text
    assert "Diffusion models" in done.text


def _open_below(level: StoredMessage) -> str:
    row = next(row for row in level.keyboard or [] if "Engineering" in row[0]["text"])
    return str(row[1]["callback_data"])


@conversation()
async def everything_covers_all(readers: Readers) -> None:
    reader = readers.new()
    tree = await _says(reader, "/subscribe")
    ticked = await _presses(reader, "☐ Everything new", tree)
    assert readers.held(reader.chat.id) == {("all", "")}
    assert all(text.startswith("☑") for row in buttons(ticked)[:-2] for text in row[:1])
    await _presses(reader, "☑ Everything new", tree)
    assert readers.held(reader.chat.id) == set()


@conversation()
async def the_list_pauses_and_removes(readers: Readers) -> None:
    reader = readers.new()
    assert "No subscriptions yet" in (await _says(reader, "/subscriptions")).text
    await _says(reader, "/subscribe osdi")
    await _says(reader, "/subscribe <b>& co</b>")
    shown = await _says(reader, "/subscriptions")
    assert "2 subscriptions" in shown.text
    assert "<b>& co</b>" in shown.text
    paused = await _presses(reader, "⏸ OSDI", shown)
    assert "paused" in paused.text
    await _presses(reader, "▶ OSDI", shown)
    assert "paused" not in reader.last.text
    assert reader.last.text.count("paused") == 0
    await _presses(reader, "⏸ Pause all", shown)
    assert reader.last.text.count("paused") == 2
    await _presses(reader, "▶ Resume all", shown)
    removed = await _presses(reader, "✕ Remove", shown)
    assert "Unsubscribed: OSDI" in removed.text
    assert readers.held(reader.chat.id) == {("words", "<b>& co</b>")}


@conversation()
async def removing_everything_asks_first(readers: Readers) -> None:
    reader = readers.new()
    for what in ("osdi", "量化"):
        await _says(reader, f"/subscribe {what}")
    question = await _says(reader, "unsubscribe from everything")
    assert "2 subscriptions" in question.text
    assert len(readers.held(reader.chat.id)) == 2
    gone = await _presses(reader, "✕ Remove all", question)
    assert "No subscriptions" in gone.text
    assert readers.held(reader.chat.id) == set()


@conversation(
    ("扩散模型", "取消订阅扩散模型", "zh"),
    ("强化学习", "别再给我发强化学习的论文", "zh"),
    ("RL", "stop sending me rl papers", "en"),
    ("kv cache, 量化", "/unsubscribe 量化，KV Cache", "en"),
    ("osdi 2025", "/unsubscribe osdi25", "en"),
)
async def unsubscribing_by_name(readers: Readers, subscribed: str, said: str, language: str) -> None:
    reader = readers.new(language)
    await _says(reader, f"/subscribe {subscribed}")
    before = readers.held(reader.chat.id)
    shown = await _says(reader, said)
    after = readers.held(reader.chat.id)
    if subscribed == "kv cache, 量化":
        # another order is another wish: the list shows what there is
        assert after == before
        assert "no subscription" in shown.text
        return
    assert before
    assert not after
    assert "Unsubscribed" in shown.text or "已取消" in shown.text


@conversation()
async def questions_about_subscribing_are_answered_as_questions(readers: Readers) -> None:
    reader = readers.new()
    shown = await _says(reader, "How does publish/subscribe work in parameter servers?")
    assert "Subscribed" not in shown.text
    assert readers.held(reader.chat.id) == set()


@conversation()
async def a_card_s_button_follows_what_is_like_it(readers: Readers) -> None:
    reader = readers.new()
    card = await _says(reader, "/paper 2309.06180")
    shown = await _presses(reader, "🔔 More like this", card)
    assert shown.id != card.id
    assert readers.held(reader.chat.id) == {("paper", PAGED)}
    await _presses(reader, "↩ Undo", shown)
    assert readers.held(reader.chat.id) == set()


@conversation(
    (Follow("h", "a"), ("all", "")),
    (Follow("h", "c", INFERENCE), ("category", "llm/engineering/inference")),
    (Follow("h", "v", digest("osdi")), ("venue", "osdi")),
    (Follow("h", "p", short_id(PAGED)), ("paper", PAGED)),
)
async def a_deep_link_asks_once(readers: Readers, follow: Follow, held: tuple[str, str]) -> None:
    reader = readers.new()
    payload = subscribe_link("papercache_bot", follow).partition("start=")[2]
    question = await _says(reader, f"/start {payload}")
    assert readers.held(reader.chat.id) == set()
    done = await _presses(reader, "🔔 Subscribe", question)
    assert done.id == question.id
    assert "Subscribed" in done.text
    assert readers.held(reader.chat.id) == {held}


@conversation()
async def a_link_to_what_is_no_more_shows_the_ticks(readers: Readers) -> None:
    assert "What should I tell you about" in (await _says(readers.new(), "/start s_c0123456789")).text


@conversation()
async def times_are_chosen_in_place(readers: Readers) -> None:
    reader = readers.new()
    await _says(reader, "/subscribe osdi")
    shown = await _says(reader, "/subscriptions")
    await _presses(reader, "⏰ When", shown)
    await _presses(reader, "○ Weekly", shown)
    await _presses(reader, "Fr", shown)
    await _presses(reader, "🕘 At 09:00", shown)
    await _presses(reader, "18:00", shown)
    await _presses(reader, _button(reader.last, "🌍"), shown)
    await _presses(reader, _button(reader.last, "Berlin"), shown)
    await _presses(reader, "🌙 No quiet hours", shown)
    await _presses(reader, "22:00–08:00", shown)
    last = await _presses(reader, _button(reader.last, "gets its note"), shown)
    assert last.id == shown.id
    assert readers.choices(reader.chat.id) == Choices("weekly", 18, 4, "Europe/Berlin", (22, 8), True)
    assert "Every Friday at 18:00" in last.text
    assert "on Friday at 18:00" in (await _says(reader, "/subscriptions")).text


@conversation()
async def times_are_typed(readers: Readers) -> None:
    reader = readers.new("zh")
    assert "上海" in (await _says(reader, "/timezone 北京")).text
    await _says(reader, "/quiet 22点到8点")
    assert readers.choices(reader.chat.id) == Choices(time_zone="Asia/Shanghai", quiet=(22, 8))
    unsure = await _says(reader, "/timezone Europe/Berln")
    assert "不认识" in unsure.text
    await _presses(reader, _button(unsure, "柏林"), unsure)
    await _says(reader, "/quiet off")
    assert readers.choices(reader.chat.id) == Choices(time_zone="Europe/Berlin")
    assert "钟点" in (await _says(reader, "/quiet sometimes")).text


@conversation()
async def what_the_last_days_would_have_brought(readers: Readers) -> None:
    reader = readers.new()
    await _says(reader, "/subscribe everything")
    assert "In the last 30 days" in (await _says(reader, "/preview")).text


@conversation()
async def a_chat_has_its_limit(readers: Readers) -> None:
    reader = readers.new()
    for what in ("osdi", "sosp", "nsdi", "量化"):
        await _says(reader, f"/subscribe {what}")
    full = await _says(reader, "/subscribe 扩散模型")
    assert "4 subscriptions are the most" in full.text
    assert len(readers.held(reader.chat.id)) == 4
    tree = await _says(reader, "/subscribe")
    pressed = reader.presses("☐ Everything new", tree)
    assert "4 subscriptions" in (await reader.wait_for_answer(pressed)).text


@conversation()
async def a_group_s_subscriptions_are_its_administrators_affair(readers: Readers) -> None:
    owner = readers.room.in_group(readers.room.english)
    shown = await _says(owner, "/subscribe osdi")
    member = Reader(readers.telegram.world, readers.room.bot, readers.room.chinese.account, owner.chat)
    owner.chat.members[member.account.id] = Member(member.account)
    assert "管理员" in (await _says(member, "/subscribe sosp")).text
    assert "管理员" in (await _says(member, "@papercache_bot 订阅强化学习")).text
    pressed = member.presses("↩ Undo", shown)
    assert "管理员" in (await member.wait_for_answer(pressed)).text
    assert readers.held(owner.chat.id) == {("venue", "osdi")}


@conversation()
async def a_topic_subscribes_for_itself(readers: Readers) -> None:
    topic = readers.room.in_group(readers.room.english, forum=True)
    shown = await _says(topic, "/subscribe inference")
    assert shown.thread_id == topic.thread_id
    topic.thread_id, thread_id = 0, topic.thread_id
    await _says(topic, "/subscribe osdi")
    topic.thread_id = thread_id
    assert readers.held(topic.chat.id, topic.thread_id) == {("category", "llm/engineering/inference")}
    assert readers.held(topic.chat.id, 0) == {("venue", "osdi")}
    listed = await _says(topic, "/subscriptions")
    assert "OSDI" not in listed.text
    await _presses(topic, "＋ Topics", listed)
    assert _button(topic.last, "Diffusion").startswith("☐")
    await _presses(topic, _button(topic.last, "Diffusion"), listed)
    assert ("category", "diffusion") in readers.held(topic.chat.id, topic.thread_id)


@conversation()
async def a_channel_from_its_administrator_s_private_chat(readers: Readers) -> None:
    world, room = readers.telegram.world, readers.room
    reader = readers.new()
    channel = world.add_chat("channel", "New <papers>", [reader.account], username="new_papers")
    assert "may not post" in (await _says(reader, "/subscribe @new_papers osdi")).text
    assert "can't see" in (await _says(reader, "/subscribe @no_such_channel osdi")).text
    channel.members[room.bot.account.id] = Member(room.bot.account, "administrator")
    shown = await _says(reader, "/subscribe @new_papers osdi")
    assert "New <papers>" in shown.text
    assert readers.held(channel.id) == {("venue", "osdi")}
    await _presses(reader, "🔤 As words", shown)
    assert readers.held(channel.id) == {("words", "osdi")}
    assert readers.held(reader.chat.id) == set()
    tree = await _says(reader, "/subscribe @new_papers")
    await _presses(reader, _button(tree, "Diffusion"), tree)
    assert ("category", "diffusion") in readers.held(channel.id)
    await _presses(reader, "✓ Done", tree)
    await _presses(reader, "⏰ When", tree)
    await _presses(reader, "○ Daily", tree)
    assert readers.choices(channel.id).cadence == "daily"
    assert readers.choices(reader.chat.id).cadence == "at_once"
    stranger = readers.new()
    assert "Only administrators" in (await _says(stranger, "/subscribe @new_papers osdi")).text
    data = next(button["callback_data"] for row in reader.last.keyboard or [] for button in row)
    own = await _says(stranger, "/subscribe")
    pressed = stranger.presses_stale(data, own)
    assert "Only administrators" in (await stranger.wait_for_answer(pressed)).text


@conversation()
async def a_post_in_a_channel_subscribes_it(readers: Readers) -> None:
    world, room = readers.telegram.world, readers.room
    channel = world.add_chat("channel", "Papers", [room.english.account])
    channel.members[room.bot.account.id] = Member(room.bot.account, "administrator")
    editor = Reader(world, room.bot, room.english.account, channel)
    shown = await _says(editor, "/subscribe osdi")
    assert readers.held(channel.id) == {("venue", "osdi")}
    reader = Reader(world, room.bot, room.chinese.account, channel)
    pressed = reader.presses(_button(shown, "↩"), shown)
    assert (await reader.wait_for_answer(pressed)).text
    assert readers.held(channel.id) == {("venue", "osdi")}
    await _says(editor, "/unsubscribe osdi")
    assert readers.held(channel.id) == set()


@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_the_conversation(under_way: dict[str, asyncio.Task[None]], name: str) -> None:
    await under_way[name]
