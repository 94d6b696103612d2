"""A page that shows a person the chats and lets them talk to the bot, live over a WebSocket.

:func:`page_routes` returns what a server adds to its own routes: ``/`` (the page), ``/web/…`` (its parts),
``/web/file/…`` (what the bot uploaded) and ``/web/socket``. All messages are JSON objects with a ``type``, what is
news for the page several of them in an array.

To the page: ``hello`` (me, readers, bot, chats with their messages, tools), ``message`` and ``edit`` (chat, message),
``delete`` (chat, message), ``chat`` (a chat's new state; with its messages, a new chat), ``gone`` (chat, to), ``bot``,
``earlier`` (chat, messages, more), ``read`` (chat, thread, message: in another window), ``typing`` (chat, thread,
name), ``draft`` (chat, text, entities, rich, can_stop; ended), ``answer`` (number, text, alert, url), ``inline``
(number, results, next_offset, button), ``warning`` (dropped: bytes that Telegram drops without a word), ``traffic``
(calls), ``published`` (title, left), ``refused`` (reason).

From the page: ``say`` (chat, thread, text, reply_to), ``press`` (chat, message, data, number), ``inline`` (chat, query,
offset, number), ``choose`` (chat, thread, number, result, reply_to), ``earlier`` (chat, message), ``read`` (chat,
thread, message), ``stop`` (chat), ``block`` (chat, on), ``traffic`` (on), ``publish``, ``fault`` (name). ``number`` is
the page's own; the answer carries it back.

Nobody but this machine may look: requests must name the loopback address itself as their host, so that no foreign name
can be made to point here, and a WebSocket must come from this very page.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.local_telegram.files import PNG, image_size
from bot.local_telegram.parameters import SURROGATE
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Account, Bot, Json
from bot.local_telegram.web_session import Marks, WebSession

FOLDER = Path(__file__).parent / "web"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws://{host}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_POLICY_VIOLATION = 1008


@dataclass(frozen=True, slots=True)
class Published:
    """A paper that was published (an empty title: none was left), and how many are left."""

    title: str
    left: int


@dataclass(slots=True)
class Page:
    """What the page offers: the ``readers`` whose chats with ``bot`` it shows, and its tools.

    ``faults`` go by names that the page's ``strings.js`` explains.
    """

    server: Server
    bot: Bot
    readers: tuple[Account, ...]
    publish: Callable[[], Awaitable[Published]] | None = None
    faults: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    marks: Marks = field(default_factory=dict)

    def tools(self) -> Json:
        """Say what the side panel may offer."""
        return {"publish": self.publish is not None, "faults": list(self.faults)}


class _Said(BaseModel):
    """Anything that the page may send; every kind uses some of the fields."""

    model_config = ConfigDict(extra="ignore", strict=True)

    type: str
    chat: int = 0
    thread: int = 1
    message: int = 0
    reply_to: int = 0
    number: int = 0
    text: str = ""
    data: str = ""
    query: str = ""
    offset: str = ""
    result: str = ""
    name: str = ""
    on: bool = False

    @property
    def broken(self) -> bool:
        """Whether a string holds half a character: the bot could never be told of it, nor of what came after."""
        return any(isinstance(value, str) and SURROGATE.search(value) for _, value in self)


def page_routes(page: Page) -> list[BaseRoute]:
    """Return the routes of ``page``."""

    async def socket(websocket: WebSocket) -> None:
        await _Talk(page, websocket).hold()

    async def file(request: Request) -> Response:
        found = page.server.files.get(request.path_params["file_id"])
        if found is None or found.bot_id != page.bot.account.id:
            return PlainTextResponse("There is no such file.", 404)
        # whatever a bot sends is shown as a picture or saved, never opened as a page of ours
        shown = "image/png" if found.content.startswith(PNG) else "image/jpeg"
        if image_size(found.content):
            return Response(found.content, media_type=shown)
        name = quote(found.name)
        saved = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(found.content, media_type="application/octet-stream", headers=saved)

    parts = [
        WebSocketRoute("/socket", socket),
        Route("/file/{file_id}", file),
        Mount("/", StaticFiles(directory=FOLDER)),
    ]
    return [
        Route("/", _Guard(FileResponse(FOLDER / "index.html"))),
        Mount("/web", _Guard(Router(parts))),
    ]


class _Guard:
    """Lets only requests through that name this machine as their host, and from no other page."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        port = scope["server"][1]
        own = host in {f"127.0.0.1:{port}", f"localhost:{port}"}
        if scope["type"] == "websocket" and (not own or headers.get("origin") != f"http://{host}"):
            await WebSocket(scope, receive, send).close(_POLICY_VIOLATION)
            return
        if not own:
            refusal = PlainTextResponse("This page is only for the machine it runs on.", 403)
            await refusal(scope, receive, send)
            return

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = MutableHeaders(scope=message)
                added["content-security-policy"] = POLICY.format(host=host)
                added["x-content-type-options"] = "nosniff"
                added["referrer-policy"] = "no-referrer"
                added["cache-control"] = "no-cache"
            await send(message)

        await self._inner(scope, receive, careful)


class _Talk:
    """One WebSocket: reads what the page sends and sends it the news, until either side ends."""

    def __init__(self, page: Page, websocket: WebSocket) -> None:
        self._page = page
        self._socket = websocket
        wanted = websocket.query_params.get("reader", "")
        known = [reader for reader in page.readers if str(reader.id) == wanted]
        self._session = WebSession(page.server, page.bot, (known or list(page.readers))[0], page.marks)
        self._working: set[asyncio.Task[None]] = set()

    async def hold(self) -> None:
        await self._socket.accept()
        hello = self._session.hello(self._page.readers) | {"tools": self._page.tools()}
        receiving = asyncio.create_task(self._receive())
        try:
            await self._tell("hello", hello)
            await self._tell_news(receiving)
        except WebSocketDisconnect:
            pass
        finally:
            for task in (receiving, *self._working):
                task.cancel()
            await asyncio.gather(receiving, *self._working, return_exceptions=True)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):  # the page may have gone first
                await self._socket.close()

    async def _tell_news(self, receiving: asyncio.Task[None]) -> None:
        server = self._page.server
        receiving.add_done_callback(lambda _: server.changed())
        while not receiving.done() and not server.closing:
            if news := self._session.news():
                # one frame for all: a page that is told of much draws once
                await self._socket.send_json([{"type": kind, **body} for kind, body in news])
            else:
                await server.change()

    async def _tell(self, kind: str, body: Json) -> None:
        await self._socket.send_json({"type": kind, **body})

    async def _receive(self) -> None:
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                try:
                    said = _Said.model_validate(await self._socket.receive_json())
                    reason = "NOT_UNICODE" if said.broken else self._do(said)
                except (ValidationError, ValueError, LookupError, StopIteration, RecursionError):
                    reason = "BAD_REQUEST"
                if reason:
                    await self._tell("refused", {"reason": reason})

    def _do(self, said: _Said) -> str:
        session = self._session
        match said.type:
            case "say":
                return session.says(said.chat, said.thread, said.text, said.reply_to)
            case "press":
                session.presses(said.chat, said.message, said.data, said.number)
            case "inline":
                session.types_inline(said.chat, said.query, said.offset, said.number)
            case "earlier":
                self._start(self._tell("earlier", session.earlier(said.chat, said.message)))
            case "choose":
                return session.chooses(said.chat, said.thread, said.number, said.result, said.reply_to)
            case "read":
                session.reads(said.chat, said.thread, said.message)
            case "stop":
                session.stops(said.chat)
            case "block":
                session.blocks(said.chat, said.on)
            case "traffic":
                session.watches(said.on)
                self._page.server.changed()
            case "publish":
                self._start(self._publish())
            case "fault":
                self._page.faults[said.name]()
            case _:
                return "BAD_REQUEST"
        return ""

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _publish(self) -> None:
        if self._page.publish is not None:
            published = await self._page.publish()
            await self._tell("published", {"title": published.title, "left": published.left})
