"""When announcements come: /timezone, /quiet, and buttons for cadence, hour, weekday, zone, quiet hours, updates."""

from __future__ import annotations

import re
from dataclasses import replace

from telegram import Update

from bot.handlers.chat_targets import SubscriptionTarget, place_of_button, place_of_command
from bot.handlers.service import Context, Service
from bot.handlers.subscription_screens import SubscriptionScreens
from bot.messaging.replies import answer_button, put_in_place, reply
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


class DeliveryTimes:
    """Keeps when a chat wants to be told."""

    def __init__(self, service: Service, screens: SubscriptionScreens) -> None:
        """Keep it in the database of ``service``."""
        self._service = service
        self._screens = screens

    async def zone(self, update: Update, context: Context) -> None:
        """Set the time zone that /timezone names, or offer some."""
        message, texts = update.effective_message, self._service.texts(update)
        found = await place_of_command(update, texts, " ".join(context.args or ()))
        if message is None or found is None:
            return
        place, written = found
        if not written:
            await reply(message, await self._screens.times(place, "z", texts))
            return
        zone = find_zone(written[:100])
        if zone.zone:
            await self._keep(place, replace(await self._screens.choices(place), time_zone=zone.zone))
            await reply(message, await self._screens.times(place, "m", texts))
            return
        shown = await self._screens.shown_times(place)
        offered = zone.near or COMMON
        await reply(message, view.zones(shown, texts, offered, written[:MAX_SHOWN]))

    async def quiet(self, update: Update, context: Context) -> None:
        """Set the quiet hours that /quiet names, or offer some."""
        message, texts = update.effective_message, self._service.texts(update)
        found = await place_of_command(update, texts, " ".join(context.args or ()))
        if message is None or found is None:
            return
        place, written = found
        span = read_span(written)
        if span is not None or _NONE.fullmatch(normalise(written).strip()):
            quiet = (span.first, span.end) if span else None
            await self._keep(place, replace(await self._screens.choices(place), quiet=quiet))
            lines = () if span is None or span.exact else (texts("times-quiet-rounded"),)
            await reply(message, view.times(await self._screens.shown_times(place), texts, lines))
            return
        first = (texts("times-quiet-how"),) if written else ()
        await reply(message, view.quiet_hours(await self._screens.shown_times(place), texts, first))

    async def button(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Keep what a pressed button chooses, and show the times again."""
        query, texts = update.callback_query, self._service.texts(update)
        wanted = ChooseDelivery.read(query.data or "") if query else None
        if query is None or not isinstance(wanted, ChooseDelivery):
            return
        place = await place_of_button(update, texts, wanted.channel)
        if place is None:
            return
        changed = _changed(await self._screens.choices(place), wanted)
        if changed is None:
            await answer_button(query, texts("button-stale"))
            return
        await self._keep(place, changed)
        await answer_button(query)
        await put_in_place(query, await self._screens.times(place, "m", texts))

    async def _keep(self, place: SubscriptionTarget, choices: DeliverySettings) -> None:
        now = self._service.clock.now()
        await self._service.database.run(
            lambda session: choose(session, place.target.chat_id, place.kind, now, choices)
        )


def _changed(choices: DeliverySettings, wanted: ChooseDelivery) -> DeliverySettings | None:
    """Return the choices with one of them changed; nothing for a value that none has."""
    value = wanted.value
    number = int(value) if value.isdecimal() else -1
    match wanted.what:
        case "c" if value in _CADENCES:
            return replace(choices, cadence=_CADENCES[value])
        case "h" if 0 <= number < 24:
            return replace(choices, hour=number)
        case "w" if 0 <= number < 7:
            return replace(choices, weekday=number)
        case "z" if zone := view.zone_of(value):
            return replace(choices, time_zone=zone)
        case "q" if value == "x":
            return replace(choices, quiet=None)
        case "q" if len(value) == 4 and (span := read_span(f"{value[:2]}-{value[2:]}")):
            return replace(choices, quiet=(span.first, span.end))
        case "u" if number in (0, 1):
            return replace(choices, updates=bool(number))
        case _:
            return None
