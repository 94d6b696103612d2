"""Which messages are questions to the bot, and what they ask."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message, MessageEntity
from telegram.ext.filters import MessageFilter

ASK = "ask"
MOST_CHARACTERS = 500
"""What is read of a question; nobody puts one in more words, and each word costs time."""
_COMMAND = re.compile(rf"/{ASK}(?:@\w+)?(?:\s+|$)", re.IGNORECASE)
_ANY_COMMAND = re.compile(r"/\w{1,64}(?:@\w+)?(?:\s|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """What a message asks (empty: nothing), and whether it asked in more words than are read."""

    text: str
    shortened: bool = False


class AddressedToBot(MessageFilter):
    """Lets through texts meant for the bot: all in a private chat, elsewhere a mention or a reply to it."""

    def filter(self, message: Message) -> bool:
        """Tell whether the bot is meant."""
        if not message.text or message.from_user is None:
            return False
        bot = message.get_bot()
        if message.via_bot is not None and message.via_bot.id == bot.id:
            # a paper that a reader shares by the inline mode is no question
            return False
        if message.chat.type == message.chat.PRIVATE:
            return True
        answered = message.reply_to_message
        if answered is not None and answered.from_user is not None and answered.from_user.id == bot.id:
            return True
        return any(_names(bot.username, bot.id, entity, text) for entity, text in _mentions(message))


def question_of(message: Message) -> Question:
    """Give what a message asks: its text without /ask and without the bot's name; another command asks nothing."""
    text = message.text or ""
    bot = message.get_bot()
    if _COMMAND.match(text):
        text = _COMMAND.sub("", text, count=1)
    elif _ANY_COMMAND.match(text):
        return Question("")
    asked = " ".join(re.sub(rf"@{re.escape(bot.username)}\b", " ", text, flags=re.IGNORECASE).split())
    if len(asked) <= MOST_CHARACTERS:
        return Question(asked)
    kept = asked[:MOST_CHARACTERS]
    # not in the middle of a word, unless there is hardly a space, as in Chinese
    words = kept.rsplit(" ", 1)[0] if " " in kept[MOST_CHARACTERS // 2 :] else kept
    return Question(words, shortened=True)


def question_behind(message: Message | None) -> Question:
    """Give the question that a message of the bot answers: it stands in the message it replies to."""
    asked = message.reply_to_message if message else None
    return question_of(asked) if asked else Question("")


def _mentions(message: Message) -> list[tuple[MessageEntity, str]]:
    found = message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION])
    return list(found.items())


def _names(username: str, bot_id: int, entity: MessageEntity, text: str) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot_id
    return text.lower() == f"@{username.lower()}"
