"""No regular expression of the product takes more than linear time, whatever text it is given."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.handlers import mentions
from bot.subscriptions import filters, requests
from bot.views.callback_data import codec
from retrieval.query.venues import Venues
from tests.growth.attacks import Attack, attacks, repeats_group_possessively
from tests.growth.expressions import Expression, all_expressions, unseen_expressions
from tests.growth.measuring import seconds, superlinear


@dataclass(frozen=True)
class Form:
    """How much is tried: the short form finds what grows quadratically at once, the long one goes up to a megabyte."""

    first: int
    largest: int
    enough: float
    """Characters of the first and of the largest text, and the seconds beyond which none is made larger."""
    worst: int
    attacks: int
    """Texts that are grown further, and how many are tried at the first size."""


SHORT = Form(400, 6_400, 0.02, worst=3, attacks=80)
LONG = Form(1_000, 1_024_000, 0.3, worst=4, attacks=250)
_FIRST_OF_ALL = 40
"""Attacks that are always tried; of the others only some."""
_PLAINLY = 0.1
"""Seconds for the first size that leave no doubt which attack to look at."""
_PARTS = (
    *("retrieval", "retrieval.parsing", "retrieval.query", "retrieval.text"),
    *("bot", "bot.views", "bot.local_telegram"),
)

# Functions that make a pattern of what they are given, and why no module can hold it.
# Of each some as they are made.
MADE_OF_DATA: dict[str, tuple[re.Pattern[str], ...]] = {
    # of secrets of three characters at most
    "bot.ingest.git_urls:without_secrets": (re.compile(r"(?<![^\W_])abc(?![^\W_])"),),
    # of the words that a reader subscribes to
    "bot.subscriptions.filters:_pattern": (filters._pattern("kv cache quantization"), filters._pattern("a a a a")),
    # of the bot's own name
    "bot.handlers.mentions:_username": (mentions._username("papercache_bot"),),
    # of secrets, each as it stands
    "bot.transport.redaction:__init__": (),
    # kept by the module itself
    "bot.subscriptions.requests:_compiled": (),
    # of the formats of what buttons send back
    "bot.views.callback_data.codec:_layout": tuple(
        codec._layout(kind).pattern for kind in codec.CallbackData.__subclasses__()
    ),
    # of the venues of the library
    "retrieval.query.venues:__init__": (Venues(("sosp23", "a b c24"))._pattern,),
}
# Expressions of a module that refuses longer texts beforehand. They may take more than linear time, but at that length
# no more than a linear expression takes for a text of a hundred thousand characters.
REFUSES_LONGER = {"bot.subscriptions.requests": requests.MAX_CHARACTERS}
_PLAIN = re.compile(r"[a-z]+|\d+")


def _worst(run: Callable[[str], object], tried: list[Attack], form: Form) -> list[Attack]:
    """Return the attacks that take longest at a small size."""
    taken = []
    for attack in tried:
        for size in (form.first // 16, form.first):
            text = attack.text(size)
            took = seconds(lambda text=text: run(text), 2 * _PLAINLY)  # type: ignore[misc]
            if took > _PLAINLY:
                return [attack]
        taken.append((took, attack))
    taken.sort(key=lambda pair: -pair[0])
    return [attack for _, attack in taken[: form.worst]]


def offence(expression: Expression, form: Form = SHORT) -> str:
    """Say with which text an expression takes more than linear time, or nothing."""
    tried = attacks(expression.pattern)
    tried = [*tried[:_FIRST_OF_ALL], *tried[_FIRST_OF_ALL :: 1 + len(tried) // form.attacks]]
    sizes = [form.first // 8]
    while sizes[-1] * 2 <= form.largest:
        sizes.append(sizes[-1] * 2)
    for run in expression.runs():
        for attack in _worst(run, tried, form):

            def act(size: int, attack: Attack = attack, run: Callable[[str], object] = run) -> Callable[[], object]:
                text = attack.text(size)
                return lambda: run(text)

            if times := superlinear(act, sizes, form.enough):
                grown = ", ".join(f"{size / 1000:.1f} KB {taken * 1000:.1f} ms" for size, taken in times)
                return f"{' '.join(expression.places)}: {attack} takes {grown}: {str(expression.pattern.pattern)[:60]}"
    return ""


def _module(expression: Expression) -> str:
    return expression.places[0].partition(":")[0]


def _part(expression: Expression) -> str:
    return max((part for part in _PARTS if f"{_module(expression)}.".startswith(f"{part}.")), key=len)


@pytest.mark.parametrize(
    "form", [SHORT, pytest.param(LONG, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])], ids=["short", "long"]
)
@pytest.mark.parametrize("part", _PARTS)
def test_every_expression_takes_linear_time(part: str, form: Form) -> None:
    own = [one for one in all_expressions() if _part(one) == part and _module(one) not in REFUSES_LONGER]
    assert own, "no room of this name has an expression"
    offences = [offence(expression, form) for expression in own]
    assert not any(offences), "\n".join(filter(None, offences))


def test_no_expression_is_made_where_the_test_does_not_see_it() -> None:
    seen = set(MADE_OF_DATA)
    assert not set(unseen_expressions()) - seen, "keep the expression in its module, or name the function above"
    assert not seen - set(unseen_expressions()), "these functions make no expression any more"
    offences = [offence(Expression(pattern)) for patterns in MADE_OF_DATA.values() for pattern in patterns]
    assert not any(offences), "\n".join(filter(None, offences))


def test_no_group_is_repeated_possessively() -> None:
    """Python 3.11.2, Debian's, forgets where such a group began that fails in its middle; atomic groups are sound."""
    assert not [one.places for one in all_expressions() if repeats_group_possessively(one.pattern)]
    assert repeats_group_possessively(re.compile(r"x(?:(?:a|b(?!c))*+d)?"))
    assert not repeats_group_possessively(re.compile(r"[a-z]++(?>(?:a|b(?!c))*)(?:c|d)*\d?+"))


def test_what_refuses_longer_texts_is_fast_enough_for_all_others() -> None:
    plain = seconds(lambda: sum(1 for _ in _PLAIN.finditer("ab 12 " * 16_000)), tries=3)
    slow = [
        f"{expression.places}: {attack}"
        for expression in all_expressions()
        if (most := REFUSES_LONGER.get(_module(expression)))
        for attack in attacks(expression.pattern)[::7]
        for run in expression.runs()
        if _takes_longer(run, attack.text(most), plain)
    ]
    assert not slow, "\n".join(slow)


def _takes_longer(run: Callable[[str], object], text: str, most: float) -> bool:
    return seconds(lambda: run(text), 4 * most) > most and seconds(lambda: run(text), 4 * most, tries=4) > most


def test_the_test_finds_what_is_superlinear() -> None:
    """Patterns known to be quadratic, cubic or exponential are found, and their linear forms are not."""
    for bad in (r"\s+$", r"(?:a|a)*b", r"<[^<>]*x[^<>]*>", r"\d[\d,.]*\s*km", r"a.*b.*c"):
        assert offence(Expression(re.compile(bad))), bad
    for good in (r"\s+", r"(?<!\s)\s++$", r"<[^<>]*>", r"[a-z]+|\d+", r"\w++\s?"):
        assert not offence(Expression(re.compile(good))), good
