"""No regular expression of the product takes more than linear time, whatever text it is given."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest

from tests.growth.attacks import Attack, attacks
from tests.growth.expressions import Expression, all_expressions, unseen_expressions
from tests.growth.measuring import seconds, superlinear

# PAPERCACHE_TEST_GROWTH=long grows the texts up to a megabyte and tries more of them; it takes some minutes
LONG = os.environ.get("PAPERCACHE_TEST_GROWTH") == "long"
_AT_FIRST, _LARGEST, _ENOUGH, _WORST, _MOST = (2_000, 1_024_000, 0.5, 12, 5000) if LONG else (500, 32_000, 0.02, 3, 150)

_PARTS = ("retrieval", "retrieval.sources", "retrieval.understanding", "bot", "bot.views", "bot.local_telegram")

# Functions that make a pattern of what they are given, and why no module can hold it.
MADE_OF_DATA: dict[str, str] = {}


def _worst(run: Callable[[str], object], tried: list[Attack]) -> list[Attack]:
    """Give the attacks that take longest at a small size."""
    taken = []
    for attack in tried:
        small = attack.text(_AT_FIRST // 16)
        if seconds(lambda small=small: run(small), 0.2) > 0.2:  # type: ignore[misc]
            return [attack]
        text = attack.text(_AT_FIRST)
        taken.append((seconds(lambda text=text: run(text), 1), attack))  # type: ignore[misc]
    taken.sort(key=lambda pair: -pair[0])
    return [attack for _, attack in taken[:_WORST]]


def offence(expression: Expression) -> str:
    """Say with which text an expression takes more than linear time, or nothing."""
    tried = attacks(expression.pattern)
    tried = tried[:: -(-len(tried) // _MOST)]
    for run in expression.runs():
        for attack in _worst(run, tried):

            def act(size: int, attack: Attack = attack, run: Callable[[str], object] = run) -> Callable[[], object]:
                text = attack.text(size)
                return lambda: run(text)

            sizes = [_AT_FIRST // 8]
            while sizes[-1] * 2 <= _LARGEST:
                sizes.append(sizes[-1] * 2)
            if times := superlinear(act, sizes, _ENOUGH):
                grown = ", ".join(f"{size / 1000:.1f} KB {taken * 1000:.1f} ms" for size, taken in times)
                return f"{' '.join(expression.places)}: {attack} takes {grown}: {str(expression.pattern.pattern)[:60]}"
    return ""


def _part(expression: Expression) -> str:
    module = expression.places[0].partition(":")[0]
    return max((part for part in _PARTS if f"{module}.".startswith(f"{part}.")), key=len)


@pytest.mark.parametrize("part", _PARTS)
def test_every_expression_takes_linear_time(part: str) -> None:
    offences = [offence(expression) for expression in all_expressions() if _part(expression) == part]
    assert not any(offences), "\n".join(filter(None, offences))


def test_no_expression_is_made_where_the_test_does_not_see_it() -> None:
    assert unseen_expressions() == sorted(MADE_OF_DATA)


def test_the_test_finds_what_is_superlinear() -> None:
    """Patterns known to be quadratic, cubic or exponential are found, and their linear forms are not."""
    for bad in (
        r"\s+$",
        r"(?:a|a)*b",
        r"<[^<>]*x[^<>]*>",
        r"\d[\d,.]*\s*km",
        r"a.*b.*c",
        r"(a+)+$",
        r"[中 ]\s*\n\s*中",
    ):
        assert offence(Expression(re.compile(bad))), bad
    for good in (r"\s+", r"(?<!\s)\s++$", r"<[^<>]*>", r"[a-z]+|\d+", r"\w+\s"):
        assert not offence(Expression(re.compile(good))), good
