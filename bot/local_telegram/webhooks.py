"""Webhooks: updates are posted as Telegram does it: in order, with the secret, again until they are taken."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import httpx

from bot.local_telegram.methods import carry_out
from bot.local_telegram.parameters import Parameters, as_text
from bot.local_telegram.refusals import Refusal
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Webhook
from bot.local_telegram.updates import Polls, update_object

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name
TIMEOUT_SECONDS = 10.0
FIRST_WAIT_SECONDS, MAX_WAIT_SECONDS = 0.2, 5.0
"""Pauses between attempts; Telegram's are longer, and nobody wants to wait for them here."""


class Webhooks:
    """Delivers what is queued for bots with a webhook, one task a webhook."""

    def __init__(self, server: Server, polls: Polls) -> None:
        """Deliver from ``server``; calls that come in answers share ``polls`` with those that poll."""
        self._server = server
        self._polls = polls
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._client: httpx.AsyncClient | None = None

    async def run(self) -> None:
        """Watch for webhooks until cancelled."""
        try:
            while True:
                for bot in self._server.bots.values():
                    task = self._tasks.get(bot.account.id)
                    if bot.webhook is not None and bot.updates and (task is None or task.done()):
                        self._tasks[bot.account.id] = asyncio.create_task(self._deliver(bot, bot.webhook))
                await self._server.change()
        finally:
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            if self._client is not None:
                await self._client.aclose()

    async def _deliver(self, bot: Bot, webhook: Webhook) -> None:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False)
        wait = FIRST_WAIT_SECONDS
        while bot.webhook is webhook and bot.updates:
            update = bot.updates[0]
            fault, answer = await _post(self._client, webhook, update_object(update))
            if not fault:
                if bot.updates and bot.updates[0] is update:
                    bot.delivered.append(bot.updates.popleft())
                self._server.changed()
                wait = FIRST_WAIT_SECONDS
                await self._call_in_answer(bot, answer)
                continue
            webhook.last_error, webhook.last_error_date = fault, int(self._server.clock.now())
            self._server.changed()
            # a webhook that is set anew is tried at once
            await self._server.until(lambda: bot.webhook is not webhook, wait)
            wait = min(2 * wait, MAX_WAIT_SECONDS)
        # what waits is another task's affair now, and nothing else may happen that would start it
        self._server.changed()

    async def _call_in_answer(self, bot: Bot, answer: Any) -> None:
        """Carry out a method that a bot puts into its answer; whether it succeeds, the bot does not learn."""
        if isinstance(answer, dict) and isinstance(answer.get("method"), str):
            values = {name: as_text(value) for name, value in answer.items() if value is not None}
            with contextlib.suppress(Refusal):
                await carry_out(self._server, self._polls, bot, values.pop("method"), Parameters(values))


async def _post(client: httpx.AsyncClient, webhook: Webhook, body: dict[str, Any]) -> tuple[str, Any]:
    """Post one update; return what went wrong, in Telegram's words (empty: nothing), and the answer."""
    headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
    try:
        answer = await client.post(webhook.url, json=body, headers=headers)
    except httpx.ConnectError:
        return "Connection refused", None
    except httpx.HTTPError as error:
        return f"Connection failed: {type(error).__name__}", None
    if not answer.is_success:
        return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}", None
    try:
        return "", json.loads(answer.content)
    except ValueError:
        return "", None
