"""Time zones as people name them: ``Europe/Berlin``, ``berlin``, ``北京``, ``UTC+8``; and how they are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process

from retrieval import Language, normalise

COMMON = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Tokyo", "Asia/Singapore", "Asia/Kolkata", "Europe/Moscow",
    "Europe/Berlin", "Europe/London", "UTC", "America/New_York", "America/Chicago", "America/Los_Angeles",
)  # fmt: skip
"""Zones that are offered as buttons."""
MAX_SUGGESTIONS = 4
_NEAR = 70.0
"""Likeness (0..100) from which a zone is suggested for a name that is none."""

_OTHER_CHINESE = {
    "Asia/Shanghai": "北京 中国 深圳 广州 杭州 南京 成都 武汉 西安 天津 重庆 苏州 合肥", "Asia/Urumqi": "新疆",
    "Asia/Ho_Chi_Minh": "河内", "Asia/Kuala_Lumpur": "马来西亚", "Asia/Dubai": "阿联酋",
    "Asia/Kolkata": "孟买 新德里 德里 班加罗尔", "Asia/Jerusalem": "特拉维夫", "Europe/Madrid": "西班牙",
    "Europe/Berlin": "德国 慕尼黑 法兰克福", "Europe/Rome": "米兰", "Europe/London": "剑桥 爱丁堡",
    "America/New_York": "波士顿 美东", "America/Chicago": "美中", "America/Los_Angeles": "旧金山 西雅图 硅谷 美西",
    "America/Sao_Paulo": "巴西", "Pacific/Auckland": "新西兰", "UTC": "协调世界时 世界时",
}  # fmt: skip
"""What CLDR has no name for, because no zone is called so: other cities, and countries of several zones."""
_OTHER_NAMES = {
    "beijing": "Asia/Shanghai", "shenzhen": "Asia/Shanghai", "guangzhou": "Asia/Shanghai", "hangzhou": "Asia/Shanghai",
    "china": "Asia/Shanghai", "japan": "Asia/Tokyo", "korea": "Asia/Seoul", "india": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "bengaluru": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata",
    "hanoi": "Asia/Ho_Chi_Minh", "munich": "Europe/Berlin", "germany": "Europe/Berlin", "france": "Europe/Paris",
    "uk": "Europe/London", "cambridge": "Europe/London", "boston": "America/New_York",
    "washington": "America/New_York", "pittsburgh": "America/New_York", "atlanta": "America/New_York",
    "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles", "berkeley": "America/Los_Angeles",
    "silicon valley": "America/Los_Angeles", "montreal": "America/Toronto", "z": "UTC", "gmt": "UTC",
}  # fmt: skip
_HALF_HOURS = {
    (3, 30): "Asia/Tehran", (4, 30): "Asia/Kabul", (5, 30): "Asia/Kolkata", (5, 45): "Asia/Kathmandu",
    (6, 30): "Asia/Yangon", (8, 45): "Australia/Eucla", (9, 30): "Australia/Darwin", (-9, 30): "Pacific/Marquesas",
}  # fmt: skip
"""Zones without daylight saving whose offset is no whole hour."""
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+＋\-−–])\s*(\d{1,2})(?:[:：]?(\d\d))?", re.IGNORECASE)
_CALLED = re.compile(r"(?:市|(?:标准)?时间|时区)$|^the |^time zone | time$")
_EARLIEST, _LATEST = -12, 14


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search for a zone: the zone that was named, or those that may have been meant."""

    zone: str = ""
    near: tuple[str, ...] = ()


def find_zone(text: str) -> Found:
    """Find the zone that a person names."""
    wanted = " ".join(normalise(text).split())
    if match := _OFFSET.fullmatch(wanted):
        return Found(_of_offset(match))
    names = _names()
    spaced = wanted.replace("_", " ")
    zone = names.get(spaced) or names.get(_CALLED.sub("", spaced))
    if zone:
        return Found(zone)
    matches = process.extract(wanted, names.keys(), scorer=fuzz.WRatio, limit=20, score_cutoff=_NEAR)
    return Found(near=tuple(dict.fromkeys(names[name] for name, _, _ in matches))[:MAX_SUGGESTIONS])


def zone_name(zone: str, language: Language, now: float) -> str:
    """Return a zone as people of a language call it, with its offset at the moment ``now``."""
    offset = offset_name(zone, now)
    if zone == "UTC" or zone.startswith("Etc/"):
        return offset
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    if language == "zh":
        return f"{_cities('zh_Hans').get(get_global('zone_aliases').get(zone, zone), city)}（{offset}）"
    return f"{city} ({offset})"


def offset_name(zone: str, now: float) -> str:
    """Return a zone's offset at a moment: ``UTC+8``, ``UTC−3:30``."""
    offset = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def local_time(zone: str, now: float) -> str:
    """Return what clocks show in a zone: ``14:05``."""
    return f"{datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)):%H:%M}"


def _of_offset(match: re.Match[str]) -> str:
    hours, minutes = int(match[2]), int(match[3] or 0)
    ahead = match[1] in "+＋"
    hours = hours if ahead else -hours
    if not minutes:
        # the names of these zones count westwards
        return "UTC" if not hours else f"Etc/GMT{-hours:+d}" if _EARLIEST <= hours <= _LATEST else ""
    return _HALF_HOURS.get((hours, minutes), "")


@cache
def _names() -> dict[str, str]:
    """Return all names in small letters, each with its zone."""
    # the links kept for old names come first, so that a city's own zone wins
    zones = sorted(available_timezones(), key=lambda zone: (zone.count("/") == 1, zone))
    names = {zone.rsplit("/", 1)[-1].replace("_", " ").casefold(): zone for zone in zones if "/" in zone}
    names |= {zone.replace("_", " ").casefold(): zone for zone in zones}
    for language in ("zh_Hans", "zh_Hant"):
        # a name that stands for a city and a country is the city's (新加坡)
        for named in (_countries(language), _cities(language)):
            names |= {normalise(name): zone for zone, name in named.items()}
    names |= _OTHER_NAMES
    return names | {name: zone for zone, others in _OTHER_CHINESE.items() for name in others.split()}


@cache
def _cities(language: str) -> dict[str, str]:
    """Return the name that CLDR has for the city of each zone."""
    # CLDR keeps the ids of zones that tzdata has renamed
    renamed, known = get_global("zone_aliases"), available_timezones()
    told = ((renamed.get(zone, zone), names.get("city")) for zone, names in Locale.parse(language).time_zones.items())
    return {zone: city for zone, city in told if city and zone in known}


@cache
def _countries(language: str) -> dict[str, str]:
    """Return the name that CLDR has for the country of a zone, where that has no other."""
    names, known = Locale.parse(language).territories, available_timezones()
    zones: dict[str, list[str]] = {}
    for zone, country in get_global("zone_territories").items():
        zones.setdefault(country, []).append(zone)
    return {only: names[country] for country, (only, *more) in zones.items() if not more and only in known}
