"""The bot behind a webhook, and watched: Telegram posts to it, Prometheus reads from it."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.refusals import bad_request
from tests.bot.conversation.bot_harness import Room
from tests.bot.conversation.process import ROOT, TOKEN, BotProcess, write_config
from tests.bot.transport.clock_fixtures import free_port

SECRET = "a-secret-that-only-two-know"
CHINESE, ENGLISH = "怎么减少 KV 缓存的显存浪费？", "How does PagedAttention reduce memory waste?"
NOWHERE = "Which wine goes well with grilled octopus?"


@dataclass
class Site:
    """A room whose bot has its own address on the web."""

    room: Room
    port: int

    @property
    def process(self) -> BotProcess:
        """Return a bot of this site, not started."""
        return BotProcess(self.room.config, TELEGRAM_WEBHOOK_SECRET=SECRET)

    async def registered(self) -> None:
        """Wait until Telegram is told where to post."""
        before = _registrations(self.room)
        assert await self.room.telegram.server.until(
            lambda: _registrations(self.room) > before or self.room.process.ended, 60
        )
        assert not self.room.process.ended, self.room.process.log

    async def get(self, path: str) -> httpx.Response:
        """Ask the bot's server."""
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.get(f"http://127.0.0.1:{self.port}{path}")

    async def counts(self, expected: dict[tuple[str, ...], float]) -> None:
        """Scrape until these have the expected values: the bot counts a moment after a reader has seen the reply."""
        found: dict[tuple[str, ...], float] = {}
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(10):
                while found != expected:
                    counted = await self._counted()
                    found = {key: counted.get(key, 0) for key in expected}
        assert found == expected

    async def _counted(self) -> dict[tuple[str, ...], float]:
        """Return what the bot counted: by name and labels in alphabetical order."""
        families = text_string_to_metric_families((await self.get("/metrics")).text)
        return {
            (
                sample.name.removeprefix("papercache_"),
                *(value for _, value in sorted(sample.labels.items())),
            ): sample.value
            for family in families
            for sample in family.samples
        }


def _registrations(room: Room) -> int:
    return sum(call.method == "setWebhook" and call.code == 200 for call in room.telegram.server.calls)


@pytest.fixture
async def site(empty_room: Room, tmp_path: Path) -> AsyncIterator[Site]:
    """Return a site whose bot is registered."""
    port = free_port()
    more = f"  mode: webhook\nwebhook:\n  url: http://127.0.0.1:{port}\n  port: {port}\n"
    config = write_config(tmp_path, tmp_path / "data", empty_room.telegram.base_url, more=more)
    room = replace(empty_room, config=config)
    site = Site(room, port)
    room.process = site.process
    try:
        await asyncio.gather(site.registered(), room.process.start())
        yield site
    finally:
        await room.process.kill()


async def test_a_conversation_over_a_webhook_is_counted_and_not_told(site: Site) -> None:
    room = site.room
    room.chinese.says(CHINESE)
    assert "PagedAttention" in (await room.chinese.wait_for_reply()).text
    room.english.says(ENGLISH)
    card = await room.english.wait_for_reply()
    pressed = room.english.presses(card.keyboard[0][0]["text"] if card.keyboard else "")
    await room.english.wait_for_answer(pressed)
    await room.english.wait_for_reply()
    room.english.says(NOWHERE)
    assert "couldn't find that" in (await room.english.wait_for_reply()).text
    FaultInjection(room.telegram.server).refuse(bad_request("something new"), "sendMessage")
    room.english.says("/help")
    assert "went wrong" in (await room.english.wait_for_reply()).text

    await site.counts(
        {
            ("questions_total", "ask", "zh"): 1,
            ("questions_total", "ask", "en"): 2,
            ("abstentions_total", "en"): 1,
            ("step_seconds_count", "search"): 3,
            ("telegram_requests_total", "sendMessage", "ok"): 5,
            ("telegram_requests_total", "sendMessage", "refused"): 1,
            ("errors_total", "BadRequest"): 1,
            ("updates_total", "message"): 4,
            ("updates_total", "callback_query"): 1,
            ("webhook_posts_total", "accepted"): 5,
            ("library_papers",): len(list((ROOT / "notes").rglob("*.md"))),
        }
    )
    assert (await site.get("/readyz")).status_code == 200

    shown = room.process.log + (await site.get("/metrics")).text
    for secret in (TOKEN, SECRET, CHINESE, ENGLISH, NOWHERE, "octopus"):
        assert secret not in shown


async def test_the_webhook_outlives_the_bot(site: Site) -> None:
    room = site.room
    FaultInjection(room.telegram.server).delay(1.0, "sendMessage")
    room.english.says("/help")
    await room.telegram.server.until(lambda: room.telegram.server.calls[-1].method == "sendMessage", 20)
    assert await room.process.stop(signal.SIGTERM) == 0
    assert "Just send a question" in room.english.last.text, "what was under way was finished"
    assert "unfinished" not in room.process.log
    assert room.bot.webhook is not None
    await room.english.wait_for_reply()
    room.english.says("/start")
    assert await room.telegram.server.until(lambda: bool(room.bot.webhook and room.bot.webhook.last_error), 20)
    room.process = await site.process.start()
    assert "Hello" in (await room.english.wait_for_reply(60)).text
    assert SECRET not in room.process.log


async def test_who_polls_can_be_watched_too(empty_room: Room, tmp_path: Path) -> None:
    port = free_port()
    more = f"monitoring:\n  port: {port}\n"
    config = write_config(tmp_path, tmp_path / "data", empty_room.telegram.base_url, more=more)
    process = await (await BotProcess(config).start()).listening(empty_room.telegram)
    try:
        site = Site(empty_room, port)
        assert (await site.get("/readyz")).status_code == 200
        empty_room.chinese.says("2025 年的论文列表")
        await empty_room.chinese.wait_for_reply()
        await site.counts({("questions_total", "list", "zh"): 1})
    finally:
        await process.kill()
