"""The web server of the bot: on its port or with a clear word about it, and gone with the bot."""

import socket

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import ListenError
from bot.transport.server import Server
from tests.bot.transport.staging import free_port


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
