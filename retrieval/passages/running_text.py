"""Running text of a passage: sentences of a note put together so that they read well by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.text.chinese import has_chinese

BULLET = "• "
"""Stands before each item, whatever its sign in the note: a list that begins with its third number looks torn."""

_SIGN = re.compile(r"(?P<indent>\s*)(?:(?:[-*+•·]|\d{1,2}[.)]|[(（](?:\d{1,2}|[a-h]|[ivx]{1,4})[)）])\s+|\d{1,2}、\s*)")
_CONNECTIVE = re.compile(
    r"(?:(?:此外|另外|同时|不过|然而|但是?|因此|所以|而且|并且|首先|其次|再次|最后|接着|随后|具体(?:来说|而言|地))[，,]\s*|"
    r"但是?|而且|因此|然而|而(?=[A-Za-z])|"
    r"(?:In addition|Additionally|Moreover|Furthermore|However|Therefore|Thus|Hence|Also|Besides|First(?:ly)?|"
    r"Second(?:ly)?|Third(?:ly)?|Finally|Lastly|Specifically|In particular|Consequently|Nevertheless|Meanwhile|Then), |"
    r"(?:But|And) )(?=\S)"
)
"""Words that join a sentence to the one before it, without which it says the same."""
_ENDS = re.compile(r"[。！？；：，、.!?;:,…$][」』”’\"'）)\]]*$")
_WIDE_END = re.compile(r"[。！？；：，、…）」』”]$")


@dataclass(slots=True)
class _Line:
    """A line of the note: the depth of an item of a list (-1: it is none), and its text."""

    depth: int
    text: str


def running_text(sentences: Sequence[str]) -> str:
    """Return ``sentences`` that follow one another in a note as running text, the items of a list as a line each.

    The first begins with no sign of a list and no word that joins it to what went before.
    """
    lines = list(_lines(sentences))
    if not lines:
        return ""
    lines[0].text = _without_connective(lines[0].text)
    text = ""
    for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        # an item with a list of its own stands above it as a heading does, and one alone is no list
        bare = line.depth < 0 or len(lines) == 1 or (after is not None and after.depth > line.depth)
        if before is not None:
            text += "\n" if max(before.depth, line.depth) >= 0 else _between(text)
        text += line.text if bare else BULLET + line.text
    return text


def _lines(sentences: Sequence[str]) -> Iterator[_Line]:
    """Yield the lines that ``sentences`` stand on."""
    line: _Line | None = None
    for place, sentence in enumerate(sentences):
        begins = place == 0 or sentences[place - 1].endswith("\n")
        sign = _SIGN.match(sentence) if begins else None
        body = " ".join(sentence[sign.end() if sign else 0 :].split())
        if line is not None and not begins:
            line.text += ("" if _WIDE_END.search(line.text) else " ") + body
            continue
        if line is not None:
            yield line
        line = _Line(len(sign["indent"].lstrip("\n")) if sign else -1, body)
    if line is not None:
        yield line


def _between(text: str) -> str:
    """Return what joins a line to the ``text`` of the paragraph before it: after a heading a colon."""
    if not _ENDS.search(text):
        return "：" if has_chinese(text) else ": "
    return "" if _WIDE_END.search(text) else " "


def _without_connective(text: str) -> str:
    rest = text[match.end() :] if (match := _CONNECTIVE.match(text)) else text
    return rest[:1].upper() + rest[1:] if match and match[0].isascii() else rest
