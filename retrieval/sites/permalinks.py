"""Patterns of addresses with placeholders, and the dates and slugs that take their places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import unquote, urlsplit, urlunsplit

from retrieval.parsing.urls import escape_path

_PLACEHOLDER = re.compile(r":([a-z_]+)")
_SLASHES = re.compile(r"/{2,}")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def fill_permalink(pattern: str, fields: Mapping[str, str]) -> str:
    """Put ``fields`` into a permalink pattern; what it does not know stays as written, double slashes become one."""
    filled = _PLACEHOLDER.sub(lambda match: _field(match, fields), pattern)
    return _SLASHES.sub("/", "/" + filled)


def _field(match: re.Match[str], fields: Mapping[str, str]) -> str:
    """Fill one placeholder; a longer run of letters may begin with a name (``:title_x``)."""
    name = match[1]
    for end in range(min(len(name), max(map(len, fields))), 0, -1):
        if name[:end] in fields:
            return fields[name[:end]] + name[end:]
    return match[0]


def date_fields(day: date) -> dict[str, str]:
    """Return the fields of permalinks that come from a date, as Jekyll names them; midnight where it has no time."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    year, week, weekday = moment.isocalendar()
    return {
        "year": f"{moment.year:04}",
        "short_year": moment.strftime("%y"),
        "month": f"{moment.month:02}",
        "i_month": str(moment.month),
        "short_month": moment.strftime("%b"),
        "long_month": moment.strftime("%B"),
        "day": f"{moment.day:02}",
        "i_day": str(moment.day),
        "y_day": moment.strftime("%j"),
        "w_year": str(year),
        "week": f"{week:02}",
        "w_day": str(weekday),
        "short_day": moment.strftime("%a"),
        "long_day": moment.strftime("%A"),
        "hour": moment.strftime("%H"),
        "minute": moment.strftime("%M"),
        "second": moment.strftime("%S"),
    }


def is_letter(character: str) -> bool:
    """Return whether ``character`` is a letter, a mark or a digit of Unicode; Python's isalnum has other ones."""
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def base_address(url: str, baseurl: str = "") -> str:
    """Join the address of a site and the path it is below, in the form of a browser; empty where that is none."""
    joined = baseurl if _WEB.match(baseurl) else f"{url.rstrip('/')}/{baseurl.strip('/')}"
    if not _WEB.match(joined):
        return ""
    try:
        parts = urlsplit(joined.rstrip("/"))
        host = parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme.lower(), "/"))
    except ValueError:
        return ""
    return urlunsplit((parts.scheme.lower(), host, escape_path(unquote(parts.path)), "", ""))
