"""An office on every kind of database."""

from collections.abc import AsyncIterator

import pytest

from bot.local_telegram import LocalTelegram
from bot.state import Database
from tests.bot.announce.sending.outbox_fixtures import Office, open_office
from tests.bot.state.conftest import database

__all__ = ["database", "office"]


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    async with LocalTelegram() as telegram, open_office(database, telegram) as opened:
        yield opened
