"""Entities that Telegram marks in a text by itself: commands, mentions, hashtags, addresses."""

from __future__ import annotations

import re

from bot.local_telegram.entities import Entity, utf16_length

_COMMON_DOMAINS = "com|org|net|edu|gov|io|ai|dev|app|info|me|cn|uk|de|fr|jp|kr|ru|eu|us|ca|tw|hk|sg|in|tech|xyz"
"""Ends of host names that are recognised without a scheme: those that notes on papers name, out of tdlib's list."""
_ENDS_ADDRESS = r"\s<>\"“”‘’、，。；：！？（）《》…"
_PATH = rf"[^{_ENDS_ADDRESS}]*[\w/#=&-]"
_PATTERNS = (
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{3,31}(?![\w@])")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/])")),
    ("hashtag", re.compile(r"(?<![\w#@&/])#(?=\w*[^\W\d])\w{1,256}")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z]{2,})+")),
    ("url", re.compile(rf"(?<![\w@/.])https?://[^/{_ENDS_ADDRESS}][^./{_ENDS_ADDRESS}]*+\.{_PATH}")),
    ("url", re.compile(rf"(?<![\w@/.-])(?:[A-Za-z0-9-]+\.)+(?:{_COMMON_DOMAINS})(?![.-]*+[\w@])(?:[/?#]{_PATH})?")),
)


def recognised(text: str) -> list[Entity]:
    """Return what is recognised, in order, nothing of it overlapping."""
    found = [
        Entity(kind, utf16_length(text[: match.start()]), utf16_length(match.group()))
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(text)
    ]
    kept: list[Entity] = []
    for entity in sorted(found, key=lambda entity: (entity.offset, -entity.length)):
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept
