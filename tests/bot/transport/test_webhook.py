"""The webhook: who may post, what is accepted, and what Telegram gets as an answer."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from telegram import Update

from bot.config.settings import WebhookSettings
from bot.errors import ConflictError, WebhookRefusedError
from bot.local_telegram import LocalTelegram, TestUser
from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.state import Bot
from bot.metrics import Metrics
from bot.transport import connection
from bot.transport.server import Server
from bot.transport.shutdown import PunctualApplication
from bot.transport.webhook import MAX_BODY_BYTES, SECRET_HEADER, Webhook
from tests.bot.transport.clock_fixtures import KINDS, TOKEN, bare_application, free_port

SECRET = "a-secret-of-ours"
WORDS = "words that a reader wrote"
MESSAGE: dict[str, Any] = {
    "message_id": 1,
    "date": 1,
    "text": WORDS,
    "chat": {"id": 5, "type": "private", "first_name": "Ada"},
}
UPDATE: dict[str, object] = {"update_id": 7, "message": MESSAGE}
NO_UPDATES = (
    b"",
    b"not json",
    b"\xff\xfe",
    b"[]",
    b"{}",
    b"[" * 100_000,
    b'{"update_id": ' + b"9" * 5000 + b"}",
    b'{"update_id": true}',
    json.dumps(UPDATE | {"update_id": "7"}).encode(),
    json.dumps({"update_id": 7, "message": {"text": WORDS}}).encode(),
    json.dumps({"update_id": 7, "message": [WORDS]}).encode(),
    json.dumps({"update_id": 7, "message": {**MESSAGE, "date": 1e300}}).encode(),
    *(json.dumps(UPDATE | {"update_id": number}).encode() for number in (1 << 63, 10**300, -1, -(1 << 63), 7.0, 1e300)),
    *(
        json.dumps({"update_id": 7, "message": MESSAGE | changed}).encode()
        for number in (1 << 63, -(1 << 63) - 1, 10**30, 5.0, 1e300, "5", [5], {"a": 5})
        for changed in (
            {"chat": {**MESSAGE["chat"], "id": number}},
            {"from": {"id": number, "is_bot": False, "first_name": WORDS}},
            {"message_id": number},
            {"sender_chat": {**MESSAGE["chat"], "id": number}},
        )
    ),
    *(
        json.dumps({"update_id": 7, "message": MESSAGE | {name: number}}).encode()
        for number in (1 << 63, 10**30)
        for name in ("date", "edit_date", "message_thread_id", "migrate_to_chat_id", "never_heard_of")
    ),
    json.dumps({"update_id": 7, "message": MESSAGE | {"text": "\ud800"}}).encode(),
)


@dataclass
class Hook:
    """A webhook that is served but not open yet, the application behind it, and the Telegram before it."""

    telegram: LocalTelegram
    bot: Bot
    application: PunctualApplication
    webhook: Webhook
    metrics: Metrics
    settings: WebhookSettings

    async def post(self, body: bytes | dict[str, object], secret: str | bytes | None = SECRET) -> int:
        """Post a body and give the answer's status."""
        headers = {SECRET_HEADER: secret} if secret is not None else {}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(
                f"http://127.0.0.1:{self.settings.port}{self.settings.path}", content=content, headers=headers
            )
        assert "Traceback" not in answer.text
        return answer.status_code

    def taken(self) -> list[Update]:
        """Take what was let in."""
        queue = self.application.update_queue
        updates = [queue.get_nowait() for _ in range(queue.qsize())]
        assert all(isinstance(update, Update) for update in updates)
        return updates  # type: ignore[return-value]

    def outcomes(self) -> dict[str, float]:
        """Return how often what was posted had which outcome."""
        family = next(f for f in self.metrics.registry.collect() if f.name == "papercache_webhook_posts")
        return {s.labels["outcome"]: s.value for s in family.samples if s.name.endswith("_total")}


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    port = free_port()
    settings = WebhookSettings(url=f"http://127.0.0.1:{port}", port=port)
    async with LocalTelegram() as telegram:
        bot = telegram.server.add_bot(TOKEN)
        application, metrics = bare_application(telegram.base_url), Metrics()
        webhook = Webhook(application, KINDS, settings, SECRET, metrics, watch_seconds=0.01)
        async with Server("webhook", "127.0.0.1", port, [webhook.route]), application:
            yield Hook(telegram, bot, application, webhook, metrics, settings)


async def test_telegram_is_told_everything_and_what_it_posts_is_taken(hook: Hook) -> None:
    reader = TestUser(hook.telegram.server, hook.bot, hook.telegram.server.add_user("Ada"))
    reader.says("before")
    await hook.webhook.open()
    registered = hook.bot.webhook
    assert registered is not None
    assert (registered.url, registered.secret) == (f"{hook.settings.url}/telegram", SECRET)
    assert hook.bot.allowed_updates == KINDS
    reader.says("after")
    assert await hook.telegram.server.until(lambda: not hook.bot.updates, 10)
    assert [update.message.text for update in hook.taken() if update.message] == ["before", "after"]


async def test_who_does_not_know_the_secret_is_refused(hook: Hook) -> None:
    await hook.webhook.open()
    wrong = (None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper(), "gehéim".encode())
    for secret in wrong:
        assert await hook.post(UPDATE, secret) == 403, secret
    assert not hook.taken()
    assert hook.outcomes() == {"forbidden": len(wrong)}


async def test_what_is_no_update_is_refused_and_not_quoted(hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    await hook.webhook.open()
    with caplog.at_level(logging.DEBUG, "bot"):
        for body in NO_UPDATES:
            assert await hook.post(body) == 400, body[:100]
    assert not hook.taken()
    assert hook.outcomes() == {"malformed": len(NO_UPDATES)}
    assert WORDS not in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("number", [0, 7, (1 << 63) - 1])
async def test_numbers_of_up_to_64_bits_are_taken(hook: Hook, number: int) -> None:
    await hook.webhook.open()
    message = MESSAGE | {"chat": MESSAGE["chat"] | {"id": -number - 1}}
    assert await hook.post({"update_id": number, "message": message}) == 200
    assert [update.update_id for update in hook.taken()] == [number]


async def test_a_body_may_be_as_large_as_an_update_and_not_larger(hook: Hook) -> None:
    await hook.webhook.open()
    assert await hook.post(json.dumps(UPDATE).encode().ljust(MAX_BODY_BYTES)) == 200
    assert await hook.post(b" " * (MAX_BODY_BYTES + 1)) == 413
    assert [update.update_id for update in hook.taken()] == [7]


async def test_nothing_is_taken_before_the_start_and_after_the_end(hook: Hook) -> None:
    assert await hook.post(UPDATE) == 503
    await hook.webhook.open()
    assert await hook.post(UPDATE) == 200
    await hook.webhook.close()
    assert await hook.post(UPDATE) == 503
    assert len(hook.taken()) == 1
    assert hook.bot.webhook is not None, "Telegram keeps what happens until the bot is back"


async def test_it_waits_until_telegram_takes_the_webhook(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "FIRST_WAIT_SECONDS", 0.01)
    FaultInjection(hook.telegram.server).outage(502, "setWebhook", times=2)
    await hook.webhook.open()
    assert hook.bot.webhook is not None


async def test_an_address_that_telegram_refuses_is_named(hook: Hook) -> None:
    refusal = bad_request("bad webhook: Failed to resolve host: Name or service not known")
    FaultInjection(hook.telegram.server).refuse(refusal, "setWebhook")
    with pytest.raises(WebhookRefusedError) as refused:
        await hook.webhook.open()
    for part in (hook.settings.address, "failed to resolve host", "webhook.url"):
        assert part in str(refused.value)
    assert SECRET not in str(refused.value)


async def test_another_process_that_polls_ends_it(hook: Hook) -> None:
    await hook.webhook.open()
    watching = asyncio.create_task(hook.webhook.watch())
    assert await hook.telegram.server.until(lambda: hook.telegram.server.calls[-1].method == "getWebhookInfo", 10)
    assert not watching.done()
    async with httpx.AsyncClient(base_url=hook.telegram.base_url, trust_env=False) as rival:
        await rival.post(f"/bot{TOKEN}/deleteWebhook")
    with pytest.raises(ConflictError):
        await asyncio.wait_for(watching, 10)


async def test_it_says_once_that_telegram_cannot_deliver(hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    await hook.webhook.open()
    server = hook.telegram.server
    with caplog.at_level(logging.WARNING, "bot.transport.webhook"):
        watching = asyncio.create_task(hook.webhook.watch())
        await server.until(lambda: server.calls[-1].method == "getWebhookInfo", 10)
        await hook.webhook.close()
        TestUser(server, hook.bot, server.add_user("Ada")).says(WORDS)
        registered = hook.bot.webhook
        assert registered is not None
        assert await server.until(lambda: bool(registered.last_error), 10)
        first = registered.last_error_date
        assert await server.until(lambda: registered.last_error_date > first, 10), "it fails again, a second later"
        looks = len(server.calls)
        assert await server.until(lambda: len(server.calls) > looks + 2, 10)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert [record.getMessage() for record in caplog.records] == [
        "Telegram could not deliver to the webhook: Wrong response from the webhook: 503 Service Unavailable "
        "(updates waiting: 1)"
    ]
