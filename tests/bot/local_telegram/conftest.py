"""A server with a bot and a reader, and a client that speaks plain HTTP."""

import ssl
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from bot.local_telegram import LocalTelegram, ManualClock, TestUser
from bot.local_telegram.state import Bot

# a context without certificates, which take longer to read than a test to run
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
TOKEN = "123456:abcdefghijklmnopqrstuvwxyz_ABCDE-1"


def png(width: int = 3, height: int = 2) -> bytes:
    """Make a black image."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\0" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@dataclass
class Stage:
    """The server, its clock, a bot on it and a reader who has opened the private chat."""

    telegram: LocalTelegram
    clock: ManualClock
    bot: Bot
    reader: TestUser
    client: httpx.AsyncClient

    async def call(self, method: str, token: str = TOKEN, **parameters: Any) -> dict[str, Any]:
        """Call a method with a JSON body and give the answer's object, whatever its status."""
        answer = await self.client.post(f"/bot{token}/{method}", json=parameters)
        body: dict[str, Any] = answer.json()
        assert answer.status_code == (200 if body["ok"] else body["error_code"])
        return body

    async def result(self, method: str, **parameters: Any) -> Any:
        """Call a method that must succeed."""
        body = await self.call(method, **parameters)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **parameters: Any) -> tuple[int, str]:
        """Call a method that must be refused."""
        body = await self.call(method, **parameters)
        assert not body["ok"], body
        return body["error_code"], body["description"]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    clock = ManualClock()
    async with LocalTelegram(clock) as telegram:
        bot = telegram.server.add_bot(TOKEN, "Test bot", "test_bot")
        reader = TestUser(telegram.server, bot, telegram.server.add_user("Ada", language_code="en"))
        async with httpx.AsyncClient(base_url=telegram.base_url, timeout=120, trust_env=False, verify=NO_TLS) as client:
            yield Stage(telegram, clock, bot, reader, client)
