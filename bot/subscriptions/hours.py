"""Hours of the day as people write them: ``22-8``, ``22:30 - 7:15``, ``10pm to 7am``, ``晚上十点半到早上7点``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval import normalise

MAX_CHARACTERS = 60
"""What is longer is no pair of times."""
_DAY, _NOON = 24, 12

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMBER = r"\d{1,2}|[一二三四五]?十[一二三四五六七八九]?|[零〇]?[零〇一二两三四五六七八九]"
_NIGHT = "晚上|夜里|夜间|半夜|深夜|午夜|今晚|晚|夜"
_AFTERNOON = "下午|傍晚|午后"
_MORNING = "凌晨|清晨|早上|早晨|上午|明早|早"
_MIDDAY = "中午|正午"
_PERIOD = rf"(?:(?:每天|每晚|当天|第二天|次日|隔天|明天)的?)?(?:{_NIGHT}|{_AFTERNOON}|{_MORNING}|{_MIDDAY})?的?"
_BETWEEN = r"\s?(?:-{1,2}|[–—−~～〜至到]|to|until|till|and|直到|\s)\s?"


def _time(part: int) -> str:
    return (
        rf"(?P<period{part}>{_PERIOD})\s?"
        rf"(?:(?P<hour{part}>{_NUMBER})"
        rf"(?:\s?(?:[:点时h.]|o'?clock)钟?\s?(?:(?P<minute{part}>[一三13]刻|{_NUMBER}|半)\s?分?)?)?"
        rf"\s?(?P<half{part}>[ap]\.?m\.?)?|(?P<named{part}>midnight|noon|午夜|半夜|零时|中午|正午))"
    )


_SPAN = re.compile(rf"(?:(?:from|between|从|自|每天从?)\s?)?{_time(1)}{_BETWEEN}{_time(2)}(?:之间|为止|期间)?")
_COMPACT = re.compile(r"(?<![\d:.])(\d{2})(\d{2})(?![\d:.点时])")


@dataclass(frozen=True, slots=True)
class Span:
    """Whole hours from one to another; ``exact`` says that they were written so, else they were rounded outwards."""

    first: int
    end: int
    exact: bool = True


def read_span(text: str) -> Span | None:
    """Read two times of the day, the first in the hour it begins and the second in the hour by which it is over.

    None for what names no two times, and for what would leave no hour, or all of them.
    """
    # full-width signs and traditional characters are written like the others
    folded = _COMPACT.sub(r"\1:\2", " ".join(normalise(text[: MAX_CHARACTERS + 1]).split()))
    match = _SPAN.fullmatch(folded) if len(text) <= MAX_CHARACTERS else None
    first, second = (_minutes(match, part) for part in "12") if match else (None, None)
    if match is None or first is None or second is None:
        return None
    first, second = _in_one_half(match, first, second)
    if first == second:
        return None
    begin, end = first // 60, -(-second // 60)
    exact = not (first % 60 or second % 60)
    # rounded, an end just before the beginning meets it: that would be all day
    if begin == end % _DAY or (not exact and (second - first) % (_DAY * 60) > (end - begin) % _DAY * 60):
        return None
    return Span(begin, end % _DAY, exact)


def _minutes(match: re.Match[str], part: str) -> int | None:
    """Return a time as minutes since midnight; None for one that no clock shows."""
    if named := match[f"named{part}"]:
        return _NOON * 60 if named in ("noon", "中午", "正午") else 0
    hour, minute = _number(match[f"hour{part}"]), _minute(match[f"minute{part}"])
    if hour > _DAY or minute >= 60 or (hour == _DAY and minute):
        return None
    return (_hour(hour, match[f"period{part}"], match[f"half{part}"] or "") % _DAY) * 60 + minute


def _in_one_half(match: re.Match[str], first: int, second: int) -> tuple[int, int]:
    """Let a half of the day that only one time names hold for both: ``3-6pm``, but not ``10pm-7``."""
    half = _NOON * 60
    told = [bool(match[f"period{part}"] or match[f"half{part}"] or match[f"named{part}"]) for part in "12"]
    if told == [True, False] and first >= half and first - half < second < half:
        return first, second + half
    if told == [False, True] and second >= half and 0 < first < second - half:
        return first + half, second
    return first, second


def _hour(hour: int, period: str, half: str) -> int:
    """Return an hour of 24 from one of 12 whose half of the day a word or a sign names."""
    if half.startswith("a") or period.endswith(tuple(_MORNING.split("|"))):
        return 0 if hour == _NOON and (half or "凌晨" in period) else hour
    if half.startswith("p") or period.endswith((*_AFTERNOON.split("|"), *_MIDDAY.split("|"))):
        # eleven at noon is before it
        return hour + _NOON if hour < _NOON and not (hour > 9 and period.endswith(tuple(_MIDDAY.split("|")))) else hour
    if period.endswith(tuple(_NIGHT.split("|"))):
        # at two in the night it is two, at ten in the evening twenty-two, at twelve midnight
        return 0 if hour == _NOON else hour + _NOON if 5 < hour < _NOON else hour
    return hour


def _minute(written: str | None) -> int:
    if not written:
        return 0
    if written == "半":
        return 30
    return 15 * _number(written[0]) if written.endswith("刻") else _number(written)


def _number(written: str) -> int:
    """Read a number below a hundred, in digits or in Chinese numerals (``二十二``, ``十``, ``两``)."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.partition("十")
    if not ten:
        return int("".join(str(_DIGITS[character]) for character in written))
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
