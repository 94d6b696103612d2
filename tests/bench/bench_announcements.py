"""Ten thousand announcements in real time, while a reader keeps asking: pace, memory, and how soon she is answered.

The server is here, with Telegram's limits; the sender and the answers share a bot in a process of its own, with the
pacing as it is. Printed, never judged; takes some nine minutes (PAPERCACHE_TARGETS names another number).
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from pathlib import Path

import pytest

from bot.local_telegram import LocalTelegram, TestUser
from bot.local_telegram.fault_injection import FaultInjection
from bot.state import open_database
from tests.bot.announce.sending.many_chats import Crowd, most_in_any, waiting
from tests.bot.announce.sending.outbox_fixtures import TOKEN

TARGETS = int(os.environ.get("PAPERCACHE_TARGETS", "10000"))
ASKS_EVERY = 2.0
PENALTY_AT, PENALTY_SECONDS = 0.4, 8

BOT = """
import asyncio, sys
from telegram.ext import ApplicationBuilder, MessageHandler, filters
from bot.announce.sender import Sender
from bot.clock import SystemClock
from bot.state import connect
from bot.transport.connection import WatchedRequest
from bot.transport.update_queue import ChatOrder
from bot.transport.pacing import Pacing
from tests.bot.announce.sending.many_chats import PAPER
from tests.bot.announce.sending.outbox_fixtures import Papers
address, token, database = sys.argv[1:]
async def answer(update, context):
    await update.message.reply_text("an answer")
async def main():
    app = (ApplicationBuilder().token(token).base_url(f"{address}/bot").request(WatchedRequest(64))
           .get_updates_request(WatchedRequest(1)).concurrent_updates(ChatOrder()).rate_limiter(Pacing()).build())
    app.add_handler(MessageHandler(filters.TEXT, answer))
    async with app:
        await app.start()
        await app.updater.start_polling()
        await Sender(connect(database), app.bot, Papers(PAPER), SystemClock(), languages=("en", "zh")).run()
asyncio.run(main())
"""


@pytest.mark.timeout(1800)
async def bench_ten_thousand_announcements(tmp_path: Path) -> None:
    """Send, ask, measure at the server."""
    async with LocalTelegram() as telegram:
        server = telegram.server
        bot = server.add_bot(TOKEN, "PaperCache", "papercache_bot")
        faults = FaultInjection(server)
        faults.enforce_limits()
        with open_database(tmp_path / "bot.db") as database:
            crowd = Crowd.gather(server, bot, database, TARGETS)
            reader = TestUser(server, bot, server.add_user("Ada", language_code="en"))
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", BOT, telegram.base_url, TOKEN, str(tmp_path / "bot.db")),
                env={**os.environ, "PTB_TIMEDELTA": "true"},
            )
            await server.until(lambda: any(call.method == "sendMessage" for call in server.calls), 60)
            began, answered, resident = time.monotonic(), [], [_resident(process.pid)]
            left, penalty = TARGETS, False
            while left:
                asked = time.monotonic()
                reader.says("?")
                await reader.wait_for_reply(60)
                answered.append(time.monotonic() - asked)
                await asyncio.sleep(max(ASKS_EVERY - answered[-1], 0))
                left = await database.run(waiting)
                resident.append(_resident(process.pid))
                if not penalty and left < TARGETS * (1 - PENALTY_AT):
                    penalty = True
                    faults.halt(PENALTY_SECONDS, "sendMessage")
                    # during a penalty nobody is answered; that wait is no measure of ours
                    await asyncio.sleep(PENALTY_SECONDS + 1)
            took = time.monotonic() - began
            process.terminate()
            await process.wait()
            states = crowd.judge(database, in_doubt=TARGETS)
    calls = [call for call in server.calls if call.method == "sendMessage"]
    chats: dict[str, list[float]] = {}
    for call in calls:
        chats.setdefault(call.parameters["chat_id"], []).append(call.date)
    groups = [times for chat, times in chats.items() if chat.startswith("-")]
    p95 = statistics.quantiles(answered, n=20)[-1]
    print(f"\n{TARGETS} targets: {dict(states)} in {took:.0f} s, {TARGETS / took:.1f}/s")
    print(f"most in any second: {most_in_any([call.date for call in calls], 1.0)} overall, "
          f"{max(most_in_any(times, 1.0) for times in chats.values())} in a chat; "
          f"in any minute {max(most_in_any(times, 60.0) for times in groups)} in a group; "
          f"refused with 429: {sum(call.code == 429 for call in calls)}, for all: {int(penalty)}")  # fmt: skip
    print(f"resident: {resident[0]} MB at the start, {resident[len(resident) // 2]} in the middle, "
          f"{resident[-1]} at the end, {max(resident)} at most")  # fmt: skip
    print(f"a reader's {len(answered)} questions: median {statistics.median(answered):.2f} s, p95 {p95:.2f} s, "
          f"at most {max(answered):.2f} s")  # fmt: skip


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20
