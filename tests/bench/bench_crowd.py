"""Two hundred readers who ask at once, over HTTP on loopback: how long until the answer, with our pacing and without.

What pacing costs is what Telegram's limit of 30 messages a second asks for: the last of 200 answers cannot leave before
some seven seconds. Printed, never judged.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.local_telegram import LocalTelegram, TestUser
from tests.bot.conversation.process import TOKEN, BotProcess, environment, write_config

READERS = 200
QUESTIONS = (
    "How does PagedAttention reduce memory waste?",
    "KV 缓存怎么按页管理？",
    "How can pipeline parallelism get rid of bubbles?",
    "流水线并行的气泡怎么消除？",
)
UNPACED = """
import bot.app
from telegram.ext import BaseRateLimiter

class Unpaced(BaseRateLimiter):
    async def initialize(self): pass
    async def shutdown(self): pass
    async def process_request(self, callback, args, kwargs, endpoint, data, rate_limit_args):
        return await callback(*args, **kwargs)

bot.app.Pacing = lambda *_, **__: Unpaced()
from bot.cli.main import main
main()
"""


@pytest.mark.parametrize("paced", [True, False])
def bench_two_hundred_readers_at_once(tmp_path: Path, paced: bool) -> None:
    taken = asyncio.run(_crowd(tmp_path, ("-m", "bot.cli.main") if paced else ("-c", UNPACED)))
    p95 = statistics.quantiles(taken, n=20)[-1]
    how = "with pacing   " if paced else "without pacing"
    print(
        f"{how}: median {statistics.median(taken):.2f} s, p95 {p95:.2f} s, last of {READERS} after {max(taken):.2f} s"
    )


async def _crowd(folder: Path, program: tuple[str, ...]) -> list[float]:
    async with LocalTelegram() as telegram:
        server = telegram.server
        bot = server.add_bot(TOKEN, "PaperCache", "papercache_bot")
        config = write_config(folder, folder / "data", telegram.base_url)
        command = [sys.executable, "-m", "bot.cli.main", "--config", str(config), "index"]
        subprocess.run(command, env=environment(), check=True, capture_output=True)
        process = BotProcess(config, program=program)
        try:
            await process.start()
            await process.listening(telegram)
            readers = [TestUser(server, bot, server.add_user(f"R{number}")) for number in range(READERS)]
            await asyncio.sleep(1)  # the bot begins: what it does first is not what is measured

            async def ask(reader: TestUser, question: str) -> float:
                began = time.monotonic()
                reader.says(question)
                await reader.wait_for_reply(120)
                return time.monotonic() - began

            asked = (ask(reader, QUESTIONS[number % len(QUESTIONS)]) for number, reader in enumerate(readers))
            return list(await asyncio.gather(*asked))
        finally:
            await process.kill()
