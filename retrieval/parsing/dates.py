"""Dates as people write them, read as ISO text of the precision that they have: a year, a month or a day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime

from retrieval.parsing.urls import arxiv_id

_MAX_WRITTEN = 100
"""Characters of a date with its time and zone; what is longer is no date."""
_AROUND = " \t\n[](){}<>【】（）《》\"'“”‘’*_`~,，;；。.|"
_YEAR = r"(?P<year>1[89]\d\d|20\d\d)"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_CLOCK = r"\d{1,2}[:：点时]\d{1,2}(?:[:：分]\d{1,2}(?:[.,]\d{1,9})?)?秒?(?:\s?[ap]\.?m\.?)?"
_ZONE = r"(?:\s?(?:[a-z]{1,20}/[a-z_]{1,30}|[a-z]{1,4})?\s?(?:[+-][/+-]{0,2}\d{1,2}:?\d{0,2})?)"
_TIME = rf"(?:[t\s,，]\s*(?:(?:上午|下午|at)\s?)?{_CLOCK}{_ZONE}(?:\s?\[[\w/+-]{{1,40}}\])?)?"
_WEEKDAY = r"(?:\s?[(（]?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?|(?:星期|周)[一二三四五六日天])[)）]?)?"
_BEHIND = rf"{_WEEKDAY}{_TIME}{_WEEKDAY}"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}})[-/._](?P<month>\d{{1,2}})(?:[-/._](?P<day>\d{{1,2}}))?{_BEHIND}",
        rf"{_YEAR}\s?年(?:\s?(?P<month>\d{{1,2}})\s?月(?:份|底|初|中旬)?(?:\s?(?P<day>\d{{1,2}})\s?[日号])?)?{_BEHIND}",
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)?(?:t?\d{{4,6}}z?)?{_TIME}",
        _YEAR,
        rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}\.?,?\s)?{_DAY}[\s-](?:of\s)?{_NAME}[\s,-]{{1,2}}{_YEAR}{_BEHIND}",
        rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}\.?,?\s)?{_NAME}[\s-](?:{_DAY},?\s)?,?\s?{_YEAR}{_BEHIND}",
        rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}\.?,?\s){_NAME}\s{_DAY}\s{_CLOCK}{_ZONE}\s?{_YEAR}",
        rf"{_NAME}\s?,\s?{_YEAR}",
        rf"{_YEAR}[\s,-]{{1,2}}{_NAME}(?:[\s-]{_DAY})?{_BEHIND}",
        rf"(?:spring|summer|autumn|fall|winter)\s{_YEAR}",
    )
)
_DAY_AND_MONTH = re.compile(rf"(?P<first>\d{{1,2}})(?P<sign>[/.-])(?P<second>\d{{1,2}})(?P=sign){_YEAR}{_BEHIND}")
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_IN_NAME = (
    re.compile(
        r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?P<sign>[-_.])(?P<month>0?[1-9]|1[0-2])(?:(?P=sign)(?P<day>\d{1,2}))?(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?"),
    re.compile(r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<![\d.])(?P<year>(?:19[5-9]|20[0-4])\d)(?![\d.]\d|\d|['’]?s(?![^\W\d_]))"),
)
_NEW_ARXIV = re.compile(r"(\d\d)(\d\d)\.\d{4,5}")
_OLD_ARXIV = re.compile(r".+/(\d\d)(\d\d)\d{3}")
_FIRST_OLD_YEAR = 91
"""The year of arXiv's first paper; a lower one of two digits is of this century."""


def read_date(written: str) -> str:
    """Return the date that ``written`` is, with whatever time, zone and brackets; empty if it is none or not one.

    Of ``03/04/2024``, which is a day in March to some and in April to others, only the year is certain.
    """
    text = unicodedata.normalize("NFKC", written).strip(_AROUND).lower()
    if len(text) > _MAX_WRITTEN:
        return ""
    text = " ".join(text.split())
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _iso(match)
    if match := _DAY_AND_MONTH.fullmatch(text):
        return _day_and_month(match)
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).date().isoformat()
    return ""


def dates_in_name(name: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the dates in the ``name`` of a file, the most precise form first, each with its place."""
    for form in _IN_NAME:
        for match in form.finditer(name):
            if iso := _iso(match):
                yield iso, match.span()


def arxiv_date(number: str) -> str:
    """Return the month in which arXiv gave out ``number``; empty where it is none."""
    match = _NEW_ARXIV.match(arxiv_id(number)) or _OLD_ARXIV.match(arxiv_id(number))
    if match is None:
        return ""
    year, month = int(match[1]), int(match[2])
    year += 1900 if year >= _FIRST_OLD_YEAR and "/" in match[0] else 2000
    return _existing(year, month, 0)


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    month = int(parts.get("month") or 0)
    if name := parts.get("name"):
        month = _MONTHS.index(name[:3]) + 1
    return _existing(int(parts["year"]), month, int(parts.get("day") or 0))


def _day_and_month(match: re.Match[str]) -> str:
    year, first, second = int(match["year"]), int(match["first"]), int(match["second"])
    if match["sign"] == "." or first > 12:
        return _existing(year, second, first)
    if second > 12 or first == second:
        return _existing(year, first, second)
    return _existing(year, 0, 0)


def _existing(year: int, month: int, day: int) -> str:
    """Return the date as ISO text, of the precision that it has; empty if it does not exist."""
    try:
        iso = date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return ""
    return iso if day else iso[:7] if month else iso[:4]
