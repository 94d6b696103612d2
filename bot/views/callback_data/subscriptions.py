"""Buttons about subscriptions.

``channel`` is the channel that is meant where the button stands in its administrator's private chat, else 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.subscriptions.interpret import APART
from bot.views.callback_data.codec import DIGEST_LENGTH, ID_PATTERN, CallbackData, Field, Page, flag
from retrieval import SHORT_ID_LENGTH

EVERYTHING = "0"
"""Stands for all papers where a category's short id could."""
UNDONE = "x"
"""Stands for no interpretation: what was subscribed to is taken back."""

Channel = Annotated[int, Field(r"\d{1,16}", lambda text: -int(text), lambda channel: str(-channel) if channel else "")]
"""A channel's id, written without its minus."""
Row = Annotated[int, Field(r"\d{1,12}", int)]
"""The number of a subscription."""
Node = Annotated[str, Field(f"{ID_PATTERN}|{EVERYTHING}")]
"""The short id of a category, or ``EVERYTHING``."""
Level = Annotated[
    str,
    Field(
        f"{ID_PATTERN}|{EVERYTHING}", lambda text: "" if text == EVERYTHING else text, lambda node: node or EVERYTHING
    ),
]
"""The short id of the category whose children are shown; empty for the topics."""
Switch = Annotated[bool, flag("0", "1")]
_INTERPRETATION = Field(f"[acvpwi{APART}{UNDONE}]")


@dataclass(frozen=True, slots=True)
class ShowCategoryPicker(CallbackData):
    """Show the category picker below a node at a page."""

    node: Level = ""
    page: Page = 0
    channel: Channel = 0

    FORMAT = "kt[:{node}:{page}][:c{channel}]"


@dataclass(frozen=True, slots=True)
class PickCategory(CallbackData):
    """Pick a category, or take it back, in the picker below the node ``at``."""

    on: Switch
    node: Node
    at: Level = ""
    page: Page = 0
    channel: Channel = 0

    FORMAT = "kx:{on}:{node}:{at}:{page}[:c{channel}]"


@dataclass(frozen=True, slots=True)
class ShowSubscriptions(CallbackData):
    """Show a page of the list of subscriptions."""

    page: Page = 0
    channel: Channel = 0

    FORMAT = "km:{page}[:c{channel}]"


@dataclass(frozen=True, slots=True)
class Pause(CallbackData):
    """Pause or resume the subscription ``row``, all of them for 0."""

    on: Switch
    row: Row = 0
    page: Page = 0
    channel: Channel = 0

    FORMAT = "kp:{on}:{row}:{page}[:c{channel}]"


@dataclass(frozen=True, slots=True)
class Remove(CallbackData):
    """Remove the subscription ``row``."""

    row: Row
    page: Page = 0
    channel: Channel = 0

    FORMAT = "kd:{row}:{page}[:c{channel}]"


@dataclass(frozen=True, slots=True)
class ConfirmRemoveAll(CallbackData):
    """Ask whether every subscription is to be removed."""

    channel: Channel = 0

    FORMAT = "kr[:c{channel}]"


@dataclass(frozen=True, slots=True)
class RemoveAll(CallbackData):
    """Remove every subscription."""

    channel: Channel = 0

    FORMAT = "kr:1[:c{channel}]"


@dataclass(frozen=True, slots=True)
class ShowTimes(CallbackData):
    """Show when announcements come (``m``), or choices for the hour (``h``), zone (``z``) or quiet hours (``q``)."""

    part: Annotated[str, Field("[mhzq]")] = "m"
    channel: Channel = 0

    FORMAT = "kw:{part}[:c{channel}]"


@dataclass(frozen=True, slots=True)
class ChooseDelivery(CallbackData):
    """Choose a ``value`` for one of a chat's delivery settings.

    ``what``: ``c`` cadence, ``h`` hour, ``w`` weekday, ``z`` zone, ``q`` quiet hours, ``u`` updates.
    """

    what: Annotated[str, Field("[chwzqu]")]
    value: Annotated[str, Field("[0-9a-z]{1,8}")]
    channel: Channel = 0

    FORMAT = "kc:{what}:{value}[:c{channel}]"


@dataclass(frozen=True, slots=True)
class ShowPreview(CallbackData):
    """Show a page of what the last days would have brought."""

    page: Page = 0
    channel: Channel = 0

    FORMAT = "ke:{page}[:c{channel}]"


@dataclass(frozen=True, slots=True)
class Follow(CallbackData):
    """Follow everything (``a``), a category (``c``), a venue (``v``) or a paper (``p``), or take that back.

    ``how``: ``n`` answers in a new message, ``h`` in place, ``x`` takes it back, in place.
    """

    how: Annotated[str, Field("[nhx]")]
    what: Annotated[str, Field("[acvp]")]
    key: Annotated[str, Field(f"[0-9a-f]{{{DIGEST_LENGTH},{SHORT_ID_LENGTH}}}")] = ""

    FORMAT = "kf:{how}:{what}[:{key}]"


@dataclass(frozen=True, slots=True)
class Reinterpret(CallbackData):
    """Read a text that was taken for the kind ``old`` as the kind ``new`` (letters), or as nothing (``UNDONE``)."""

    old: Annotated[str, _INTERPRETATION]
    new: Annotated[str, _INTERPRETATION]

    FORMAT = "ki:{old}:{new}"


@dataclass(frozen=True, slots=True)
class Exclude(CallbackData):
    """Leave out what a text wants to hear no more of, though something else brings it; or let it come after all."""

    on: Switch

    FORMAT = "ko:{on}"
