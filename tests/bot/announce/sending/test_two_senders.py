"""Two processes that share one PostgreSQL and both send: nobody gets anything twice, also when one is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.local_telegram import LocalTelegram
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.state import Bot
from bot.state import Database, open_database
from tests.bot.announce.sending.crashing_sender import Life, live
from tests.bot.announce.sending.many_chats import Crowd, senders
from tests.bot.announce.sending.outbox_fixtures import TOKEN
from tests.bot.state.conftest import database_address
from tests.processes import PROCESSES, ended

TARGETS = 400

pytestmark = pytest.mark.slow


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with database_address("postgresql", tmp_path) as found:
        yield found


@pytest.mark.parametrize("killed", [False, True])
async def test_two_processes_send_and_nothing_arrives_twice(address: str, killed: bool) -> None:
    async with LocalTelegram() as telegram:
        server = telegram.server
        bot = server.add_bot(TOKEN, "PaperCache", "papercache_bot")
        with open_database(address) as database:
            crowd = Crowd.gather(server, bot, database, TARGETS)
            processes = [
                PROCESSES.Process(target=live, args=(Life(telegram.base_url, TOKEN, address),)) for _ in range(2)
            ]
            if killed:
                sent = 0

                async def kill(_bot: Bot, name: str, _parameters: Parameters) -> None:
                    nonlocal sent
                    sent += name == "sendMessage"
                    if sent == TARGETS // 4:
                        os.kill(processes[0].pid or 0, signal.SIGKILL)

                server.followers.append(kill)
            for process in processes:
                process.start()
            codes = [await ended(process) for process in processes]
            assert codes == [-signal.SIGKILL if killed else 0, 0]
            _judge(database, crowd, killed)


def _judge(database: Database, crowd: Crowd, killed: bool) -> None:
    if not killed:
        assert crowd.judge(database) == {"missed": TARGETS // 20, "sent": TARGETS - TARGETS // 20}
        assert len(database.run_now(senders)) == 2, "both sent"
        return
    crowd.judge(database, in_doubt=16)
