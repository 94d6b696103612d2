"""Methods with which a bot receives its updates: long polling, and where a webhook is set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.local_telegram import refusals
from bot.local_telegram.objects import webhook_object
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import Refusal, bad_request
from bot.local_telegram.server_state import UPDATE_KINDS, Server
from bot.local_telegram.state import Bot, Json, Update, Webhook

MAX_TIMEOUT = 50
"""Seconds that one long poll waits at most."""
MAX_UPDATES = 100
UPDATE_SECONDS = 24 * 3600
"""How long an update waits to be fetched."""
WEBHOOK_PORTS = frozenset({443, 80, 88, 8443})
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(slots=True)
class Poll:
    """A long poll that is held, and why it must end early."""

    refusal: Refusal | None = None


class Polls:
    """The long polls held at the moment, one a bot."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: dict[int, Poll] = {}

    def take_over(self, bot: Bot) -> Poll:
        """Begin a poll of a bot; one that is held ends with a conflict."""
        self.end(bot, refusals.OTHER_POLLER)
        poll = self._held[bot.account.id] = Poll()
        return poll

    def end(self, bot: Bot, refusal: Refusal) -> None:
        """End the poll that is held for a bot."""
        if (held := self._held.pop(bot.account.id, None)) is not None:
            held.refusal = refusal

    def done(self, bot: Bot, poll: Poll) -> None:
        """Forget a poll that was answered."""
        if self._held.get(bot.account.id) is poll:
            del self._held[bot.account.id]


async def get_updates(server: Server, bot: Bot, parameters: Parameters, polls: Polls) -> list[Json]:
    """Return what happened from ``offset`` on, waiting for it if need be (``getUpdates``)."""
    if bot.webhook is not None:
        raise refusals.WEBHOOK_ACTIVE
    _remember_kinds(bot, parameters)
    _acknowledge(server, bot, parameters.integer("offset"))
    limit = parameters.integer("limit", MAX_UPDATES, 1, MAX_UPDATES)
    poll = polls.take_over(bot)
    server.changed()
    try:
        await server.until(
            lambda: bool(bot.updates) or poll.refusal is not None or server.closing,
            parameters.integer("timeout", 0, 0, MAX_TIMEOUT),
        )
        if poll.refusal is not None:
            raise poll.refusal
        return [update_object(update) for update in list(bot.updates)[:limit]]
    finally:
        polls.done(bot, poll)


def set_webhook(server: Server, bot: Bot, parameters: Parameters, polls: Polls) -> bool:
    """Have updates posted to an address from now on (``setWebhook``); an empty address ends it."""
    url, secret = parameters.text("url"), parameters.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if parameters.flag("drop_pending_updates"):
        bot.updates.clear()
    _remember_kinds(bot, parameters)
    if not url:
        bot.webhook = None
    else:
        parts = urlsplit(url)
        # Telegram wants HTTPS and knows four ports; on loopback there is nobody to hide from
        local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if parts.scheme != "https" and not local:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not local and (parts.port or 443) not in WEBHOOK_PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        bot.webhook = Webhook(url, secret, parameters.integer("max_connections", 40, 1, 100))
        polls.end(bot, refusals.WEBHOOK_SET)
    server.changed()
    return True


def delete_webhook(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Have no updates posted any more (``deleteWebhook``)."""
    bot.webhook = None
    if parameters.flag("drop_pending_updates"):
        bot.updates.clear()
    server.changed()
    return True


def get_webhook_info(server: Server, bot: Bot, parameters: Parameters) -> Json:  # noqa: ARG001
    """Say where updates are posted to and how many wait (``getWebhookInfo``)."""
    return webhook_object(bot.webhook, len(bot.updates), bot.allowed_updates)


def update_object(update: Update) -> Json:
    """Return an Update."""
    return {"update_id": update.id, update.kind: update.body}


def _remember_kinds(bot: Bot, parameters: Parameters) -> None:
    kinds = parameters.decoded("allowed_updates", "allowed_updates")
    if isinstance(kinds, list):
        # as with Telegram, an empty list brings the default back and unknown kinds are passed over
        bot.allowed_updates = tuple(kind for kind in kinds if kind in UPDATE_KINDS)


def _acknowledge(server: Server, bot: Bot, offset: int) -> None:
    """Forget what came before ``offset``; a negative one keeps that many of the newest."""
    oldest = server.clock.now() - UPDATE_SECONDS
    while bot.updates and bot.updates[0].date < oldest:
        bot.updates.popleft()
    if offset < 0:
        while len(bot.updates) > -offset:
            bot.updates.popleft()
    while bot.updates and bot.updates[0].id < offset:
        bot.delivered.append(bot.updates.popleft())
