"""What a button sends back: short codes, since Telegram allows 64 bytes.

==========================  ==============================================================
``p:PAPER``                 a paper's card, in a new message
``c:PAPER|BACK``            the card in place of what the message showed
``s:PAPER:PART:PAGE|BACK``  a page of a part of the paper's note
``r:PAPER|BACK``            the papers related to it
``q:PAPER``                 its citation, in a new message
``b``, ``b:NODE:PAGE``      the topics; a node of the category tree at a page of its papers
``v``, ``v:VENUE:PAGE``     the venues; a venue's papers
``y``, ``y:YEAR:PAGE``      the years; a year's papers
``n``, ``t:PAGE``           the newest papers, in a new message; a page of them in place
``l:PAGE``                  a page of the list that a question asked for
``a:PAGE``, ``w:PAGE``      the answer to a question, its best papers first; the one from all papers, not a few
``h``, ``i``                the greeting; the help
``g``, ``g:LANGUAGE|CODE``  the choice of languages; change it and show ``CODE`` again
``k:u``, ``k:d``            👍 and 👎 for the answer above
``z:y``, ``z:n``            forget everything; nothing
``j:y``, ``j:n``            send the broadcast that was previewed; do not
``u:1``, ``u:0``            send what a chat missed while it could not be reached; do not
==========================  ==============================================================

``PAPER`` is a short id; ``NODE`` the short id of a category, made from its path; ``PART`` and ``VENUE`` are digests of
a heading and a venue. ``BACK`` is the code of where a way back leads, and may have a ``BACK`` itself. Everything needed
stands in the code or in the message that is replied to, so buttons outlive a restart; a code that cannot be read comes
from an older version: its button is stale.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import ClassVar, Self, get_args, get_type_hints

from retrieval import SHORT_ID_LENGTH, Category, Language, short_id

MAX_PAGE = 9999
MAX_DATA_BYTES = 64
DIGEST_LENGTH = 6
_ID = f"[0-9a-f]{{{SHORT_ID_LENGTH}}}"
_DIGEST = f"[0-9a-f]{{{DIGEST_LENGTH}}}"
_PAGE = r"\d{1,4}"
_YEAR = r"\d{4}"
_BACK = r"(?:\|(?P<back>[a-z][0-9a-z:|]*))?"
_LANGUAGE = "|".join(get_args(Language))

_TRUE = frozenset("yuw")
"""Letters that stand for true."""

NEWEST = "n"
GREETING = "h"
HELP = "i"
LANGUAGES = "g"
CATCH_UP = "u:1"
DECLINE = "u:0"

MAX_BACK_BYTES = MAX_DATA_BYTES - len("g:zh|") - len(f"s:{'0' * SHORT_ID_LENGTH}:{'0' * DIGEST_LENGTH}:{MAX_PAGE}|")
"""What the longest code leaves for the way back, when a change of language stands around it."""


def way_back(code: str) -> str:
    """Return the way back to ``code`` as far as it fits: the steps furthest away are left out."""
    while len(code) > MAX_BACK_BYTES:
        code, _, _ = code.rpartition("|")
    return code


def _with_back(code: str, back: str) -> str:
    return f"{code}|{way_back(back)}" if way_back(back) else code


class Code:
    """What a button sends back; the groups of ``PATTERN`` are named as the fields."""

    __slots__ = ()
    PATTERN: ClassVar[re.Pattern[str]]

    @classmethod
    def read(cls, data: str) -> Self | None:
        """Read ``data``; nothing for another code, and for one that cannot be read."""
        match = cls.PATTERN.fullmatch(data)
        if match is None:
            return None
        types = get_type_hints(cls)
        return cls(**{name: _value(text, types[name]) for name, text in match.groupdict().items() if text is not None})


def _value(text: str, wanted: object) -> str | int | bool:
    if wanted is bool:
        return text in _TRUE
    return int(text) if wanted is int else text


@dataclass(frozen=True, slots=True)
class OpenPaper(Code):
    """Open a paper's card in a new message."""

    paper: str

    PATTERN = re.compile(rf"p:(?P<paper>{_ID})")

    def __str__(self) -> str:
        return f"p:{self.paper}"


@dataclass(frozen=True, slots=True)
class ShowCard(Code):
    """Show a paper's card in place."""

    paper: str
    back: str = ""

    PATTERN = re.compile(rf"c:(?P<paper>{_ID}){_BACK}")

    def __str__(self) -> str:
        return _with_back(f"c:{self.paper}", self.back)


@dataclass(frozen=True, slots=True)
class OpenSection(Code):
    """Show a page (from 0) of a part of a paper's note in place."""

    paper: str
    part: str
    page: int = 0
    back: str = ""

    PATTERN = re.compile(rf"s:(?P<paper>{_ID}):(?P<part>{_DIGEST}):(?P<page>{_PAGE}){_BACK}")

    def __str__(self) -> str:
        return _with_back(f"s:{self.paper}:{self.part}:{self.page}", self.back)


@dataclass(frozen=True, slots=True)
class ShowRelated(Code):
    """Show the papers related to one in place."""

    paper: str
    back: str = ""

    PATTERN = re.compile(rf"r:(?P<paper>{_ID}){_BACK}")

    def __str__(self) -> str:
        return _with_back(f"r:{self.paper}", self.back)


@dataclass(frozen=True, slots=True)
class Cite(Code):
    """Return a paper's citation in a new message."""

    paper: str

    PATTERN = re.compile(rf"q:(?P<paper>{_ID})")

    def __str__(self) -> str:
        return f"q:{self.paper}"


@dataclass(frozen=True, slots=True)
class Browse(Code):
    """Show a node of the category tree (all topics without one) at a page of its papers."""

    node: str = ""
    page: int = 0

    PATTERN = re.compile(rf"b(?::(?P<node>{_ID}):(?P<page>{_PAGE}))?")

    def __str__(self) -> str:
        return f"b:{self.node}:{self.page}" if self.node else "b"


@dataclass(frozen=True, slots=True)
class BrowseVenue(Code):
    """Show a venue's papers (all venues without one) at a page."""

    venue: str = ""
    page: int = 0

    PATTERN = re.compile(rf"v(?::(?P<venue>{_DIGEST}):(?P<page>{_PAGE}))?")

    def __str__(self) -> str:
        return f"v:{self.venue}:{self.page}" if self.venue else "v"


@dataclass(frozen=True, slots=True)
class BrowseYear(Code):
    """Show a year's papers (all years without one) at a page."""

    year: int = 0
    page: int = 0

    PATTERN = re.compile(rf"y(?::(?P<year>{_YEAR}):(?P<page>{_PAGE}))?")

    def __str__(self) -> str:
        return f"y:{self.year:04}:{self.page}" if self.year else "y"


@dataclass(frozen=True, slots=True)
class LatestPage(Code):
    """Show a page of all papers, newest first, in place."""

    page: int = 0

    PATTERN = re.compile(rf"t:(?P<page>{_PAGE})")

    def __str__(self) -> str:
        return f"t:{self.page}"


@dataclass(frozen=True, slots=True)
class AnswerPage(Code):
    """Show a page of the papers that answer a question, found in ``everything`` or in the papers it was about."""

    page: int = 0
    everything: bool = False

    PATTERN = re.compile(rf"(?P<everything>[aw]):(?P<page>{_PAGE})")

    def __str__(self) -> str:
        return f"{'w' if self.everything else 'a'}:{self.page}"


@dataclass(frozen=True, slots=True)
class ListPage(Code):
    """Show a page of the list that a question asked for."""

    page: int

    PATTERN = re.compile(rf"l:(?P<page>{_PAGE})")

    def __str__(self) -> str:
        return f"l:{self.page}"


@dataclass(frozen=True, slots=True)
class SwitchLanguage(Code):
    """Change the chat's language and show ``code`` again in it."""

    language: Language
    code: str

    PATTERN = re.compile(rf"g:(?P<language>{_LANGUAGE})\|(?P<code>[a-z][0-9a-z:|]*)")

    def __str__(self) -> str:
        return f"g:{self.language}|{self.code}"


@dataclass(frozen=True, slots=True)
class Rate(Code):
    """Say that an answer was good, or was not."""

    good: bool

    PATTERN = re.compile(r"k:(?P<good>[ud])")

    def __str__(self) -> str:
        return f"k:{'u' if self.good else 'd'}"


@dataclass(frozen=True, slots=True)
class Forget(Code):
    """Forget everything that is kept, or keep it after all."""

    sure: bool

    PATTERN = re.compile(r"z:(?P<sure>[yn])")

    def __str__(self) -> str:
        return f"z:{'y' if self.sure else 'n'}"


@dataclass(frozen=True, slots=True)
class Broadcast(Code):
    """Send the broadcast that was previewed, or not."""

    sure: bool

    PATTERN = re.compile(r"j:(?P<sure>[yn])")

    def __str__(self) -> str:
        return f"j:{'y' if self.sure else 'n'}"


_SCREENS: tuple[type[Code], ...] = (
    ShowCard,
    OpenSection,
    ShowRelated,
    Browse,
    BrowseVenue,
    BrowseYear,
    LatestPage,
    ListPage,
    AnswerPage,
)


def is_screen(data: str) -> bool:
    """Return whether ``data`` is a code that shows something in place, other than subscriptions."""
    return data in (GREETING, HELP, LANGUAGES) or any(kind.read(data) is not None for kind in _SCREENS)


def node_id(category: Category) -> str:
    """Return the short id of a category; one without a path (it has no papers yet) is known by its name."""
    name = category.path or f"{category.name.zh}/{category.name.en}"
    return short_id(name.encode(errors="replace").decode())


def digest(name: str) -> str:
    """Return a short digest of a name, for a code."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=DIGEST_LENGTH // 2).hexdigest()
