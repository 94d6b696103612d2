"""What was skipped, for people: by reason, the most frequent first, each with some examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.locales import Texts
from retrieval import Skipped

EXAMPLES = 3
"""Places that are named of each reason."""

_VARYING = re.compile(
    r"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|“[^“”]*”|\([^()]*\)|(?<![^\s,;:])[^\s,;:]*[/\\][^\s,;:]*"
    r"|(?<![^\s,;:/.])[^\s,;:/.]++\.[a-z]{2,8}\b|\d[\d,.]*"
)
"""What differs from file to file in reasons of one kind: quotations, names of files, numbers."""


@dataclass(frozen=True, slots=True)
class SkippedGroup:
    """All that was skipped (or is served with a fault, if ``served``) for one ``reason``."""

    reason: str
    served: bool
    items: tuple[Skipped, ...]


def by_reason(skipped: Iterable[Skipped]) -> tuple[SkippedGroup, ...]:
    """Group what was skipped by reason: first what gave no paper, the most frequent reason first."""
    found: dict[tuple[bool, str], list[Skipped]] = {}
    for item in skipped:
        found.setdefault((item.served, _VARYING.sub("…", item.reason)), []).append(item)
    groups = [
        SkippedGroup(items[0].reason if len({item.reason for item in items}) == 1 else kind, served, tuple(items))
        for (served, kind), items in found.items()
    ]
    return tuple(sorted(groups, key=lambda group: (group.served, -len(group.items))))


def place_of(item: Skipped) -> str:
    """Return the file and, where one is to blame, the line."""
    return f"{item.file}:{item.line}" if item.line else item.file


def group_lines(group: SkippedGroup, texts: Texts) -> list[str]:
    """Say why something was skipped, how often, and where, in a line for a single one and else with examples below."""
    first, *others = group.items
    if not others:
        return [f"{place_of(first)}: {first.reason}"]
    lines = [texts("skipped-group", count=len(group.items), reason=group.reason)]
    lines += [f"    {place_of(item)}" for item in group.items[:EXAMPLES]]
    if len(group.items) > EXAMPLES:
        rest = texts("skipped-more", count=len(group.items) - EXAMPLES)
        lines.append(f"    {rest}")
    return lines


def every_line(group: SkippedGroup) -> list[str]:
    """Name all that was skipped for one reason, each in a line."""
    return [f"{place_of(item)}: {item.reason}" for item in group.items]


def groups_in_a_line(groups: Sequence[SkippedGroup], texts: Texts, most: int) -> list[str]:
    """Return a line for each of the first ``most`` groups, with one example."""
    return [
        f"{place_of(group.items[0])}: {group.items[0].reason}"
        if len(group.items) == 1
        else texts("skipped-group-with", count=len(group.items), reason=group.reason, place=place_of(group.items[0]))
        for group in groups[:most]
    ]
