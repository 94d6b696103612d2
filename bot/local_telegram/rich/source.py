"""The request that a rich message comes with: its files, its fields as tdlib reads them, and its strings, cleaned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.local_telegram.normalise_text import clean
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import Refusal, bad_request
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Json

KEPT_BYTES = 34_996
"""A character that begins at this byte of a string or later is dropped, without a word (TD, ``clean_input_string``).

The ``html`` and ``markdown`` forms are one string each, tags included; of blocks every string is one.
"""
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(slots=True)
class Source:
    """A request with the server and bot it came to.

    ``draft`` says that it shows a message while it is written, ``uploads`` that it may bring files, ``cut`` counts the
    bytes that were dropped.
    """

    server: Server
    bot: Bot
    parameters: Parameters
    draft: bool = False
    uploads: bool = True
    cut: int = 0

    def string(self, text: str) -> str:
        """Return a string as Telegram keeps it: cleaned, and cut where it is too long."""
        cleaned = clean(text)
        written = cleaned.encode()
        if len(written) <= KEPT_BYTES:
            return cleaned
        end = KEPT_BYTES
        while end < len(written) and written[end] & 0xC0 == 0x80:
            end += 1
        self.cut += len(written) - end
        return written[:end].decode()


def string_field(holder: Json, name: str, what: str, *, required: bool = False) -> str:
    """Return a field as text; a number is taken for one. Raises Refusal."""
    value = holder.get(name)
    if value is None:
        if required:
            raise missing(name, what)
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise bad_request(f'can\'t parse {what}: Field "{name}" must be of type String')
    return value


def integer_field(holder: Json, name: str, what: str, *, required: bool = False) -> int:
    """Return a field as a number; a text of digits is taken for one. Raises Refusal."""
    value = holder.get(name)
    if value is None:
        if required:
            raise missing(name, what)
        return 0
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise bad_request(f'can\'t parse {what}: Field "{name}" must be of type Number')
    return value


def flag_field(holder: Json, name: str, what: str) -> bool:
    """Return a field as a truth value. Raises Refusal."""
    value = holder.get(name, False)
    if value is not None and not isinstance(value, bool):
        raise bad_request(f'can\'t parse {what}: Field "{name}" must be of type Boolean')
    return bool(value)


def list_field(holder: Json, name: str, what: str) -> list[Any]:
    """Return a field that must be there as a list. Raises Refusal."""
    value = holder.get(name)
    if value is None:
        raise missing(name, what)
    if not isinstance(value, list):
        raise bad_request(f'can\'t parse {what}: Field "{name}" must be of type Array')
    return value


def missing(name: str, what: str) -> Refusal:
    """Refuse for a field that is not there (the words are M)."""
    return bad_request(f"can't parse {what}: Can't find field \"{name}\"")
