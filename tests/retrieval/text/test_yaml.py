"""YAML is read with the lines of everything in it, of strangers without trust, of the owner with its types."""

from __future__ import annotations

import pytest

from retrieval.text.yaml import LinedMapping, YamlError, load_yaml

TEXT = """\
title: 2048
date: 2023-09-01
topics:
  - llm
  - 7
site: {url: x}
title: again
5: five
"""


def test_what_strangers_write_stays_text() -> None:
    found = load_yaml(TEXT)
    assert found == {
        "title": "again",
        "date": "2023-09-01",
        "topics": ["llm", "7"],
        "site": {"url": "x"},
        "5": "five",
    }


def test_what_is_typed_has_numbers_and_may_have_aliases() -> None:
    assert load_yaml("a: &x 1.5\nb: *x\nc: 0x10\n", typed=True) == {"a": 1.5, "b": 1.5, "c": 16}
    with pytest.raises(YamlError, match="aliases"):
        load_yaml("a: &x 1\nb: *x\n")


@pytest.mark.parametrize("typed", [True, False])
def test_everything_has_its_line(typed: bool) -> None:
    found = load_yaml(TEXT, typed=typed)
    assert isinstance(found, LinedMapping)
    assert found.lines == {"title": 7, "date": 2, "topics": 3, "site": 6, "5": 8}
    assert (found.line, found["site"].line, found["site"].lines) == (1, 6, {"url": 6})
    assert found.item_lines == {"topics": (4, 5)}
    assert found.repeated == [("title", 7)]
    assert found.odd == ([("5", 8)] if typed else [])


@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: b: c", 1, "quotes"),
        ("a: x\nb: \x07", 2, "special characters"),
        ("a: 1\n? [b]\n: c", 2, "a key is not a text"),
        ("a: " + "[" * 5000, 0, "nested too deeply"),
        ("a: &a {b: *a}", 1, ""),
    ],
)
def test_a_fault_tells_its_line_and_what_to_do(text: str, line: int, reason: str, typed: bool) -> None:
    with pytest.raises(YamlError) as caught:
        load_yaml(text, typed=typed)
    assert caught.value.line == line
    assert reason in caught.value.reason
