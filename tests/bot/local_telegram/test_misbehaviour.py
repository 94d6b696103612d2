"""A bot that misbehaves: too much at once, too large, broken, unfinished; and another one that goes on beside it."""

import asyncio
import json
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from bot.local_telegram import TestUser
from tests.bot.local_telegram.conftest import TOKEN, Stage

MEGABYTE = 1024 * 1024
OTHER = "777:other_token_other_token_other"


@contextmanager
def files(count: int) -> Iterator[None]:
    """Allow this process so many open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, count)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def post(stage: Stage, method: str, body: bytes, kind: str, announced: int = 0) -> bytes:
    """Send a request over a connection of its own; give the status line and all that follows."""
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.client.base_url.port)
    head = f"POST /bot{TOKEN}/{method} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
    head += f"Content-Length: {announced or len(body)}\r\n"
    try:
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
        return await reader.read()
    finally:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def test_a_thousand_requests_at_once(stage: Stage) -> None:
    server = stage.telegram.server
    readers = [TestUser(server, stage.bot, server.add_user(f"R{number}")) for number in range(1000)]
    with files(4096):
        bodies = [
            json.dumps({"chat_id": reader.chat.id, "text": str(number), "nonsense": [number]}).encode()
            for number, reader in enumerate(readers)
        ]
        answers = await asyncio.gather(*(post(stage, "sendMessage", body, "application/json") for body in bodies))
    assert {answer.split(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 200 OK"}
    assert [reader.last.text for reader in readers] == [str(number) for number in range(1000)]


def multipart(**parts: bytes) -> bytes:
    written = b""
    for name, content in parts.items():
        named = f'; filename="{name}.bin"' if name == "document" else ""
        written += f'--x\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content + b"\r\n"
    return written + b"--x--\r\n"


async def test_nearly_50_megabytes_are_taken_while_others_are_served(stage: Stage) -> None:
    content = bytes(49 * MEGABYTE)
    body = multipart(chat_id=str(stage.reader.chat.id).encode(), document=content)
    sending = asyncio.create_task(post(stage, "sendDocument", body, "multipart/form-data; boundary=x"))
    while not sending.done():
        assert (await stage.result("getMe"))["is_bot"]
    assert (await sending).startswith(b"HTTP/1.1 200")
    media = stage.reader.last.media
    assert media is not None
    assert media.file.content == content
    assert await stage.refusal("getFile", file_id=media.file.id) == (400, "Bad Request: file is too big")


async def pieces(megabytes: int) -> AsyncIterator[bytes]:
    """Return a body in chunks, which does not say how long it will be."""
    for _ in range(megabytes):
        yield b"x" * MEGABYTE


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_more_than_50_megabytes_are_refused(stage: Stage, kind: str) -> None:
    address = f"/bot{TOKEN}/sendMessage"
    headers = {"content-type": f"{kind}; boundary=x"}
    announced = await post(stage, "sendMessage", b"", headers["content-type"], 51 * MEGABYTE)
    assert announced.startswith(b"HTTP/1.1 413")
    assert b"Request Entity Too Large" in announced
    if kind != "multipart/form-data":
        endless = await stage.client.post(address, headers=headers, content=pieces(60))
        assert endless.status_code == 413
    assert (await stage.result("getMe"))["is_bot"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'"text"', "application/json"),
        (b'{"text": "\\ud800"}', "application/json"),
        (b'{"text": "\xff"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"a":' * 100_000, "application/json"),
        (b"text=%ff", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % number for number in range(2000)), "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"broken", "multipart/form-data"),
        (b"broken", "multipart/form-data; boundary="),
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nno end', "multipart/form-data; boundary=x"),
        (multipart(**{f"a{number}": b"1" for number in range(2000)}), "multipart/form-data; boundary=x"),
        (b"\x00\x01\x02", "text/plain"),
    ],
)
async def test_broken_bodies_are_refused(stage: Stage, body: bytes, kind: str) -> None:
    answer = await stage.client.post(f"/bot{TOKEN}/sendMessage", content=body, headers={"content-type": kind})
    assert answer.status_code == 400, answer.text
    assert answer.json()["description"].startswith("Bad Request")
    assert (await stage.result("getMe"))["is_bot"]


FIELDS = [
    "chat_id", "text", "parse_mode", "entities", "reply_parameters", "reply_markup", "link_preview_options", "media",
    "message_thread_id", "message_id", "unknown", "results", "commands", "scope", "reaction", "message_ids",
]  # fmt: skip


@pytest.mark.parametrize("value", [None, True, -1.5, 10**30, [], {"a": {"b": []}}, "x" * 5000, "中\0"])
async def test_unknown_fields_and_odd_values_do_no_harm(stage: Stage, value: object) -> None:
    async def call(method: str, name: str) -> None:
        given = {"chat_id": stage.reader.chat.id, "text": "x", name: value}
        answer = await stage.client.post(f"/bot{TOKEN}/{method}", json=given)
        assert answer.status_code in {200, 400}, (method, name, answer.text)
        assert answer.json()["ok"] is (answer.status_code == 200)

    methods = ("sendMessage", "editMessageText", "answerInlineQuery", "setMyCommands", "sendMediaGroup")
    await asyncio.gather(*(call(method, name) for method in methods for name in FIELDS))


async def test_a_bot_that_hangs_up_in_the_middle_harms_nothing(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        _, writer = await asyncio.open_connection("127.0.0.1", stage.client.base_url.port)
        head = (
            f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 1000\r\n\r\n"
        )
        writer.write(head.encode() + b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf of it')
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    for _ in range(5):
        assert (await stage.result("getMe"))["is_bot"]
    assert not caplog.records


async def test_what_is_no_http_is_hung_up_on(stage: Stage) -> None:
    for nonsense in (b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"x" * 100_000 + b"\r\n\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", stage.client.base_url.port)
        writer.write(nonsense)
        writer.write_eof()
        assert (await reader.read()).split(b" ")[1:2] in ([b"400"], [])
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
    assert (await stage.result("getMe"))["is_bot"]


async def test_another_bot_goes_on_beside_one_that_misbehaves(stage: Stage) -> None:
    server = stage.telegram.server
    other = server.add_bot(OTHER, "Other", "other_bot")
    reader = TestUser(server, other, stage.reader.account)
    floods = [asyncio.create_task(post(stage, "sendMessage", b"{" * 1000, "application/json")) for _ in range(100)]
    polling = asyncio.create_task(stage.call("getUpdates", token=OTHER, timeout=30))
    reader.says("are you there?")
    updates = (await polling)["result"]
    assert [update["message"]["text"] for update in updates] == ["are you there?"]
    assert (await stage.call("sendMessage", token=OTHER, chat_id=reader.chat.id, text="yes"))["ok"]
    assert (await reader.wait_for_reply()).text == "yes"
    assert not stage.bot.updates, "the first bot hears nothing of it"
    # a chat with one bot is no chat with another, even of the same person
    assert (await stage.call("sendMessage", token=OTHER, chat_id=stage.reader.chat.id, text="x"))["ok"]
    assert not stage.reader.chat.messages
    assert {answer.split(b" ")[1] for answer in await asyncio.gather(*floods)} == {b"400"}
