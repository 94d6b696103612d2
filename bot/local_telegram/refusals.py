"""The refusals of the Bot API, each in Telegram's own words.

The texts are those of tdlib's server (``telegram-bot-api/Client.cpp``, ``Query.cpp``) and of Telegram behind it. A
method raises :class:`Refusal`; the server turns it into the JSON object that clients know.
"""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # noqa: N818  a refusal is an answer of the API, not a fault of the server
    """A request that is not carried out: the code, the description, and what a client needs to know besides."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        """Refuse with ``code`` and ``description``; ``parameters`` are the Bot API's ResponseParameters."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """Return the answer's object."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> Refusal:
    """Refuse with 400 in the way of tdlib: the first letter small, unless the reason is a code such as ``A_B``."""
    code_like = len(reason) > 1 and (reason[1] == "_" or reason[1].isupper())
    return Refusal(400, f"Bad Request: {reason if code_like else reason[:1].lower() + reason[1:]}")


def forbidden(reason: str) -> Refusal:
    """Refuse with 403."""
    return Refusal(403, f"Forbidden: {reason}")


def too_many_requests(seconds: int) -> Refusal:
    """Refuse with 429 for ``seconds``."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def migrated(chat_id: int) -> Refusal:
    """Refuse because the group lives on as the supergroup ``chat_id``."""
    return Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat_id)


NOT_FOUND = Refusal(404, "Not Found")
METHOD_NOT_FOUND = Refusal(404, "Not Found: method not found")
UNAUTHORIZED = Refusal(401, "Unauthorized")
INVALID_TOKEN = Refusal(401, "Unauthorized: invalid token specified")
TOO_LARGE = Refusal(413, "Request Entity Too Large")

OTHER_POLLER = Refusal(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)
WEBHOOK_SET = Refusal(409, "Conflict: terminated by setWebhook request")
WEBHOOK_ACTIVE = Refusal(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
)

TEXT_EMPTY = bad_request("message text is empty")
TEXT_BLANK = bad_request("text must be non-empty")
TEXT_TOO_LONG = bad_request("text is too long")
MESSAGE_TOO_LONG = bad_request("message is too long")
PARSE_MODE_UNKNOWN = bad_request("unsupported parse_mode")
NOT_MODIFIED = bad_request(
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
CHAT_ID_EMPTY = bad_request("chat_id is empty")
CHAT_NOT_FOUND = bad_request("chat not found")
USER_NOT_FOUND = bad_request("user not found")
THREAD_NOT_FOUND = bad_request("message thread not found")
REPLY_NOT_FOUND = bad_request("message to be replied not found")
EDITED_NOT_FOUND = bad_request("message to edit not found")
CANT_BE_EDITED = bad_request("message can't be edited")
DELETED_NOT_FOUND = bad_request("message to delete not found")
CANT_BE_DELETED = bad_request("message can't be deleted for everyone")
MESSAGE_ID_MISSING = bad_request("message identifier is not specified")
NOT_A_FORUM = bad_request("the chat is not a forum")
TOPIC_NOT_MODIFIED = bad_request("TOPIC_NOT_MODIFIED")
LOGGED_OUT = Refusal(400, "Bad Request: Logged out")
QUERY_TOO_OLD = bad_request("query is too old and response timeout expired or query ID is invalid")
BUTTON_DATA_INVALID = bad_request("BUTTON_DATA_INVALID")
MARKUP_TOO_LONG = bad_request("reply markup is too long")
TOPIC_CLOSED = bad_request("TOPIC_CLOSED")
CALLBACK_TEXT_TOO_LONG = bad_request("MESSAGE_TOO_LONG")
NOT_ADMINISTRATOR = bad_request("need administrator rights in the channel chat")

BLOCKED = forbidden("bot was blocked by the user")
DEACTIVATED = forbidden("user is deactivated")
NOT_OPENED = forbidden("bot can't initiate conversation with a user")
TO_BOT = forbidden("bot can't send messages to bots")
GROUP_DELETED = forbidden("the group chat was deleted")


def kicked(chat_type: str) -> Refusal:
    """Refuse because the bot was thrown out of a ``group``, ``supergroup`` or ``channel``."""
    return forbidden(f"bot was kicked from the {chat_type} chat")


def not_member(chat_type: str) -> Refusal:
    """Refuse because the bot is not in the chat."""
    return forbidden(f"bot is not a member of the {chat_type} chat")
