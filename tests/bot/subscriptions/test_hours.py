"""Two times of the day, as people write them, as whole hours; and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.subscriptions.hours import MAX_CHARACTERS, Span, read_span


@pytest.mark.parametrize(
    ("written", "first", "end"),
    [
        ("22-8", 22, 8),
        ("22:00 - 08:00", 22, 8),
        ("22点到8点", 22, 8),
        ("２２：００－８：００", 22, 8),
        ("22 8", 22, 8),
        ("2200-0800", 22, 8),
        ("from 22 to 7", 22, 7),
        ("between 10pm and 7am", 22, 7),
        ("10pm to 7am", 22, 7),
        ("10 p.m. until 7 a.m.", 22, 7),
        ("10PM–7AM", 22, 7),
        ("10pm-7", 22, 7),
        ("3-6pm", 15, 18),
        ("3pm to 6", 15, 18),
        ("12am-7am", 0, 7),
        ("12pm to 2pm", 12, 14),
        ("midnight to 8", 0, 8),
        ("noon until 2pm", 12, 14),
        ("24-8", 0, 8),
        ("晚上10点到早上7点", 22, 7),
        ("晚上十点到早上七点", 22, 7),
        ("晚上10點至早上7點", 22, 7),
        ("从晚上10点到7点", 22, 7),
        ("每天晚上十点到第二天早上七点", 22, 7),
        ("晚10点-早7点", 22, 7),
        ("晚上12点到早上8点", 0, 8),
        ("午夜到8点", 0, 8),
        ("夜里2点到6点", 2, 6),
        ("凌晨1点到6点", 1, 6),
        ("下午3点到6点", 15, 18),
        ("晚上8点到11点", 20, 23),
        ("中午12点到下午2点", 12, 14),
        ("二十二点到八点", 22, 8),
        ("22时至7时", 22, 7),
    ],
)
def test_whole_hours(written: str, first: int, end: int) -> None:
    assert read_span(written) == Span(first, end)


@pytest.mark.parametrize(
    ("written", "first", "end"),
    [
        ("22:30-7:15", 22, 8),
        ("２２：３０－７：１５", 22, 8),
        ("22.30 – 7.15", 22, 8),
        ("2230-0715", 22, 8),
        ("22h30-7h", 22, 7),
        ("22点到7点半", 22, 8),
        ("晚上十点半到早上七点一刻", 22, 8),
        ("22点30分到7点", 22, 7),
        ("10:30 pm to 7 am", 22, 7),
        ("23:45-0:15", 23, 1),
        ("7:15-7:30", 7, 8),
    ],
)
def test_minutes_are_rounded_outwards(written: str, first: int, end: int) -> None:
    assert read_span(written) == Span(first, end, exact=False)


@pytest.mark.parametrize(
    "written",
    ["", "sometimes", "22", "22-", "22-22", "25-3", "22:70-8", "0-24", "22:30-22:15", "十点到", "-8", "off", "22-8-9"],
)
def test_what_names_no_hours(written: str) -> None:
    assert read_span(written) is None


@given(st.text(max_size=3 * MAX_CHARACTERS))
def test_any_text_can_be_read(text: str) -> None:
    read_span(text)


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59))
def test_what_is_quiet_holds_what_was_asked_for(first: int, minute: int, end: int, last: int) -> None:
    span = read_span(f"{first}:{minute:02}-{end}:{last:02}")
    asked = (60 * (end - first) + last - minute) % 1440
    if span is None:
        # the same moment, or so near to it that whole hours would be all day
        assert not asked or asked > 1440 - 60 - max(minute, 60 - last)
        return
    quiet = {(60 * span.first + at) % 1440 for at in range((span.end - span.first) % 24 * 60)}
    wanted = {(60 * first + minute + at) % 1440 for at in range(asked)}
    assert wanted <= quiet
    assert len(quiet) < len(wanted) + 120
