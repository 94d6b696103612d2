"""Starting and stopping, also while Telegram is silent, and serving on while the library changes."""

import asyncio
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.refusals import Refusal
from tests.bot.conversation.bot_harness import Room
from tests.bot.conversation.process import ROOT, TOKEN, BotProcess, environment, write_config


def _last_line(log: str) -> str:
    return log.strip().splitlines()[-1]


async def test_a_signal_ends_it_in_order(room: Room) -> None:
    room.english.says("/help")
    await room.english.wait_for_reply()
    assert await room.process.stop(signal.SIGTERM) == 0
    assert "Traceback" not in room.process.log
    assert not room.bot.updates, "what was handled is acknowledged"


async def test_a_wrong_token_is_one_line(empty_room: Room) -> None:
    wrong = "123456:a_wrong_token_of_the_right_length_00"
    process = await BotProcess(empty_room.config, wrong).start()
    assert await process.wait() == 1
    assert "Telegram refuses the bot's token" in _last_line(process.log)
    assert "Traceback" not in process.log
    assert wrong not in process.log


async def test_a_second_one_ends_and_the_first_goes_on(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    second = await BotProcess(room.config).start()
    # both are newcomers, so one of the two must go; the other one serves
    waits = [asyncio.create_task(room.process.wait()), asyncio.create_task(second.wait())]
    done, left = await asyncio.wait(waits, timeout=60, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result() for task in done] == [1]
    ended = room.process if room.process.ended else second
    assert "Another process already receives this bot's messages" in _last_line(ended.log)
    assert "Traceback" not in ended.log
    for task in left:
        task.cancel()
    await second.kill()


async def test_it_waits_for_the_network_at_the_start(empty_room: Room) -> None:
    gate = _Outage()
    empty_room.telegram.server.gates.append(gate)
    await empty_room.process.start()
    await empty_room.telegram.server.until(lambda: gate.count >= 2, 60)
    empty_room.telegram.server.gates.clear()
    await empty_room.process.listening(empty_room.telegram)
    empty_room.english.says("/help")
    assert (await empty_room.english.wait_for_reply()).text


class _Outage:
    """Answers everything as a gateway does that finds nobody behind it."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self, *_: object) -> None:
        self.count += 1
        raise Refusal(502, "Bad Gateway")


async def test_a_penalty_does_not_hold_up_the_end(room: Room) -> None:
    faults = FaultInjection(room.telegram.server)
    faults.penalty(100)
    room.english.says("/help")
    await room.telegram.server.until(lambda: bool(room.telegram.refused), 20)
    began = time.monotonic()
    assert await room.process.stop() == 0
    assert time.monotonic() - began < 10
    assert "unfinished" in room.process.log


async def test_a_long_penalty_is_kept_in_silence(room: Room) -> None:
    faults, server = FaultInjection(room.telegram.server), room.telegram.server
    faults.penalty(3600)
    room.english.says("/help")
    await server.until(lambda: bool(room.telegram.refused), 20)
    # it is this chat's: another is answered
    room.chinese.says("KV 缓存怎么分页？")
    assert "缓存" in (await room.chinese.wait_for_reply()).text
    room.english.says("/help")
    await room.process.writes("gets no answer", 2)
    group = room.in_group(room.chinese)
    faults.penalty(1800)
    group.says("/help@papercache_bot")
    await room.process.writes("gets no answer", 3)
    # now it is everybody's
    calls = len([call for call in server.calls if call.method != "getUpdates"])
    room.chinese.says("/help")
    await room.process.writes("gets no answer", 4)
    assert len([call for call in server.calls if call.method != "getUpdates"]) == calls, "not a word during the penalty"
    assert "Traceback" not in room.process.log
    warnings = [line for line in room.process.log.splitlines() if "(429)" in line]
    assert ["private chat for 3600 seconds" in warnings[0], "any chat for 1800 seconds" in warnings[1]] == [True] * 2
    assert len(warnings) == 2


async def test_what_is_under_way_is_finished_before_the_end(room: Room) -> None:
    FaultInjection(room.telegram.server).delay(1.0, "sendMessage")
    room.english.says("/help")
    await room.telegram.server.until(lambda: room.telegram.server.calls[-1].method == "sendMessage", 20)
    assert await room.process.stop() == 0
    assert "Just send a question" in room.english.last.text
    assert "unfinished" not in room.process.log


async def test_a_new_note_is_taken_up_and_a_broken_library_serves_on(room: Room, tmp_path: Path) -> None:
    data, notes = tmp_path / "data", tmp_path / "notes"
    shutil.copytree(ROOT / "notes", notes)
    await room.process.stop()
    config = write_config(tmp_path, data, f"{room.telegram.base_url}/bot", notes)
    process = await (await BotProcess(config).start()).listening(room.telegram)
    try:
        room.english.says("/paper Zeppelin Scheduling")
        assert "couldn't find that paper" in (await room.english.wait_for_reply()).text
        (notes / "llm" / "engineering" / "inference" / "2025-05-Zeppelin.md").write_text(
            "---\ntitle: Zeppelin Scheduling\ndate: 2025-05\nsummary: {zh: 飞艇调度。, en: Airships.}\n---\n"
            "## 主要贡献\n飞艇。\n",
            "utf-8",
        )
        index = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli.main", "--config", str(config), "index"), env=environment(), cwd=tmp_path
        )
        assert await index.wait() == 0
        room.english.says("/paper Zeppelin Scheduling")
        assert (await room.english.wait_for_reply()).text.startswith("Zeppelin Scheduling")
        (data / "library.db").write_bytes(b"not a library at all" * 1000)
        room.english.says("How does PagedAttention reduce memory waste?")
        assert "PagedAttention" in (await room.english.wait_for_reply()).text
    finally:
        await process.kill()


async def test_menus_and_descriptions_are_set_once(room: Room) -> None:
    menus = room.bot.commands
    scopes = {"all_private_chats", "all_group_chats", "all_chat_administrators"}
    assert set(menus) == {(scope, language) for scope in scopes for language in ("", "zh", "en")}
    assert menus["all_private_chats", "zh"] != menus["all_private_chats", "en"] == menus["all_private_chats", ""]
    offered = {scope: {command["command"] for command in menus[scope, "en"]} for scope in scopes}
    assert offered["all_group_chats"] < offered["all_chat_administrators"] == offered["all_private_chats"]
    assert "lang" not in offered["all_group_chats"]
    # English is what everybody else gets, so Telegram shows it to English readers without being told twice
    assert room.bot.descriptions["zh"] != room.bot.descriptions[""]
    assert set(room.bot.descriptions) == set(room.bot.short_descriptions) == {"", "zh"}
    await room.process.stop()
    again = await BotProcess(room.config).start()
    await again.listening(room.telegram)
    sets = [call for call in room.telegram.server.calls if call.method.startswith("setMy")]
    assert len(sets) == len(menus) + 2 * 2
    await again.kill()
    assert TOKEN not in room.process.log
