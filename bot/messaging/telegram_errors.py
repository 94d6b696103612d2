"""Meanings of Telegram's errors: one table, read once; nothing else reads Telegram's words.

What a refusal (400) means for whoever sent the request:

=====================  ==============================================================================================
``no_topic``           the topic is closed or gone
``unchanged``          the message shows just that already
``not_editable``       the message is gone, or can no longer be edited
``unparsable``         its markup does not parse
``bad_button``         one of its buttons is not taken
``too_late``           nobody waits for the answer any more
``other``              anything else
=====================  ==============================================================================================

What an error, or none, means for a delivery:

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
``refused``            for this ``reason``, and in every simpler form too: it does not go out again
``unknown``            nobody knows whether it was carried out: a broken or silent connection, a gateway's error
=====================  ==============================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.transport.connection import never_left
from bot.transport.flood_control import AllSilentError, seconds_of

Refusal = Literal["no_topic", "unchanged", "not_editable", "unparsable", "bad_button", "too_late", "other"]
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
_REFUSALS: tuple[tuple[str, Refusal], ...] = (
    ("thread not found", "no_topic"),
    ("topic_closed", "no_topic"),
    ("topic_deleted", "no_topic"),
    # before the words for a button: the rest of it speaks of the reply markup too
    ("not modified", "unchanged"),
    ("to edit not found", "not_editable"),
    ("can't be edited", "not_editable"),
    ("can't parse entities", "unparsable"),
    ("too old", "too_late"),
    ("button", "bad_button"),
    ("wrong http url", "bad_button"),
    ("url host is empty", "bad_button"),
    ("reply markup", "bad_button"),
)
"""Words of Telegram's in small letters and what they mean; the first that occur decide."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a request: its kind by the table above, and what goes with it."""

    kind: Kind
    reason: str = ""
    seconds: float = 0.0
    chat_id: int = 0
    message_id: int = 0


def refusal_of(error: BaseException | None) -> Refusal | None:
    """Return why Telegram refused a request, None where ``error`` is no refusal."""
    if not isinstance(error, BadRequest):
        return None
    said = str(error).lower()
    return next((refusal for words, refusal in _REFUSALS if words in said), "other")


def outcome_of(error: TelegramError) -> Outcome:
    """Return what ``error`` means."""
    reason = str(error) or type(error).__name__
    match error:
        case RetryAfter():
            kind: Kind = "silence" if isinstance(error, AllSilentError) else "later"
            return Outcome(kind, reason, seconds=seconds_of(error))
        case ChatMigrated():
            return Outcome("moved", reason, chat_id=error.new_chat_id)
        case Forbidden():
            said = reason.lower()
            return Outcome("unreachable", next((means for words, means in _FORBIDDEN if words in said), "blocked"))
        case BadRequest():
            refusal = refusal_of(error)
            return Outcome(refusal if refusal in ("no_topic", "unchanged") else "refused", reason)
        case InvalidToken():
            # whoever polls ends the process; until then nothing is lost. The message quotes the token.
            return Outcome("not_sent", "Telegram refuses the bot's token")
    return Outcome("not_sent" if never_left(error) else "unknown", reason)
