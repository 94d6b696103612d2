"""A request that never left is tried again; one that may have arrived is not."""

import logging
from types import SimpleNamespace

import pytest
import telegram
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.local_telegram import LocalTelegram
from bot.local_telegram.fault_injection import FaultInjection
from bot.metrics import Metrics
from bot.transport import connection
from bot.transport.connection import ConnectionState, WatchedRequest, until_reachable
from tests.bot.transport.clock_fixtures import free_port

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz_ABCDE-1"


def _bot(base_url: str) -> telegram.Bot:
    requests = {"request": WatchedRequest(4), "get_updates_request": WatchedRequest(1)}
    return telegram.Bot(TOKEN, base_url=f"{base_url}/bot", **requests)


async def test_what_never_left_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    telegrams: list[LocalTelegram] = []
    pauses: list[float] = []

    async def wait(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            server = LocalTelegram(port=port)
            server.server.add_bot(TOKEN)
            telegrams.append(await server.__aenter__())

    monkeypatch.setattr(connection, "asyncio", SimpleNamespace(sleep=wait))
    with caplog.at_level(logging.INFO, "bot.transport.connection"):
        bot = _bot(f"http://127.0.0.1:{port}")
        await bot.initialize()
    assert bot.id == 123456
    await bot.shutdown()
    await telegrams[0].__aexit__(None, None, None)
    assert pauses == [0.5, 2.0]
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


async def test_it_gives_up_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PAUSES_SECONDS", (0.0, 0.0))
    bot = _bot(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(NetworkError):
        await bot.initialize()
    await bot.shutdown()


async def test_what_may_have_arrived_is_not_sent_again() -> None:
    async with LocalTelegram() as server:
        account = server.server.add_bot(TOKEN)
        chat = server.server.private_chat(account, server.server.add_user("Ada"))
        faults = FaultInjection(server.server)
        async with _bot(server.base_url) as bot:
            for after in (False, True):
                faults.cut(after=after)
                with pytest.raises(NetworkError):
                    await bot.send_message(chat.id, "x")
        assert len([call for call in server.server.calls if call.method == "sendMessage"]) == 2
        assert len(chat.messages) == 1


async def test_two_connections_share_one_line_and_are_counted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connection, "PAUSES_SECONDS", ())
    connection_state, metrics = ConnectionState(), Metrics()
    sending, polling = WatchedRequest(4, connection_state, metrics), WatchedRequest(1, connection_state)
    async with LocalTelegram() as server, sending, polling:
        server.server.add_bot(TOKEN)
        good, nowhere = f"{server.base_url}/bot{TOKEN}/getMe", f"http://127.0.0.1:{free_port()}/bot{TOKEN}/getMe"
        with caplog.at_level(logging.INFO, "bot.transport.connection"):
            for request in (sending, polling):
                with pytest.raises(NetworkError):
                    await request.post(nowhere)
            assert connection_state.lost
            await polling.post(good)
            assert not connection_state.lost
        await sending.post(good)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"], "each of them once"
    for outcome in ("ok", "broken"):
        labels = {"method": "getMe", "outcome": outcome}
        assert metrics.registry.get_sample_value("papercache_telegram_requests_total", labels) == 1
    assert TOKEN not in metrics.exposition().decode()


async def test_what_trying_again_does_not_help_comes_out_at_once() -> None:
    for error in (InvalidToken("no"), BadRequest("no")):

        async def fail(error: Exception = error) -> None:
            raise error

        with pytest.raises(type(error)):
            await until_reachable(fail)


async def test_a_penalty_at_the_start_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    answers: list[Exception | None] = [NetworkError("Bad Gateway"), RetryAfter(7), TimedOut(), None]

    async def wait(seconds: float) -> None:
        pauses.append(seconds)

    async def attempt() -> str:
        answer = answers.pop(0)
        if answer is not None:
            raise answer
        return "done"

    monkeypatch.setattr(connection, "asyncio", SimpleNamespace(sleep=wait))
    assert await until_reachable(attempt) == "done"
    assert pauses == [1.0, 7.0, 2.0]
