"""Import and export of subscriptions: what a move to another machine or database takes along, and no more.

The form is JSON with its own version; :func:`export_chats` returns it, :func:`import_chats` takes it. What is in the
database already wins over the file, and nothing is there twice: importing a file again changes nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import StateError
from bot.state.schema import Cadence, ChatKind, ChatRow, SubscriptionKind, SubscriptionRow

FORMAT = "papercache-subscriptions"
VERSION = 1
"""Bump when a file of an older version cannot be read any more."""

_Hour = Annotated[int, Field(ge=0, le=23)]
_Id = Annotated[int, Field(ge=-(2**63), lt=2**63)]
_Moment = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Entry(BaseModel):
    """A part of the file: frozen, strict, and refusing keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SubscriptionEntry(_Entry):
    """A row of ``subscriptions``, without its number."""

    thread_id: Annotated[int, Field(ge=0, lt=2**63)] = 0
    kind: SubscriptionKind
    value: Annotated[str, Field(max_length=2000)]
    paused: bool = False
    reader_id: _Id = 0
    created_at: _Moment

    @field_validator("value")
    @classmethod
    def _storable(cls, value: str) -> str:
        if "\0" in value:
            raise ValueError("must not hold a null character")
        return value

    @model_validator(mode="after")
    def _value_fits_kind(self) -> SubscriptionEntry:
        if (self.kind == "all") == bool(self.value):
            raise ValueError("the value must be empty for the kind “all”, and for no other")
        return self


class ChatEntry(_Entry):
    """A row of ``chats`` with its subscriptions, in the order they were made."""

    id: _Id
    kind: ChatKind
    language: Literal["zh", "en"] | None = None
    spoken: Literal["zh", "en", ""] = ""
    time_zone: str = ""
    cadence: Cadence = "at_once"
    hour: _Hour = 9
    weekday: Annotated[int, Field(ge=0, le=6)] = 0
    quiet_from: _Hour | None = None
    quiet_until: _Hour | None = None
    updates: bool = False
    suspended: Annotated[str, Field(max_length=64)] = ""
    suspended_at: _Moment | None = None
    created_at: _Moment
    subscriptions: list[SubscriptionEntry] = Field(default_factory=list)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value and value not in available_timezones():
            raise ValueError("must be the name of a time zone, like Asia/Shanghai, or empty")
        return value

    @model_validator(mode="after")
    def _whole(self) -> ChatEntry:
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValueError("quiet_from and quiet_until belong together")
        seen = [(one.thread_id, one.kind, one.value) for one in self.subscriptions]
        if len(set(seen)) != len(seen):
            raise ValueError("the same subscription stands in it twice")
        return self


class MovingFile(_Entry):
    """The exported file: its version and its chats."""

    format: Literal["papercache-subscriptions"]
    version: int
    chats: list[ChatEntry]


def export_chats(session: Session) -> dict[str, Any]:
    """Return all chats with their choices and subscriptions, ordered, as what JSON can hold."""
    subscriptions: dict[int, list[dict[str, Any]]] = {}
    for row in session.scalars(select(SubscriptionRow).order_by(SubscriptionRow.id)):
        kept = {name: getattr(row, name) for name in SubscriptionEntry.model_fields}
        subscriptions.setdefault(row.chat_id, []).append(kept)
    own = [name for name in ChatEntry.model_fields if name != "subscriptions"]
    chats = [
        {**{name: getattr(row, name) for name in own}, "subscriptions": subscriptions.get(row.id, [])}
        for row in session.scalars(select(ChatRow).order_by(ChatRow.id))
    ]
    return {"format": FORMAT, "version": VERSION, "chats": chats}


def read_moving_file(content: object) -> MovingFile:
    """Check what was read from a file; raises StateError with a sentence that names the entry at fault."""
    version = content.get("version") if isinstance(content, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise StateError(f"it was made by a newer version (form {version}, known is {VERSION}): update papercache-bot.")
    try:
        return MovingFile.model_validate(content)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False)[0]
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
        reason = fault["msg"].removeprefix("Value error, ")
        raise StateError(f"{where or 'the file'}: {reason[:1].lower()}{reason[1:]}.") from None


def import_chats(session: Session, file: MovingFile) -> tuple[int, int]:
    """Add what the database lacks; return how many chats and subscriptions those were.

    A chat that is there keeps what it chose. Raises StateError for a chat that stands in the file twice.
    """
    chats = subscriptions = 0
    seen: set[int] = set()
    for place, entry in enumerate(file.chats):
        if entry.id in seen:
            raise StateError(f"chats[{place}]: the chat {entry.id} stands in it twice.")
        seen.add(entry.id)
        if session.get(ChatRow, entry.id) is None:
            session.add(ChatRow(**entry.model_dump(exclude={"subscriptions"})))
            session.flush()
            chats += 1
        query = select(SubscriptionRow).where(SubscriptionRow.chat_id == entry.id)
        held = {(row.thread_id, row.kind, row.value) for row in session.scalars(query)}
        for one in entry.subscriptions:
            if (one.thread_id, one.kind, one.value) not in held:
                session.add(SubscriptionRow(chat_id=entry.id, **one.model_dump()))
                # one by one, so that they keep their order
                session.flush()
                subscriptions += 1
    return chats, subscriptions
