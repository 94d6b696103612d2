"""The schedule of a chat: at once, daily or weekly at the hour it chose, never in its quiet hours.

Pure: a moment in, a moment out. Local hours that a change of clocks skips stand for the first moment after the gap;
of an hour that comes twice the first counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

MAX_SECONDS = 10 * 86400.0
"""No moment is due later than this: a week, quiet hours, and a day that a zone left out."""
_HOURS = 24


class HasTimes(Protocol):
    """When a chat wants to hear of something, in the columns of :class:`~bot.state.schema.ChatRow`."""

    @property
    def time_zone(self) -> str: ...  # noqa: D102
    @property
    def cadence(self) -> str: ...  # noqa: D102
    @property
    def hour(self) -> int: ...  # noqa: D102
    @property
    def weekday(self) -> int: ...  # noqa: D102
    @property
    def quiet_from(self) -> int | None: ...  # noqa: D102
    @property
    def quiet_until(self) -> int | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Times:
    """A chat's delivery times by themselves, without its row; the defaults are those of a new chat."""

    time_zone: str = ""
    cadence: str = "at_once"
    hour: int = 9
    weekday: int = 0
    quiet_from: int | None = None
    quiet_until: int | None = None


def due_at(chat: HasTimes, default_zone: str, now: float) -> float:
    """Return the moment, not before ``now``, at which ``chat`` wants what is there now, or its digest."""
    zone = zone_of(chat.time_zone, default_zone)
    if chat.cadence not in ("daily", "weekly"):
        return _after_quiet(chat, zone, now)
    return next(due for day in _days(now, zone) if _has_digest(chat, day) and (due := _digest(chat, zone, day)) >= now)


def not_before(chat: HasTimes, default_zone: str, now: float) -> float:
    """Return the first moment from ``now`` on that lies outside the quiet hours of ``chat``, for what is late."""
    return _after_quiet(chat, zone_of(chat.time_zone, default_zone), now)


@lru_cache(maxsize=512)
def zone_of(name: str, default: str) -> tzinfo:
    """Return the zone called ``name``, or ``default`` where there is none, or UTC."""
    for zone in (name, default):
        try:
            return ZoneInfo(zone)
        except (LookupError, ValueError, OSError):
            continue
    return UTC


def _days(now: float, zone: tzinfo) -> Iterator[date]:
    # yesterday's digest may still be to come, put off by quiet hours
    day = datetime.fromtimestamp(now, zone).date() - timedelta(days=1)
    while True:
        yield day
        day += timedelta(days=1)


def _has_digest(chat: HasTimes, day: date) -> bool:
    return chat.cadence == "daily" or day.weekday() == chat.weekday % 7


def _digest(chat: HasTimes, zone: tzinfo, day: date) -> float:
    return _after_quiet(chat, zone, _moment(day, chat.hour, zone))


def _after_quiet(chat: HasTimes, zone: tzinfo, moment: float) -> float:
    """Return the end of the quiet hours that ``moment`` lies in, or ``moment`` itself outside them."""
    if chat.quiet_from is None or chat.quiet_until is None:
        return moment
    first, end = chat.quiet_from % _HOURS, chat.quiet_until % _HOURS
    while first != end and _is_quiet(first, end, local := datetime.fromtimestamp(moment, zone)):
        ends = (_moment(local.date() + timedelta(days=days), end, zone) for days in range(3))
        moment = next(one for one in ends if one > moment)
    return moment


def _is_quiet(first: int, end: int, local: datetime) -> bool:
    return first <= local.hour < end if first < end else local.hour >= first or local.hour < end


def _moment(day: date, hour: int, zone: tzinfo) -> float:
    """Return the moment at which clocks show ``hour`` on ``day``, the first after a gap that swallowed it."""
    wanted = datetime.combine(day, time(hour % _HOURS), zone)
    moment, other = wanted.timestamp(), wanted.replace(fold=1).timestamp()
    if other >= moment:
        return moment  # also of an hour that comes twice: its first time
    # inside a gap the two readings lie on its two sides; its end is where the offset changes between them
    before, after = int(other), int(moment)
    offset = datetime.fromtimestamp(before, zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return float(after)
