"""What the tests of announcements share: the databases of the bot's state."""

from tests.bot.state.conftest import database, database_url

__all__ = ["database", "database_url"]
