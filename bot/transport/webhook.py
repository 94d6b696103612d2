"""Updates by webhook: Telegram posts them to the bot, with a secret that only the two know."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Sequence

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Update
from telegram.error import BadRequest, TelegramError

from bot.config.settings import WebhookSettings
from bot.errors import ConflictError, WebhookRefusedError
from bot.metrics import Metrics
from bot.transport.connection import until_reachable
from bot.transport.shutdown import PunctualApplication

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name
MAX_BODY_BYTES = 1 << 20
"""Far more than an update can have: a message of 4096 characters that replies to another one takes some 100 KB."""
WATCH_SECONDS = 60.0
"""How often Telegram is asked for the state of the webhook."""
_ANSWERS = {
    "accepted": Response(),
    "forbidden": PlainTextResponse("the secret is missing or wrong\n", 403, {"connection": "close"}),
    "too_large": PlainTextResponse("an update is not as large as that\n", 413, {"connection": "close"}),
    "malformed": PlainTextResponse("that is no update\n", 400),
    # Telegram keeps what is not taken and posts it again
    "unready": PlainTextResponse("the bot is starting or stopping\n", 503),
}


class Webhook:
    """Takes updates that are posted between :meth:`open` and :meth:`close`, and no others.

    The webhook stays registered when the bot ends: Telegram then keeps what happens (for a day) and posts it once the
    bot is back, while without one it would be up to the next process to fetch it.
    """

    def __init__(
        self,
        application: PunctualApplication,
        kinds: Sequence[str],
        settings: WebhookSettings,
        secret: str,
        metrics: Metrics,
        *,
        watch_seconds: float = WATCH_SECONDS,
    ) -> None:
        """Take updates of these ``kinds`` for ``application`` from whoever knows the ``secret``."""
        self._application = application
        self._kinds = kinds
        self._settings = settings
        self._secret = secret.encode()
        self._metrics = metrics
        self._watch_seconds = watch_seconds
        self._open = False
        self.route = Route(settings.path, self._post, methods=["POST"])
        """Where a server lets Telegram in."""

    async def open(self) -> None:
        """Take updates and have Telegram post them. Raises WebhookRefusedError where it does not want to."""
        self._open = True
        bot, address = self._application.bot, self._settings.address
        try:
            await until_reachable(
                lambda: bot.set_webhook(
                    address,
                    allowed_updates=self._kinds,
                    secret_token=self._secret.decode(),
                    drop_pending_updates=False,
                )
            )
        except BadRequest as error:
            raise WebhookRefusedError(
                f"Telegram refuses to post updates to {address} ({error}): correct webhook.url."
            ) from None
        logger.info("Telegram posts updates to %s", address)

    async def close(self) -> None:
        """Take no more updates."""
        self._open = False

    async def watch(self) -> None:
        """Check now and then whether Telegram can deliver: it notifies nobody. Raises ConflictError when it need not.

        A process that polls with the same token takes the webhook away, another webhook takes its place.
        """
        # Telegram may write the address differently than it was given
        before = await until_reachable(self._application.bot.get_webhook_info)
        failing = False
        while True:
            await asyncio.sleep(self._watch_seconds)
            try:
                now = await self._application.bot.get_webhook_info()
            except TelegramError as error:
                logger.debug("nothing to be learned of the webhook: %s", error)
                continue
            if now.url != before.url:
                raise ConflictError(
                    "Another process has taken over this bot's messages: stop that one first, or use another token."
                )
            if now.last_error_date != before.last_error_date and not failing:
                logger.warning(
                    "Telegram could not deliver to the webhook: %s (updates waiting: %d)",
                    now.last_error_message,
                    now.pending_update_count,
                )
                failing = True
            elif not now.pending_update_count:
                failing = False
            before = now

    async def _post(self, request: Request) -> Response:
        try:
            outcome = await self._take(request)
        except ClientDisconnect:
            # nobody is left to read the answer
            outcome = "malformed"
        self._metrics.post(outcome)
        return _ANSWERS[outcome]

    async def _take(self, request: Request) -> str:
        # before anything else is read, and in constant time
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not secrets.compare_digest(given, self._secret):
            return "forbidden"
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MAX_BODY_BYTES:
                return "too_large"
        # from here to the queue nothing waits, so what is taken is taken before the bot stops
        if not self._open:
            return "unready"
        update = _read_update(bytes(body), self._application)
        if update is None:
            return "malformed"
        self._application.update_queue.put_nowait(update)
        return "accepted"


def _read_update(body: bytes, application: PunctualApplication) -> Update | None:
    """Return the update that a body holds, if any; its words reach no log."""
    try:
        read = json.loads(body, parse_int=_number)
        # half a character could be written in JSON and to nobody after that
        json.dumps(read, ensure_ascii=False).encode()
        if not isinstance(read, dict) or type(read.get("update_id")) is not int or read["update_id"] < 0:
            return None
        update = Update.de_json(read, application.bot)
        return update if _has_whole_ids(update) else None
    except Exception as error:  # whatever somebody who knows the secret may have put into it
        logger.warning("what was posted to the webhook is no update: %s", type(error).__name__)
        return None


def _number(written: str) -> int:
    """Read a whole number. Raises ValueError for one of more than 64 bits, which no database could keep."""
    number = int(written)
    if not -(1 << 63) <= number < 1 << 63:
        raise ValueError("a number of more than 64 bits")
    return number


def _has_whole_ids(update: Update) -> bool:
    """Return whether who and what an update is about has numbers, which the library does not look at."""
    message = update.effective_message
    of = (update.effective_chat, update.effective_user, message.sender_chat if message else None)
    ids = [one.id for one in of if one is not None] + ([message.message_id] if message else [])
    return all(type(one) is int for one in ids)
