"""Updates posted to a webhook: in order, with the secret, again until they are taken."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.local_telegram import webhooks
from tests.bot.local_telegram.conftest import Stage


class _Quiet(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Hook:
    """A bot's own web server."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: list[Response] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/hook"

    async def take(self, request: Request) -> Response:
        self.received.append(await request.json())
        self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        return self.answers.pop(0) if self.answers else Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = Starlette(routes=[Route("/hook", hook.take, methods=["POST"])])
    http = _Quiet(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
    task = asyncio.create_task(http.serve(sockets=[hook.socket]))
    yield hook
    http.should_exit = True
    await task


async def test_updates_arrive_in_order_with_the_secret(stage: Stage, hook: Hook) -> None:
    stage.reader.says("before")
    assert await stage.result("setWebhook", url=hook.url, secret_token="s-1")
    stage.reader.says("after")
    assert await stage.telegram.server.until(lambda: not stage.bot.updates, 10)
    assert [update["message"]["text"] for update in hook.received] == ["before", "after"]
    assert hook.secrets == ["s-1", "s-1"]


async def test_what_is_not_taken_comes_again(stage: Stage, hook: Hook) -> None:
    hook.answers = [Response(status_code=500), Response(status_code=403)]
    assert await stage.result("setWebhook", url=hook.url)
    stage.reader.says("x")
    assert await stage.telegram.server.until(lambda: not stage.bot.updates, 10)
    info = await stage.result("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
    assert [update["update_id"] for update in hook.received] == [1, 1, 1]
    assert hook.secrets == [None] * 3


async def test_a_method_in_the_answer_is_carried_out(stage: Stage, hook: Hook) -> None:
    hook.answers = [JSONResponse({"method": "sendMessage", "chat_id": stage.reader.chat.id, "text": "hi"})]
    assert await stage.result("setWebhook", url=hook.url)
    stage.reader.says("x")
    assert (await stage.reader.wait_for_reply()).text == "hi"


async def test_deleting_the_webhook_ends_it(stage: Stage, hook: Hook) -> None:
    hook.answers = [Response(status_code=500)] * 100
    assert await stage.result("setWebhook", url=hook.url)
    stage.reader.says("x")
    assert await stage.telegram.server.until(lambda: bool(stage.bot.webhook and stage.bot.webhook.last_error), 10)
    assert await stage.result("deleteWebhook")
    assert (await stage.result("getUpdates"))[0]["message"]["text"] == "x"


async def test_a_webhook_that_is_set_anew_is_tried_at_once(
    stage: Stage, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "FIRST_WAIT_SECONDS", 3600.0)
    hook.answers = [Response(status_code=503)]
    assert await stage.result("setWebhook", url=hook.url)
    stage.reader.says("x")
    assert await stage.telegram.server.until(lambda: bool(stage.bot.webhook and stage.bot.webhook.last_error), 10)
    assert await stage.result("setWebhook", url=hook.url, secret_token="s-2")
    assert await stage.telegram.server.until(lambda: not stage.bot.updates, 10)
    assert hook.secrets == [None, "s-2"]
