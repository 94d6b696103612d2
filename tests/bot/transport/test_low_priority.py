"""Low-priority requests leave only while nothing else waits, and come back to their sender when refused."""

import asyncio
import itertools

import pytest
from telegram.error import BadRequest, RetryAfter

from bot.transport.pacing import Pacing, PendingSend, low_priority
from tests.bot.transport.pacing_fixtures import Telegram, VirtualClock, after, most_in_any, send_low


async def test_what_is_low_priority_leaves_room_for_answers() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    waited: list[float] = []

    async def ask(chat: int) -> None:
        await clock.sleep(0.37 * chat)
        asked = clock.now()
        await server.send(pacing, 10_000 + chat, 0)
        waited.append(clock.now() - asked)

    await clock.run(*(send_low(server, pacing, chat, 0) for chat in range(1, 401)), *(ask(chat) for chat in range(40)))
    times = [time for time, _, _ in server.arrived]
    assert most_in_any([time for time, chat, _ in server.arrived if chat <= 400], 1.0) == 20
    assert most_in_any(times, 1.0) <= 25
    assert max(waited) < 0.2
    # what is left over is used
    assert clock.now() - 1000 < 400 / 20 * 1.1


async def test_answers_pass_what_already_waits() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    quiet = [send_low(server, pacing, chat, 0) for chat in range(1, 101)]
    answers = [server.send(pacing, chat, 1) for chat in range(1001, 1101)]
    await clock.run(*quiet, *answers)
    quiet_times = [time for time, chat, _ in server.arrived if chat <= 100]
    last_answer = max(time for time, chat, _ in server.arrived if chat > 1000)
    # a few left before anybody asked
    assert sum(time < last_answer for time in quiet_times) <= 3
    assert len(server.arrived) == 200
    assert most_in_any([time for time, _, _ in server.arrived], 1.0) <= 25


async def test_an_answer_passes_what_waits_for_the_same_group() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)

    async def ask() -> None:
        await clock.sleep(30.5)
        await server.send(pacing, -7, 1000)

    await clock.run(*(send_low(server, pacing, -7, number) for number in range(40)), ask())
    order = [number for _, _, number in server.arrived]
    # twenty went out within the first half minute; the answer is the first thing after the minute
    assert order.index(1000) == 20
    assert most_in_any([time for time, _, _ in server.arrived], 60.0) == 20


async def test_what_is_low_priority_and_is_refused_comes_back_to_its_sender() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = {1: 30}
    refused, again, other = await clock.run(
        send_low(server, pacing, 1, 0),
        after(clock, 2, send_low(server, pacing, 1, 1)),
        send_low(server, pacing, 2, 2),
    )
    assert isinstance(refused, RetryAfter)
    assert again == {"message_id": 1}
    assert other == {"message_id": 2}
    assert server.times(1) == [1000.0, pytest.approx(1030.0)]


async def test_whether_it_left_is_known() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    sends: list[PendingSend] = []

    async def send() -> None:
        with low_priority() as pending:
            sends.append(pending)
            await server.send(pacing, 7, 0)

    server.refusals = [RetryAfter(500)]
    await clock.run(send(), send())
    assert [pending.left for pending in sends] == [False, False]
    clock.time += 500
    await clock.run(send())
    assert sends[-1].left
    server.refusals = [BadRequest("no")]
    await clock.run(send())
    assert sends[-1].left


async def test_what_is_done_before_leaving_is_done_when_the_turn_has_come_and_may_keep_it_back() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    moments: list[tuple[float, int]] = []
    sends: list[PendingSend] = []

    async def send(number: int, *, fails: bool) -> None:
        async def leaving() -> None:
            moments.append((clock.now(), len(server.arrived)))
            await clock.sleep(0.01)
            if fails:
                raise OSError("not written")

        with low_priority(leaving) as pending:
            sends.append(pending)
            await server.send(pacing, 7, number)

    results = await clock.run(*(send(number, fails=number == 1) for number in range(3)))
    assert [type(result) for result in results] == [type(None), OSError, type(None)]
    assert [number for _, _, number in server.arrived] == [0, 2]
    assert [pending.left for pending in sends] == [True, False, True]
    # one turn after the other: nobody is marked as leaving who still waits
    assert [count for _, count in moments] == [0, 1, 1]
    assert all(later - time >= 1.0 for (time, _), (later, _) in itertools.pairwise(moments))


async def test_a_penalty_that_comes_while_something_is_about_to_leave_keeps_it_back() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = {1: 30, 2: 30}

    async def announce() -> None:
        with low_priority(lambda: clock.sleep(1.0)):
            await server.send(pacing, 3, 0)

    results = await clock.run(
        announce(), after(clock, 0.2, server.send(pacing, 1, 0)), after(clock, 0.4, server.send(pacing, 2, 0))
    )
    assert isinstance(results[0], RetryAfter)
    assert server.times(3) == []


async def test_a_cancelled_request_leaves_no_turn_behind() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    await clock.run(*(send_low(server, pacing, -7, number) for number in range(20)))
    task = asyncio.ensure_future(send_low(server, pacing, -7, 20))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await clock.run(send_low(server, pacing, -7, 21))
    assert [number for _, _, number in server.arrived][-1] == 21
