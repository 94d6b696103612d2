"""The page over a server with prepared chats, spoken to over its WebSocket as a browser does."""

import asyncio
import functools
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright
from websockets.asyncio.client import ClientConnection, connect

from bot.local_telegram import LocalTelegram
from bot.local_telegram.demo_chats import DemoChats, prepare_demo_chats
from bot.local_telegram.fault_buttons import fault_buttons
from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.page import Page, Published, page_routes
from bot.local_telegram.state import Account, Bot
from tests.bot.local_telegram.conftest import NO_TLS
from tests.bot.web.browsing import FLAGS, OpenPage, chromium, open_page

TOKEN = "7000000001:abcdefghijklmnopqrstuvwxyz_ABCDE-1"
PATIENCE = 20.0


class Tab:
    """An open page: what it was told, and what it does."""

    def __init__(self, socket: ClientConnection, hello: dict[str, Any]) -> None:
        self.socket = socket
        self.hello = hello
        self._heard: deque[dict[str, Any]] = deque()

    def chat(self, kind: str, *, forum: bool = False) -> dict[str, Any]:
        return next(chat for chat in self.hello["chats"] if chat["type"] == kind and chat["forum"] is forum)

    async def do(self, kind: str, **body: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, **body}))

    async def told(self, kind: str) -> dict[str, Any]:
        """Wait for the next thing of this kind; others that come before it are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                while self._heard:
                    body = self._heard.popleft()
                    if body["type"] == kind:
                        return body
                news = json.loads(await self.socket.recv())
                self._heard.extend(news if isinstance(news, list) else [news])


@dataclass
class Stage:
    """The server, its bot and its chats, and a client that plays the bot."""

    telegram: LocalTelegram
    bot: Bot
    scene: DemoChats
    client: httpx.AsyncClient
    acted: list[str]

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call a method as the bot; it must succeed."""
        body = (await self.client.post(f"/bot{TOKEN}/{method}", json=parameters)).json()
        assert body["ok"], body
        return body["result"]

    async def upload(self, method: str, field: str, name: str, content: bytes, **parameters: Any) -> Any:
        """Send a file as the bot."""
        answer = await self.client.post(f"/bot{TOKEN}/{method}", data=parameters, files={field: (name, content)})
        assert answer.json()["ok"], answer.text
        return answer.json()["result"]

    def tab(self, reader: Account | None = None) -> AbstractAsyncContextManager[Tab]:
        @asynccontextmanager
        async def opened() -> AsyncIterator[Tab]:
            address = self.telegram.base_url
            wanted = f"?reader={reader.id}" if reader else ""
            uri = address.replace("http", "ws") + f"/web/socket{wanted}"
            async with connect(uri, origin=address, proxy=None) as socket:  # type: ignore[arg-type]
                yield Tab(socket, json.loads(await socket.recv()))

        return opened()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Start a Chromium for all tests: it takes a second each time."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        await started.close()


@pytest.fixture
def browser_page(browser: Browser) -> OpenPage:
    """Return what opens a page in a profile of its own."""
    return functools.partial(open_page, browser)


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    acted: list[str] = []

    async def publish() -> Published:
        acted.append("publish")
        return Published("A paper", 1)

    async with LocalTelegram() as telegram:
        bot = telegram.server.add_bot(TOKEN, "Test bot", "test_bot")
        scene = prepare_demo_chats(telegram.server, bot)
        bot.updates.clear()  # that it was put into the groups is no subject here
        buttons = fault_buttons(telegram.server, FaultInjection(telegram.server), scene)
        page = Page(telegram.server, bot, scene.readers, publish, buttons)
        telegram.application.router.routes.extend(page_routes(page))
        async with httpx.AsyncClient(base_url=telegram.base_url, timeout=60, trust_env=False, verify=NO_TLS) as client:
            yield Stage(telegram, bot, scene, client, acted)
