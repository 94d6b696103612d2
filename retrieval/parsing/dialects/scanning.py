"""A walk over the source of Markdown that rewrites what tools add to it and leaves code as it stands.

A paragraph's text is looked through for what may open something (``<!--``, ``{%``); code in fences, between backticks,
indented by four or in ``<pre>`` is passed over. All of it in one pass, in linear time.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping

Rule = Callable[[str, int], tuple[int, str] | None]
"""Says of the text and a place where its opening stands where it ends and what stands for it; None if it is none."""

_OPENER = re.compile(
    r"\\[`<%{\[$]|`+|<!--|%%|\{%|\{\{|\{::?|\{/\*|\{#|<pre(?=[\s>])|\${3}|\$`(?=[^`\n]++`\$)"
    r"|\[(?://|comment|hidden)\]:|#\+begin_(?:comment|query)(?![\w])|:logbook:",
    re.IGNORECASE,
)
_FENCE = re.compile(
    r"[ \t>]*+(?>(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*)(?P<fence>`{3,}+(?=[^`\n]*+(?:\n|\Z))|~{3,}+)[^\n]*+"
)
_CLOSED_PRE = re.compile(r"</pre\s*+>", re.IGNORECASE)
_BACKTICKS = re.compile(r"`+")
_CONTAINER = re.compile(r"[ \t>]*+(?:[-*+•]|\d{1,9}[.)]|!!!|\?\?\?\+?|===|:|\[\^[^\]\n]{1,100}\]:)[ \t\"]")
_QUOTE_OR_INDENT = re.compile(r"[ \t>]*+")
_NEW_BLOCK = re.compile(r"\n(?=[ \t]*+(?:\n|[-*+#>|](?:[ \t]|#)|\d{1,9}[.)][ \t]|```|~~~|\Z))")
_MAX_HEADING = 1000
_NO_SPACE_BEFORE = re.compile(r"[ .,;:!?)\]，。；：！？、）]")
_BLANK = re.compile(r"[ \t>]*+$")


def rewrite(text: str, rules: Mapping[str, Rule]) -> str:
    """Replace in ``text`` what the rules say of their openings (in lower case), outside of code."""
    if not any(match[0].lower() in rules for match in _OPENER.finditer(text)):
        return text
    return _Walk(text, rules).result()


def in_heading(text: str, start: int) -> bool:
    """Return whether the line that holds the place ``start`` is a heading."""
    begin = text.rfind("\n", max(0, start - _MAX_HEADING), start) + 1
    return (begin > 0 or start < _MAX_HEADING) and text.startswith("#", begin)


def paragraph_end(text: str, start: int) -> int:
    """Return where the paragraph or list item that holds the place ``start`` ends."""
    end = _NEW_BLOCK.search(text, start)
    return end.start() if end else len(text)


class Closings:
    """Searches for what closes an opening; what is not found once is not looked for again."""

    def __init__(self) -> None:
        """Begin with nothing looked for."""
        self._absent: set[object] = set()

    def find(self, closing: str | re.Pattern[str], text: str, start: int) -> tuple[int, int] | None:
        """Return where the next ``closing`` behind ``start`` begins and ends."""
        if closing in self._absent:
            return None
        if isinstance(closing, str):
            begin = text.find(closing, start)
            if begin >= 0:
                return begin, begin + len(closing)
        elif found := closing.search(text, start):
            return found.span()
        self._absent.add(closing)
        return None


class _Walk:
    """One walk over a text."""

    def __init__(self, text: str, rules: Mapping[str, Rule]) -> None:
        self._text = text
        self._rules = rules
        self._parts: list[str] = []
        self._written = 0
        self._paragraph_end = -1
        self._runs: dict[int, deque[int]] = {}

    def result(self) -> str:
        position = 0
        blank_before, in_container = True, False
        text = self._text
        while position < len(text):
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            if position == 0 or text[position - 1] == "\n":
                if fence := _FENCE.match(text, position, end):
                    position = self._after_fence(fence)
                    blank_before = False
                    continue
                line = text[position:end]
                if _is_indented(line):
                    if blank_before and not in_container:
                        # a line of indented code: the next one is code too
                        position = end + 1
                        continue
                elif _BLANK.match(line):
                    blank_before = True
                    position = end + 1
                    continue
                else:
                    in_container = bool(_CONTAINER.match(line)) or (in_container and not blank_before)
                blank_before = False
            position = self._in_line(position, end)
        self._parts.append(text[self._written :])
        return "".join(self._parts)

    def _in_line(self, position: int, end: int) -> int:
        """Go on to the end of the line, or behind what opened in it."""
        text = self._text
        while opener := _OPENER.search(text, position, end):
            position = opener.end()
            key = opener[0].lower()
            if key[0] == "`":
                position = self._after_code_span(opener)
            elif key == "<pre":
                closed = _CLOSED_PRE.search(text, position)
                position = closed.end() if closed else len(text)
            elif key in self._rules:
                found = self._rules[key](text, opener.start())
                if found:
                    self._write(text[self._written : opener.start()], *found)
                    position = found[0]
            if position > end:
                return position
        return end + 1

    def _write(self, before: str, end: int, shown: str) -> None:
        """Write what stands before something replaced, and what is shown for it; no space is left before nothing."""
        if not shown and before[-1:] == " " and _NO_SPACE_BEFORE.match(self._text, end):
            before = before[:-1]
        self._parts += (before, shown)
        self._written = end

    def _after_code_span(self, opener: re.Match[str]) -> int:
        start = opener.start()
        if start >= self._paragraph_end:
            self._paragraph_end = paragraph_end(self._text, start)
            self._runs = {}
            for run in _BACKTICKS.finditer(self._text, start, self._paragraph_end):
                self._runs.setdefault(len(run[0]), deque()).append(run.start())
        same = self._runs.get(len(opener[0]), deque())
        while same and same[0] <= start:
            same.popleft()
        return same[0] + len(opener[0]) if same else opener.end()

    def _after_fence(self, fence: re.Match[str]) -> int:
        """Return the beginning of the line behind the fence that closes; the end of the text if none does."""
        sign, text = fence["fence"], self._text
        position = fence.end() + 1
        while position < len(text):
            end = text.find("\n", position)
            end = len(text) if end < 0 else end
            line = _QUOTE_OR_INDENT.sub("", text[position:end], count=1).rstrip()
            position = end + 1
            if len(line) >= len(sign) and not line.strip(sign[0]):
                break
        return position


def _is_indented(line: str) -> bool:
    return line.startswith(("    ", "\t", " \t", "  \t", "   \t")) and not line.isspace()
