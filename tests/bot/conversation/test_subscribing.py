"""Subscribing in private: by words, by ticks, by plain words, by links."""

import re

import pytest

from bot.local_telegram import button_with, buttons
from bot.local_telegram.state import StoredMessage
from bot.state.chats import Target
from bot.state.delivery_settings import DeliverySettings
from bot.state.subscriptions import Subscriber, add_subscription
from bot.views.callback_data import Follow, digest, node_id
from bot.views.links import subscribe_link
from retrieval.types import Bilingual, Category, short_id
from tests.bot.conversation.bot_harness import Subscribers

pytestmark = pytest.mark.asyncio(loop_scope="module")
INFERENCE = node_id(Category("llm/engineering/inference", Bilingual("推理优化")))
PAGED = (
    "llm/engineering/inference/2023-09-Efficient-Memory-Management-for-Large-Language-Model-Serving-with-PagedAttention"
)


@pytest.mark.parametrize(
    ("said", "held"),
    [
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
    ],
)
async def test_what_is_named_is_subscribed_to_once(
    subscribers: Subscribers, said: str, held: set[tuple[str, str]]
) -> None:
    reader = subscribers.new()
    shown = await reader.asks(said)
    assert "Subscribed" in shown.text
    assert subscribers.held(reader.chat.id) == held
    assert "already have" in (await reader.asks(said)).text
    assert subscribers.held(reader.chat.id) == held


@pytest.mark.parametrize("said", ["/subscribe {}", "/follow {}", "订阅 {}", "帮我订阅{}的更新", "subscribe me to {}"])
@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("https://t.me/some_ch/12", "/subscribe @some_ch"),
        ("https://t.me/no_such_ch", "/subscribe @no_such_ch"),
        ("tg://resolve?domain=some_ch&post=3", "/subscribe @some_ch"),
        ("https://telegram.me/some_ch", "/subscribe @some_ch"),
        ("t.me/c/1234567890/5", "/subscribe -1001234567890"),
        ("https://t.me/+AbCdEf0123", "/subscribe @channel"),
        ("https://example.org/feed.xml?a=b", "/subscribe "),
        ("example.org/feed", "/subscribe "),
        ("https://arxiv.org/abs/2401.99999v3", "/subscribe "),
        ("10.1145/3600006.9999999", "/subscribe "),
    ],
)
async def test_an_address_that_is_none_of_ours_is_not_subscribed_to(
    subscribers: Subscribers, said: str, address: str, word: str
) -> None:
    reader = subscribers.new()
    shown = await reader.asks(said.format(address))
    assert word in shown.text
    assert "I can't" in shown.text or "isn't in this collection" in shown.text
    assert "Subscribed" not in shown.text
    assert subscribers.held(reader.chat.id) == set()


@pytest.mark.parametrize("said", ["/subscribe {}", "订阅 {}", "订阅和 {} 类似的论文", "notify me about {}"])
@pytest.mark.parametrize(
    "address",
    [
        "https://arxiv.org/pdf/2309.06180v1",
        "arXiv:2309.06180",
        f"https://t.me/papercache_bot?start=p_{short_id(PAGED)}",
        f"https://example.org/{PAGED}/",
    ],
)
async def test_the_address_of_a_paper_that_is_here_asks_for_others_like_it(
    subscribers: Subscribers, said: str, address: str
) -> None:
    reader = subscribers.new()
    shown = await reader.asks(said.format(address))
    assert "PagedAttention" in shown.text
    assert subscribers.held(reader.chat.id) == {("paper", PAGED)}
    await reader.taps("↩ Undo", shown)
    assert subscribers.held(reader.chat.id) == set()


async def test_what_was_subscribed_to_by_an_address_before_can_be_taken_back_by_it(subscribers: Subscribers) -> None:
    reader, address = subscribers.new(), "https://t.me/some_ch/12"
    subscriber = Subscriber(Target(reader.chat.id), "private", reader.account.id, "en")
    subscribers.database.run_now(lambda session: add_subscription(session, subscriber, "words", address, 1.0, 4))
    assert "Unsubscribed" in (await reader.asks(f"/unsubscribe {address}")).text
    assert subscribers.held(reader.chat.id) == set()


async def test_another_reading_takes_the_place_of_the_first(subscribers: Subscribers) -> None:
    reader = subscribers.new("zh-hans")
    shown = await reader.asks("/subscribe kv cache")
    assert "KV 缓存" in shown.text
    words = await reader.taps("🔤 当作关键词", shown)
    assert words.id == shown.id
    assert subscribers.held(reader.chat.id) == {("words", "kv cache")}
    await reader.taps("💡 当作想法", shown)
    assert subscribers.held(reader.chat.id) == {("idea", "kv cache")}
    undone = await reader.taps("↩ 撤销", shown)
    assert "已撤销" in undone.text
    assert subscribers.held(reader.chat.id) == set()
    await reader.taps("🗂 当作分类", shown)
    assert subscribers.held(reader.chat.id) == {("category", "llm/engineering/inference/kvcache")}


@pytest.mark.parametrize(
    ("language", "said", "word", "apart", "phrase"),
    [
        ("zh-hans", "订阅 kv cache 量化", "逗号", "🔤 任一个词都算", "🔤 当作一个短语"),
        ("en", "/subscribe kv cache 量化", "commas", "🔤 Any of the words", "🔤 As one phrase"),
    ],
)
async def test_how_several_words_are_looked_for_is_told_and_can_be_changed(
    subscribers: Subscribers, language: str, said: str, word: str, apart: str, phrase: str
) -> None:
    reader = subscribers.new(language)
    shown = await reader.asks(said)
    assert word in shown.text
    assert subscribers.held(reader.chat.id) == {("words", "kv cache 量化")}
    changed = await reader.taps(apart, shown)
    assert word not in changed.text
    assert subscribers.held(reader.chat.id) == {("words", "kv cache, 量化")}
    await reader.taps(phrase, shown)
    assert subscribers.held(reader.chat.id) == {("words", "kv cache 量化")}
    await reader.taps(apart, shown)
    await reader.asks("/unsubscribe kv cache 量化")
    assert subscribers.held(reader.chat.id) == set()


@pytest.mark.parametrize("said", ["FlashAttention", "kv cache, 量化", "osdi", "推理优化"])
async def test_what_is_no_phrase_is_not_called_one(subscribers: Subscribers, said: str) -> None:
    shown = await subscribers.new().asks(f"/subscribe {said}")
    assert "one phrase" not in shown.text
    assert not any("Any of" in text for row in buttons(shown) for text in row)


@pytest.mark.parametrize(
    ("said", "language", "count"),
    [
        (
            "/subscribe how to keep the KV cache in pages to save memory",
            "en",
            r"Of the 23 papers here, (one|\d+) would",
        ),
        ("/subscribe 怎么用分页的办法管理 KV 缓存，减少显存浪费", "zh", r"现有的 23 篇里有 \d+ 篇符合"),
        ("/subscribe how to bake a sourdough bread at home", "en", r"None of the 23 papers"),
        ("/subscribe 2309.06180", "en", r"(Of|None of) the 23 papers here"),
    ],
)
async def test_an_idea_says_how_many_papers_fit(subscribers: Subscribers, said: str, language: str, count: str) -> None:
    assert re.search(count, (await subscribers.new(language).asks(said)).text)


async def test_what_was_there_before_is_not_taken_back(subscribers: Subscribers) -> None:
    reader = subscribers.new()
    await reader.asks("/subscribe osdi")
    again = await reader.asks("/subscribe osdi")
    assert not any("Undo" in text for row in buttons(again) for text in row)
    await reader.taps("🔤 As words", again)
    assert subscribers.held(reader.chat.id) == {("venue", "osdi"), ("words", "osdi")}


async def test_a_tree_of_ticks_in_one_message(subscribers: Subscribers) -> None:
    reader = subscribers.new()
    tree = await reader.asks("/subscribe")
    diffusion = button_with("Diffusion", tree)
    assert diffusion.startswith("☐")
    ticked = await reader.taps(diffusion, tree)
    assert ticked.id == tree.id
    assert subscribers.held(reader.chat.id) == {("category", "diffusion")}
    await reader.taps(button_with("Choose below", ticked), tree)
    level = reader.last
    assert "Large language models" in level.text
    await reader.taps("☐ Engineering", tree)
    assert ("category", "llm/engineering") in subscribers.held(reader.chat.id)
    below = await reader.taps(_open_below(reader.last), tree)
    inference = button_with("Inference optimisation", below)
    assert inference.startswith("☑"), "what lies below is ticked with it"
    pressed = reader.presses(inference, tree)
    assert "Engineering" in (await reader.wait_for_answer(pressed)).text
    await reader.taps(button_with("All of Engineering", below), tree)
    assert subscribers.held(reader.chat.id) == {("category", "diffusion")}
    done = await reader.taps("✓ Done", tree)
    assert "One subscription" in done.text
    assert "Diffusion models" in done.text


def _open_below(level: StoredMessage) -> str:
    row = next(row for row in level.keyboard or [] if "Engineering" in row[0]["text"])
    return str(row[1]["callback_data"])


async def test_everything_covers_all(subscribers: Subscribers) -> None:
    reader = subscribers.new()
    tree = await reader.asks("/subscribe")
    ticked = await reader.taps("☐ Everything new", tree)
    assert subscribers.held(reader.chat.id) == {("all", "")}
    assert all(text.startswith("☑") for row in buttons(ticked)[:-2] for text in row[:1])
    await reader.taps("☑ Everything new", tree)
    assert subscribers.held(reader.chat.id) == set()


async def test_the_list_pauses_and_removes(subscribers: Subscribers) -> None:
    reader = subscribers.new()
    assert "No subscriptions yet" in (await reader.asks("/subscriptions")).text
    await reader.asks("/subscribe osdi")
    await reader.asks("/subscribe <b>& co</b>")
    shown = await reader.asks("/subscriptions")
    assert "2 subscriptions" in shown.text
    assert "<b>& co</b>" in shown.text
    paused = await reader.taps("⏸ OSDI", shown)
    assert "paused" in paused.text
    await reader.taps("▶ OSDI", shown)
    assert "paused" not in reader.last.text
    assert reader.last.text.count("paused") == 0
    await reader.taps("⏸ Pause all", shown)
    assert reader.last.text.count("paused") == 2
    await reader.taps("▶ Resume all", shown)
    removed = await reader.taps("✕ Remove", shown)
    assert "Unsubscribed: OSDI" in removed.text
    assert subscribers.held(reader.chat.id) == {("words", "<b>& co</b>")}


async def test_removing_everything_asks_first(subscribers: Subscribers) -> None:
    reader = subscribers.new()
    for what in ("osdi", "量化"):
        await reader.asks(f"/subscribe {what}")
    question = await reader.asks("unsubscribe from everything")
    assert "2 subscriptions" in question.text
    assert len(subscribers.held(reader.chat.id)) == 2
    gone = await reader.taps("✕ Remove all", question)
    assert "No subscriptions" in gone.text
    assert subscribers.held(reader.chat.id) == set()


@pytest.mark.parametrize(
    ("subscribed", "said", "language"),
    [
        ("扩散模型", "取消订阅扩散模型", "zh"),
        ("强化学习", "别再给我发强化学习的论文", "zh"),
        ("RL", "stop sending me rl papers", "en"),
        ("kv cache, 量化", "/unsubscribe 量化，KV Cache", "en"),
        ("osdi 2025", "/unsubscribe osdi25", "en"),
    ],
)
async def test_unsubscribing_by_name(subscribers: Subscribers, subscribed: str, said: str, language: str) -> None:
    reader = subscribers.new(language)
    await reader.asks(f"/subscribe {subscribed}")
    before = subscribers.held(reader.chat.id)
    shown = await reader.asks(said)
    after = subscribers.held(reader.chat.id)
    if subscribed == "kv cache, 量化":
        # another order is another wish: the list shows what there is
        assert after == before
        assert "no subscription" in shown.text
        return
    assert before
    assert not after
    assert "Unsubscribed" in shown.text or "已取消" in shown.text


@pytest.mark.parametrize(
    ("subscribed", "said", "language", "name"),
    [
        ("大模型", "别再给我发强化学习的论文", "zh", "大语言模型"),
        ("everything", "stop sending me rl papers", "en", "every new paper"),
        ("llm", "/unsubscribe RL", "en", "Large language models"),
        ("全部", "不想再收到强化学习的论文了", "zh", "所有新论文"),
        ("大模型", "don't send me PagedAttention papers anymore", "en", "Large language models"),
    ],
)
async def test_what_another_subscription_brings_can_be_left_out(
    subscribers: Subscribers, subscribed: str, said: str, language: str, name: str
) -> None:
    reader = subscribers.new(language)
    await reader.asks(f"/subscribe {subscribed}")
    before = subscribers.held(reader.chat.id)
    shown = await reader.asks(said)
    assert name in shown.text
    assert subscribers.held(reader.chat.id) == before
    done = await reader.taps(button_with("🚫", shown), shown)
    assert done.id == shown.id
    new = subscribers.held(reader.chat.id) - before
    assert new
    assert all(kind == "words" and value.startswith("-") for kind, value in new)
    assert "🚫" in (await reader.asks("/subscriptions")).text
    assert "🚫" in (await reader.asks(said)).text
    assert subscribers.held(reader.chat.id) == before | new
    await reader.taps(button_with("↩", done), done)
    assert subscribers.held(reader.chat.id) == before


async def test_what_goes_on_coming_after_it_was_unsubscribed_from_is_told(subscribers: Subscribers) -> None:
    reader = subscribers.new()
    for what in ("llm", "强化学习"):
        await reader.asks(f"/subscribe {what}")
    shown = await reader.asks("stop sending me rl papers")
    assert "Unsubscribed" in shown.text
    assert "Large language models" in shown.text
    await reader.taps(button_with("🚫", shown), shown)
    assert {value for kind, value in subscribers.held(reader.chat.id) if kind == "words"} == {
        "-category:llm/algorithm/rl",
        "-category:llm/engineering/rl",
    }
    paused = subscribers.new()
    shown = await paused.asks("/subscribe llm")
    await paused.taps("⏸ Large language models", await paused.asks("/subscriptions"))
    assert "no subscription" in (await paused.asks("stop sending me rl papers")).text, "nothing comes while it rests"


async def test_questions_about_subscribing_are_answered_as_questions(subscribers: Subscribers) -> None:
    reader = subscribers.new()
    shown = await reader.asks("How does publish/subscribe work in parameter servers?")
    assert "Subscribed" not in shown.text
    assert subscribers.held(reader.chat.id) == set()


async def test_a_card_s_button_follows_what_is_like_it(subscribers: Subscribers) -> None:
    reader = subscribers.new()
    card = await reader.asks("/paper 2309.06180")
    shown = await reader.taps("🔔 More like this", card)
    assert shown.id != card.id
    assert subscribers.held(reader.chat.id) == {("paper", PAGED)}
    await reader.taps("↩ Undo", shown)
    assert subscribers.held(reader.chat.id) == set()


@pytest.mark.parametrize(
    ("follow", "held"),
    [
        (Follow("h", "a"), ("all", "")),
        (Follow("h", "c", INFERENCE), ("category", "llm/engineering/inference")),
        (Follow("h", "v", digest("osdi")), ("venue", "osdi")),
        (Follow("h", "p", short_id(PAGED)), ("paper", PAGED)),
    ],
)
async def test_a_deep_link_asks_once(subscribers: Subscribers, follow: Follow, held: tuple[str, str]) -> None:
    reader = subscribers.new()
    payload = subscribe_link("papercache_bot", follow).partition("start=")[2]
    question = await reader.asks(f"/start {payload}")
    assert subscribers.held(reader.chat.id) == set()
    done = await reader.taps("🔔 Subscribe", question)
    assert done.id == question.id
    assert "Subscribed" in done.text
    assert subscribers.held(reader.chat.id) == {held}


async def test_a_link_to_what_is_no_more_shows_the_ticks(subscribers: Subscribers) -> None:
    assert "What should I tell you about" in (await subscribers.new().asks("/start s_c0123456789")).text


async def test_times_are_chosen_in_place(subscribers: Subscribers) -> None:
    reader = subscribers.new()
    await reader.asks("/subscribe osdi")
    shown = await reader.asks("/subscriptions")
    await reader.taps("⏰ When", shown)
    await reader.taps("○ Weekly", shown)
    await reader.taps("Fr", shown)
    await reader.taps("🕘 At 09:00", shown)
    await reader.taps("18:00", shown)
    await reader.taps(button_with("🌍", reader.last), shown)
    await reader.taps(button_with("Berlin", reader.last), shown)
    await reader.taps("🌙 No quiet hours", shown)
    await reader.taps("22:00–08:00", shown)
    last = await reader.taps(button_with("gets its note", reader.last), shown)
    assert last.id == shown.id
    assert subscribers.choices(reader.chat.id) == DeliverySettings("weekly", 18, 4, "Europe/Berlin", (22, 8), True)
    assert "Every Friday at 18:00" in last.text
    assert "on Friday at 18:00" in (await reader.asks("/subscriptions")).text


async def test_times_are_typed(subscribers: Subscribers) -> None:
    reader = subscribers.new("zh")
    assert "上海" in (await reader.asks("/timezone 北京")).text
    await reader.asks("/quiet 22点到8点")
    assert subscribers.choices(reader.chat.id) == DeliverySettings(time_zone="Asia/Shanghai", quiet=(22, 8))
    assert "加德满都" in (await reader.asks("/timezone 加德滿都")).text
    assert "取了整点" in (await reader.asks("/quiet 晚上十點半到早上7點")).text
    assert subscribers.choices(reader.chat.id) == DeliverySettings(time_zone="Asia/Kathmandu", quiet=(22, 7))
    assert "取了整点" not in (await reader.asks("/quiet １０ｐｍ to 7am")).text
    assert subscribers.choices(reader.chat.id) == DeliverySettings(time_zone="Asia/Kathmandu", quiet=(22, 7))
    unsure = await reader.asks("/timezone Europe/Berln")
    assert "不认识" in unsure.text
    await reader.taps(button_with("柏林", unsure), unsure)
    await reader.asks("/quiet off")
    assert subscribers.choices(reader.chat.id) == DeliverySettings(time_zone="Europe/Berlin")
    assert "钟点" in (await reader.asks("/quiet sometimes")).text


async def test_what_the_last_days_would_have_brought(subscribers: Subscribers) -> None:
    reader = subscribers.new()
    assert "In the last 30 days: nothing" in (await reader.asks("/preview")).text
    await reader.asks("/subscribe osdi")
    shown = await reader.asks("/preview")
    # nothing was announced, as all was there from the first: the newest that fit are shown
    assert "In the last 30 days: nothing" in shown.text
    assert "The newest here that fit" in shown.text
    assert "OSDI" in shown.text
    card = await reader.taps("1", shown)
    assert card.id == shown.id
    assert "OSDI" in card.text
    chinese = subscribers.new("zh")
    await chinese.asks("订阅全部")
    assert "最新的是" in (await chinese.asks("/preview")).text


async def test_a_chat_has_its_limit(subscribers: Subscribers) -> None:
    reader = subscribers.new()
    for what in ("osdi", "sosp", "nsdi", "量化"):
        await reader.asks(f"/subscribe {what}")
    full = await reader.asks("/subscribe 扩散模型")
    assert "4 subscriptions are the most" in full.text
    assert len(subscribers.held(reader.chat.id)) == 4
    tree = await reader.asks("/subscribe")
    pressed = reader.presses("☐ Everything new", tree)
    assert "4 subscriptions" in (await reader.wait_for_answer(pressed)).text
