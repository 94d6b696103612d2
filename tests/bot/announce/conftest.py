"""What the tests of announcements share: the databases of the bot's state."""

from tests.bot.state.conftest import database

__all__ = ["database"]
