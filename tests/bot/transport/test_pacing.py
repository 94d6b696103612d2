"""Pacing on a virtual clock: never above a limit, in order, silent where Telegram wants silence."""

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, RetryAfter

from bot.metrics import Metrics
from bot.transport.flood_control import AllSilentError, seconds_of
from bot.transport.pacing import Pacing, PendingSend, low_priority
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
        """What becomes of the next requests, whatever they concern."""
        self.penalties: dict[int, int] = {}
        """How many seconds of silence the next request to a chat is answered with."""
        self.silences: list[tuple[int, float, float]] = []
        """The chats that were to be left alone, from when, and until when."""
        self.ways: list[float] = []
        """How many seconds the next requests take until they arrive."""

    async def receive(self, chat: int, number: int) -> dict[str, int]:
        if self.ways:
            await self.clock.sleep(self.ways.pop(0))
        self.arrived.append((self.clock.now(), chat, number))
        refusal = self.refusals.pop(0) if self.refusals else None
        if seconds := self.penalties.pop(chat, 0):
            refusal = RetryAfter(seconds)
        if isinstance(refusal, RetryAfter):
            self.silences.append((chat, self.clock.now(), self.clock.now() + seconds_of(refusal)))
        if refusal is not None:
            raise refusal
        return {"message_id": number}

    def send(self, pacing: Pacing, chat: int, number: int, endpoint: str = "sendMessage") -> Awaitable[Any]:
        return pacing.process_request(self.receive, (chat, number), {}, endpoint, {"chat_id": chat}, None)

    def answer(self, pacing: Pacing, number: int, endpoint: str = "answerCallbackQuery") -> Awaitable[Any]:
        return pacing.process_request(self.receive, (0, number), {}, endpoint, {}, None)

    def times(self, *chats: int) -> list[float]:
        return [time for time, chat, _ in self.arrived if chat in chats]


async def _after(clock: VirtualClock, seconds: float, request: Awaitable[Any]) -> Any:
    await clock.sleep(seconds)
    return await request


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
    with low_priority() if giving else contextlib.nullcontext():
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


@pytest.mark.parametrize("chat", [7, -7])
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "sendChatAction", "getChatMember"])
async def test_one_flooded_chat_waits_alone(chat: int, method: str) -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = {chat: 60}
    results = await clock.run(
        server.send(pacing, chat, 0, method),
        _after(clock, 1.5, server.send(pacing, 8, 1)),
        _after(clock, 1.5, server.send(pacing, -9, 2, "sendChatAction")),
        _after(clock, 1.5, server.answer(pacing, 3)),
        _after(clock, 10, server.send(pacing, chat, 4)),
        _after(clock, 10, server.send(pacing, chat, 5, "sendChatAction")),
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
        _after(clock, 10, server.send(pacing, -2, 1)),
        *(_after(clock, 12, server.send(pacing, chat, chat)) for chat in (3, -4)),
        _after(clock, 12, server.send(pacing, 5, 5, "sendChatAction")),
        _after(clock, 12, _quietly(server, pacing, 6, 6)),
        _after(clock, 12, server.answer(pacing, 7)),
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
        _after(clock, 20, server.send(pacing, 2, 0)),
        _after(clock, 25, server.send(pacing, 3, 0)),
    )
    assert server.times(3) == [1025.0]


async def test_a_method_that_is_refused_holds_up_itself_only() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.refusals = [RetryAfter(30)]
    await clock.run(
        server.answer(pacing, 0, "answerInlineQuery"),
        _after(clock, 1, server.answer(pacing, 1, "answerInlineQuery")),
        _after(clock, 1, server.answer(pacing, 2, "answerCallbackQuery")),
        _after(clock, 1, server.send(pacing, 3, 3)),
    )
    arrived = {number: time for time, _, number in server.arrived}
    assert arrived == {0: 1030.0, 1: 1030.0, 2: 1001.0, 3: 1001.0}


async def test_announcements_to_others_go_on_with_care_while_a_chat_is_refused() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = {1: 30}
    await clock.run(server.send(pacing, 1, 0), *(_quietly(server, pacing, chat, 0) for chat in range(100, 200)))
    during = [time for time in server.times(*range(100, 200)) if time < 1030.0]
    assert 25 <= len(during) <= 31
    assert _most_in_any(during[3:], 1.0) == 1
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
    results += await clock.run(_quietly(server, pacing, 4, 0))
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
    way = _quietly if announcing else Telegram.send
    await clock.run(way(server, pacing, chat, 0), _after(clock, 5, way(server, pacing, chat, 1)))
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
    for silent, begin, end in server.silences:
        assert not [time for time in server.times(silent) if begin < time < end]


def test_a_retry_after_is_read_in_both_of_the_library_s_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seconds_of(RetryAfter(7)) == 7.0
    monkeypatch.delenv("PTB_TIMEDELTA")
    with pytest.warns(match="timedelta"):
        assert seconds_of(RetryAfter(7)) == 7.0


# ---- the lane of what gives way


def _quietly(server: Telegram, pacing: Pacing, chat: int, number: int) -> Awaitable[Any]:
    async def send() -> Any:
        with low_priority():
            return await server.send(pacing, chat, number)

    return send()


async def test_what_is_low_priority_leaves_room_for_answers() -> None:
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


async def test_what_is_low_priority_and_is_refused_comes_back_to_its_sender() -> None:
    clock = VirtualClock()
    pacing, server = Pacing(clock), Telegram(clock)
    server.penalties = {1: 30}
    refused, again, other = await clock.run(
        _quietly(server, pacing, 1, 0), _after(clock, 2, _quietly(server, pacing, 1, 1)), _quietly(server, pacing, 2, 2)
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
        announce(), _after(clock, 0.2, server.send(pacing, 1, 0)), _after(clock, 0.4, server.send(pacing, 2, 0))
    )
    assert isinstance(results[0], RetryAfter)
    assert server.times(3) == []


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
