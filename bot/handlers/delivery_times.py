"""Delivery times: /timezone, /quiet, and buttons for cadence, hour, weekday, zone, quiet hours, updates."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.handlers.chat_targets import place_of_button, place_of_command
from bot.handlers.held_subscriptions import delivery_settings
from bot.handlers.request import ButtonRequest, MessageRequest, SubscriptionTarget
from bot.handlers.service import Service
from bot.handlers.subscription_screens import show_times, times_of
from bot.state.delivery_settings import DeliverySettings, choose
from bot.state.schema import Cadence
from bot.subscriptions.hours import read_span
from bot.subscriptions.time_zones import COMMON, find_zone
from bot.views import delivery_times as view
from bot.views.callback_data import ChooseDelivery
from retrieval import normalise

_NONE = re.compile(r"off|no|none|never|关|关掉|关闭|无|没有|不要|不用|取消")
_CADENCES: dict[str, Cadence] = {"a": "at_once", "d": "daily", "w": "weekly"}
MAX_SHOWN = 60


async def set_time_zone(request: MessageRequest) -> None:
    """Set the time zone that /timezone names, or offer some."""
    service, texts = request.service, request.texts
    found = await place_of_command(request, request.arguments)
    if found is None:
        return
    place, written = found
    if not written:
        await request.reply(await show_times(request, place, "z"))
        return
    zone = find_zone(written[:100])
    if zone.zone:
        await _keep(service, place, replace(await delivery_settings(service, place), time_zone=zone.zone))
        await request.reply(await show_times(request, place))
        return
    shown = await times_of(service, place)
    await request.reply(view.zones(shown, texts, zone.near or COMMON, written[:MAX_SHOWN]))


async def set_quiet_hours(request: MessageRequest) -> None:
    """Set the quiet hours that /quiet names, or offer some."""
    service, texts = request.service, request.texts
    found = await place_of_command(request, request.arguments)
    if found is None:
        return
    place, written = found
    span = read_span(written)
    if span is not None or _NONE.fullmatch(normalise(written).strip()):
        quiet = (span.first, span.end) if span else None
        await _keep(service, place, replace(await delivery_settings(service, place), quiet=quiet))
        lines = () if span is None or span.exact else (texts("times-quiet-rounded"),)
        await request.reply(view.times(await times_of(service, place), texts, lines))
        return
    first = (texts("times-quiet-how"),) if written else ()
    await request.reply(view.quiet_hours(await times_of(service, place), texts, first))


async def choose_delivery(request: ButtonRequest[ChooseDelivery]) -> None:
    """Keep what a pressed button chooses, and show the times again."""
    place = await place_of_button(request, request.data.channel)
    if place is None:
        return
    changed = _changed(await delivery_settings(request.service, place), request.data)
    if changed is None:
        await request.answer_stale()
        return
    await _keep(request.service, place, changed)
    await request.answer()
    await request.put_in_place(await show_times(request, place))


async def _keep(service: Service, place: SubscriptionTarget, settings: DeliverySettings) -> None:
    now = service.clock.now()
    await service.database.run(lambda session: choose(session, place.target.chat_id, place.kind, now, settings))


def _changed(settings: DeliverySettings, wanted: ChooseDelivery) -> DeliverySettings | None:
    """Return the settings with one of them changed; None for an invalid value."""
    value = wanted.value
    number = int(value) if value.isdecimal() else -1
    match wanted.what:
        case "c" if value in _CADENCES:
            return replace(settings, cadence=_CADENCES[value])
        case "h" if 0 <= number < 24:
            return replace(settings, hour=number)
        case "w" if 0 <= number < 7:
            return replace(settings, weekday=number)
        case "z" if zone := view.zone_of(value):
            return replace(settings, time_zone=zone)
        case "q" if value == "x":
            return replace(settings, quiet=None)
        case "q" if len(value) == 4 and (span := read_span(f"{value[:2]}-{value[2:]}")):
            return replace(settings, quiet=(span.first, span.end))
        case "u" if number in (0, 1):
            return replace(settings, updates=bool(number))
        case _:
            return None
