"""The Bot API over HTTP on loopback: ``http://127.0.0.1:PORT/bot<token>/<method>``.

:func:`application` is the ASGI application over a :class:`~bot.local_telegram.server_state.Server`;
:class:`LocalTelegram` runs it with uvicorn in the running event loop, on a free port, and keeps every call for a test
to look at.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Literal

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from websockets.exceptions import InvalidState

from bot.local_telegram import refusals
from bot.local_telegram.clock import Clock
from bot.local_telegram.methods import carry_out
from bot.local_telegram.parameters import Parameters, read_parameters
from bot.local_telegram.refusals import Refusal
from bot.local_telegram.server_state import ConnectionCutError, Server
from bot.local_telegram.state import Bot, Call
from bot.local_telegram.updates import Polls
from bot.local_telegram.webhooks import Webhooks

LOOPBACK = "127.0.0.1"
START_SECONDS = 10.0
END_SECONDS = 0.005
"""How often the end of open connections is looked for."""
KEEP_ALIVE_SECONDS = 75
"""Longer than clients keep an idle connection, so that none ends just as it is used again."""
_TOKEN = re.compile(r"[1-9][0-9]{0,19}:[A-Za-z0-9_-]{1,80}")
_TRANSPORT = "local_telegram.transport"
_HTTP_METHODS = ["GET", "POST"]
_WEB_SOCKETS: Literal["websockets-sansio"] = "websockets-sansio"
"""For the page of :mod:`bot.local_telegram.page`; uvicorn's own choice is deprecated."""


def application(server: Server, polls: Polls | None = None) -> Starlette:
    """Return the ASGI application of the Bot API over ``server``."""
    held = polls or Polls()

    async def call(request: Request) -> Response:
        try:
            bot = _known_bot(server, request.path_params["token"])
            parameters = await read_parameters(request)
        except Refusal as refusal:
            return JSONResponse(refusal.as_json(), refusal.code)
        except ClientDisconnect:
            # the bot hung up in the middle of its request; nobody reads the answer
            return Response()
        except HTTPException as error:
            return JSONResponse(refusals.bad_request(error.detail).as_json(), 400)
        try:
            return await _answer(server, held, bot, request.path_params["method"], parameters)
        except ConnectionCutError:
            return await _cut(request)

    async def file(request: Request) -> Response:
        try:
            bot = _known_bot(server, request.path_params["token"])
        except Refusal as refusal:
            return JSONResponse(refusal.as_json(), refusal.code)
        found = server.files.get(request.path_params["file_id"])
        if found is None or found.bot_id != bot.account.id:
            return JSONResponse(refusals.NOT_FOUND.as_json(), 404)
        return Response(found.content, media_type="application/octet-stream")

    async def not_found(request: Request, error: Exception) -> Response:  # noqa: ARG001
        return JSONResponse(refusals.NOT_FOUND.as_json(), 404)

    return Starlette(
        routes=[
            Route("/bot{token}/{method}", call, methods=_HTTP_METHODS),
            Route("/file/bot{token}/files/{file_id}/{name}", file),
        ],
        exception_handlers={404: not_found, 405: not_found},
    )


class _Cuttable:
    """Puts the connection's transport, which ASGI hides, into the scope, so that a fault can cut it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # uvicorn's ``send`` is a method of what holds the connection
        scope[_TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
        await self._app(scope, receive, send)


async def _cut(request: Request) -> Response:
    transport = request.scope.get(_TRANSPORT)
    if transport is not None:
        transport.abort()
        await asyncio.sleep(0)
    return Response()


def _known_bot(server: Server, token: str) -> Bot:
    if not _TOKEN.fullmatch(token):
        raise refusals.INVALID_TOKEN
    if token not in server.bots:
        raise refusals.UNAUTHORIZED
    return server.bots[token]


async def _answer(server: Server, polls: Polls, bot: Bot, name: str, parameters: Parameters) -> Response:
    record = Call(len(server.calls), bot.account.id, name, parameters.values, server.clock.now())
    server.calls.append(record)
    server.changed()
    try:
        record.result = await carry_out(server, polls, bot, name, parameters)
    except Refusal as refusal:
        record.code, record.description = refusal.code, refusal.description
        body: dict[str, Any] = refusal.as_json()
    else:
        record.code = 200
        body = {"ok": True, "result": record.result}
        for follower in server.followers:
            await follower(bot, name, parameters)
    server.changed()
    return JSONResponse(body, record.code)


class LocalTelegram:
    """A running server: ``async with LocalTelegram() as telegram``."""

    def __init__(
        self,
        clock: Clock | None = None,
        port: int = 0,
        *,
        kept: int | None = None,
        kept_messages: int | None = None,
    ) -> None:
        """Prepare a server on ``port`` (0: a free one) with the machine's time where no ``clock`` is given.

        ``kept`` and ``kept_messages`` bound what its :class:`Server` remembers, for a bot that writes to thousands.
        """
        self.server = Server(clock, kept=kept, kept_messages=kept_messages)
        polls = Polls()
        self.application = application(self.server, polls)
        self._webhooks = Webhooks(self.server, polls)
        self._posting: asyncio.Task[None] | None = None
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # connections inherit it; asyncio sets it only on those of sockets that it opened itself, and without it every
        # answer waits 40 ms for the other side's word that it has the headers
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.bind((LOOPBACK, port))
        self._http = _Server(
            uvicorn.Config(
                _Cuttable(self.application),
                log_level="warning",
                access_log=False,
                lifespan="off",
                ws=_WEB_SOCKETS,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
            )
        )
        self._task: asyncio.Task[None] | None = None

    @property
    def base_url(self) -> str:
        """The address that stands in for ``https://api.telegram.org``."""
        host, port = self._socket.getsockname()
        return f"http://{host}:{port}"

    @property
    def refused(self) -> list[Call]:
        """The calls that were refused so far."""
        return [call for call in self.server.calls if call.code >= 400]

    async def __aenter__(self) -> LocalTelegram:
        self._task = asyncio.create_task(self._http.serve(sockets=[self._socket]))
        self._posting = asyncio.create_task(self._webhooks.run())
        async with asyncio.timeout(START_SECONDS):
            while not self._http.started:
                await asyncio.sleep(0.005)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.closing = True
        self.server.changed()
        self._http.leave()
        if self._posting is not None:
            self._posting.cancel()
            await asyncio.gather(self._posting, return_exceptions=True)
        if self._task is not None:
            await self._task
        self._socket.close()


class _Server(uvicorn.Server):
    """uvicorn without its main loop, which checks ten times a second whether to end."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._leaving = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # the event loop belongs to whoever runs us, and so do the signals
        yield

    def leave(self) -> None:
        self.should_exit = True
        self._leaving.set()

    async def main_loop(self) -> None:
        await self._leaving.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002
        for listener in self.servers:
            listener.close()
        for connection in list(self.server_state.connections):
            try:
                connection.shutdown()
            except InvalidState:
                # a WebSocket that its page is closing already; uvicorn does not expect that
                connection.transport.close()
        while self.server_state.connections or self.server_state.tasks:
            await asyncio.sleep(END_SECONDS)
        for listener in self.servers:
            await listener.wait_closed()
