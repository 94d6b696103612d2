"""Persistent state in ``bot.db``: how it is opened, its tables, and its migrations."""

from bot.state.database import Database, connect
from bot.state.integrity import recognise
from bot.state.migrate import open_database, upgrade

__all__ = ["Database", "connect", "open_database", "recognise", "upgrade"]
