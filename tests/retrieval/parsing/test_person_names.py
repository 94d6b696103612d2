"""Names of people in lists, as notes have them."""

from __future__ import annotations

import pytest

from retrieval.parsing.person_names import names_in

PEOPLE = ("Ada Alpha", "Bo Beta", "Cy Gamma")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ada Alpha a , Bo Beta a b, Cy Gamma", PEOPLE),
        ("Ada Alpha, Bo Beta, Cy Gamma 等", PEOPLE),
        ("Ada Alpha、Bo Beta 等，通讯作者 Cy Gamma", PEOPLE),
        ("Ada Alpha, Student Member, Bo Beta, Senior Member, Cy Gamma", PEOPLE),
        ("Ada Alpha; Bo Beta; Cy Gamma. Technical Report", PEOPLE),
        ("Ada Alpha, Bo Beta, Zharamova, Cy Gamma", ("Ada Alpha", "Bo Beta", "Zharamova", "Cy Gamma")),
        ("Ada Alpha, Bo Beta, Cy Gamma, Zharamova", PEOPLE),
        ("Ada Alpha, Bo Beta, Introduction, Cy Gamma", PEOPLE),
        ("Ada Alpha, Zharamova, Bo Beta, Zhurin, Cy Gamma", PEOPLE),
        ("Ada Alpha 1 University of California, Santa Barbara", ("Ada Alpha",)),
        ("Alpha, Ada, Beta, B. Bo, Gamma, Cy", ("Ada Alpha", "B. Bo Beta", "Cy Gamma")),
        ("Alpha, Beta, Gamma, Delta", ()),
        ("Alpha, Ada, Beta, Bo", ()),
    ],
)
def test_names_and_nothing_else_are_found(line: str, names: tuple[str, ...]) -> None:
    assert names_in(line) == names
