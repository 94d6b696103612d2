"""Delivery times of announcements: what is chosen, and the buttons to choose otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from bot.locales import Texts
from bot.state.delivery_settings import DeliverySettings
from bot.subscriptions.time_zones import COMMON, local_time, zone_name
from bot.views.callback_data import ChooseDelivery, ShowSubscriptions, ShowTimes, digest
from bot.views.message import Button, Keyboard, Message
from bot.views.render import render

CADENCES = {"a": "at_once", "d": "daily", "w": "weekly"}
"""The letters of cadences in callback data."""
QUIET_HOURS = ((22, 7), (22, 8), (23, 7), (23, 8), (0, 8), (20, 9))
HOURS_IN_ROW = 6
PAIR = 2
_ON, _OFF = "◉", "○"


@dataclass(frozen=True, slots=True)
class Times:
    """What a chat chose, the zone that holds for it, the moment, and the channel it is, if seen from elsewhere."""

    settings: DeliverySettings
    zone: str
    now: float
    channel: int = 0
    channel_name: str = ""


def times(shown: Times, texts: Texts, first: tuple[str, ...] = ()) -> Message:
    """Show when announcements come, with buttons for all that can be chosen; ``first`` are lines before it."""
    chosen, channel = shown.settings, shown.channel

    def choose(what: str, value: object, label: str) -> Button:
        return Button(label, data=str(ChooseDelivery(what, str(value), channel)))

    rows: list[tuple[Button, ...]] = [
        tuple(
            choose("c", letter, f"{_ON if cadence == chosen.cadence else _OFF} {texts(_CADENCE_KEYS[cadence])}")
            for letter, cadence in CADENCES.items()
        )
    ]
    if chosen.cadence == "weekly":
        rows.append(
            tuple(
                choose("w", day, f"{'•' if day == chosen.weekday else ''}{texts(f'weekday-short-{day}')}")
                for day in range(7)
            )
        )
    hour = Button(texts("times-hour", time=_clock(chosen.hour)), data=str(ShowTimes("h", channel)))
    zone = Button(
        texts("times-zone-button", zone=zone_name(shown.zone, texts.language, shown.now)),
        data=str(ShowTimes("z", channel)),
    )
    rows.append((zone,) if chosen.cadence == "at_once" else (hour, zone))
    rows.append((Button(_quiet_label(chosen, texts), data=str(ShowTimes("q", channel))),))
    updates = texts("times-updates")
    rows.append((choose("u", int(not chosen.updates), f"{'☑' if chosen.updates else '☐'} {updates}"),))
    rows.append((Button(texts("subscriptions-back"), data=str(ShowSubscriptions(0, channel))),))
    title = texts("times-title-channel", channel=shown.channel_name) if channel else texts("times-title")
    return Message(render("notice", texts, title=title, lines=(*first, *_lines(shown, texts))), tuple(rows))


def hours(shown: Times, texts: Texts) -> Message:
    """Ask at which hour digests come."""
    buttons = [
        Button(
            f"{'•' if hour == shown.settings.hour else ''}{_clock(hour)}",
            data=str(ChooseDelivery("h", str(hour), shown.channel)),
        )
        for hour in range(24)
    ]
    rows = tuple(tuple(buttons[at : at + HOURS_IN_ROW]) for at in range(0, 24, HOURS_IN_ROW))
    return Message(
        render("notice", texts, title=texts("times-hour-title"), lines=()), (*rows, _back(shown.channel, texts))
    )


def zones(shown: Times, texts: Texts, offered: tuple[str, ...] = COMMON, unknown: str = "") -> Message:
    """Ask in which time zone the chat is; ``offered`` are what may have been meant by an ``unknown`` one."""
    buttons = [
        Button(
            f"{'• ' if zone == shown.zone else ''}{zone_name(zone, texts.language, shown.now)}",
            data=str(ChooseDelivery("z", zone_code(zone), shown.channel)),
        )
        for zone in offered
    ]
    rows: Keyboard = tuple(tuple(buttons[at : at + PAIR]) for at in range(0, len(buttons), PAIR))
    title = texts("times-zone-unknown", name=unknown) if unknown else texts("times-zone-title")
    lines = (texts("times-zone-near"),) if unknown and offered is not COMMON else ()
    text = render("notice", texts, title=title, lines=(*lines, texts("times-zone-hint")))
    return Message(text, (*rows, _back(shown.channel, texts)))


def quiet_hours(shown: Times, texts: Texts, first: tuple[str, ...] = ()) -> Message:
    """Ask when nothing may be sent."""
    buttons = [
        Button(
            f"{'• ' if shown.settings.quiet == span else ''}{_span(span)}",
            data=str(ChooseDelivery("q", f"{span[0]:02}{span[1]:02}", shown.channel)),
        )
        for span in QUIET_HOURS
    ]
    never = texts("times-quiet-none-button")
    none = Button(f"{'' if shown.settings.quiet else '• '}{never}", data=str(ChooseDelivery("q", "x", shown.channel)))
    rows: Keyboard = (*(tuple(buttons[at : at + PAIR]) for at in range(0, len(buttons), PAIR)), (none,))
    text = render("notice", texts, title=texts("times-quiet-title"), lines=(*first, texts("times-quiet-hint")))
    return Message(text, (*rows, _back(shown.channel, texts)))


def when(settings: DeliverySettings, texts: Texts) -> str:
    """Say when announcements come, within a sentence."""
    clock, day = _clock(settings.hour), texts(f"weekday-{settings.weekday}")
    match settings.cadence:
        case "at_once":
            return texts("when-at-once")
        case "daily":
            return texts("when-daily", time=clock)
        case "weekly":
            return texts("when-weekly", day=day, time=clock)


def quiet_line(settings: DeliverySettings, texts: Texts) -> str:
    """Return the line that says when nothing is sent; empty without quiet hours."""
    if settings.quiet is None:
        return ""
    return texts("subscriptions-quiet", **{"from": _clock(settings.quiet[0]), "until": _clock(settings.quiet[1])})


def zone_code(zone: str) -> str:
    """Return the code of a time zone."""
    return digest(zone)


def zone_of(code: str) -> str:
    """Return the time zone of a code, empty for an unknown code."""
    return _zones_by_code().get(code, "")


@cache
def _zones_by_code() -> dict[str, str]:
    return {zone_code(zone): zone for zone in available_timezones()}


_CADENCE_KEYS = {"at_once": "times-at-once", "daily": "times-daily", "weekly": "times-weekly"}


def _lines(shown: Times, texts: Texts) -> tuple[str, ...]:
    chosen = shown.settings
    clock, day = _clock(chosen.hour), texts(f"weekday-{chosen.weekday}")
    now = {
        "at_once": texts("times-now-at-once"),
        "daily": texts("times-now-daily", time=clock),
        "weekly": texts("times-now-weekly", day=day, time=clock),
    }[chosen.cadence]
    zone = texts(
        "times-zone",
        zone=zone_name(shown.zone, texts.language, shown.now),
        time=local_time(shown.zone, shown.now),
    )
    quiet = texts("times-quiet-none")
    if chosen.quiet is not None:
        quiet = texts("times-quiet", **{"from": _clock(chosen.quiet[0]), "until": _clock(chosen.quiet[1])})
    return now, zone, quiet


def _quiet_label(settings: DeliverySettings, texts: Texts) -> str:
    return texts("times-quiet-button", hours=_span(settings.quiet)) if settings.quiet else texts("times-quiet-off")


def _back(channel: int, texts: Texts) -> tuple[Button, ...]:
    return (Button(texts("times-back"), data=str(ShowTimes("m", channel))),)


def _clock(hour: int) -> str:
    return f"{hour:02}:00"


def _span(span: tuple[int, int]) -> str:
    return f"{_clock(span[0])}–{_clock(span[1])}"
