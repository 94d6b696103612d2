"""The web server of the bot: on its port or with a clear word about it, and gone with the bot."""

import asyncio
import contextlib
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import ListenError
from bot.transport.server import Server
from tests.bot.transport.clock_fixtures import free_port


async def _hello(_: Request) -> Response:
    return PlainTextResponse("hello")


ROUTES = [Route("/hello", _hello)]


async def test_it_serves_while_it_lasts_and_frees_its_port() -> None:
    port = free_port()
    for _ in range(2):
        async with (
            Server("monitoring", "127.0.0.1", port, ROUTES),
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
        ):
            answer = await client.get("/hello")
            assert answer.text == "hello"
            assert "server" not in answer.headers
            assert (await client.get("/")).status_code == 404
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()


async def test_a_taken_port_is_one_sentence_that_names_the_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ListenError) as fault:
            async with Server("webhook", "127.0.0.1", port, ROUTES):
                pass
    assert str(fault.value) == (
        f"127.0.0.1:{port} cannot be listened on (Address already in use): "
        "choose another webhook.port or webhook.listen, or stop what uses it."
    )


async def test_an_address_of_another_machine_is_one_sentence() -> None:
    with pytest.raises(ListenError, match=r"192\.0\.2\.1:8443 cannot be listened on .*monitoring\.listen"):
        async with Server("monitoring", "192.0.2.1", 8443, ROUTES):
            pass


async def test_a_name_that_nobody_has_is_one_sentence() -> None:
    with pytest.raises(ListenError, match=r"nobody\.invalid:8443 cannot be listened on \([^)]+\): choose another"):
        async with Server("monitoring", "nobody.invalid", 8443, ROUTES):
            pass


HALF = {
    "nothing": b"",
    "half a line": b"GET /hel",
    "half the headers": b"GET /hello HTTP/1.1\r\nHost: x\r\n",
    "half a body": b"POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",
    "half of the chunks": b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    "a second request, in half": b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\n",
}


async def _echo(request: Request) -> Response:
    return Response(await request.body())


@dataclass
class Served:
    """A server on a port, for a client and for those who only hold connections open."""

    port: int
    client: httpx.AsyncClient
    opened: list[asyncio.StreamWriter] = field(default_factory=list)

    async def hold(self, sent: bytes) -> asyncio.Task[bytes]:
        """Open a connection, send something, and give a task that ends with the connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.opened.append(writer)
        writer.write(sent)
        return asyncio.create_task(_rest(reader))

    async def hello(self) -> str:
        """Ask on a connection of its own."""
        return (await self.client.get("/hello", headers={"connection": "close"})).text


async def _rest(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""


@asynccontextmanager
async def served(*more: Route, patience: float = 60.0, most: int = 100) -> AsyncIterator[Served]:
    port, address = free_port(), "http://127.0.0.1:{}"
    routes = [*ROUTES, Route("/echo", _echo, methods=["POST"]), *more]
    async with (
        Server("monitoring", "127.0.0.1", port, routes, patience=patience, most=most),
        httpx.AsyncClient(base_url=address.format(port), trust_env=False, timeout=20) as client,
    ):
        one = Served(port, client)
        try:
            yield one
        finally:
            for writer in one.opened:
                writer.close()
            await asyncio.gather(*(writer.wait_closed() for writer in one.opened), return_exceptions=True)


@pytest.mark.parametrize("sent", HALF.values(), ids=HALF)
async def test_a_connection_that_brings_no_whole_request_is_dropped_in_time(sent: bytes) -> None:
    async with served(patience=0.3) as one, asyncio.timeout(20):
        held = [await one.hold(sent) for _ in range(20)]
        assert await one.hello() == "hello"
        for task in held:
            assert (await task).count(b"200 OK") == sent.count(b"\r\n\r\nGET")


async def test_trickling_gains_no_time() -> None:
    async with served(patience=0.3) as one, asyncio.timeout(20):
        held = await one.hold(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
        while not held.done():
            with contextlib.suppress(ConnectionError):
                one.opened[0].write(b"x")
                await one.opened[0].drain()
            assert await one.hello() == "hello"


async def test_requests_of_any_size_follow_one_another_on_one_connection() -> None:
    async with served() as one, asyncio.timeout(20):
        for number in range(30):
            answer = await one.client.post("/echo", content=b"x" * number * 10_000)
            assert len(answer.content) == number * 10_000


async def test_more_connections_than_there_may_be_make_it_not_deaf() -> None:
    async with served(most=5) as one, asyncio.timeout(20):
        held = []
        for number in range(40):
            held.append(await one.hold(list(HALF.values())[number % 3]))
            assert await one.hello() == "hello"
        while sum(not task.done() for task in held) > 5:
            await asyncio.wait([task for task in held if not task.done()], return_when=asyncio.FIRST_COMPLETED)
        assert not held[-1].done(), "the oldest give way"


@pytest.mark.parametrize("most", [2, 50])
async def test_who_is_being_answered_neither_gives_way_nor_has_to_hurry(most: int) -> None:
    asked, go_on = asyncio.Semaphore(0), asyncio.Event()

    async def slow(_: Request) -> Response:
        asked.release()
        await go_on.wait()
        return PlainTextResponse("at last")

    async with served(Route("/slow", slow), patience=0.3, most=most) as one, asyncio.timeout(20):
        waiting = [asyncio.create_task(one.client.get("/slow")) for _ in range(2)]
        for _ in waiting:
            await asked.acquire()
        # closed at once where there is no room, else when their time is up
        assert await asyncio.gather(*[await one.hold(HALF["half a line"]) for _ in range(10)]) == [b""] * 10
        go_on.set()
        assert [(await task).text for task in waiting] == ["at last"] * 2
        assert await one.hello() == "hello"


async def test_when_descriptors_run_out_the_log_tells_it_once(caplog: pytest.LogCaptureFixture) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    async with served() as one, asyncio.timeout(20):
        # the kernel makes the connections; the server sees them at the next await
        clients = [socket.create_connection(("127.0.0.1", one.port)) for _ in range(40)]
        resource.setrlimit(resource.RLIMIT_NOFILE, (clients[-1].fileno() + 3, hard))
        try:
            for _ in range(20):
                await asyncio.sleep(0)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for client in clients:
            client.close()
        assert await one.hello() == "hello"
    assert sum("out of system resource" in record.getMessage() for record in caplog.records) <= 1
