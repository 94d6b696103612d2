"""Fixtures of the tests of announcements: the databases of the bot's state."""

from tests.bot.state.conftest import database

__all__ = ["database"]
