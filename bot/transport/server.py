"""A small web server inside the bot's own event loop, which leaves signals and the log to the bot."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from bot.errors import ListenError
from bot.transport.slow_requests import MAX_CONNECTIONS, REQUEST_SECONDS, PatientConfig, Seldom

CLOSE_SECONDS = 1
"""How long requests that are under way may take once the server is told to end."""
_SELDOM = Seldom()


class Server:
    """Serves routes on one port for as long as ``async with`` lasts."""

    def __init__(
        self,
        part: str,
        listen: str,
        port: int,
        routes: Sequence[Route],
        *,
        patience: float = REQUEST_SECONDS,
        most: int = MAX_CONNECTIONS,
    ) -> None:
        """Prepare to serve ``routes`` at ``listen``:``port``, which the ``part`` of the settings names.

        A request has ``patience`` seconds to come in, on one of ``most`` connections.
        """
        self._part = part
        self._listen = listen
        self._port = port
        self._server = _Server(
            PatientConfig(
                Starlette(routes=routes),
                patience,
                most,
                # uvicorn would set up handlers of its own, past the one that takes secrets out of the log
                log_config=None,
                log_level="warning",
                access_log=False,
                lifespan="off",
                ws="none",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=CLOSE_SECONDS,
            )
        )
        self._serving: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to serve. Raises ListenError where the address cannot be had."""
        for name in ("asyncio", "uvicorn.error"):
            logging.getLogger(name).addFilter(_SELDOM)
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._bind()]))
        await self._server.up.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving

    def _bind(self) -> socket.socket:
        try:
            family, _, _, _, address = socket.getaddrinfo(self._listen, self._port, type=socket.SOCK_STREAM)[0]
            bound = socket.create_server((str(address[0]), self._port), family=family)
            # connections inherit it; asyncio sets it only on those of sockets that it opened itself, and without it
            # an answer's body waits 40 ms for the other side's word that it has the headers
            bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return bound
        except OSError as error:
            # the library appends what the sentence says anyhow; errors of names have numbers of their own
            reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
            raise ListenError(
                f"{self._listen}:{self._port} cannot be listened on ({reason}): "
                f"choose another {self._part}.port or {self._part}.listen, or stop what uses it."
            ) from None


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
