"""Fitting and splitting over the parsed tree: nothing is lost, nothing is too long, every part parses."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local_telegram.entities import utf16_length
from bot.local_telegram.html import parse_html
from bot.views.telegram_html import Size, clip, fit, measure, split, units

_PIECES = st.sampled_from(
    ["a", "中。", "😀", "\n", "\n\n", " ", ". ", "&amp;", "&lt;", "é", "👩‍👩‍👧", "word ", "x" * 50]
)
_TAGS = st.sampled_from(["b", "i", 'a href="https://e.org/?a=1&amp;b=2"', "blockquote expandable", "code"])


@st.composite
def _html(draw: st.DrawFn, depth: int = 0) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 6))):
        if depth < 3 and draw(st.integers(0, 3)) == 0:
            tag = draw(_TAGS)
            parts.append(f"<{tag}>{draw(_html(depth=depth + 1))}</{tag.split()[0]}>")
        else:
            parts.append("".join(draw(st.lists(_PIECES, max_size=20))))
    return "".join(parts)


def _text(html: str) -> str:
    return parse_html(html).text


@settings(deadline=None)
@given(_html(), st.integers(5, 60), st.integers(1, 6))
def test_split_parts_fit_parse_and_lose_nothing(html: str, most: int, entities: int) -> None:
    parts = split(html, Size(most, entities))
    for part in parts:
        parsed = parse_html(part)
        assert utf16_length(parsed.text) <= most
        assert len(parsed.entities) <= max(entities, 3)
    assert re.sub(r"\s", "", "".join(map(_text, parts))) == re.sub(r"\s", "", _text(html))


@settings(deadline=None)
@given(_html(), st.integers(5, 60), st.integers(1, 6))
def test_fit_keeps_what_fits_and_marks_what_does_not(html: str, most: int, entities: int) -> None:
    fitted = fit(html, Size(most, entities))
    size = measure(html)
    if size.units <= most and size.entities <= entities:
        assert fitted == html
    else:
        assert fitted.endswith("…")
        assert utf16_length(_text(fitted)) <= most
        kept = re.sub(r"\s", "", _text(fitted)[:-1])
        assert re.sub(r"\s", "", _text(html)).startswith(kept)


@given(_html())
def test_measure_counts_as_the_server_does(html: str) -> None:
    assert measure(html).units == utf16_length(_text(html))
    assert measure(html).entities >= len(parse_html(html).entities)


@given(st.lists(_PIECES, max_size=60).map("".join), st.integers(2, 40))
def test_clip(text: str, most: int) -> None:
    clipped = clip(text, most)
    assert units(clipped) <= most
    assert clipped == text or clipped.endswith("…")


def test_a_cut_prefers_paragraphs_then_lines_then_sentences_then_words() -> None:
    assert split("one two\n\nthree four", Size(15, 9)) == ("one two", "three four")
    assert split("one two\nthree four", Size(15, 9)) == ("one two", "three four")
    assert split("第一句话。第二句话。", Size(8, 9)) == ("第一句话。", "第二句话。")
    assert split("one two three", Size(9, 9)) == ("one two", "three")


def test_tags_are_closed_and_opened_again_at_a_cut() -> None:
    assert split("<b>one <i>two three</i></b>", Size(9, 9)) == ("<b>one <i>two</i></b>", "<b><i>three</i></b>")
    assert split('<a href="https://e.org/?a&amp;b">one two</a>', Size(4, 9)) == (
        '<a href="https://e.org/?a&amp;b">one</a>',
        '<a href="https://e.org/?a&amp;b">two</a>',
    )


def test_too_many_entities_are_split_too() -> None:
    html = "".join(f"<b>{number}</b> " for number in range(250))
    parts = split(html)
    assert [len(parse_html(part).entities) for part in parts] == [100, 100, 50]


def test_a_family_is_not_torn_apart() -> None:
    family = "👩‍👩‍👧‍👦"
    for part in split(family * 3, Size(units(family) + 3, 9)):
        assert part == family


def test_an_empty_message_stays_empty() -> None:
    assert split("") == ()
    assert fit("") == ""
