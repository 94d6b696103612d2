"""Restarts, orderly or by ``kill -9``, and faults of the bot's own database: what holds across them."""

import asyncio
import signal
import sqlite3

from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import Refusal
from bot.local_telegram.state import Bot
from tests.bot.conversation.bot_harness import Room
from tests.bot.conversation.process import BotProcess


async def _again(room: Room) -> BotProcess:
    return await (await BotProcess(room.config).start()).listening(room.telegram)


async def test_what_was_taken_up_is_not_worked_on_again(room: Room) -> None:
    server, faults = room.telegram.server, FaultInjection(room.telegram.server)
    room.english.says("/lang")
    room.english.presses("🌐 中文", await room.english.wait_for_reply())
    await room.english.wait_for_reply()
    room.english.says("/help")
    answered = room.bot.updates[0]
    assert "怎么用" in (await room.english.wait_for_reply()).text
    # the second is killed while it answers, before Telegram has the answer
    held = asyncio.Event()

    async def hold(_: Bot, name: str, __: Parameters) -> None:
        if name == "sendMessage":
            await held.wait()
            raise Refusal(502, "Bad Gateway")

    server.gates.append(hold)
    sent = sum(call.method == "sendMessage" for call in server.calls)
    room.chinese.says("/latest")
    begun = room.bot.updates[-1]
    await server.until(lambda: sum(call.method == "sendMessage" for call in server.calls) > sent, 20)
    await room.process.stop(signal.SIGKILL)
    held.set()
    server.gates.remove(hold)
    for update in (begun, answered):
        if update not in room.bot.updates:
            faults.repeat_update(room.bot, update)
    room.chinese.says("/start")
    process = await _again(room)
    try:
        assert "你好" in (await room.chinese.wait_for_reply()).text
        room.english.says("/start")
        assert "你好" in (await room.english.wait_for_reply()).text, "the language is remembered"
        assert process.log.count("is passed over") == 2
    finally:
        await process.kill()


async def test_readers_are_answered_while_the_database_is_held(room: Room) -> None:
    room.english.says("/help")
    await room.english.wait_for_reply()
    held = sqlite3.connect(room.config.with_name("bot.db"), isolation_level=None)
    try:
        held.execute("BEGIN IMMEDIATE")
        for said, expected in (("/start", "Hello"), ("/lang", "English"), ("/help", "How it works")):
            room.english.says(said)
            assert expected in (await room.english.wait_for_reply()).text
        room.english.says("/lang")
        room.english.presses("🌐 中文", await room.english.wait_for_reply())
        assert "中文" in (await room.english.wait_for_reply()).text
    finally:
        held.close()
    assert room.process.log.count("Readers are answered without it") == 1
    assert "Traceback" not in room.process.log
