"""Callback data: what a button sends back, as a dataclass and as the text of at most 64 bytes that Telegram keeps.

A class states its ``FORMAT``, and the type of each of its fields says how that one is read and written. What stands in
brackets is optional: it is left out where its first field has nothing to write, and its fields keep their defaults::

    @dataclass(frozen=True, slots=True)
    class ShowCard(CallbackData):
        paper: PaperId
        back: Back = ""

        FORMAT = "c:{paper}[|{back}]"

Buttons stand in readers' chats for years: a format that is in use is never changed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self, TypeVar, get_type_hints

from retrieval import SHORT_ID_LENGTH

MAX_PAGE = 9999
MAX_DATA_BYTES = 64
DIGEST_LENGTH = 6
OLD_PAGE_SIZE = 3
"""Papers on a page of an answer when its buttons still had the number of the page."""
MAX_BACK_BYTES = MAX_DATA_BYTES - len("g:zh|") - len(f"s:{'0' * SHORT_ID_LENGTH}:{'0' * DIGEST_LENGTH}:{MAX_PAGE}|")
"""What the longest data leaves for the way back, when a change of language stands around it."""
_SEGMENT = re.compile(r"\[(?P<optional>[^\[\]]*+)\]|(?P<required>[^\[]++)")
_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Field:
    """What the text of a field looks like, and how it is read and written."""

    pattern: str
    read: Callable[[str], object] = str
    write: Callable[[Any], str] = str


def flag(no: str, yes: str) -> Field:
    """Return the field that writes a truth value as one of two letters."""
    return Field(f"[{no}{yes}]", yes.__eq__, lambda value: yes if value else no)


def read_rank(text: str) -> int:
    """Return the rank that ``text`` names, of an old button's page the first one."""
    return int(text[1:]) if text.startswith("r") else int(text) * OLD_PAGE_SIZE


def way_back(data: str) -> str:
    """Return the way back to ``data`` cut to what fits: the steps furthest away are left out."""
    while len(data) > MAX_BACK_BYTES:
        data, _, _ = data.rpartition("|")
    return data


ID_PATTERN = f"[0-9a-f]{{{SHORT_ID_LENGTH}}}"
DATA_PATTERN = "[a-z][0-9a-z:|]*"
ShortId = Annotated[str, Field(ID_PATTERN)]
"""The short id of a paper, or of a category."""
Digest = Annotated[str, Field(f"[0-9a-f]{{{DIGEST_LENGTH}}}")]
"""The digest of a name."""
Page = Annotated[int, Field(r"\d{1,4}", int)]
"""The number of a page, from 0."""
Rank = Annotated[int, Field(r"\d{1,4}|r\d{1,5}", read_rank, lambda rank: f"r{rank}" if rank else "0")]
"""The rank of a paper, from 0; buttons of old messages have the number of a page instead."""
Back = Annotated[str, Field(DATA_PATTERN, write=way_back)]
"""The data of where a way back leads, which may have a way back itself."""


class CallbackData:
    """What a button sends back; equal values have equal texts."""

    __slots__ = ()
    FORMAT: ClassVar[str]

    @classmethod
    def read(cls, data: str) -> Self | None:
        """Read ``data``; None for the data of another class, and for what cannot be read."""
        layout = _layout(cls)
        match = layout.pattern.fullmatch(data)
        if match is None:
            return None
        found = {name: text for name, text in match.groupdict().items() if text is not None}
        return cls(**{name: layout.fields[name].read(text) for name, text in found.items()})

    def __str__(self) -> str:
        layout = _layout(type(self))
        written = {name: field.write(getattr(self, name)) for name, field in layout.fields.items()}
        return "".join(
            text.format_map(written)
            for text, optional in layout.segments
            if not optional or written[_NAME.findall(text)[0]]
        )


Kind = TypeVar("Kind", bound=CallbackData)


def read_data(data: str, kinds: Iterable[type[Kind]]) -> Kind | None:
    """Read ``data`` as the first of the ``kinds`` that it is; None where it is none of them."""
    return next((read for kind in kinds if (read := kind.read(data)) is not None), None)


@dataclass(frozen=True, slots=True)
class _Layout:
    """The format of a class, taken apart: its segments, each with whether it is optional."""

    fields: dict[str, Field]
    segments: tuple[tuple[str, bool], ...]
    pattern: re.Pattern[str]


_LAYOUTS: dict[type[CallbackData], _Layout] = {}


def _layout(kind: type[CallbackData]) -> _Layout:
    if kind not in _LAYOUTS:
        hints = get_type_hints(kind, include_extras=True)
        names = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]  # each is a dataclass
        fields: dict[str, Field] = {name: hints[name].__metadata__[0] for name in names}
        segments = tuple(
            (match["optional"] or match["required"], match["optional"] is not None)
            for match in _SEGMENT.finditer(kind.FORMAT)
        )
        pattern = "".join(_segment_pattern(text, fields, optional) for text, optional in segments)
        _LAYOUTS[kind] = _Layout(fields, segments, re.compile(pattern))
    return _LAYOUTS[kind]


def _segment_pattern(text: str, fields: dict[str, Field], optional: bool) -> str:
    # the even pieces stand for themselves, the odd ones are names
    pieces = enumerate(_NAME.split(text))
    written = "".join(f"(?P<{one}>{fields[one].pattern})" if at % 2 else re.escape(one) for at, one in pieces)
    return f"(?:{written})?" if optional else written
