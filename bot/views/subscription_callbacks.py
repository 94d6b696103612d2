"""What the buttons of subscriptions send back; :mod:`bot.views.callback_data` tells of codes in general.

=========================  ===========================================================================
``kt``, ``kt:NODE:PAGE``   the tree of ticks: all topics; what lies below a node, a page of it
``kx:ON:NODE:AT:PAGE``     tick (1) or untick (0) a node (``0``: everything) that is shown below ``AT``
``km:PAGE``                the list of subscriptions
``kp:ON:ROW:PAGE``         pause (1) or resume (0) a subscription, all of them where ``ROW`` is 0
``kd:ROW:PAGE``            remove a subscription
``kr``, ``kr:1``           ask before everything is removed; remove it
``kw:PART``                when announcements come: ``m`` all of it, choices of ``h`` hour, ``z`` zone, ``q`` quiet
``kc:WHAT:VALUE``          choose ``c`` cadence, ``h`` hour, ``w`` weekday, ``z`` zone, ``q`` quiet hours, ``u`` updates
``ke:PAGE``                what the last days would have brought
``ko:ON``                  leave out (1) what the message that is replied to wants no more of, or let it come (0)
``kf:HOW:WHAT:KEY``        follow ``a`` everything, a ``c``ategory, ``v``enue or ``p``aper: the answer comes as a
                           ``n``ew message or ``h``ere, in place; ``x`` takes it back
``ki:OLD:NEW``             read what a message asked for as another kind, ``s``: words apart; ``x`` takes it back
=========================  ===========================================================================

``NODE`` is the short id of a category, ``ROW`` the number of a subscription. Behind each ``:cNUMBER`` may stand, the
channel that is meant from its administrator's private chat, without the minus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.subscriptions.interpret import APART
from bot.views.callback_data import DIGEST_LENGTH
from retrieval import SHORT_ID_LENGTH

_ID = f"[0-9a-f]{{{SHORT_ID_LENGTH}}}"
_KEY = f"[0-9a-f]{{{DIGEST_LENGTH},{SHORT_ID_LENGTH}}}"
_PAGE = r"(?P<page>\d{1,4})"
_ROW = r"(?P<row>\d{1,12})"
_ON = "(?P<on>[01])"
_CHANNEL = r"(?::c(?P<channel>\d{1,16}))?"

EVERYTHING = "0"
"""Stands for all papers where a category's short id could."""
UNDONE = "x"
"""Stands for no reading: what was subscribed to is taken back."""


def _suffix(channel: int) -> str:
    return f":c{-channel}" if channel else ""


def _channel(match: re.Match[str]) -> int:
    return -int(match["channel"]) if match["channel"] else 0


@dataclass(frozen=True, slots=True)
class ShowCategoryPicker:
    """Show the ticks below a node (all topics without one) at a page (from 0)."""

    node: str = ""
    page: int = 0
    channel: int = 0

    PATTERN = re.compile(rf"kt(?::(?P<node>{_ID}|0):{_PAGE})?{_CHANNEL}")

    def __str__(self) -> str:
        return f"kt:{self.node or EVERYTHING}:{self.page}{_suffix(self.channel)}"


@dataclass(frozen=True, slots=True)
class PickCategory:
    """PickCategory or untick a node (``EVERYTHING`` for all papers), shown below the node ``at``."""

    on: bool
    node: str
    at: str = ""
    page: int = 0
    channel: int = 0

    PATTERN = re.compile(rf"kx:{_ON}:(?P<node>{_ID}|0):(?P<at>{_ID}|0):{_PAGE}{_CHANNEL}")

    def __str__(self) -> str:
        return f"kx:{self.on:d}:{self.node}:{self.at or EVERYTHING}:{self.page}{_suffix(self.channel)}"


@dataclass(frozen=True, slots=True)
class ShowSubscriptions:
    """Show a page of the list of subscriptions."""

    page: int = 0
    channel: int = 0

    PATTERN = re.compile(rf"km:{_PAGE}{_CHANNEL}")

    def __str__(self) -> str:
        return f"km:{self.page}{_suffix(self.channel)}"


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause or resume the subscription ``row``, all of them for 0."""

    on: bool
    row: int = 0
    page: int = 0
    channel: int = 0

    PATTERN = re.compile(rf"kp:{_ON}:{_ROW}:{_PAGE}{_CHANNEL}")

    def __str__(self) -> str:
        return f"kp:{self.on:d}:{self.row}:{self.page}{_suffix(self.channel)}"


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove the subscription ``row``."""

    row: int
    page: int = 0
    channel: int = 0

    PATTERN = re.compile(rf"kd:{_ROW}:{_PAGE}{_CHANNEL}")

    def __str__(self) -> str:
        return f"kd:{self.row}:{self.page}{_suffix(self.channel)}"


@dataclass(frozen=True, slots=True)
class RemoveAll:
    """Remove every subscription; ask first unless it is ``sure``."""

    sure: bool = False
    channel: int = 0

    PATTERN = re.compile(rf"kr(?P<sure>:1)?{_CHANNEL}")

    def __str__(self) -> str:
        return f"kr{':1' if self.sure else ''}{_suffix(self.channel)}"


@dataclass(frozen=True, slots=True)
class ShowTimes:
    """Show when announcements come (``m``), or what may be chosen for one ``part`` of it."""

    part: str = "m"
    channel: int = 0

    PATTERN = re.compile(rf"kw:(?P<part>[mhzq]){_CHANNEL}")

    def __str__(self) -> str:
        return f"kw:{self.part}{_suffix(self.channel)}"


@dataclass(frozen=True, slots=True)
class Choose:
    """Choose a ``value`` for one of a chat's times."""

    what: str
    value: str
    channel: int = 0

    PATTERN = re.compile(rf"kc:(?P<what>[chwzqu]):(?P<value>[0-9a-z]{{1,8}}){_CHANNEL}")

    def __str__(self) -> str:
        return f"kc:{self.what}:{self.value}{_suffix(self.channel)}"


@dataclass(frozen=True, slots=True)
class ShowPreview:
    """Show a page of what the last days would have brought."""

    page: int = 0
    channel: int = 0

    PATTERN = re.compile(rf"ke:{_PAGE}{_CHANNEL}")

    def __str__(self) -> str:
        return f"ke:{self.page}{_suffix(self.channel)}"


@dataclass(frozen=True, slots=True)
class Follow:
    """Follow everything (``a``), a category (``c``), a venue (``v``) or a paper (``p``), or take that back.

    ``how``: ``n`` answers in a new message, ``h`` in place, ``x`` takes it back, in place.
    """

    how: str
    what: str
    key: str = ""

    PATTERN = re.compile(rf"kf:(?P<how>[nhx]):(?P<what>[acvp])(?::(?P<key>{_KEY}))?")

    def __str__(self) -> str:
        return f"kf:{self.how}:{self.what}{f':{self.key}' if self.key else ''}"


@dataclass(frozen=True, slots=True)
class Reread:
    """Read a text that was taken for the kind ``old`` as the kind ``new`` (letters), or as nothing (``UNDONE``)."""

    old: str
    new: str

    PATTERN = re.compile(rf"ki:(?P<old>[acvpwi{APART}{UNDONE}]):(?P<new>[acvpwi{APART}{UNDONE}])")

    def __str__(self) -> str:
        return f"ki:{self.old}:{self.new}"


@dataclass(frozen=True, slots=True)
class Exclude:
    """Leave out what a text wants to hear no more of, though something else brings it; or let it come after all."""

    on: bool

    PATTERN = re.compile(rf"ko:{_ON}")

    def __str__(self) -> str:
        return f"ko:{self.on:d}"


Code = (
    ShowCategoryPicker
    | PickCategory
    | ShowSubscriptions
    | Pause
    | Remove
    | RemoveAll
    | ShowTimes
    | Choose
    | ShowPreview
    | Follow
    | Reread
    | Exclude
)


def read_code(data: str) -> Code | None:
    """Read the code of a button of subscriptions; nothing for any other."""
    for pattern, read in _READERS:
        if match := pattern.fullmatch(data):
            return read(match)
    return None


def shows(data: str) -> bool:
    """Return whether ``data`` is a code that only shows something."""
    code = read_code(data)
    if isinstance(code, RemoveAll):
        return not code.sure
    return isinstance(code, ShowCategoryPicker | ShowSubscriptions | ShowTimes | ShowPreview)


def changes(data: str) -> bool:
    """Return whether ``data`` is a code that changes a list, which is shown again."""
    code = read_code(data)
    return isinstance(code, Pause | Remove) or (isinstance(code, RemoveAll) and code.sure)


def _node(written: str | None) -> str:
    return "" if written in (None, EVERYTHING) else str(written)


_READERS = (
    (ShowCategoryPicker.PATTERN, lambda m: ShowCategoryPicker(_node(m["node"]), int(m["page"] or 0), _channel(m))),
    (
        PickCategory.PATTERN,
        lambda m: PickCategory(m["on"] == "1", m["node"], _node(m["at"]), int(m["page"]), _channel(m)),
    ),
    (ShowSubscriptions.PATTERN, lambda m: ShowSubscriptions(int(m["page"]), _channel(m))),
    (Pause.PATTERN, lambda m: Pause(m["on"] == "1", int(m["row"]), int(m["page"]), _channel(m))),
    (Remove.PATTERN, lambda m: Remove(int(m["row"]), int(m["page"]), _channel(m))),
    (RemoveAll.PATTERN, lambda m: RemoveAll(bool(m["sure"]), _channel(m))),
    (ShowTimes.PATTERN, lambda m: ShowTimes(m["part"], _channel(m))),
    (Choose.PATTERN, lambda m: Choose(m["what"], m["value"], _channel(m))),
    (ShowPreview.PATTERN, lambda m: ShowPreview(int(m["page"]), _channel(m))),
    (Follow.PATTERN, lambda m: Follow(m["how"], m["what"], m["key"] or "")),
    (Reread.PATTERN, lambda m: Reread(m["old"], m["new"])),
    (Exclude.PATTERN, lambda m: Exclude(m["on"] == "1")),
)
