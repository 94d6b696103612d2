"""Pacing on a virtual clock: never above a limit, in order, silent where Telegram wants silence."""

import asyncio
import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, RetryAfter

from bot.metrics import Metrics
from bot.transport.flood_control import AllSilentError, seconds_of
from bot.transport.pacing import Pacing, low_priority
from tests.bot.transport.pacing_fixtures import Telegram, VirtualClock, after, most_in_any, send_low


async def test_one_message_a_second_in_a_chat_and_in_order() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    await clock.run(*(server.send(pacing, 7, number, "editMessageText") for number in range(10)))
    assert [number for _, _, number in server.arrived] == list(range(10))
    assert most_in_any([time for time, _, _ in server.arrived], 1.0) == 1
    assert clock.now() - 1000 < 10


@pytest.mark.parametrize("giving", [False, True])
async def test_what_is_long_on_its_way_does_not_arrive_close_to_the_next(giving: bool) -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.ways = [0.8]
    with low_priority() if giving else contextlib.nullcontext():
        await clock.run(server.send(pacing, 7, 0), server.send(pacing, 7, 1))
    assert [time for time, _, _ in server.arrived] == pytest.approx([1000.8, 1001.85])


async def test_twenty_messages_a_minute_in_a_group() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    await clock.run(*(server.send(pacing, -7, number) for number in range(50)))
    assert most_in_any([time for time, _, _ in server.arrived], 60.0) == 20


async def test_not_thirty_messages_a_second_overall() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    await clock.run(*(server.send(pacing, chat, 0) for chat in range(1, 201)))
    assert len(server.arrived) == 200
    assert most_in_any([time for time, _, _ in server.arrived], 1.0) == 25
    assert clock.now() - 1000 < 9


async def test_a_waiting_chat_holds_up_nobody_else() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    await clock.run(*(server.send(pacing, 7, number) for number in range(30)), server.send(pacing, 8, 0))
    assert [time for time, chat, _ in server.arrived if chat == 8] == [1000.0]


@pytest.mark.parametrize("chat", [7, -7])
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "sendChatAction", "getChatMember"])
async def test_one_flooded_chat_waits_alone(chat: int, method: str) -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = {chat: 60}
    results = await clock.run(
        server.send(pacing, chat, 0, method),
        after(clock, 1.5, server.send(pacing, 8, 1)),
        after(clock, 1.5, server.send(pacing, -9, 2, "sendChatAction")),
        after(clock, 1.5, server.answer(pacing, 3)),
        after(clock, 10, server.send(pacing, chat, 4)),
        after(clock, 10, server.send(pacing, chat, 5, "sendChatAction")),
    )
    assert all(isinstance(result, dict) for result in results)
    assert server.times(8, -9, 0) == [1001.5] * 3
    refused, *later = server.times(chat)
    assert refused == 1000.0
    assert len(later) == 3
    assert 1060.0 <= min(later) < 1061.0


@pytest.mark.parametrize(("first", "second", "end"), [(60, 60, 1070.0), (600, 20, 1030.0), (15, 60, 1070.0)])
async def test_when_another_chat_is_refused_too_nothing_goes_to_any(first: int, second: int, end: float) -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = {1: first, -2: second}
    await clock.run(
        server.send(pacing, 1, 0),
        after(clock, 10, server.send(pacing, -2, 1)),
        *(after(clock, 12, server.send(pacing, chat, chat)) for chat in (3, -4)),
        after(clock, 12, server.send(pacing, 5, 5, "sendChatAction")),
        after(clock, 12, send_low(server, pacing, 6, 6)),
        after(clock, 12, server.answer(pacing, 7)),
    )
    # what puts nothing into a chat is not held up
    assert server.times(0) == [1012.0]
    others = server.times(-2, 3, -4, 5, 6)[1:]
    assert len(others) == 5
    assert end <= min(others) < end + 0.1
    assert all(time >= 1000.0 + first for time in server.times(1)[1:])


async def test_one_after_the_other_two_chats_are_two_penalties() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = {1: 5, 2: 60}
    await clock.run(
        server.send(pacing, 1, 0),
        after(clock, 20, server.send(pacing, 2, 0)),
        after(clock, 25, server.send(pacing, 3, 0)),
    )
    assert server.times(3) == [1025.0]


async def test_a_method_that_is_refused_holds_up_itself_only() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.refusals = [RetryAfter(30)]
    await clock.run(
        server.answer(pacing, 0, "answerInlineQuery"),
        after(clock, 1, server.answer(pacing, 1, "answerInlineQuery")),
        after(clock, 1, server.answer(pacing, 2, "answerCallbackQuery")),
        after(clock, 1, server.send(pacing, 3, 3)),
    )
    arrived = {number: time for time, _, number in server.arrived}
    assert arrived == {0: 1030.0, 1: 1030.0, 2: 1001.0, 3: 1001.0}


async def test_announcements_to_others_go_on_with_care_while_a_chat_is_refused() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = {1: 30}
    await clock.run(server.send(pacing, 1, 0), *(send_low(server, pacing, chat, 0) for chat in range(100, 200)))
    during = [time for time in server.times(*range(100, 200)) if time < 1030.0]
    assert 25 <= len(during) <= 31
    assert most_in_any(during[3:], 1.0) == 1
    # and at full pace after it
    assert max(server.times(*range(100, 200))) < 1030.0 + 70 / 20 * 1.1 + 1.1


async def test_a_long_penalty_fails_at_once_for_its_chat_and_for_all_when_it_is_everybody_s() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = {1: 43_838, 2: 43_000}
    first, again, other = [(await clock.run(server.send(pacing, chat, 0)))[0] for chat in (1, 1, 3)]
    assert isinstance(first, RetryAfter)
    assert isinstance(again, RetryAfter)
    assert not isinstance(again, AllSilentError)
    assert other == {"message_id": 0}
    assert len(server.arrived) == 2
    results = [(await clock.run(send))[0] for send in (server.send(pacing, 2, 0), server.send(pacing, 3, 0))]
    results += await clock.run(send_low(server, pacing, 4, 0))
    assert all(isinstance(result, AllSilentError) for result in results)
    assert 42_990 < seconds_of(results[-1]) <= 43_000
    assert len(server.arrived) == 3
    clock.time += 43_000
    assert await clock.run(server.send(pacing, 3, 0)) == [{"message_id": 0}]
    assert isinstance((await clock.run(server.send(pacing, 1, 0)))[0], RetryAfter)


@pytest.mark.parametrize(
    ("chat", "kind"),
    [
        (4_815_162_342, "a private chat"),
        (-4_815_162, "a group"),
        (-1_001_234, "a group"),
        (-1_001_815_162_342, "a supergroup or channel"),
        ("@some_channel", "a supergroup or channel"),
    ],
)
@pytest.mark.parametrize("announcing", [False, True])
async def test_a_wait_is_told_once_with_the_kind_of_chat_and_the_seconds(
    chat: Any, kind: str, announcing: bool, caplog: pytest.LogCaptureFixture
) -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = {chat: 60}
    way = send_low if announcing else Telegram.send
    await clock.run(way(server, pacing, chat, 0), after(clock, 5, way(server, pacing, chat, 1)))
    (line,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert kind in line.getMessage()
    assert " 60 seconds" in line.getMessage()
    assert str(chat).strip("-@") not in line.getMessage()


async def test_a_bot_wide_wait_is_told_once_and_a_short_one_not_at_all(caplog: pytest.LogCaptureFixture) -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = dict.fromkeys(range(1, 10), 3)
    await clock.run(*(server.send(pacing, chat, 0) for chat in range(1, 10)))
    assert caplog.records == []
    # the three are under way together
    clock.time += 10
    server.ways = [0.5] * 3
    server.penalties = dict.fromkeys(range(1, 4), 60)
    await clock.run(*(server.send(pacing, chat, 0) for chat in range(1, 4)))
    one, all_ = [record.getMessage() for record in caplog.records]
    assert "other chats are answered" in one
    assert "nothing is sent to any chat" in all_


async def test_the_seconds_that_requests_wait_are_counted() -> None:
    clock, metrics = VirtualClock(), Metrics()
    pacing, server = Pacing(clock, metrics=metrics), Telegram(clock)
    server.refusals = [RetryAfter(30)]
    await clock.run(server.send(pacing, 1, 0))
    begin = clock.now()
    await clock.run(*(server.send(pacing, 2, number) for number in range(3)))
    second, third = (time - begin for time, chat, number in server.arrived if chat == 2 and number)
    waited = metrics.registry.get_sample_value("papercache_step_seconds_sum", {"step": "pacing"})
    assert waited == pytest.approx(30 + second + third, abs=0.5)


async def test_other_refusals_are_not_repeated() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.refusals = [BadRequest("no")]
    (result,) = await clock.run(server.send(pacing, 1, 0))
    assert isinstance(result, BadRequest)
    assert len(server.arrived) == 1


async def test_chats_are_forgotten_but_their_limits_are_not() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    await clock.run(*(server.send(pacing, chat, 0) for chat in range(1, 1500)))
    await clock.run(server.send(pacing, 1499, 1))
    times = [time for time, chat, _ in server.arrived if chat == 1499]
    assert times[1] - times[0] >= 1.0
    clock.time += 70
    await clock.run(server.send(pacing, 2000, 0))
    assert len(pacing._chats) == 1


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-3, 3), st.floats(0, 90), st.sampled_from([0, 0, 0, 0, 5]), st.booleans()), max_size=60
    )
)
def test_no_limit_is_ever_exceeded(requests: list[tuple[int, float, int, bool]]) -> None:
    clock = VirtualClock()
    server = Telegram(clock)

    async def scenario() -> None:
        pacing = Pacing(clock)

        async def request(number: int, chat: int, delay: float, penalty: int, quiet: bool) -> None:
            await clock.sleep(delay)
            if penalty:
                server.refusals.append(RetryAfter(penalty))
            await (send_low(server, pacing, chat, number) if quiet else server.send(pacing, chat, number))

        await clock.run(*(request(number, *rest) for number, rest in enumerate(requests)))

    asyncio.run(scenario())
    assert {number for _, _, number in server.arrived} == set(range(len(requests)))
    for chat in {chat for _, chat, _ in server.arrived}:
        times = [time for time, other, _ in server.arrived if other == chat]
        assert most_in_any(times, 1.0) == 1
        if chat < 0:
            assert most_in_any(times, 60.0) <= 20
    if server.arrived:
        assert most_in_any([time for time, _, _ in server.arrived], 1.0) <= 30
    for silent, begin, end in server.silences:
        assert not [time for time in server.times(silent) if begin < time < end]


def test_a_retry_after_is_read_in_both_of_the_library_s_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seconds_of(RetryAfter(7)) == 7.0
    monkeypatch.delenv("PTB_TIMEDELTA")
    with pytest.warns(match="timedelta"):
        assert seconds_of(RetryAfter(7)) == 7.0
