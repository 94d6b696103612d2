"""The bot as a process of its own, as a person would start it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from watchfiles import awatch

from bot.local_telegram import LocalTelegram

ROOT = Path(__file__).parents[3]
TOKEN = "123456:abcdefghijklmnopqrstuvwxyz_ABCDE-1"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
PROGRAM = ("-m", "bot.cli.main")
BRISK = ("-m", "tests.bot.conversation.fast_program")
"""The same, but for the pace in one chat."""


def environment(**more: str) -> dict[str, str]:
    """Return an environment without settings of the machine's owner."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PAPERCACHE_", "TELEGRAM_"))}
    return {**kept, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), **more}


NO_LIMITS = "limits: {reader_per_minute: 0, group_per_minute: 0}"
"""Readers in tests are quicker than people."""


def write_config(
    folder: Path, data: Path, base_url: str, notes: Path = ROOT / "notes", *, more: str = NO_LIMITS
) -> Path:
    """Write a configuration over the project's notes, or over others; ``more`` may go on with ``telegram:``."""
    file = folder / "config.yaml"
    file.write_text(
        f"sources: {notes}\ncategories: {ROOT / 'notes' / 'categories.yaml'}\ndata: {data}\n"
        f"telegram:\n  base_url: {base_url}\n{more}\n",
        "utf-8",
    )
    return file


class BotProcess:
    """``papercache --config FILE bot``, with what it wrote to standard error."""

    def __init__(self, config: Path, token: str = TOKEN, program: tuple[str, ...] = PROGRAM, **variables: str) -> None:
        self._program = program
        self._config = config
        self._variables = {"TELEGRAM_BOT_TOKEN": token, **variables}
        self._errors = config.with_name(f"stderr-{id(self)}.txt")
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> BotProcess:
        """Start it; it may not listen yet."""
        with self._errors.open("wb") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, *self._program, "--config", str(self._config), "bot"),
                env=environment(**self._variables),
                cwd=self._config.parent,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
            )
        return self

    async def listening(self, telegram: LocalTelegram) -> BotProcess:
        """Wait until it asks for updates."""
        before = sum(call.method == "getUpdates" for call in telegram.server.calls)

        def polls() -> bool:
            return sum(call.method == "getUpdates" for call in telegram.server.calls) > before or self.ended

        await telegram.server.until(polls, START_SECONDS)
        assert not self.ended, self.log
        return self

    @property
    def ended(self) -> bool:
        """Whether it has ended by itself."""
        return self._process is not None and self._process.returncode is not None

    @property
    def log(self) -> str:
        """What it wrote so far."""
        return self._errors.read_text("utf-8", "replace")

    async def writes(self, text: str, times: int = 1) -> None:
        """Wait until it has written ``text`` so often."""
        async with asyncio.timeout(STOP_SECONDS):
            async for _ in awatch(self._errors, debounce=100, rust_timeout=200, yield_on_timeout=True):
                if self.log.count(text) >= times:
                    return

    async def wait(self) -> int:
        """Wait for its end and give its exit code."""
        assert self._process is not None
        async with asyncio.timeout(START_SECONDS):
            return await self._process.wait()

    async def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end and give its exit code."""
        assert self._process is not None
        if not self.ended:
            self._process.send_signal(by)
        async with asyncio.timeout(STOP_SECONDS):
            return await self._process.wait()

    async def kill(self) -> None:
        """Make sure that it is gone."""
        if self._process is not None and not self.ended:
            self._process.kill()
            await self._process.wait()
