"""The script: what readers of both languages do, in every kind of chat, with every command and every kind of button.

One bot, all conversations at the same time. A turn is what is said, or ``[`` and the beginning of a button's text, and
what must be seen of the answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from bot.local_telegram import TestUser, buttons, callback_data
from bot.local_telegram.entities import utf16_length
from bot.local_telegram.refusals import Refusal
from bot.local_telegram.state import InlineQuery, Member, StoredMessage
from tests.bot.conversation.bot_harness import Room
from tests.bot.conversation.process import TOKEN

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]


@dataclass(frozen=True)
class Turn:
    """What a reader does, and what is seen: pieces of the text, kinds of entities, beginnings of buttons.

    ``toast`` is what the pressed button says, with no other answer. An answer to a button stands ``in_place`` of the
    message, else it is a new one. ``reply`` points at the bot's last message.
    """

    do: str
    text: tuple[str, ...] = ()
    entities: frozenset[str] = frozenset()
    keys: tuple[str, ...] = ()
    toast: str = ""
    in_place: bool = False
    reply: bool = False


def _says(do: str, *text: str, keys: str = "", entities: str = "", reply: bool = False) -> Turn:
    return Turn(do, text, frozenset(entities.split()), tuple(filter(None, keys.split("|"))), reply=reply)


def _turns(button: str, *text: str, keys: str = "", entities: str = "") -> Turn:
    return Turn(f"[{button}", text, frozenset(entities.split()), tuple(filter(None, keys.split("|"))), in_place=True)


def _opens(button: str, *text: str, keys: str = "", entities: str = "") -> Turn:
    return Turn(f"[{button}", text, frozenset(entities.split()), tuple(filter(None, keys.split("|"))))


def _hears(button: str, toast: str) -> Turn:
    return Turn(f"[{button}", toast=toast)


PAGED = "Efficient Memory Management for Large Language Model Serving with PagedAttention"
QUOTED = "text_link blockquote bold"

CHINESE_BROWSING = (
    _says("/start", "你好", "23 篇", keys="📚 按分类浏览|🆕 最新论文|🌐 English", entities="bold"),
    _turns("📚", "论文分类", "扩散模型", keys="大语言模型"),
    _turns("大语言模型", "大语言模型", "选一个分类", keys="推理优化|‹ 全部主题"),
    _turns("推理优化", "从新到旧", "1. ", keys="1|2|‹"),
    _turns(
        "1", "主要贡献", keys="🔗 相关论文|❝ 引用|📖 读笔记|📄 读原文|↗ 分享|‹ 返回", entities="text_link bold italic"
    ),
    _turns("‹ 返回", "从新到旧"),
    _says("/help", "怎么用", "/privacy", entities="bold bot_command mention"),
    _opens("🆕", "从新到旧", "1. ", keys="1|9–16"),
    _says("2025 年的论文", "从新到旧", "2025-", keys="1|2"),
    _turns("1", "主要贡献", keys="‹ 返回"),
    _says("/latest", "共 23 篇"),
    _turns("9–16", "第 2 / 3 页"),
    _says("/lang", "中文", keys="🌐 English"),
    _turns("🌐 English", "I speak English"),
    _turns("🌐 中文", "中文"),
)

CHINESE_ASKING = (
    _says(
        "给每个请求预留 KV 缓存太浪费，vLLM 怎么解决？",
        PAGED,
        "来自：",
        keys="1. |👍|👎|🌐 English",
        entities=QUOTED,
    ),
    _hears("👍", "谢谢"),
    _hears("👍", "撤回"),
    _hears("👎", "谢谢反馈"),
    _turns("更多结果", "来自：", keys="‹ 前面的结果|👍"),
    _turns("‹ 前面的结果", PAGED),
    _says("它的实验结果呢？", "来自：", entities="text_link"),
    _says("红烧肉怎么做才好吃？", "没有找到", keys="📚|🆕"),
    _says("/forget", "全部删除吗", keys="🗑 全部删除|先不删"),
    _turns("先不删", "什么都没动"),
    _says("/mydata", "评价过的回答", "👎 给每个请求"),
    _says("/nonsense", "没有这个命令"),
)

ENGLISH_BROWSING = (
    _says("/start", "Hello", "23 machine-learning papers", keys="📚 Browse|🆕 Newest|🌐 中文"),
    _says("/paper", "Put an id, a title or an arXiv link"),
    _says("/paper 2309.06180", PAGED, "Main contributions", "SOSP 2023", keys="❝ Cite|🔗 Related"),
    _turns("方法", "方法\n", keys="‹ Back to the paper", entities="bold italic"),
    _turns("‹ Back to the paper", "Main contributions"),
    _turns("🔗 Related", "Related to", keys="1|2|‹ Back to the paper"),
    _turns("2", "Main contributions", keys="‹ Back"),
    _turns("‹ Back", "Related to"),
    _says("https://arxiv.org/abs/2309.06180", PAGED),
    _opens("❝ Cite", "BibTeX", "@inproceedings", entities="pre bold"),
    _says("/venues", "venues", keys="SOSP"),
    _turns("SOSP", PAGED, keys="‹ All venues"),
    _turns("‹ All venues", "venues"),
    _says("/year", "Papers by year", keys="2023"),
    _turns("2023", PAGED, keys="‹ All years"),
    _says("/year 2024", "2024: ", "newest first"),
)

ENGLISH_ASKING = (
    _says("/ask", "Put your question after /ask"),
    _says("How does PagedAttention reduce memory waste?", f"1. {PAGED}", "From: ", keys="1. |👍", entities=QUOTED),
    _opens("1. ", PAGED, "Main contributions"),
    _says("How much throughput does it gain?", PAGED, reply=True),
    _says("How do I repair a bicycle tyre?", "This note has no direct answer", keys="🔎", reply=True),
    _turns("🔎", "couldn't find that in the notes"),
    _says("list papers from sosp", PAGED),
    _says("/privacy", "What I keep", "/forget", entities="bold bot_command"),
    _says("/mydata", "What I keep of you"),
    _says("/categories", "Papers by category", entities="bold"),
)

GROUP = (
    _says("/list@papercache_bot", "Papers by category", keys="🌐 中文"),
    _says("/ask@papercache_bot How does PagedAttention reduce memory waste?", PAGED, keys="👍|👎"),
    _hears("👍", "Thanks"),
    _says("and the experiments?", "From: ", reply=True),
    _says("@papercache_bot KV 缓存怎么按页管理？", PAGED),
    _opens("1. ", "Main contributions"),
    _says("/privacy@papercache_bot", "What I keep"),
    _says("/mydata@papercache_bot", "Rated answers"),
)

TOPIC = (
    _says("/latest@papercache_bot", "从新到旧", keys="1"),
    _turns("1", "主要贡献", keys="‹ 返回"),
    _says("@papercache_bot 流水线并行的气泡怎么消除？", "来自：", keys="👍"),
    _says("实验结果如何？", "来自：", reply=True),
    _says("/venues@papercache_bot", "会议"),
)

CHANNEL = (
    _says("/latest", "newest first", keys="1|9–16"),
    _turns("9–16", "Page 2 of 3"),
    _says("/ask How does PagedAttention reduce memory waste?", PAGED, keys="👍"),
    _says("/help", "How it works"),
)

ASKING = (("周", "zh-hans"), ("Grace", "en"))

INLINE = (("", 10), ("flash attention", 1), ("PagedAttention", 1), ("分页", 1), ("红烧肉怎么做才好吃", 0))
"""What is typed after the bot's name, and the fewest results of it; 0: none, and an offer to ask."""


@pytest.fixture
def room(lasting_room: Room) -> Room:
    return lasting_room.opened_anew()


async def test_the_script(room: Room) -> None:
    server = room.telegram.server
    group = room.in_group(room.english)
    topic = room.in_group(room.chinese, forum=True)
    channel_chat = server.add_chat("channel", "News", [room.english.account])
    channel_chat.members[room.bot.account.id] = Member(room.bot.account, "administrator")
    channel = TestUser(server, room.bot, room.english.account, channel_chat)
    # a chat is told at most one thing a second: who browses and who asks are four, and done in half the time
    asking = [TestUser(server, room.bot, server.add_user(name, language_code=code)) for name, code in ASKING]
    held = (
        *((room.chinese, CHINESE_BROWSING), (room.english, ENGLISH_BROWSING)),
        *zip(asking, (CHINESE_ASKING, ENGLISH_ASKING), strict=True),
        *((group, GROUP), (topic, TOPIC), (channel, CHANNEL)),
    )
    assert sum(len(turns) for _, turns in held) + len(INLINE) >= 60
    for reader in (group, topic):
        reader.says("this is said among ourselves")
    wrong = await asyncio.gather(*(_hold(reader, turns) for reader, turns in held), _types(room.chinese))
    assert [fault for faults in wrong for fault in faults] == []
    assert not room.refused

    # the log of all that: neither the token nor anything that was said, even where an answer was refused
    server.gates.append(_refuse)
    room.english.says("What about a most peculiar secret word?")
    apology = await room.english.wait_for_reply()
    server.gates.remove(_refuse)
    assert "Sorry" in apology.text
    assert "Something odd" in room.log
    said = [turn.do for _, turns in held for turn in turns if turn.do[0] not in "/["]
    for secret in (
        TOKEN,
        TOKEN.split(":")[1],
        "peculiar",
        "among ourselves",
        "林",
        "Ada",
        *dict(ASKING),
        *said,
        *_words(said),
    ):
        assert secret not in room.process.log, secret
    errors = [line for line in room.log.splitlines() if " ERROR " in line or " WARNING " in line]
    assert len(errors) == 1, errors


async def _refuse(_: object, name: str, __: object) -> None:
    if name == "sendMessage" and not _refuse_once:
        _refuse_once.append(True)
        raise Refusal(400, "Bad Request: something odd")


_refuse_once: list[bool] = []


def _words(said: list[str]) -> set[str]:
    return {word for text in said for word in text.split() if len(word) > 7 and word[0] != "@"}


async def _hold(reader: TestUser, turns: tuple[Turn, ...]) -> list[str]:
    """Hold a conversation and give what was not as it should be."""
    wrong = []
    for turn in turns:
        try:
            await _turn(reader, turn)
        except AssertionError as error:
            wrong.append(f"{turn.do!r}: {error}")
    return wrong


async def _turn(reader: TestUser, turn: Turn) -> None:
    if not turn.do.startswith("["):
        said = reader.says(turn.do, reply_to=reader.last if turn.reply else None)
        shown = await reader.wait_for_reply()
        assert shown.reply_to is not None
        assert shown.reply_to.id == said.id
        assert shown.thread_id == said.thread_id
        return _check(shown, turn)
    below = reader.last
    label = next((text for row in buttons(below) for text in row if text.startswith(turn.do[1:])), None)
    assert label is not None, buttons(below)
    pressed = reader.presses(label, below)
    answer = await reader.wait_for_answer(pressed)
    assert turn.toast in answer.text
    if turn.toast:
        return None
    assert not answer.text
    shown = await reader.wait_for_reply()
    assert (shown.id == below.id) is turn.in_place
    return _check(shown, turn)


def _check(shown: StoredMessage, turn: Turn) -> None:
    for piece in turn.text:
        assert piece in shown.text, f"{piece!r} is not in {shown.text!r}"
    kinds = {entity.kind for entity in shown.content.entities}
    assert turn.entities <= kinds, kinds
    labels = [text for row in buttons(shown) for text in row]
    for key in turn.keys:
        assert any(label.startswith(key) for label in labels), f"{key!r} is not in {labels}"
    assert utf16_length(shown.text) <= 4096
    assert len(shown.content.entities) <= 100
    assert all(len(data.encode()) <= 64 for data in callback_data(shown))
    assert not {"<b>", "</a>", "{{", "{ $"} & set(shown.text.split()), shown.text


async def _types(reader: TestUser) -> list[str]:
    wrong = []
    for query, fewest in INLINE:
        typed = reader.server.type_inline(reader.bot, reader.account, query)
        await _answered(reader, typed)
        results = typed.results or []
        if len(results) < fewest or (results and not fewest):
            wrong.append(f"{query!r}: {len(results)} results")
        assert bool(typed.options.get("button")) is not bool(results), "where nothing is found it offers to ask"
    return wrong


async def _answered(reader: TestUser, typed: InlineQuery) -> None:
    assert await reader.server.until(lambda: typed.results is not None, 20)
