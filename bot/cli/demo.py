"""``papercache demo``: the bot as it is, on a Telegram of one's own, with a chat in the browser. No token, no network.

Everything lives in a scratch folder and ends with Ctrl-C: a copy of the notes, the library over it, the local Bot API
server with its page, and the bot as its own process, which knows nothing of all this but the server's address.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import secrets
import signal
import sys
import tempfile
import webbrowser
from collections import deque
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.cli.progress import progress_bar
from bot.cli.scratch_notes import ScratchNotes
from bot.config.secrets import TOKEN_VARIABLE
from bot.config.settings import Settings
from bot.errors import BotError
from bot.library import open_library
from bot.local_telegram import LocalTelegram
from bot.local_telegram.demo_chats import prepare_demo_chats
from bot.local_telegram.fault_buttons import fault_buttons
from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.page import Page, Published, page_routes
from bot.local_telegram.state import Bot
from bot.locales import Texts
from retrieval import LIBRARY_FILE, Library, RetrievalError, copy_library

BOT_ID = 7_000_000_001
BOT_NAME, BOT_USERNAME = "PaperCache", "papercache_bot"
STOP_SECONDS = 10.0
"""How long the bot may take to end before it is killed."""
LAST_WORDS = 12
"""Lines of the bot's log that are shown when it ends by itself."""
_TROUBLE = re.compile(r"WARNING|ERROR|CRITICAL")


def run_demo(
    settings: Settings,
    config: Path | None,
    out: Console,
    texts: Texts,
    *,
    questions: Sequence[str] = (),
    port: int = 0,
) -> None:
    """Show the bot in the browser until Ctrl-C.

    ``config`` is the file that ``settings`` came from, for the bot's process; ``questions`` are suggested to the
    person; ``port`` is the page's, 0 a free one. Raises BotError when the port is taken or the bot ends by itself, and
    RetrievalError when there is no library of the notes.
    """
    with tempfile.TemporaryDirectory(prefix="papercache-demo-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        notes = ScratchNotes(folder / "notes", settings.sources)
        # most of what would have to be found out about the notes is known already
        copy_library(settings.data / LIBRARY_FILE, folder / "data" / LIBRARY_FILE, notes.moved)
        settings = settings.model_copy(
            update={"sources": notes.sources, "data": folder / "data", "database": str(folder / "bot.db")}
        )
        with open_library(settings) as library:
            try:
                with progress_bar(out, texts) as progress:
                    library.refresh(progress)
            except RetrievalError as error:
                if library.needs_refresh:
                    raise
                out.print(Text(str(error), style="yellow"))
            asyncio.run(_Demo(settings, config, out, texts, notes, library).run(questions, port))


class _Demo:
    def __init__(
        self,
        settings: Settings,
        config: Path | None,
        out: Console,
        texts: Texts,
        notes: ScratchNotes,
        library: Library,
    ) -> None:
        self._settings = settings
        self._config = config
        self._out = out
        self._texts = texts
        self._notes = notes
        self._library = library
        self._log: deque[str] = deque(maxlen=LAST_WORDS)

    async def run(self, questions: Sequence[str], port: int) -> None:
        stopping = _stop_signal()
        try:
            telegram = LocalTelegram(port=port)
        except OSError as error:
            raise BotError(f"Port {port} cannot be used: {error.strerror}. Choose another with --port.") from None
        token = f"{BOT_ID}:{secrets.token_urlsafe(26)}"
        bot = telegram.server.add_bot(token, BOT_NAME, BOT_USERNAME)
        chats = prepare_demo_chats(telegram.server, bot)
        faults = fault_buttons(telegram.server, FaultInjection(telegram.server), chats)
        page = Page(telegram.server, bot, chats.readers, self._publish if self._notes.left else None, faults)
        telegram.application.router.routes.extend(page_routes(page))
        async with telegram, self._bot_process(telegram.base_url, token) as process:
            stopped = asyncio.create_task(stopping.wait())
            ended = asyncio.create_task(process.wait())
            listening = asyncio.create_task(_listening(telegram, bot))
            await asyncio.wait({stopped, ended, listening}, return_when=asyncio.FIRST_COMPLETED)
            if not stopped.done() and not ended.done():
                await self._invite(telegram.base_url, questions)
                await asyncio.wait({stopped, ended}, return_when=asyncio.FIRST_COMPLETED)
            for task in (stopped, ended, listening):
                task.cancel()
            if process.returncode is not None and not stopping.is_set():
                raise BotError("the bot ended by itself; its last words:\n" + "\n".join(self._log))
        self._out.print(self._texts("cli-demo-ended"))

    async def _invite(self, address: str, questions: Sequence[str]) -> None:
        self._out.print()
        self._out.print(Text(self._texts("cli-demo-address", address=address), style="bold"))
        self._out.print(self._texts("cli-demo-try"))
        for question in questions:
            self._out.print(Text(f"  · {question}"))
        self._out.print(self._texts("cli-demo-end"), style="dim")
        if _has_browser():
            await asyncio.to_thread(webbrowser.open, address)

    async def _publish(self) -> Published:
        file = await asyncio.to_thread(self._notes.publish)
        if file is None:
            return Published("", 0)
        try:
            await asyncio.to_thread(self._library.refresh)
        except RetrievalError as error:
            self._out.print(Text(str(error), style="red"))
            return Published(file.stem, self._notes.left)
        # the bot watches the folder too and may have been first to take it up
        titles = (paper.title for paper in self._library.papers() if paper.path.rsplit("/", 1)[-1] == file.stem)
        return Published(next(titles, file.stem), self._notes.left)

    @contextlib.asynccontextmanager
    async def _bot_process(self, address: str, token: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run ``papercache bot`` against ``address``; it has ended when this ends."""
        command = [sys.executable, "-m", "bot.cli.main", *(["--config", str(self._config)] if self._config else [])]
        for source in self._settings.sources:
            command += ["--notes", str(source)]
        command += ["--data", str(self._settings.data), "bot"]
        away = ",".join(filter(None, (os.environ.get("NO_PROXY", os.environ.get("no_proxy")), "127.0.0.1")))
        environment = os.environ | {
            TOKEN_VARIABLE: token,
            "PAPERCACHE_TELEGRAM__BASE_URL": address,
            # the owner's own bot may be served by a webhook, and watched; ports are its own too
            "PAPERCACHE_TELEGRAM__MODE": "polling",
            "PAPERCACHE_MONITORING__PORT": "0",
            "PAPERCACHE_DATABASE": str(self._settings.database),
            # beside the copies of the notes there are no names and no glossary
            "PAPERCACHE_CATEGORIES": str(self._settings.categories or "null"),
            "PAPERCACHE_GLOSSARY": json.dumps([str(file) for file in self._settings.glossary]),
            # a person who publishes a paper wants to see it arrive
            "PAPERCACHE_ANNOUNCEMENTS__REST_SECONDS": "1",
            "NO_PROXY": away,
            "no_proxy": away,
        }
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=environment,
            # Ctrl-C is for us: we end the bot while the server still answers it
            start_new_session=True,
        )
        listening = asyncio.create_task(self._show_log(process))
        try:
            yield process
        finally:
            await _end(process)
            await listening

    async def _show_log(self, process: asyncio.subprocess.Process) -> None:
        """Keep the bot's last words, and show warnings and faults as they come."""
        assert process.stdout is not None  # noqa: S101  it was asked for
        while line := await process.stdout.readline():
            words = line.decode("utf-8", "replace").rstrip()
            self._log.append(words)
            if _TROUBLE.search(words):
                self._out.print(Text(words, style="yellow"))


async def _listening(telegram: LocalTelegram, bot: Bot) -> None:
    """Wait until the bot asks for its updates."""
    server = telegram.server
    while not any(call.method.lower() == "getupdates" and call.bot_id == bot.account.id for call in server.calls):
        await server.change()


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _stop_signal() -> asyncio.Event:
    """Return what is set when the person (or the system) asks us to end."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stopping.set)
    return stopping


def _has_browser() -> bool:
    """Return whether a window can be opened: on a bare server a browser would only take the terminal over."""
    return sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
