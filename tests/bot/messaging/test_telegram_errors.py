"""Telegram's words are read in one place; what they mean decides what is done."""

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.messaging.telegram_errors import Kind, Refusal, outcome_of, refusal_of


@pytest.mark.parametrize(
    ("words", "refusal", "kind"),
    [
        ("Message thread not found", "no_topic", "no_topic"),
        ("TOPIC_CLOSED", "no_topic", "no_topic"),
        ("TOPIC_DELETED", "no_topic", "no_topic"),
        (
            "Message is not modified: specified new message content and reply markup are exactly the same as a current "
            "content and reply markup of the message",
            "unchanged",
            "unchanged",
        ),
        ("Message to edit not found", "not_editable", "refused"),
        ("Message can't be edited", "not_editable", "refused"),
        ("Can't parse entities: unsupported start tag", "unparsable", "refused"),
        ("Inline keyboard button URL 'x' is invalid: Wrong HTTP URL", "bad_button", "refused"),
        ("Button_data_invalid", "bad_button", "refused"),
        ("Query is too old and response timeout expired or query ID is invalid", "too_late", "refused"),
        ("Chat not found", "other", "refused"),
    ],
)
def test_a_refusal_means_one_thing(words: str, refusal: Refusal, kind: Kind) -> None:
    assert refusal_of(BadRequest(words)) == refusal
    assert outcome_of(BadRequest(words)).kind == kind


@pytest.mark.parametrize(
    ("error", "kind", "reason"),
    [
        (RetryAfter(3), "later", ""),
        (ChatMigrated(-1007), "moved", ""),
        (Forbidden("Forbidden: bot was blocked by the user"), "unreachable", "blocked"),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), "unreachable", "kicked"),
        (Forbidden("Forbidden: user is deactivated"), "unreachable", "deactivated"),
        (InvalidToken("123:secret"), "not_sent", "Telegram refuses the bot's token"),
        (NetworkError("Bad Gateway"), "unknown", "Bad Gateway"),
    ],
)
def test_an_error_means_one_outcome(error: TelegramError, kind: Kind, reason: str) -> None:
    outcome = outcome_of(error)
    assert outcome.kind == kind
    assert reason in outcome.reason
    assert refusal_of(error) is None


def test_what_is_no_error_of_telegram_is_no_refusal() -> None:
    assert refusal_of(None) is None
    assert refusal_of(ValueError("Message is not modified")) is None
