"""Commands, in a message's text or in the caption of what it shows."""

from __future__ import annotations

from typing import Any

from telegram import Message, MessageEntity, Update
from telegram.ext import CommandHandler
from telegram.ext.filters import MessageFilter

from bot.handlers.mentions import entities_of, words_of


def command_length(message: Message) -> int:
    """Return how long the command is that a message begins with; 0 where it begins with none."""
    for entity in entities_of(message):
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            # commands are written in ASCII, so the entity's UTF-16 units are characters
            return entity.length
    return 0


class BeginsWithCommand(MessageFilter):
    """Lets through messages that begin with a command, this bot's or another's."""

    def filter(self, message: Message) -> bool:
        """Return whether the first thing that a message says is a command."""
        return command_length(message) > 0


class Command(CommandHandler[Any, Any]):
    """Handles commands to this bot; the library's own handler looks for them in texts only."""

    def check_update(self, update: object) -> Any:
        """Return the words behind the command and what the filters say; None for what is no such command."""
        message = update.effective_message if isinstance(update, Update) else None
        length = command_length(message) if message is not None else 0
        if message is None or not length:
            return None
        words, own_name = words_of(message), message.get_bot().username
        name, _, wanted = words[1:length].partition("@")
        if name.lower() not in self.commands or (wanted or own_name).lower() != own_name.lower():
            return None
        passed = self.filters.check_update(update)  # type: ignore[arg-type]  # an Update: it has a message
        return (words.split()[1:], passed) if passed else False
