"""Deep links into the bot: ``https://t.me/BOT?start=PAYLOAD``, payloads of 64 letters, digits, ``_`` and ``-``."""

from __future__ import annotations

import re

from bot.views.callback_data import Follow
from retrieval import SHORT_ID_LENGTH

PAPER_PREFIX = "p_"
"""``p_ID`` opens the card of the paper with this short id."""
SUBSCRIBE_PREFIX = "s_"
"""``s_all`` offers to subscribe to everything, ``s_cNODE`` to a category, ``s_vVENUE`` to a venue, ``s_pPAPER`` to what
is like a paper; the keys are those of :class:`~bot.views.callback_data.Follow`."""
ASK_PAYLOAD = "ask"
"""Invites to ask: from the inline mode, where it found nothing."""
_LINK = re.compile(r"(?:https?://)?t\.me/(?P<bot>\w{1,32})\?start=(?P<payload>[\w-]{1,64})", re.IGNORECASE | re.ASCII)
_PAPER = re.compile(rf"p_(?P<key>[0-9a-f]{{{SHORT_ID_LENGTH}}})")
_SUBSCRIBE = re.compile(rf"s_(?:(?P<what>[cvp])(?P<key>[0-9a-f]{{6,{SHORT_ID_LENGTH}}})|all)")


def paper_link(bot_name: str, paper_id: str) -> str:
    """Return the address that opens a paper's card in the bot."""
    return f"https://t.me/{bot_name}?start={PAPER_PREFIX}{paper_id}"


def subscribe_link(bot_name: str, follow: Follow) -> str:
    """Return the address that offers to subscribe to what ``follow`` stands for."""
    named = "all" if follow.what == "a" else f"{follow.what}{follow.key}"
    return f"https://t.me/{bot_name}?start={SUBSCRIBE_PREFIX}{named}"


def read_subscribe_payload(payload: str) -> Follow | None:
    """Read what a deep link offers to subscribe to; None for one that cannot be read."""
    match = _SUBSCRIBE.fullmatch(payload)
    if match is None:
        return None
    return Follow("h", match["what"] or "a", match["key"] or "")


def follow_of(address: str, bot_name: str) -> Follow | None:
    """Return what a deep link into this bot leads to, to subscribe to it; None for any other address."""
    match = _LINK.fullmatch(address)
    if match is None or match["bot"].casefold() != bot_name.casefold():
        return None
    paper = _PAPER.fullmatch(match["payload"])
    return Follow("h", "p", paper["key"]) if paper else read_subscribe_payload(match["payload"])
