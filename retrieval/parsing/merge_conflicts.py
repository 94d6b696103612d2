"""Merge conflicts: the marks that git leaves in a file where two changes of it are not resolved yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.types import Skipped

_MARKS = (re.compile(r"<{7}(?:\s|$)"), re.compile(r"={7}\s*$"), re.compile(r">{7}(?:\s|$)"))
_FENCE = re.compile(r"\s*(?P<fence>`{3,}|~{3,})(?P<info>.*)", re.DOTALL)
_OPENS = re.compile(r"<(?:pre|code|script|style)\b|\{%-?\s*(?:highlight|raw)\b", re.IGNORECASE)
_CLOSES = re.compile(r"</(?:pre|code|script|style)\b|\{%-?\s*end(?:highlight|raw)\b", re.IGNORECASE)


def conflict_line(text: str) -> int:
    """Return the line (from 1) of the first mark of a merge conflict in ``text``, 0 where there is none.

    A conflict is its three marks in order, each at the front of a line, the first not within code.
    """
    begun = awaited = 0
    code = _Code()
    for number, line in enumerate(text.split("\n"), 1):
        if not awaited:
            inside = code.passes(line)
            if not inside and _MARKS[0].match(line):
                begun, awaited = number, 1
        elif _MARKS[awaited].match(line):
            awaited += 1
            if awaited == len(_MARKS):
                return begun
    return 0


def conflict_fault(file: str, text: str) -> Iterator[Skipped]:
    """Yield the fault of a ``file`` that is served with a conflict in its ``text``, if it has one."""
    if line := conflict_line(text):
        yield Skipped(file, line, "holds the marks of a merge conflict; both versions are served", served=True)


class _Code:
    """Follows the lines of a text, in order, and tracks which are code."""

    def __init__(self) -> None:
        self._fence = ""
        self._open = 0

    def passes(self, line: str) -> bool:
        """Take the next line; return whether it is part of a block of code, which includes its fences."""
        if match := _FENCE.match(line):
            fence, info = match["fence"], match["info"].strip()
            if not self._fence:
                self._fence = "" if fence[0] in info else fence
                return True
            if fence.startswith(self._fence) and not info:
                self._fence = ""
            return True
        if self._fence:
            return True
        before = self._open
        self._open = max(0, before + len(_OPENS.findall(line)) - len(_CLOSES.findall(line)))
        return bool(before or self._open)
