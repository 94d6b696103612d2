"""Many readers at once: everybody is answered once, in order, within Telegram's limits."""

import asyncio
import statistics
import time
from collections.abc import Callable

import pytest

from bot.local_telegram import TestUser
from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.state import Event
from tests.bot.conversation.bot_harness import Room

READERS = 200
QUESTION = "How does PagedAttention reduce memory waste?"

pytestmark = pytest.mark.slow


def _most_in_any_second(times: list[float]) -> int:
    return max(sum(start <= moment < start + 1.0 for moment in times) for start in times)


async def test_two_hundred_readers_at_once(
    room: Room, record_testsuite_property: Callable[[str, object], None]
) -> None:
    server = room.telegram.server
    FaultInjection(server).enforce_limits()
    readers = [
        TestUser(server, room.bot, server.add_user(f"R{number}", language_code="en")) for number in range(READERS)
    ]
    began = time.monotonic()
    taken: list[float] = []

    async def ask(reader: TestUser) -> None:
        said = reader.says(QUESTION)
        reply = await reader.wait_for_reply(120)
        taken.append(time.monotonic() - began)
        assert reply.reply_to is not None
        assert reply.reply_to.id == said.id
        assert "PagedAttention" in reply.text

    await asyncio.gather(*(ask(reader) for reader in readers))
    sent: list[Event] = [event for event in server.events if event.kind == "sent" and event.subject.sender.is_bot]
    assert len(sent) == READERS
    assert len({event.chat_id for event in sent}) == READERS
    assert not room.telegram.refused, "the server enforces the limits"
    arrivals = [call.date for call in server.calls if call.method == "sendMessage"]
    assert _most_in_any_second(arrivals) <= 30
    p95 = statistics.quantiles(taken, n=20)[-1]
    record_testsuite_property("crowd_p95_seconds", round(p95, 2))
    print(f"{READERS} readers: all answered after {max(taken):.1f} s, p95 {p95:.1f} s")
    assert p95 < 60


async def test_one_reader_s_questions_are_answered_in_order(room: Room) -> None:
    FaultInjection(room.telegram.server).enforce_limits()
    questions = [room.english.says(text) for text in ("/help", QUESTION, "/start", "/list", QUESTION)]
    replies = [await room.english.wait_for_reply() for _ in questions]
    assert [reply.reply_to.id for reply in replies if reply.reply_to] == [said.id for said in questions]
    assert not room.telegram.refused
