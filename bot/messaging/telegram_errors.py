"""What Telegram's answers mean for a delivery: one table, read once.

=====================  ==============================================================================================
``sent``               it is done; ``message_id`` names the message
``later``              a penalty of its chat: it was not carried out; nothing goes there for ``seconds``
``silence``            a penalty of the bot's: it was not carried out; nothing is sent to anybody for ``seconds``
``withheld``           it did not leave: it could not be marked as being sent, or is not ours any more
``not_sent``           it certainly never reached Telegram: it goes out again after a pause
``moved``              the group is the supergroup ``chat_id`` now
``unreachable``        the chat does not let the bot in: ``reason`` is blocked, kicked or deactivated
``no_topic``           the topic is closed or gone: the group itself takes it
``unchanged``          an edit that there is nothing to: as good as done
``refused``            for this ``reason``; it goes out in a simpler form where that may help, else not again
``unknown``            nobody knows whether it was carried out: a broken or silent connection, a gateway's error
=====================  ==============================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.messaging.markup import NOT_MODIFIED
from bot.transport.connection import never_left
from bot.transport.flood_control import AllSilentError, seconds_of

Kind = Literal[
    "sent",
    "later",
    "silence",
    "withheld",
    "not_sent",
    "moved",
    "unreachable",
    "no_topic",
    "unchanged",
    "refused",
    "unknown",
]

_FORBIDDEN = (
    ("deactivated", "deactivated"),
    ("kicked", "kicked"),
    ("not a member", "kicked"),
    ("deleted", "kicked"),
)
"""Words of Telegram's and what they mean; a private chat that never began is as good as blocked."""
_REFUSED: tuple[tuple[str, Kind], ...] = (
    ("message thread not found", "no_topic"),
    ("topic_closed", "no_topic"),
    ("topic_deleted", "no_topic"),
    (NOT_MODIFIED, "unchanged"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request."""

    kind: Kind
    reason: str = ""
    seconds: float = 0.0
    chat_id: int = 0
    message_id: int = 0


def outcome_of(error: TelegramError) -> Outcome:
    """Return what ``error`` means."""
    reason = str(error) or type(error).__name__
    said = reason.lower()
    match error:
        case RetryAfter():
            kind: Kind = "silence" if isinstance(error, AllSilentError) else "later"
            return Outcome(kind, reason, seconds=seconds_of(error))
        case ChatMigrated():
            return Outcome("moved", reason, chat_id=error.new_chat_id)
        case Forbidden():
            means = next((means for words, means in _FORBIDDEN if words in said), "blocked")
            return Outcome("unreachable", means)
        case BadRequest():
            return Outcome(next((kind for words, kind in _REFUSED if words in said), "refused"), reason)
        case InvalidToken():
            # whoever polls ends the process; until then nothing is lost. The message quotes the token.
            return Outcome("not_sent", "Telegram refuses the bot's token")
    return Outcome("not_sent" if never_left(error) else "unknown", reason)
