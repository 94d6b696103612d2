"""Schedule of a chat: at once, in digests at an hour of its own, never in its quiet hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.subscriptions.schedule import Times, due_at, not_before

ZONES = (
    *("Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"),
    *("America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham", "America/Nuuk", "UTC"),
)
DAY = 86400.0
_HOURS = st.integers(0, 23)
_MOMENTS = st.floats(
    datetime(2010, 1, 1, tzinfo=UTC).timestamp(), datetime(2040, 1, 1, tzinfo=UTC).timestamp(), allow_nan=False
)
_QUIET = st.one_of(st.just((None, None)), st.tuples(_HOURS, _HOURS))


def at(zone: str, *moment: int, fold: int = 0) -> float:
    return datetime(*moment, tzinfo=ZoneInfo(zone), fold=fold).timestamp()


def times(zone: str = "Asia/Shanghai", cadence: str = "at_once", **others: int) -> Times:
    return Times(zone, cadence, **others)


@pytest.mark.parametrize(
    ("chat", "now", "due"),
    [
        # at once
        (times(), (2025, 6, 2, 12, 30), (2025, 6, 2, 12, 30)),
        # quiet hours over midnight
        (times(quiet_from=22, quiet_until=8), (2025, 6, 2, 23, 5), (2025, 6, 3, 8)),
        (times(quiet_from=22, quiet_until=8), (2025, 6, 3, 7, 59), (2025, 6, 3, 8)),
        (times(quiet_from=22, quiet_until=8), (2025, 6, 3, 8), (2025, 6, 3, 8)),
        (times(quiet_from=22, quiet_until=8), (2025, 6, 3, 21, 59), (2025, 6, 3, 21, 59)),
        # quiet at noon; from and until the same: none
        (times(quiet_from=12, quiet_until=14), (2025, 6, 2, 13), (2025, 6, 2, 14)),
        (times(quiet_from=9, quiet_until=9), (2025, 6, 2, 9, 30), (2025, 6, 2, 9, 30)),
        # daily
        (times(cadence="daily", hour=9), (2025, 6, 2, 8, 59), (2025, 6, 2, 9)),
        (times(cadence="daily", hour=9), (2025, 6, 2, 9), (2025, 6, 2, 9)),
        (times(cadence="daily", hour=9), (2025, 6, 2, 9, 1), (2025, 6, 3, 9)),
        # a digest whose hour is quiet comes when quiet ends, also the one of today
        (times(cadence="daily", hour=3, quiet_from=22, quiet_until=8), (2025, 6, 2, 2), (2025, 6, 2, 8)),
        (times(cadence="daily", hour=3, quiet_from=22, quiet_until=8), (2025, 6, 2, 5), (2025, 6, 2, 8)),
        (times(cadence="daily", hour=23, quiet_from=22, quiet_until=8), (2025, 6, 2, 5), (2025, 6, 2, 8)),
        # weekly; the 2nd of June 2025 is a Monday
        (times(cadence="weekly", hour=9, weekday=0), (2025, 6, 2, 8), (2025, 6, 2, 9)),
        (times(cadence="weekly", hour=9, weekday=0), (2025, 6, 2, 10), (2025, 6, 9, 9)),
        (times(cadence="weekly", hour=9, weekday=6), (2025, 6, 2, 10), (2025, 6, 8, 9)),
        (times(cadence="weekly", hour=23, weekday=6, quiet_from=22, quiet_until=8), (2025, 6, 9, 1), (2025, 6, 9, 8)),
    ],
)
def test_the_moment_in_one_zone(chat: Times, now: tuple[int, ...], due: tuple[int, ...]) -> None:
    assert due_at(chat, "UTC", at("Asia/Shanghai", *now)) == at("Asia/Shanghai", *due)


def test_an_hour_that_clocks_skip_is_the_first_moment_after_it() -> None:
    chat = times("America/New_York", "daily", hour=2)  # on the 9th of March 2025 clocks went from 2 to 3
    assert due_at(chat, "UTC", at("America/New_York", 2025, 3, 9, 0)) == at("America/New_York", 2025, 3, 9, 3)
    half = times("Australia/Lord_Howe", "daily", hour=2)  # there by half an hour, on the 5th of October
    assert due_at(half, "UTC", at("Australia/Lord_Howe", 2025, 10, 5, 0)) == at(
        "Australia/Lord_Howe", 2025, 10, 5, 2, 30
    )


def test_an_hour_that_comes_twice_counts_the_first_time() -> None:
    chat = times("Europe/London", "daily", hour=1)  # on the 26th of October 2025 clocks went from 2 to 1
    first = at("Europe/London", 2025, 10, 26, 1)
    assert due_at(chat, "UTC", first - 60) == first
    assert due_at(chat, "UTC", first + 60) == at("Europe/London", 2025, 10, 27, 1)


def test_a_day_that_a_zone_left_out_loses_no_digest() -> None:
    chat = times("Pacific/Apia", "daily", hour=9)  # there was no 30th of December 2011
    due = due_at(chat, "UTC", at("Pacific/Apia", 2011, 12, 29, 10))
    assert due == at("Pacific/Apia", 2011, 12, 31, 0)


@pytest.mark.parametrize("name", ["", "Nowhere/City", "Asia", "../etc/passwd"])
def test_a_zone_that_is_none_falls_back(name: str) -> None:
    now = at("Europe/London", 2025, 6, 2, 8)
    assert due_at(times(name, "daily", hour=9), "Europe/London", now) == now + 3600
    assert due_at(times(name, "daily", hour=9), name, now) == at("UTC", 2025, 6, 2, 9)


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    cadence=st.sampled_from(("at_once", "daily", "weekly")),
    hour=_HOURS,
    weekday=st.integers(0, 6),
    quiet=_QUIET,
    now=_MOMENTS,
)
def test_no_moment_is_far_away_or_in_quiet_hours(
    zone: str, cadence: str, hour: int, weekday: int, quiet: tuple[int | None, int | None], now: float
) -> None:
    chat = Times(zone, cadence, hour, weekday, *quiet)
    due = due_at(chat, "UTC", now)
    longest = {"at_once": 0, "daily": 1, "weekly": 7}[cadence] * DAY + (0 if quiet == (None, None) else DAY)
    # a change of clocks may add an hour, and Apia left out a day
    assert now <= due <= now + longest + DAY
    assert not_before(chat, "UTC", due) == due
    local = datetime.fromtimestamp(due, ZoneInfo(zone))
    if quiet == (None, None) and cadence != "at_once":
        skipped = local - timedelta(days=1) < datetime.fromtimestamp(due - 1, ZoneInfo(zone)) and local.hour != hour
        offsets = {datetime.fromtimestamp(moment, ZoneInfo(zone)).utcoffset() for moment in (due - 1, due)}
        assert (local.hour, local.minute) == (hour, 0) or (skipped and len(offsets) == 2)
    if cadence == "weekly" and quiet == (None, None) and local.hour == hour:
        assert local.weekday() == weekday


@settings(max_examples=100, deadline=None)
@given(zone=st.sampled_from(ZONES), hour=_HOURS, quiet=_QUIET, now=_MOMENTS, later=st.floats(0, 3 * DAY))
def test_who_waits_longer_is_never_told_earlier(
    zone: str, hour: int, quiet: tuple[int | None, int | None], now: float, later: float
) -> None:
    chat = Times(zone, "daily", hour, 0, *quiet)
    assert due_at(chat, "UTC", now) <= due_at(chat, "UTC", now + later)
    # what is due is due: asked again at that moment, nothing is put off for another day
    due = due_at(chat, "UTC", now)
    assert due_at(chat, "UTC", due) == due
