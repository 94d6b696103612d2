"""Time zones as people name them: ``Europe/Berlin``, ``berlin``, ``北京``, ``UTC+8``; and how they are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from retrieval.papers import Language

COMMON = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Tokyo", "Asia/Singapore", "Asia/Kolkata", "Europe/Moscow",
    "Europe/Berlin", "Europe/London", "UTC", "America/New_York", "America/Chicago", "America/Los_Angeles",
)  # fmt: skip
"""Zones that are offered as buttons."""
MOST_SUGGESTIONS = 4
_NEAR = 70.0
"""Likeness (0..100) from which a zone is suggested for a name that is none."""

_CHINESE = {
    "Asia/Shanghai": "上海 北京 中国 深圳 广州 杭州 南京 成都 武汉 西安 天津 重庆 苏州 合肥 北京时间",
    "Asia/Hong_Kong": "香港", "Asia/Macau": "澳门", "Asia/Taipei": "台北 台湾", "Asia/Urumqi": "乌鲁木齐 新疆",
    "Asia/Tokyo": "东京 日本", "Asia/Seoul": "首尔 韩国", "Asia/Singapore": "新加坡", "Asia/Bangkok": "曼谷 泰国",
    "Asia/Kuala_Lumpur": "吉隆坡 马来西亚", "Asia/Jakarta": "雅加达", "Asia/Manila": "马尼拉 菲律宾",
    "Asia/Ho_Chi_Minh": "胡志明市 越南 河内", "Asia/Kolkata": "加尔各答 印度 孟买 新德里 德里 班加罗尔",
    "Asia/Dubai": "迪拜 阿联酋", "Asia/Jerusalem": "耶路撒冷 以色列 特拉维夫", "Europe/Moscow": "莫斯科",
    "Europe/Istanbul": "伊斯坦布尔 土耳其", "Europe/Berlin": "柏林 德国 慕尼黑 法兰克福", "Europe/Paris": "巴黎 法国",
    "Europe/Zurich": "苏黎世 瑞士", "Europe/Amsterdam": "阿姆斯特丹 荷兰", "Europe/Rome": "罗马 意大利 米兰",
    "Europe/Madrid": "马德里 西班牙", "Europe/Stockholm": "斯德哥尔摩 瑞典", "Europe/Vienna": "维也纳 奥地利",
    "Europe/London": "伦敦 英国 剑桥 爱丁堡", "Europe/Dublin": "都柏林 爱尔兰", "America/New_York": "纽约 波士顿 美东",
    "America/Chicago": "芝加哥 美中", "America/Denver": "丹佛", "America/Toronto": "多伦多",
    "America/Vancouver": "温哥华", "America/Los_Angeles": "洛杉矶 旧金山 西雅图 硅谷 美西",
    "America/Sao_Paulo": "圣保罗 巴西", "Australia/Sydney": "悉尼", "Australia/Melbourne": "墨尔本",
    "Pacific/Auckland": "奥克兰 新西兰", "UTC": "协调世界时",
}  # fmt: skip
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
_EARLIEST, _LATEST = -12, 14


@dataclass(frozen=True, slots=True)
class Found:
    """The zone that was named, or those that may have been meant."""

    zone: str = ""
    near: tuple[str, ...] = ()


def find_zone(text: str) -> Found:
    """Find the zone that a person names."""
    wanted = " ".join(text.split()).casefold()
    if match := _OFFSET.fullmatch(wanted):
        return Found(_of_offset(match))
    names = _names()
    zone = names.get(wanted) or names.get(wanted.replace("_", " "))
    if zone:
        return Found(zone)
    matches = process.extract(wanted, names.keys(), scorer=fuzz.WRatio, limit=20, score_cutoff=_NEAR)
    return Found(near=tuple(dict.fromkeys(names[name] for name, _, _ in matches))[:MOST_SUGGESTIONS])


def zone_name(zone: str, language: Language, now: float) -> str:
    """Give a zone as people of a language call it, with its offset at the moment ``now``."""
    offset = offset_name(zone, now)
    if zone == "UTC" or zone.startswith("Etc/"):
        return offset
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    if language == "zh":
        return f"{_CHINESE.get(zone, city).split()[0] if zone in _CHINESE else city}（{offset}）"
    return f"{city} ({offset})"


def offset_name(zone: str, now: float) -> str:
    """Give a zone's offset at a moment: ``UTC+8``, ``UTC−3:30``."""
    offset = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def local_time(zone: str, now: float) -> str:
    """Give what clocks show in a zone: ``14:05``."""
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
    """Give all names in small letters, each with its zone."""
    # the links kept for old names come first, so that a city's own zone wins
    zones = sorted(available_timezones(), key=lambda zone: (zone.count("/") == 1, zone))
    names = {zone.rsplit("/", 1)[-1].replace("_", " ").casefold(): zone for zone in zones if "/" in zone}
    names |= {zone.replace("_", " ").casefold(): zone for zone in zones}
    names |= _OTHER_NAMES
    return names | {name: zone for zone, cities in _CHINESE.items() for name in cities.split()}
