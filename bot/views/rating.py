"""The buttons below an answer that say whether it was any good."""

from __future__ import annotations

from bot.views.callback_data import Rate
from bot.views.message import Button, Keyboard

GOOD, BAD = "👍", "👎"


def rating_buttons() -> Keyboard:
    """Return the row with which a reader rates an answer."""
    return ((Button(GOOD, data=str(Rate(good=True))), Button(BAD, data=str(Rate(good=False)))),)
