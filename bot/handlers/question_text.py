"""Questions in messages: which messages are questions to the bot, and what they ask."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from telegram import Message
from telegram.ext.filters import MessageFilter

from bot.handlers.mentions import mentions_of_bot, without, words_of

ASK = "ask"
MAX_CHARACTERS = 500
"""Characters read of a question; nobody needs more words, and each word takes time to search."""
_COMMAND = re.compile(rf"/{ASK}(?:@\w+)?(?![\w@])[\s,，:：]*", re.IGNORECASE | re.ASCII)
_ANY_COMMAND = re.compile(r"/\w{1,64}(?:@\w+)?(?:\s|$)", re.ASCII)
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing: the fillers of Hangul, the empty pattern of Braille."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a message asks (empty: nothing), and whether it asked in more words than are read."""

    text: str
    shortened: bool = False


NOTHING = Question("")


class AddressedToBot(MessageFilter):
    """Lets through words meant for the bot: all in a private chat, elsewhere with a mention or as a reply to it."""

    def filter(self, message: Message) -> bool:
        """Return whether the bot is meant."""
        # a text without anything to be seen may come as an empty one
        if (message.text is None and not message.caption) or message.from_user is None:
            return False
        if _shared_by_bot(message):
            # a paper that a reader shares by the inline mode is no question
            return False
        if message.chat.type == message.chat.PRIVATE:
            return True
        answered = message.reply_to_message
        # what stands in a topic counts as a reply to Telegram's word that the topic was opened, which says nothing
        if answered is not None and _is_bots(answered) and words_of(answered):
            return True
        return bool(mentions_of_bot(message))


def question_of(message: Message) -> Question:
    """Return what a message asks: by its own words, else by those that it quotes or replies to.

    The bot's own words are asked only where they are quoted.
    """
    return _read(message)[0]


def own_question(message: Message) -> Question:
    """Return what the words of a message itself ask, without /ask and without the bot's name."""
    return _question(_said(message) or "")


def holder_of_question(message: Message) -> Message:
    """Return the message whose words are asked: this one, or the one that it replies to.

    The answer replies to that one, so that its buttons find the question again, also after a restart.
    """
    return _read(message)[1]


def question_behind(message: Message | None) -> Question:
    """Return the question that a message of the bot answers: it stands in the message it replies to."""
    asked = message.reply_to_message if message else None
    return question_of(asked) if asked else NOTHING


def _read(message: Message) -> tuple[Question, Message]:
    """Return what a message asks, and which message holds the words of that."""
    said = _said(message)
    own = _question(said or "")
    # "/ask ?" points at something else, too
    if said is None or any(map(str.isalnum, own.text)):
        return own, message
    if (quoted := _quoted(message)) is not None:
        return _question(quoted), message
    replied = message.reply_to_message
    if replied is None or _is_bots(replied) or _shared_by_bot(replied):
        return own, message
    pointed_at = own_question(replied)
    return (pointed_at, replied) if any(map(str.isalnum, pointed_at.text)) else (own, message)


def _said(message: Message) -> str | None:
    """Return the words of a message without /ask and the bot's name; None for another command."""
    words = without(words_of(message), mentions_of_bot(message))
    if match := _COMMAND.match(words):
        return words[match.end() :]
    return None if _ANY_COMMAND.match(words) else words


def _quoted(message: Message) -> str | None:
    """Return the words that a message quotes of the one it replies to, if the reader chose them or that is missing."""
    quote = message.quote
    return quote.text if quote is not None and (quote.is_manual or message.reply_to_message is None) else None


def _question(words: str) -> Question:
    asked = " ".join(words.split())
    if not any(map(_is_seen, asked)):
        return NOTHING
    if len(asked) <= MAX_CHARACTERS:
        return Question(asked)
    kept = asked[:MAX_CHARACTERS]
    # not in the middle of a word, unless there is hardly a space, as in Chinese
    shown = kept.rsplit(" ", 1)[0] if " " in kept[MAX_CHARACTERS // 2 :] else kept
    return Question(shown, shortened=True)


def _is_seen(character: str) -> bool:
    """Return whether a character shows something by itself: no space, no control, no mark upon another."""
    return character not in _BLANK and unicodedata.category(character)[0] not in "CMZ"


def _is_bots(message: Message) -> bool:
    return message.from_user is not None and message.from_user.id == message.get_bot().id


def _shared_by_bot(message: Message) -> bool:
    return message.via_bot is not None and message.via_bot.id == message.get_bot().id
