"""Slow requests: a connection must bring a whole request in time, so holding it open cannot block the bot."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

REQUEST_SECONDS = 10.0
"""How long a request may take to come in, headers and body."""
MAX_CONNECTIONS = 200
BACKLOG = 64
"""How many connections are taken up at a time: each takes a descriptor before anybody looks at it."""
SELDOM_SECONDS = 60.0
_SELDOM = ("socket.accept() out of system resource", "Invalid HTTP request received.")
"""What strangers could fill the log with: the event loop logs the first hundreds of times a second."""


class PatientConfig(uvicorn.Config):
    """The settings of a server whose connections are bounded in number and in the time that a request takes."""

    def __init__(self, app: Any, patience: float, most: int, **settings: Any) -> None:
        """Allow a request ``patience`` seconds to come in, on one of ``most`` connections."""
        super().__init__(app, http=_Connection, backlog=BACKLOG, **settings)
        self.patience = patience
        self.most = most


class _Connection(H11Protocol):
    def __init__(
        self,
        config: PatientConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._patience, self._most = config.patience, config.most
        self._began = self.loop.time()
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def _answering(self) -> bool:
        """Whether a request has come in whole and is being answered."""
        return self.cycle is not None and not self.cycle.more_body and not self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()
        connections = cast("set[_Connection]", self.connections)
        if len(connections) > self._most:
            # not always the newest: it may be a request that is on its way, the oldest has had its time
            idle = (one for one in connections if not one._answering)
            min(idle, key=lambda one: one._began)._drop()

    def data_received(self, data: bytes) -> None:
        if self.timeout_keep_alive_task is not None:
            # it rested after an answer, and now the next request begins
            self._wait_no_more()
        super().data_received(data)
        if self._answering:
            self._wait_no_more()
        elif self._deadline is None:
            self._wait()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # part of the next request may be there already
        if self._deadline is None and not self._answering:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(self._patience, self._drop)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _drop(self) -> None:
        self.connections.discard(self)
        self.transport.abort()


class Seldom(logging.Filter):
    """Filters the log: lets a record that strangers can cause through only once in a while."""

    def __init__(self) -> None:
        """Begin with no record written."""
        super().__init__()
        self._next: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is to be written."""
        message = record.getMessage()
        known = next((one for one in _SELDOM if message.startswith(one)), None)
        now = time.monotonic()
        if known is None or now >= self._next.get(known, 0.0):
            if known is not None:
                self._next[known] = now + SELDOM_SECONDS
            return True
        return False
