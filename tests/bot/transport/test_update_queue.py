"""Update order: within a chat one by one, between chats side by side."""

import asyncio
import gc
from typing import Any

import pytest
from telegram import Update

from bot.metrics import Metrics
from bot.transport.update_queue import ChatOrder, chat_key


def _update(number: int, chat: int) -> Update:
    message = {
        "message_id": number,
        "date": 1,
        "chat": {"id": chat, "type": "private", "first_name": "x"},
        "from": {"id": 99, "is_bot": False, "first_name": "x"},
        "text": "x",
    }
    return Update.de_json({"update_id": number, "message": message}, None)


async def test_a_chat_in_order_and_chats_side_by_side() -> None:
    order = ChatOrder(working=4)
    log: list[tuple[str, int, int]] = []
    gates = {(chat, number): asyncio.Event() for chat in (1, 2) for number in range(3)}

    async def work(chat: int, number: int) -> None:
        log.append(("begin", chat, number))
        await gates[chat, number].wait()
        log.append(("end", chat, number))

    tasks = [
        asyncio.create_task(order.process_update(_update(10 * chat + number, chat), work(chat, number)))
        for number in range(3)
        for chat in (1, 2)
    ]
    await _settle()
    assert log == [("begin", 1, 0), ("begin", 2, 0)]
    gates[2, 1].set()  # the second of a chat may be ready long before the first
    gates[1, 0].set()
    await _settle()
    assert log[2:] == [("end", 1, 0), ("begin", 1, 1)]
    for gate in gates.values():
        gate.set()
    await asyncio.gather(*tasks)
    for chat in (1, 2):
        mine = [(kind, number) for kind, other, number in log if other == chat]
        assert mine == [(kind, number) for number in range(3) for kind in ("begin", "end")]
    assert not order._turns


async def test_a_flooding_chat_does_not_use_up_the_places_of_others() -> None:
    order = ChatOrder(working=2)
    stop = asyncio.Event()
    done: list[str] = []

    async def wait() -> None:
        await stop.wait()

    async def quick() -> None:
        done.append("other")

    flood = [asyncio.create_task(order.process_update(_update(n, 1), wait())) for n in range(50)]
    await _settle()
    await asyncio.wait_for(order.process_update(_update(100, 2), quick()), 5)
    assert done == ["other"]
    stop.set()
    await asyncio.gather(*flood)


async def test_an_update_that_comes_twice_is_worked_on_once() -> None:
    order = ChatOrder()
    worked: list[int] = []

    async def work(number: int) -> None:
        worked.append(number)

    for number in (1, 2, 1, 3, 2):
        await order.process_update(_update(number, 1), work(number))
    assert worked == [1, 2, 3]


async def test_what_was_taken_up_before_is_passed_over_when_its_turn_comes() -> None:
    asked: list[object] = []

    async def take_up(update: object) -> bool:
        asked.append(update)
        return isinstance(update, Update) and update.update_id != 2

    order = ChatOrder(take_up=take_up)
    worked: list[int] = []

    async def work(number: int) -> None:
        worked.append(number)

    for number in (1, 2, 3, 1):
        await order.process_update(_update(number, 1), work(number))
    assert worked == [1, 3]
    assert len(asked) == 3, "what this process knows is not asked for again"


async def test_an_error_lets_the_next_one_in() -> None:
    order = ChatOrder()

    async def fail() -> None:
        raise ValueError

    async def succeed() -> Any:
        return None

    failed = asyncio.create_task(order.process_update(_update(1, 1), fail()))
    await asyncio.wait_for(order.process_update(_update(2, 1), succeed()), 5)
    assert isinstance(failed.exception(), ValueError)


def test_an_update_without_a_chat_goes_by_its_user() -> None:
    query = {
        "id": "1",
        "from": {"id": 99, "is_bot": False, "first_name": "x"},
        "query": "q",
        "offset": "",
    }
    assert chat_key(Update.de_json({"update_id": 1, "inline_query": query}, None)) == ("user", 99)
    assert chat_key(_update(1, 5)) == ("chat", 5)
    assert chat_key(object())[0] == "alone"  # type: ignore[index]


async def _settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_updates_are_counted_by_kind_and_once() -> None:
    metrics = Metrics()
    order = ChatOrder(metrics=metrics)

    async def nothing() -> None:
        pass

    press = {"id": "1", "from": {"id": 99, "is_bot": False, "first_name": "x"}, "chat_instance": "1", "data": "x"}
    pressed = Update.de_json({"update_id": 3, "callback_query": press}, None)
    for update in (_update(1, 5), _update(2, 5), _update(2, 5), pressed, Update(4), "no update"):
        await order.process_update(update, nothing())
    counted = {
        kind: metrics.registry.get_sample_value("papercache_updates_total", {"kind": kind})
        for kind in ("message", "callback_query", "other")
    }
    assert counted == {"message": 2, "callback_query": 1, "other": 2}


async def test_an_update_that_cannot_be_taken_up_leaves_nothing_behind() -> None:
    # a coroutine that is never awaited would warn, and warnings are errors here
    async def breaks(_: object) -> bool:
        raise OverflowError

    async def work() -> None:
        raise AssertionError

    order = ChatOrder(take_up=breaks)
    with pytest.raises(OverflowError):
        await order.process_update(_update(1, 5), work())
    assert not order._turns
    gc.collect()
