"""Dates in lists and tables: found in a text, or all of it, also in the short forms that only stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from retrieval.parsing.dates import read_date

_YEAR = r"(?:19[89]|20\d)\d"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_FORMS = (
    rf"(?<!\d)(?P<year>{_YEAR})\s?[-/._年]\s?(?P<month>\d{{1,2}})(?!\d)(?:\s?[-/._月]\s?(?P<day>\d{{1,2}})(?!\d)日?|月)?",
    rf"(?<!\d)(?P<year>{_YEAR})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
    rf"(?<![\d/])(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/(?P<year>{_YEAR}|\d\d)(?![\d/])",
    rf"(?<![a-z\d])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}\.?,?\s?['’]?(?P<year>{_YEAR})(?!\d)",
    rf"(?<![a-z\d]){_MONTH}\.?(?:\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?,?\s?(?:['’](?P<short>\d\d)|(?P<year>{_YEAR}))(?!\d)",
)
_SLASHED = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4}|\d\d)")
_DATES = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
_LONE_YEAR = re.compile(rf"(?<![\d.'’])(?P<year>{_YEAR})(?![\d.]\d?)(?:\s?年)?")
_AROUND = " \t\n[](){}【】（）*_`|,，;；:：.-–—~"
_CENTURY = 2000
_MONTHS_OF_YEAR = 12


def find_date(text: str) -> str:
    """Return the first date in ``text`` as ISO text of month or day precision; empty if there is none that exists."""
    for form in _DATES:
        if (match := form.search(text)) and (iso := _iso(match)):
            return iso
    return ""


def whole_date(text: str) -> str:
    """Return the date that ``text`` is, of year, month or day precision; empty if it is none, or more than one."""
    text = text.strip(_AROUND)
    if found := read_date(text):
        return found
    return next((_iso(match) for form in (*_DATES, _LONE_YEAR) if (match := form.fullmatch(text))), "")


def month_first(column: Iterable[str]) -> bool | None:
    """Return whether dates with slashes (``9/30/24``) begin with the month in a column; None where nothing tells."""
    told = [match for text in column if (match := _SLASHED.fullmatch(text.strip(_AROUND)))]
    if any(int(match["second"]) > _MONTHS_OF_YEAR for match in told):
        return True
    return False if any(int(match["first"]) > _MONTHS_OF_YEAR for match in told) else None


def with_order(text: str, *, months_first: bool | None) -> str:
    """Return a date with slashes as ISO text, where it is known which part is the month; any other text as it is."""
    match = _SLASHED.fullmatch(text.strip(_AROUND))
    if match is None or months_first is None:
        return text
    month, day = (match["first"], match["second"]) if months_first else (match["second"], match["first"])
    year = int(match["year"])
    return f"{year + _CENTURY if year < 100 else year}-{int(month):02}-{int(day):02}"


def looks_like_date(text: str) -> bool:
    """Return whether ``text`` is written as a date, be it one that does not exist."""
    return any(form.fullmatch(text.strip(_AROUND)) for form in (*_DATES, _LONE_YEAR))


def find_year(text: str) -> str:
    """Return the one year in ``text``; empty if there is none or are several."""
    years = {match["year"] for match in _LONE_YEAR.finditer(text)}
    return years.pop() if len(years) == 1 else ""


def _iso(match: re.Match[str]) -> str:
    """Return the date of ``match`` as ISO text, or nothing where it does not exist."""
    parts = match.groupdict()
    year = int(parts.get("year") or parts.get("short") or 0)
    year += _CENTURY if year < 100 else 0
    month, day = int(parts.get("month") or 0), int(parts.get("day") or 0)
    if name := parts.get("name"):
        month = _MONTHS.index(name.lower()) + 1
    elif parts.get("first"):
        month, day = int(parts["first"]), int(parts["second"])
        if month > _MONTHS_OF_YEAR:
            month, day = day, month
        elif day <= _MONTHS_OF_YEAR and month != day:
            # a day in March to some is one in April to others
            month = day = 0
    try:
        full = date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return ""
    return full if day else full[:7] if month else full[:4]
