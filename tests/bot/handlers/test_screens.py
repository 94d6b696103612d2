"""Every kind of button is served: by a screen that is registered on it, or by a handler of its own."""

import re
from pathlib import Path

import bot.app
from bot.handlers.screens import screen_kinds
from bot.handlers.subscription_screens import SUBSCRIPTION_KINDS
from bot.views.callback_data import CallbackData

APP = Path(bot.app.__file__).read_text("utf-8")


def test_every_kind_of_button_is_served_once() -> None:
    shown = [kind.__name__ for kind in screen_kinds()]
    handled = re.findall(r"button\(\S+, data\.(\w+)\)", APP)
    kinds = {kind.__name__ for kind in CallbackData.__subclasses__()}
    assert sorted([*shown, *handled]) == sorted(kinds)
    assert {*SUBSCRIPTION_KINDS} <= {*screen_kinds()}
