"""The connection to Telegram: logged once when lost and once when back; requests that never left are retried."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.metrics import Metrics
from bot.transport.flood_control import seconds_of
from bot.transport.pacing import is_low_priority

logger = logging.getLogger(__name__)

POLL_SECONDS = 10.0
"""How long Telegram holds a request for updates."""
READ_SECONDS = 20.0
CONNECT_SECONDS = 10.0
PAUSES_SECONDS = (0.5, 2.0, 5.0)
"""Pauses before a request is tried again for which no connection could be made."""
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Faults after which Telegram certainly knows nothing of the request; after any other it may have carried it out."""
FIRST_WAIT_SECONDS, MAX_WAIT_SECONDS = 1.0, 30.0
"""Pauses between attempts at what must succeed before the bot can begin."""

_Result = TypeVar("_Result")


class ConnectionState:
    """Whether Telegram can be reached, as the last request found."""

    def __init__(self) -> None:
        """Assume that Telegram can be reached until a request fails."""
        self.lost = False

    def broke(self, error: NetworkError) -> None:
        """Remember that it is lost, and log it the first time."""
        if not self.lost:
            logger.warning("Telegram cannot be reached, trying again until it can: %s", error)
        self.lost = True

    def held(self) -> None:
        """Remember that it can be reached, and log it if that is news."""
        if self.lost:
            logger.info("Telegram can be reached again")
        self.lost = False


def never_left(error: Exception) -> bool:
    """Return whether Telegram certainly knows nothing of the request that failed with ``error``."""
    return isinstance(error.__cause__, NEVER_LEFT)


class WatchedRequest(HTTPXRequest):
    """Requests by httpx; a lost connection is logged when it is lost, not at every attempt.

    A request of low priority is not tried again: it would be in doubt for as long as that takes, and its sender sends
    it again.
    """

    def __init__(
        self, connections: int, connection_state: ConnectionState | None = None, metrics: Metrics | None = None
    ) -> None:
        """Hold up to ``connections`` at a time; share ``connection_state``, and count requests among ``metrics``."""
        super().__init__(
            connection_pool_size=connections,
            read_timeout=READ_SECONDS,
            write_timeout=READ_SECONDS,
            connect_timeout=CONNECT_SECONDS,
            pool_timeout=READ_SECONDS,
        )
        self._connection_state = connection_state or ConnectionState()
        self._metrics = metrics or Metrics()

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make a request; see :meth:`telegram.request.BaseRequest.do_request`."""
        pauses = () if is_low_priority() else PAUSES_SECONDS
        for pause in (*pauses, None):
            try:
                answer = await self._attempt(url, *args, **kwargs)
            except NetworkError as error:
                if not isinstance(error, TimedOut):
                    self._connection_state.broke(error)
                if pause is None or not never_left(error):
                    raise
                await asyncio.sleep(pause)
            else:
                break
        self._connection_state.held()
        return answer

    async def _attempt(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        began, status = time.perf_counter(), 0
        try:
            answer = await super().do_request(url, *args, **kwargs)
            status = answer[0]
        finally:
            self._metrics.request(url.rpartition("/")[2], status, time.perf_counter() - began)
        return answer


async def until_reachable(action: Callable[[], Awaitable[_Result]]) -> _Result:
    """Do what the bot cannot begin without, again and again while Telegram cannot be reached.

    Raises InvalidToken and BadRequest: against those, trying again does not help.
    """
    wait = FIRST_WAIT_SECONDS
    while True:
        try:
            return await action()
        except (InvalidToken, BadRequest):
            raise
        except RetryAfter as penalty:
            await asyncio.sleep(seconds_of(penalty))
        except TelegramError as error:
            # a connection that could not be made was logged as such
            if wait == FIRST_WAIT_SECONDS and not isinstance(error.__cause__, httpx.HTTPError):
                logger.warning("Telegram does not answer as it should, trying again until it does: %s", error)
            await asyncio.sleep(wait)
            wait = min(2 * wait, MAX_WAIT_SECONDS)
