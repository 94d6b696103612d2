"""Telegram's rate limits, as its FAQ for bots gives them, and the 429 for what exceeds them."""

from __future__ import annotations

import math
from collections import deque

from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import too_many_requests
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot

CHAT_PER_SECOND, GROUP_PER_MINUTE, OVERALL_PER_SECOND = 1, 20, 30


class Limits:
    """Counts what each bot writes and refuses what is too much; a refused call is not counted."""

    def __init__(self, server: Server) -> None:
        """Count by the clock of ``server``."""
        self._server = server
        self._times: dict[tuple[int, str], deque[float]] = {}

    def count(self, bot: Bot, name: str, parameters: Parameters) -> None:
        """Count a call. Raises Refusal where it is one too many."""
        lowered = name.lower()
        if not lowered.startswith(("send", "edit", "copy", "forward")) or lowered.endswith(("action", "draft")):
            return
        chat = self._server.find_chat(bot, parameters.text("chat_id"))
        if chat is None:
            return
        # an album is one message to who gets it and several to Telegram
        album = parameters.decoded("media", "media") if lowered == "sendmediagroup" else None
        weight = len(album) if isinstance(album, list) else 1
        rates = [(f"chat {chat.id}", CHAT_PER_SECOND, 1.0, 1), ("overall", OVERALL_PER_SECOND, 1.0, weight)]
        if chat.type != "private":
            rates.append((f"group {chat.id}", GROUP_PER_MINUTE, 60.0, weight))
        now = self._server.clock.now()
        counted = []
        for key, most, span, count in rates:
            times = self._times.setdefault((bot.account.id, key), deque())
            while times and times[0] <= now - span:
                times.popleft()
            if times and len(times) + count > most:
                raise too_many_requests(max(math.ceil(times[0] + span - now), 1))
            counted.append((times, count))
        for times, count in counted:
            times.extend([now] * count)
