"""The one sentence splitter of the project, for Chinese, English and both in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text.chinese import IDEOGRAPHS

_MAX_BRACKET = 300
"""Characters within which a bracket or quotation has to close to count as one; one that does not is a stray."""

_PROTECTED = re.compile(
    r"\$\$[^$]{1,3000}\$\$|\$[^$\n]{1,400}\$"
    rf"|\((?>(?:[^()\n]|\([^()\n]{{0,100}}\)){{1,{_MAX_BRACKET}}})\)"
    rf"|（(?>(?:[^（）\n]|（[^（）\n]{{0,100}}）){{1,{_MAX_BRACKET}}})）"
    rf"|\[[^\[\]\n]{{1,{_MAX_BRACKET}}}\]|【[^【】\n]{{1,{_MAX_BRACKET}}}】|「[^「」\n]{{1,{_MAX_BRACKET}}}」"
    rf"|『[^『』\n]{{1,{_MAX_BRACKET}}}』|《[^《》\n]{{1,{_MAX_BRACKET}}}》|“[^“”\n]{{1,{_MAX_BRACKET}}}”"
    rf"|\"[^\"\n]{{1,{_MAX_BRACKET}}}\""
)
_CLOSERS = "）)】」』》”’\"'\\]"
_END = re.compile(
    rf"[。！？]+[…{_CLOSERS}]*[ \t]*\n*"  # a Chinese full stop ends a sentence wherever it stands
    rf"|(?<![.!?…])(?P<stop>[.!?…]++)[{_CLOSERS}]*+"
    rf"(?:[ \t]++\n*+(?=[A-Z0-9(（\[\"“「《$*{IDEOGRAPHS}-])|\n+|$|(?=[{IDEOGRAPHS}]))"
    r"|(?:(?<![ \t])[ \t]++)?\n+"
)
_ABBREVIATED = (
    "al app approx apr aug ca cf ch chap col conf corp dec def dept dr ed eds eg eq eqn eqs est etc ex feb fig figs "
    "govt hon ie inc jan jr jul jun lem ltd mar max min mr mrs ms nov no nos oct op para pp prof prop proc ref refs "
    "rep resp rev sec secs sep sept sr st sup suppl tab thm trans univ vol vols vs viz w.r.t a.k.a e.g i.e"
)
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_LAST_WORD = re.compile(rf"(?:^|[\s(（\[“\",，;；:：/]|(?<=[{IDEOGRAPHS}]))((?:[A-Za-z]\.)*[A-Za-z]+)$")
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*(?:\d{1,3}|[A-Za-z]|[IVXivx]{1,4})$")
_INITIALS = re.compile(r"[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]")
_LOOKED_BACK = 24
_INSIDE = "_"
"""Stands before what is looked back at, where it does not begin with the text."""


def sentences(text: str) -> list[str]:
    """Split ``text`` into sentences, which joined are ``text`` again; a line's end is a sentence's end.

    No cut is made inside a formula, a bracket or a quotation, nor after an abbreviation, an initial or a list's number.
    """
    found: list[str] = []
    start = 0
    for end in _ends(text):
        found.append(text[start:end])
        start = end
    if start < len(text):
        found.append(text[start:])
    return found


def _ends(text: str) -> Iterator[int]:
    """Find the places where sentences end, in one pass over the text."""
    spans = _PROTECTED.finditer(text)
    span = next(spans, None)
    for match in _END.finditer(text):
        while span is not None and span.end() <= match.start():
            if _ends_with_bracket(text, span):
                yield span.end()
            span = next(spans, None)
        if span is not None and span.start() <= match.start():
            continue
        if match["stop"] == "." and not match[0].endswith("\n") and _goes_on(text, match.start()):
            continue
        if 0 < match.end() < len(text):
            yield match.end()


def _goes_on(text: str, stop: int) -> bool:
    """Return whether the full stop at ``stop`` is part of an abbreviation, an initial or a list's number."""
    before = text[max(0, stop - _LOOKED_BACK) : stop]
    if stop > _LOOKED_BACK:
        before = _INSIDE + before
    if _LIST_NUMBER.search(before):
        return True
    word = _LAST_WORD.search(before)
    return word is not None and (word[1].lower() in _ABBREVIATIONS or _INITIALS.fullmatch(word[1]) is not None)


def _ends_with_bracket(text: str, span: re.Match[str]) -> bool:
    """Return whether a sentence ends with the end of a bracket: ``（……。）`` does, a quoted question need not."""
    if span[0][0] not in "(（" or span[0][-2] not in "。！？":
        return False
    return span.end() < len(text) and text[span.end()] not in "。！？.,，；;：:、)）\n"
