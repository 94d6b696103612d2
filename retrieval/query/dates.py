"""Finding periods in a question: a year, a month, a range, "since", "before", "this month", "the latest five"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from retrieval.query.spans import Span, overlaps

LATEST = 5
"""Number of the newest papers that "the latest" means if no number is given."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DIGITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "twenty": 20,
}  # fmt: skip
_YEAR_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")

_Y = r"(?<![\d.])((?:19|20)\d\d)(?![\d.]\d|\d)"
_YEAR = re.compile(_Y)
_WITHIN = r"(?:(?:in|from|over|within|during|of)\s+)?(?:the\s+)?"
_MONTH_NUMBER = r"\d{1,2}|十[一二]?|[一二三四五六七八九]"
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,20}+"
_COUNT = rf"(\d{{1,2}}|十[一二三四五六七八九]?|[{''.join(_DIGITS)}]|{'|'.join(_NUMBERS)})"
_SPELT_YEAR = re.compile(
    r"[一二][零〇○九][零〇○一二三四五六七八九]{2}(?=\s*年)|"
    r"(?<![零〇○一二三四五六七八九十])[零〇○一二][零〇○一二三四五六七八九](?=\s*年(?:[的发收度起以之前后及到至]|$))|"
    r"[两二]千零?(?P<tens>[一二三]?十)?(?P<ones>[一二三四五六七八九])?(?=\s*年)"
)
"""A year in Chinese numerals, digit by digit (二〇二三; said of papers, 二三 too) or as a number (两千零二十三)."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time demanded: ISO dates of any precision, both inclusive, either empty; or the newest ``latest``.

    ``explicit`` says that the wording leaves no doubt that a date of papers is meant (``2025 年的``, ``since 2023``).
    """

    span: Span
    since: str = ""
    until: str = ""
    latest: int = 0
    explicit: bool = True


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], Period | None], bool]
"""What to look for, how to read it, and whether a year in digits is part of it, which few questions have."""


def find_periods(text: str, today: date) -> list[Period]:
    """Return the periods named in ``text`` (normalised), the most particular reading of each place."""
    found: list[Period] = []
    text = _SPELT_YEAR.sub(_in_digits, text)
    dated = _YEAR.search(text) is not None
    for pattern, read, needs_year in _RULES:
        if needs_year and not dated:
            continue
        for match in pattern.finditer(text):
            period = None if overlaps(match.span(), (one.span for one in found)) else read(match, today)
            if period:
                found.append(period)
    return sorted(found, key=lambda period: period.span)


def _in_digits(match: re.Match[str]) -> str:
    """Return a year in digits, as long as it was in Chinese numerals, so that other places stay true."""
    if "千" not in match[0]:
        return match[0].translate(_YEAR_DIGITS)
    tens, ones = match["tens"] or "", match["ones"] or ""
    year = 2000 + (10 * (_DIGITS.get(tens[:-1], 1)) if tens else 0) + _DIGITS.get(ones, 0)
    return str(year).ljust(len(match[0]))


def _range(match: re.Match[str], _: date) -> Period:
    first, last = sorted((match[1], match[2]))
    return Period(match.span(), first, last)


def _since(match: re.Match[str], _: date) -> Period:
    return Period(match.span(), since=next(filter(None, match.groups())))


def _after(match: re.Match[str], _: date) -> Period:
    return Period(match.span(), since=str(int(match[1]) + 1))


def _until(match: re.Match[str], _: date) -> Period:
    return Period(match.span(), until=match[1])


def _before(match: re.Match[str], _: date) -> Period:
    return Period(match.span(), until=str(int(match[1]) - 1))


def _half(match: re.Match[str], _: date) -> Period:
    first, last = ("01", "06") if match[2] == "上" else ("07", "12")
    return Period(match.span(), f"{match[1]}-{first}", f"{match[1]}-{last}")


def _relative_half(match: re.Match[str], today: date) -> Period:
    back = 1 if match[0].startswith(("去年", "last")) else 2 if match[0].startswith("前年") else 0
    first, last = ("01", "06") if match[1] == "上" else ("07", "12")
    return Period(match.span(), f"{today.year - back}-{first}", f"{today.year - back}-{last}")


def _month(match: re.Match[str], _: date) -> Period | None:
    return _of_month(match.span(), int(match[1]), _number(match[2]))


def _named_month(match: re.Match[str], _: date) -> Period | None:
    return _of_month(match.span(), int(match[2]), _MONTHS.index(match[1]) + 1)


def _of_month(span: Span, year: int, month: int) -> Period | None:
    if not 1 <= month <= 12:
        return None
    return Period(span, f"{year}-{month:02}", f"{year}-{month:02}")


def _month_on(match: re.Match[str], _: date) -> Period | None:
    month = _of_month(match.span(), int(match[1]), _number(match[2]))
    before = match[3] in {"之前", "以前", "前"}
    if month is None:
        return None
    return Period(match.span(), until=_shifted(month.since, -1)) if before else Period(match.span(), since=month.since)


def _named_month_on(match: re.Match[str], _: date) -> Period:
    month = f"{match[3]}-{_MONTHS.index(match[2]) + 1:02}"
    if match[1] == "before":
        return Period(match.span(), until=_shifted(month, -1))
    return Period(match.span(), since=_shifted(month, 1) if match[1] == "after" else month)


def _this_years_month(match: re.Match[str], today: date) -> Period | None:
    month = _number(match[1])
    return _of_month(match.span(), today.year if month <= today.month else today.year - 1, month)


def _shifted(month: str, by: int) -> str:
    months = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{months // 12}-{months % 12 + 1:02}"


def _year(match: re.Match[str], _: date) -> Period:
    return Period(match.span(), match[1], match[1])


def _bare_year(match: re.Match[str], _: date) -> Period:
    return Period(match.span(), match[1], match[1], explicit=False)


def _short_year(match: re.Match[str], today: date) -> Period | None:
    year = 2000 + int(match[1])
    return Period(match.span(), str(year), str(year)) if year <= today.year else None


def _relative_year(match: re.Match[str], today: date) -> Period:
    back = {"今年": 0, "this year": 0, "去年": 1, "last year": 1, "前年": 2}[match[0]]
    return Period(match.span(), str(today.year - back), str(today.year - back))


def _relative_month(match: re.Match[str], today: date) -> Period | None:
    months = today.year * 12 + today.month - 1 - (1 if match[0].startswith(("上", "last", "past")) else 0)
    return _of_month(match.span(), months // 12, months % 12 + 1)


def _quarter(match: re.Match[str], _: date) -> Period:
    year = next(group for group in match.groups() if group and len(group) == 4)
    quarter = _number(next(group for group in match.groups() if group and len(group) == 1))
    return Period(match.span(), f"{year}-{3 * quarter - 2:02}", f"{year}-{3 * quarter:02}")


def _last_years(match: re.Match[str], today: date) -> Period:
    count = _number(_first_group(match))
    if count == 1:
        return Period(match.span(), since=_months_back(today, 12))
    return Period(match.span(), since=str(today.year - count + 1))


def _last_months(match: re.Match[str], today: date) -> Period:
    return Period(match.span(), since=_months_back(today, _number(_first_group(match)) or 6))


def _last_year(match: re.Match[str], today: date) -> Period:
    return Period(match.span(), since=_months_back(today, 12))


def _week(match: re.Match[str], today: date) -> Period:
    monday = today - timedelta(days=today.weekday())
    if not match[0].startswith(("上", "last")):
        return Period(match.span(), since=monday.isoformat())
    return Period(match.span(), (monday - timedelta(days=7)).isoformat(), (monday - timedelta(days=1)).isoformat())


def _months_back(today: date, months: int) -> str:
    """Return the first of ``months`` months in a row that end with this one."""
    return _shifted(f"{today.year}-{today.month:02}", 1 - months)


def _latest(match: re.Match[str], _: date) -> Period:
    return Period(match.span(), latest=_number(_first_group(match)) or LATEST)


def _latest_one(match: re.Match[str], _: date) -> Period:
    return Period(match.span(), latest=1)


def _first_group(match: re.Match[str]) -> str:
    return next((group for group in match.groups() if group), "")


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if len(text) > 1 and text[0] == "十":
        return 10 + _DIGITS[text[1]]
    return _DIGITS.get(text, _NUMBERS.get(text, 0))


_RULES: tuple[_Rule, ...] = tuple(
    (re.compile(pattern), read, _Y in pattern)
    for pattern, read in (  # most particular first
        (
            rf"(?:from\s+|between\s+|从\s*)?{_Y}\s*+(?:年\s*+)?(?:-|–|—|~|到|至|to|and|until|through)\s*{_Y}(?:\s*年)?(?:之间|期间)?",
            _range,
        ),
        (rf"{_Y}\s*+(?:年\s*+)?(?:以来|起|开始|及以后|及之后|以后|至今|到现在)", _since),
        (rf"(?:since|starting(?:\s+in|\s+from)?)\s+{_Y}|from\s+{_Y}\s+(?:onwards?|on|to\s+now)", _since),
        (rf"{_Y}\s+(?:or|and)\s+(?:later|newer|after)|{_Y}\s*onwards?", _since),
        (rf"{_Y}\s*+(?:年\s*+)?(?:之后|后)", _after),
        (rf"(?:after|newer\s+than|later\s+than)\s+{_Y}", _after),
        (rf"{_Y}\s*+(?:年\s*+)?(?:及以前|及之前|为止)", _until),
        (rf"(?:until|up\s+to|through|no\s+later\s+than)\s+{_Y}", _until),
        (rf"{_Y}\s+(?:or|and)\s+(?:earlier|older|before)", _until),
        (rf"{_Y}\s*+(?:年\s*+)?(?:以前|之前|前)", _before),
        (rf"(?:before|older\s+than|earlier\s+than|prior\s+to)\s+{_Y}", _before),
        (rf"{_Y}\s*+(?:年\s*+)?(上|下)半年", _half),
        (
            rf"{_Y}\s*+(?:年\s*+)?(?:第\s*+)?([一二三四1-4])\s*季度|{_Y}\s*+(?:年\s*+)?q([1-4])|q([1-4])\s*(?:of\s+)?{_Y}",
            _quarter,
        ),
        (rf"{_Y}\s*年\s*({_MONTH_NUMBER})\s*月份?\s*(以来|起|开始|以后|之后|至今|之前|以前|前)", _month_on),
        (rf"(since|after|before)\s+{_MONTH}\.?,?\s+{_Y}", _named_month_on),
        (rf"{_Y}\s*年\s*({_MONTH_NUMBER})\s*月份?", _month),
        (r"(?<![\d.])((?:19|20)\d\d)[-/](\d\d?)(?![\d.])", _month),
        (rf"(?:in\s+)?{_MONTH}\.?,?\s+{_Y}", _named_month),
        (
            r"(?<![\d年个一二三四五六七八九十])(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])\s*月份?(?![\d之])",
            _this_years_month,
        ),
        (rf"{_Y}\s*年度?", _year),
        (rf"(?:from|in|of|during|year)\s+{_Y}", _year),
        (rf"{_Y}", _bare_year),
        (r"(?<![\d.a-z-])(\d\d)\s*年(?!代)", _short_year),
        (r"这个月|本月|当月|上个月|上月|this month|last month|past month", _relative_month),
        (r"(?:今年|去年|前年|this\s+year's|last\s+year's)?(?:的)?(上|下)半年", _relative_half),
        (
            rf"(?:最?近|过去|这)\s*{_COUNT}\s*年(?:来|内|里|间)?|{_COUNT}\s*年(?:之|以)?内|{_WITHIN}(?:last|past)\s+{_COUNT}\s+years",
            _last_years,
        ),
        (
            rf"(?:最?近|过去|这)\s*(?:{_COUNT}\s*个?月|半年)(?:来|内|里|间)?|"
            rf"{_WITHIN}(?:last|past)\s+(?:{_COUNT}\s+months|half\s+(?:a\s+)?year)",
            _last_months,
        ),
        (r"(?:in|over|within|during|from)\s+the\s+(?:last|past)\s+year|past\s+year", _last_year),
        (r"(?:这|本|上)(?:一)?(?:个)?(?:周|星期|礼拜)|(?:this|last|past)\s+week", _week),
        (
            r"(?:最近|近期|近来)?(?:都)?有(?:没有)?(?:什么|哪些|啥)?新(?:的|加的?|增的?|收的?|出的?)?(?:论文|文章|笔记|东西|内容|货)|"
            r"\b(?:any|some|what)\s+new\s+(?:papers?|notes?|posts?|articles?|stuff|additions?|ones?|things?)|"
            r"\b(?:added|posted|uploaded|published)\s+(?:recently|lately)|\bnew\s+additions?\b|anything\s+new\b|"
            r"\brecent\s+(?=(?:papers?|notes?|posts?|articles?|additions?)\b)",
            _latest,
        ),
        (
            r"(?:the\s+)?(?:latest|newest|most\s+recent)(?=\s+(?:\w+\s+){0,3}(?:paper|note|post|article)\b)|"
            r"最新(?:的|收录|发表|更新|加入)*\s*(?:的?那?一|那)篇|最近(?:收录|发表|更新|加入)*的?\s*那?一篇",
            _latest_one,
        ),
        (r"今年|去年|前年|this year|last year", _relative_year),
        (
            rf"(?:最新|最近|新近)(?:的|收录|发表|更新|加入|上传)*\s*{_COUNT}\s*篇|"
            rf"(?:latest|newest|most\s+recent|last)\s+{_COUNT}(?=\s+(?:papers?|notes?|posts?|articles?))|"
            rf"(?<![a-z0-9]){_COUNT}\s+(?:latest|newest|most\s+recent)|"
            r"最新(?:的|收录|发表|更新|加入)*|最近(?:的|收录|发表|更新|加入|新增|新加|加|上新)+(?:了)?|近期(?:的)?|"
            r"(?:the\s+)?\b(?:latest|newest|most\s+recent|recently\s+added)\b|what(?:'s|\s+is)\s+new\b",
            _latest,
        ),
    )
)
