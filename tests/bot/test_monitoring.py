"""Monitoring: what those who watch the process see, from before the start until after the end."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from telegram.ext import MessageHandler, filters

from bot import lifecycle
from bot.errors import ConflictError, TokenRefusedError
from bot.lifecycle import run_until_stopped
from bot.local_telegram import LocalTelegram, TestUser
from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.state import Bot
from bot.metrics import CONTENT_TYPE, Metrics
from bot.monitoring import Health, monitoring_routes, watch_library
from bot.transport import connection, shutdown
from bot.transport.connection import ConnectionState
from bot.transport.polling import Polling
from bot.transport.server import Server
from bot.transport.shutdown import PunctualApplication
from retrieval import Library, Site, open_source
from tests.bot.transport.clock_fixtures import KINDS, TOKEN, bare_application, free_port
from tests.retrieval.store.store_fixtures import small_embedder

NOTE = "---\ntitle: Paged Attention\ndate: 2023-09\nsummary: {zh: 分页。, en: Pages.}\n---\n## 方法\n分块。\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Return a library of one note, filled."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "2023-09-paged.md").write_text(NOTE, "utf-8")
    with Library.open(tmp_path / "data", [open_source(tmp_path / "notes", Site())], small_embedder()) as library:
        library.refresh()
        yield library


@dataclass
class Post:
    """A bot that is watched while it lives; its handler works until ``let_go`` is set."""

    telegram: LocalTelegram
    application: PunctualApplication
    health: Health
    metrics: Metrics
    line: ConnectionState
    port: int = field(default_factory=free_port)
    working: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self, *_: object) -> None:
        """Work on an update for as long as the test wants."""
        self.working.set()
        await self.let_go.wait()

    async def live(self) -> None:
        """Run the bot until it is told to stop."""
        routes = monitoring_routes(self.health, self.metrics)
        servers = [Server("monitoring", "127.0.0.1", self.port, routes)]
        await run_until_stopped(self.application, Polling(self.application, KINDS), self.health, servers)

    async def asked(self, path: str) -> tuple[int, str]:
        """Return what one of the addresses answers."""
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"http://127.0.0.1:{self.port}{path}")
        return answer.status_code, answer.text.strip()

    async def reaches(self, status: int, words: str) -> None:
        """Wait until the bot says of itself that it is so far."""
        async with asyncio.timeout(20):
            while True:
                try:
                    if await self.asked("/readyz") == (status, words):
                        return
                except httpx.ConnectError:
                    pass
                await asyncio.sleep(0.01)


@pytest.fixture
async def post(library: Library, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Post]:
    monkeypatch.setattr(connection, "FIRST_WAIT_SECONDS", 0.01)
    async with LocalTelegram() as telegram:
        telegram.server.add_bot(TOKEN)
        line = ConnectionState()
        application = bare_application(telegram.base_url, line)
        made = Post(telegram, application, Health(library, line), Metrics(), line)
        application.add_handler(MessageHandler(filters.TEXT, made.work))
        yield made


async def test_ready_is_who_has_started_and_is_not_stopping(post: Post) -> None:
    outage = FaultInjection(post.telegram.server).outage(502, "getMe", times=0)
    life = asyncio.create_task(post.live())
    await post.reaches(503, "starting")
    assert await post.asked("/healthz") == (200, "alive")
    outage.left, outage.method = 0, "none"
    await post.reaches(200, "ready")
    bot = post.telegram.server.bots[TOKEN]
    TestUser(post.telegram.server, bot, post.telegram.server.add_user("Ada")).says("work on this")
    await post.working.wait()
    post.application.stop_running()
    await post.reaches(503, "stopping")
    assert await post.asked("/healthz") == (200, "alive")
    assert not life.done(), "what is under way is finished first"
    post.let_go.set()
    await asyncio.wait_for(life, 10)
    with pytest.raises(httpx.ConnectError):
        await post.asked("/healthz")
    assert not bot.updates, "what was handled is acknowledged"


async def test_it_ends_at_once_while_telegram_cannot_be_reached(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "FIRST_WAIT_SECONDS", 3600.0)
    FaultInjection(post.telegram.server).outage(502, "getMe", times=0)
    life = asyncio.create_task(post.live())
    await post.reaches(503, "starting")
    post.application.stop_running()
    await asyncio.wait_for(life, 10)


async def test_it_does_not_wait_for_ever_for_the_last_word(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shutdown, "STOP_SECONDS", 0.2)
    monkeypatch.setattr(lifecycle, "CLOSE_SECONDS", 0.2)
    life, server, answers = asyncio.create_task(post.live()), post.telegram.server, asyncio.Event()

    async def silence(_: Bot, name: str, __: Parameters) -> None:
        if name == "getUpdates":
            await answers.wait()

    await server.until(lambda: any(call.method == "getUpdates" for call in server.calls), 20)
    server.gates.append(silence)
    TestUser(server, server.bots[TOKEN], server.add_user("Ada")).says("work on this")
    await post.working.wait()
    post.application.stop_running()
    await asyncio.wait_for(life, 10)
    answers.set()
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert ["what has arrived" in told[0], "1 updates unfinished" in told[1]] == [True, True]


async def test_a_token_revoked_while_it_runs_ends_it(post: Post) -> None:
    life = asyncio.create_task(post.live())
    await post.reaches(200, "ready")
    server = post.telegram.server
    bot = server.bots.pop(TOKEN)
    # the long poll that is held is still answered
    TestUser(server, bot, server.add_user("Ada")).says("too late")
    post.let_go.set()
    with pytest.raises(TokenRefusedError) as refused:
        await asyncio.wait_for(life, 10)
    assert TOKEN not in str(refused.value)


async def test_what_ends_the_intake_ends_the_bot(post: Post) -> None:
    class Broken(Polling):
        async def watch(self) -> None:
            raise ConflictError("Somebody else has it.")

    with pytest.raises(ConflictError):
        await run_until_stopped(post.application, Broken(post.application, KINDS), post.health, [])
    assert not post.application.running


async def test_who_cannot_answer_is_not_ready(post: Post, library: Library) -> None:
    post.health.stage = "ready"
    assert post.health.trouble() == ""
    post.line.lost = True
    assert "Telegram" in post.health.trouble()
    post.line.lost = False
    library.close()
    assert "library" in post.health.trouble()


def test_a_library_made_by_another_model_is_not_ready(library: Library, tmp_path: Path) -> None:
    with Library.open(tmp_path / "data", [], small_embedder(seed=1)) as other:
        health = Health(other, ConnectionState())
        health.stage = "ready"
        assert health.trouble() == "the library has to be refreshed"


async def test_what_is_counted_is_shown(post: Post, library: Library) -> None:
    watch_library(post.metrics, library)
    life = asyncio.create_task(post.live())
    await post.reaches(200, "ready")
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{post.port}/metrics")
    assert answer.headers["content-type"] == CONTENT_TYPE
    assert "\npapercache_library_papers 1.0\n" in answer.text
    assert "\npapercache_library_generation 1.0\n" in answer.text
    age = re.search(r"\npapercache_library_age_seconds (\S+)\n", answer.text)
    assert age is not None
    assert 0 <= float(age[1]) < 100
    library.close()
    assert (await post.asked("/readyz"))[0] == 503
    post.application.stop_running()
    await asyncio.wait_for(life, 10)
