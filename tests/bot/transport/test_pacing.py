"""Pacing on a virtual clock: never above a limit, in order, silent during a penalty."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, RetryAfter

from bot.metrics import Metrics
from bot.transport.pacing import Pacing, Passage, giving_way
from tests.virtual_time import VirtualTime


class VirtualClock(VirtualTime):
    """A time that jumps to the next moment somebody waits for, once nothing else can happen."""

    def __init__(self) -> None:
        super().__init__(1000.0)

    async def run(self, *tasks: Awaitable[Any]) -> list[Any]:
        everything = asyncio.gather(*tasks, return_exceptions=True)
        while not everything.done():
            for _ in range(20):
                await asyncio.sleep(0)
            if not everything.done() and self.awaited:
                self.jump()
        return await everything


class Telegram:
    """Notes when each request arrives, and refuses when told to."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.arrived: list[tuple[float, int, int]] = []
        self.refusals: list[Exception] = []
        self.ways: list[float] = []
        """How many seconds the next requests take until they arrive."""

    async def receive(self, chat: int, number: int) -> dict[str, int]:
        if self.ways:
            await self.clock.sleep(self.ways.pop(0))
        self.arrived.append((self.clock.now(), chat, number))
        if self.refusals:
            raise self.refusals.pop(0)
        return {"message_id": number}

    def send(self, pacing: Pacing, chat: int, number: int, endpoint: str = "sendMessage") -> Awaitable[Any]:
        return pacing.process_request(self.receive, (chat, number), {}, endpoint, {"chat_id": chat}, None)


def _most_in_any(times: list[float], seconds: float) -> int:
    return max(sum(start <= time < start + seconds for time in times) for start in times)


async def test_one_message_a_second_in_a_chat_and_in_order() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    await clock.run(*(server.send(pacing, 7, number, "editMessageText") for number in range(10)))
    assert [number for _, _, number in server.arrived] == list(range(10))
    assert _most_in_any([time for time, _, _ in server.arrived], 1.0) == 1
    assert clock.now() - 1000 < 10


@pytest.mark.parametrize("giving", [False, True])
async def test_what_is_long_on_its_way_does_not_arrive_close_to_the_next(giving: bool) -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.ways = [0.8]
    with giving_way() if giving else contextlib.nullcontext():
        await clock.run(server.send(pacing, 7, 0), server.send(pacing, 7, 1))
    assert [time for time, _, _ in server.arrived] == pytest.approx([1000.8, 1001.85])


async def test_twenty_messages_a_minute_in_a_group() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    await clock.run(*(server.send(pacing, -7, number) for number in range(50)))
    assert _most_in_any([time for time, _, _ in server.arrived], 60.0) == 20


async def test_not_thirty_messages_a_second_overall() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    await clock.run(*(server.send(pacing, chat, 0) for chat in range(1, 201)))
    assert len(server.arrived) == 200
    assert _most_in_any([time for time, _, _ in server.arrived], 1.0) == 25
    assert clock.now() - 1000 < 9


async def test_a_waiting_chat_holds_up_nobody_else() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    await clock.run(*(server.send(pacing, 7, number) for number in range(30)), server.send(pacing, 8, 0))
    assert [time for time, chat, _ in server.arrived if chat == 8] == [1000.0]


async def test_a_penalty_silences_everything_for_exactly_its_time() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.refusals = [RetryAfter(30)]
    results = await clock.run(
        *(server.send(pacing, chat, 0) for chat in (1, 2, 3)),
        server.send(pacing, 4, 0, "sendChatAction"),
        pacing.process_request(server.receive, (5, 0), {}, "answerCallbackQuery", {}, None),
    )
    assert all(result == {"message_id": 0} for result in results)
    first, *later = server.arrived
    # what left together with the refused request was already under way
    assert all(time == 1000.0 or time >= 1030.0 for time, _, _ in later)
    assert next(time for time, chat, _ in later if chat == first[1]) < 1031.0


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


async def test_nothing_leaves_while_a_penalty_runs() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.refusals = [RetryAfter(60)]

    async def later() -> None:
        await clock.sleep(10)
        await server.send(pacing, 9, 0)

    await clock.run(server.send(pacing, 1, 0), later())
    assert [time for time, chat, _ in server.arrived if chat == 9] == [1060.0]


async def test_a_long_penalty_fails_at_once_and_so_does_all_else_until_it_is_over() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.refusals = [RetryAfter(43_838)]
    (first,) = await clock.run(server.send(pacing, 1, 0))
    (second,) = await clock.run(server.send(pacing, 2, 0))
    assert isinstance(first, RetryAfter)
    assert isinstance(second, RetryAfter)
    assert len(server.arrived) == 1
    clock.time += 43_838
    assert await clock.run(server.send(pacing, 2, 0)) == [{"message_id": 0}]


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
            await (_quietly(server, pacing, chat, number) if quiet else server.send(pacing, chat, number))

        await clock.run(*(request(number, *rest) for number, rest in enumerate(requests)))

    asyncio.run(scenario())
    assert {number for _, _, number in server.arrived} == set(range(len(requests)))
    for chat in {chat for _, chat, _ in server.arrived}:
        times = [time for time, other, _ in server.arrived if other == chat]
        assert _most_in_any(times, 1.0) == 1
        if chat < 0:
            assert _most_in_any(times, 60.0) <= 20
    if server.arrived:
        assert _most_in_any([time for time, _, _ in server.arrived], 1.0) <= 30


def test_a_retry_after_is_read_in_both_of_the_library_s_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.transport.pacing import seconds_of

    assert seconds_of(RetryAfter(7)) == 7.0
    monkeypatch.delenv("PTB_TIMEDELTA")
    with pytest.warns(match="timedelta"):
        assert seconds_of(RetryAfter(7)) == 7.0


# ---- the lane of what gives way


def _quietly(server: Telegram, pacing: Pacing, chat: int, number: int) -> Awaitable[Any]:
    async def send() -> Any:
        with giving_way():
            return await server.send(pacing, chat, number)

    return send()


async def test_what_gives_way_leaves_room_for_answers() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    waited: list[float] = []

    async def ask(chat: int) -> None:
        await clock.sleep(0.37 * chat)
        asked = clock.now()
        await server.send(pacing, 10_000 + chat, 0)
        waited.append(clock.now() - asked)

    await clock.run(*(_quietly(server, pacing, chat, 0) for chat in range(1, 401)), *(ask(chat) for chat in range(40)))
    times = [time for time, _, _ in server.arrived]
    assert _most_in_any([time for time, chat, _ in server.arrived if chat <= 400], 1.0) == 20
    assert _most_in_any(times, 1.0) <= 25
    assert max(waited) < 0.2
    # what is left over is used
    assert clock.now() - 1000 < 400 / 20 * 1.1


async def test_answers_pass_what_already_waits() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    quiet = [_quietly(server, pacing, chat, 0) for chat in range(1, 101)]
    answers = [server.send(pacing, chat, 1) for chat in range(1001, 1101)]
    await clock.run(*quiet, *answers)
    quiet_times = [time for time, chat, _ in server.arrived if chat <= 100]
    last_answer = max(time for time, chat, _ in server.arrived if chat > 1000)
    # a few left before anybody asked
    assert sum(time < last_answer for time in quiet_times) <= 3
    assert len(server.arrived) == 200
    assert _most_in_any([time for time, _, _ in server.arrived], 1.0) <= 25


async def test_an_answer_passes_what_waits_for_the_same_group() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)

    async def ask() -> None:
        await clock.sleep(30.5)
        await server.send(pacing, -7, 1000)

    await clock.run(*(_quietly(server, pacing, -7, number) for number in range(40)), ask())
    order = [number for _, _, number in server.arrived]
    # twenty went out within the first half minute; the answer is the first thing after the minute
    assert order.index(1000) == 20
    assert _most_in_any([time for time, _, _ in server.arrived], 60.0) == 20


async def test_what_gives_way_is_silent_during_a_penalty_and_goes_on_after_it() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.refusals = [RetryAfter(30)]
    results = await clock.run(*(_quietly(server, pacing, chat, 0) for chat in range(1, 20)))
    assert results == [{"message_id": 0}] * 19
    assert all(time == 1000.0 or time >= 1030.0 for time, _, _ in server.arrived)


async def test_whether_it_left_is_known() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    passages: list[Passage] = []

    async def send() -> None:
        with giving_way() as passage:
            passages.append(passage)
            await server.send(pacing, 7, 0)

    server.refusals = [RetryAfter(500)]
    await clock.run(send(), send())
    assert [passage.left for passage in passages] == [False, False]
    clock.time += 500
    await clock.run(send())
    assert passages[-1].left
    server.refusals = [BadRequest("no")]
    await clock.run(send())
    assert passages[-1].left


async def test_a_cancelled_request_leaves_no_turn_behind() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    await clock.run(*(_quietly(server, pacing, -7, number) for number in range(20)))
    task = asyncio.ensure_future(_quietly(server, pacing, -7, 20))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await clock.run(_quietly(server, pacing, -7, 21))
    assert [number for _, _, number in server.arrived][-1] == 21
