"""Rights in a group: only its administrators change what it hears and keeps, by any button or command."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.handlers.menu import EVERYWHERE, FOR_ADMINISTRATORS
from bot.local_telegram import TestUser
from bot.local_telegram.state import Account, Chat, ChatType, Member, Status, StoredMessage
from bot.state.chats import remember_chat
from bot.state.schema import AnnouncementRow, DeliveryRow, SubscriptionRow
from bot.views import callback_data as codes
from bot.views.callback_data import digest, node_id
from retrieval.types import Bilingual, Category, short_id
from tests.bot.conversation.bot_harness import Subscribers

pytestmark = pytest.mark.asyncio(loop_scope="module")

INFERENCE = node_id(Category("llm/engineering/inference", Bilingual("推理优化")))
QUESTION = "How does PagedAttention reduce memory waste?"
TABLES = ("chats", "subscriptions", "announcements", "deliveries", "ratings")
SILENT = ("/reindex", "/stats", "/broadcast hello")
"""Commands that there are not, for whoever does not run the bot: a group hears nothing of them."""


def _every_code(row: int) -> list[str]:
    """Return a code of every button that there is, changing something where it can; ``row`` is subscribed to."""
    made = (
        *(codes.ShowCategoryPicker(), codes.PickCategory(True, INFERENCE), codes.PickCategory(True, codes.EVERYTHING)),
        *(codes.PickCategory(False, INFERENCE),),
        *(codes.ShowSubscriptions(), codes.Pause(True), codes.Pause(True, row), codes.Remove(row)),
        *(codes.ConfirmRemoveAll(), codes.RemoveAll(), codes.ShowTimes("q"), codes.ShowPreview()),
        *(codes.ChooseDelivery(*choice) for choice in (("c", "w"), ("h", "7"), ("w", "3"))),
        *(
            codes.ChooseDelivery(*choice)
            for choice in (("z", digest("Asia/Tokyo")), ("q", "2307"), ("q", "x"), ("u", "1"))
        ),
        *(codes.Follow(how, "a") for how in "nhx"),
        *(codes.Follow("n", what, key) for what, key in (("c", INFERENCE), ("v", digest("osdi")))),
        *(
            codes.Follow("x", "v", digest("osdi")),
            codes.Reinterpret("v", "w"),
            codes.Reinterpret("v", "x"),
            codes.Reinterpret("x", "i"),
        ),
        *(codes.Exclude(True), codes.Exclude(False)),
        *(
            codes.OpenPaper(short_id("a")),
            codes.ShowCard(short_id("a")),
            codes.OpenSection(short_id("a"), digest("x")),
        ),
        *(
            codes.ShowRelated(short_id("a")),
            codes.Cite(short_id("a")),
            codes.Browse(),
            codes.BrowseVenue(),
        ),
        *(
            codes.BrowseYear(),
            codes.LatestPage(),
            codes.AnswerPage(),
            codes.ListPage(0),
            codes.SearchPage(),
        ),
        *(
            codes.SwitchLanguage("zh", "i"),
            codes.SwitchLanguage("en", "i"),
        ),
        *(codes.Rate(True), codes.Rate(False), codes.Forget(True), codes.Forget(False)),
        *(codes.Broadcast(True), codes.Broadcast(False), codes.CatchUp(True), codes.CatchUp(False)),
        *(codes.OpenLatest(), codes.ShowGreeting(), codes.ShowHelp(), codes.ShowLanguages()),
    )
    # a class with slots is made twice, and both are known as subclasses: by name they are one
    kinds = {kind.__name__ for kind in (*codes.CallbackData.__subclasses__(),)}
    assert {type(one).__name__ for one in made} == kinds, "every kind of code is tried"
    return [*map(str, made)]


COMMANDS = (
    *(f"/{name}" for name in (*EVERYWHERE, *FOR_ADMINISTRATORS)),
    *("/subscribe sosp", "/subscribe everything", "/follow 推理优化", "/unsubscribe osdi", "/unsubscribe everything"),
    *("/timezone Berlin", "/quiet 22-8", "/quiet off", "/forget", "/start s_all", f"/start s_c{INFERENCE}"),
    *("@papercache_bot 订阅强化学习", "@papercache_bot subscribe me to everything", "@papercache_bot 取消订阅 osdi"),
    *("@papercache_bot stop sending me osdi papers", "/mydata", "/privacy", "/broadcast hello"),
)


def _kept(subscribers: Subscribers) -> dict[str, list[tuple[object, ...]]]:
    """Return all that the bot's database holds, without the numbers of messages."""

    def rows(session: Session) -> dict[str, list[tuple[object, ...]]]:
        return {
            table: sorted(map(tuple, session.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608
            for table in TABLES
        }

    return subscribers.database.run_now(rows)


def _missed(subscribers: Subscribers, chat: Chat, papers: int = 2) -> None:
    """Let a chat have missed some papers."""

    def miss(session: Session) -> None:
        remember_chat(session, chat.id, chat.type, 1.0)
        for number in range(papers):
            path = f"llm/{chat.id}-{number}"
            announced = AnnouncementRow(
                kind="new", path=path, paper_id=short_id(path), title=path, content="1", created_at=1.0
            )
            session.add(announced)
            session.flush()
            delivery = {"announcement_id": announced.id, "chat_id": chat.id, "state": "missed", "due_at": 1.0}
            session.add(DeliveryRow(reason_kind="all", **delivery))

    subscribers.database.run_now(miss)


def _states(subscribers: Subscribers, chat: Chat) -> set[str]:
    query = select(DeliveryRow.state).where(DeliveryRow.chat_id == chat.id)
    return set(subscribers.database.run_now(lambda session: session.scalars(query).all()))


def _joined(subscribers: Subscribers, chat: Chat, status: Status) -> Account:
    """Let somebody new be in a chat."""
    account = subscribers.room.telegram.server.add_user("Kim", language_code="en")
    chat.members[account.id] = Member(account, status)
    return account


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_plain_member_changes_nothing(subscribers: Subscribers, language: str) -> None:
    room = subscribers.room
    owner = room.in_group(room.chinese if language == "zh" else room.english)
    member = TestUser(room.telegram.server, room.bot, _joined(subscribers, owner.chat, "member"), owner.chat)
    below = await owner.asks("/subscribe osdi")
    await owner.asks("/quiet 21-6")
    _missed(subscribers, owner.chat)
    row = subscribers.database.run_now(lambda session: session.scalars(select(SubscriptionRow.id)).all())[-1]
    before = _kept(subscribers)
    for data in _every_code(row):
        await member.wait_for_answer(member.presses_stale(data, below))
        assert _kept(subscribers) == before, data
    for said in COMMANDS:
        member = room.beside(member)
        if said in SILENT:
            member.says(said)
        else:
            assert (await member.asks(said)).text
        assert _kept(subscribers) == before, said


async def _offer(subscribers: Subscribers, kind: ChatType) -> StoredMessage:
    """Return a message of the bot in a chat of a kind that has missed something; the bot may post there."""
    room, server = subscribers.room, subscribers.room.telegram.server
    if kind == "private":
        reader = subscribers.new()
    else:
        chat = server.add_chat(kind, "Readers", [server.add_user("Owner", language_code="en")])
        chat.members[room.bot.account.id] = Member(room.bot.account, "administrator")
        reader = TestUser(server, room.bot, next(iter(chat.members.values())).account, chat)
    shown = await reader.asks("/help")
    _missed(subscribers, reader.chat)
    return shown


@pytest.mark.parametrize("data", [str(codes.CatchUp(True)), str(codes.CatchUp(False))])
@pytest.mark.parametrize(
    ("kind", "status", "may"),
    [
        ("private", "creator", True),
        ("group", "member", False),
        ("group", "administrator", True),
        ("supergroup", "creator", True),
        ("supergroup", "member", False),
        ("supergroup", "restricted", False),
        ("supergroup", "left", False),
        ("supergroup", "administrator", True),
        ("channel", "member", False),
        ("channel", "administrator", True),
    ],
)
async def test_what_was_missed_is_for_administrators_to_take_or_leave(
    subscribers: Subscribers, kind: ChatType, status: Status, may: bool, data: str
) -> None:
    shown = await _offer(subscribers, kind)
    chat = shown.chat
    account = chat.user or _joined(subscribers, chat, status)
    presser = TestUser(subscribers.room.telegram.server, subscribers.room.bot, account, chat)
    answer = await presser.wait_for_answer(presser.presses_stale(data, shown))
    assert ("administrators" in answer.text) is not may
    if may:
        assert (await presser.wait_for_reply()).id == shown.id
    assert ("missed" in _states(subscribers, chat)) is not may
