"""Fallbacks: what is tried next when Telegram refuses a message of ours."""

import pytest
from telegram.error import BadRequest

from bot.messaging.markup import Form
from bot.messaging.telegram_errors import refusal_of
from bot.views import Button

INSIDE, AT_TELEGRAM = Button("topics", data="c"), Button("share", url="https://t.me/papercache_bot?start=p_1")
OUTSIDE = Button("paper", url="https://arxiv.example/abs/1")
FORM = Form("<b>text</b>", ((INSIDE, OUTSIDE), (AT_TELEGRAM,)))
REFUSED = "Bad Request: inline keyboard button URL 'https://arxiv.example/abs/1' is invalid: Wrong HTTP URL"


def test_buttons_go_one_kind_after_the_other() -> None:
    keyboards = []
    form: Form | None = FORM
    while form := form.simpler(refusal_of(BadRequest(REFUSED))):
        keyboards.append(form.keyboard)
    assert keyboards == [((INSIDE,), (AT_TELEGRAM,)), ((INSIDE,),), ()]


@pytest.mark.parametrize(
    "reason",
    [
        "Message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message",
        "Bad Request: message is not modified",
        "Bad Request: chat not found",
    ],
)
def test_what_is_no_fault_of_a_button_costs_none(reason: str) -> None:
    assert FORM.simpler(refusal_of(BadRequest(reason))) is None
