"""Addresses in readers' texts: of pages and feeds, of papers (arXiv numbers, DOIs), of places on Telegram."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["telegram", "paper", "page"]

_NUMBER = r"\d\d(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d{1,3})?(?!\w|\.\d)|[a-z-]{2,10}(?:\.[a-z]{2})?/\d{7}(?:v\d{1,3})?(?!\w)"
_PAPER = rf"arxiv\s?:?\s?(?:{_NUMBER})|{_NUMBER}|(?:doi\s?:?\s?)?10\.\d{{4,9}}/[!-~]++"
_HOST = r"(?:[a-z0-9._+-]{1,64}@)?(?:[a-z0-9_-]{1,63}\.){1,6}"
_ADDRESS = re.compile(
    # bounded, and begun only where a word begins: looking through a text takes linear time
    r"(?<![a-z0-9@._+-])(?:"
    rf"(?P<paper>{_PAPER})"
    r"|[a-z][a-z0-9+.-]{1,20}://[!-~]*+|(?:tg|mailto|feed|magnet):[!-~]++|www\.[!-~]++"
    rf"|{_HOST}[a-z]{{2,24}}(?::\d{{1,5}})?/[!-~]*+"
    # a bare name could be a word (fast.ai): only with an ending that few words have
    rf"|{_HOST}(?:com|org|net|edu|gov|info|cn|me)(?![\w.-])"
    r")",
    # in Chinese a sentence goes on without a space
    re.IGNORECASE | re.ASCII,
)
_AROUND = ".,;:!?)]}>'\""
"""What ends a sentence or a bracket rather than an address."""
_PAPER_WITHIN = re.compile(
    rf"/(?:{_NUMBER})|/10\.\d{{4,9}}/|openreview\.net/(?:forum|pdf)|aclanthology\.org/\w", re.IGNORECASE
)
_TELEGRAM = re.compile(
    r"(?:https?://)?(?:www\.)?(?:(?P<sub>[a-z]\w{3,31})\.)?(?:t|telegram)\.(?:me|dog)(?:/(?P<path>.*))?"
    r"|tg:(?://)?(?P<tg>.*)",
    re.IGNORECASE | re.ASCII,
)
_NAME = re.compile(r"[a-z]\w{3,31}", re.IGNORECASE | re.ASCII)
_DOMAIN = re.compile(r"[?&]domain=(\w{4,32})", re.ASCII)
_PRIVATE_POST = re.compile(r"[?&]channel=(\d{5,13})(?!\d)", re.ASCII)
_NO_CHANNELS = re.compile(
    "joinchat|addstickers|addemoji|addlist|addtheme|share|proxy|socks|setlanguage|login|confirmphone|invoice|boost|"
    "contact|giftcode|nft",
    re.IGNORECASE,
)
"""First parts of Telegram's own addresses that are no names."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address, what it leads to, and where in the text it begins."""

    text: str
    kind: Kind
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def addresses(text: str) -> tuple[Address, ...]:
    """Return the addresses in a text, in their order."""
    return tuple(_address(match) for match in _ADDRESS.finditer(text))


def _address(match: re.Match[str]) -> Address:
    written = match[0].rstrip(_AROUND)
    kind: Kind = "page"
    if _TELEGRAM.fullmatch(written):
        kind = "telegram"
    elif match["paper"] or _PAPER_WITHIN.search(written):
        kind = "paper"
    return Address(written, kind, match.start())


def channel_at(address: str) -> str:
    """Return the channel that an address on Telegram leads to or into, as ``@name`` or its id; empty for none."""
    match = _TELEGRAM.fullmatch(address)
    if match is None:
        return ""
    if match["tg"] is not None:
        named, post = _DOMAIN.search(match["tg"]), _PRIVATE_POST.search(match["tg"])
        return _channel(named[1]) if named else f"-100{post[1]}" if post else ""
    if match["sub"]:
        return _channel(match["sub"])
    first, *rest = re.split("[/?#]", match["path"] or "")
    if first == "c" and rest and re.fullmatch(r"\d{5,13}", rest[0], re.ASCII):
        return f"-100{rest[0]}"
    return _channel(rest[0] if first == "s" and rest else first)


def _channel(name: str) -> str:
    # the names of bots end so, and no channel's may
    none = _NO_CHANNELS.fullmatch(name) or name.lower().endswith("bot")
    return f"@{name}" if _NAME.fullmatch(name) and not none else ""
