"""Views, the bot's messages: pure functions from what is known to a :class:`Message` in Telegram's HTML.

Views know nothing of Telegram's library and send nothing. Sentences come from the locales, markup from the templates,
and everything that a note or a reader wrote is escaped by the templates.
"""

from bot.views.message import Button, Keyboard, Message

__all__ = ["Button", "Keyboard", "Message"]
