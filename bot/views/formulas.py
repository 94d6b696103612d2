r"""Formulas of a note, made readable where only text can be shown.

TeX becomes Unicode (``$\alpha_i \le 10^{-3}$`` becomes αᵢ ≤ 10⁻³) where all of it can be shown so; any other formula
stays as TeX in a code span.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.views.tex import whole_text

FORMULA = re.compile(
    r"\$\$(?P<block>.+?)\$\$|(?<!\\)\\\[(?P<bracket>(?>(?:[^\\]|\\[^\[\]])+))\\\]"
    r"|(?<!\\)\\\((?P<round>(?>(?:[^\\]|\\[^()])+))\\\)"
    r"|(?<![\\$A-Za-z0-9])\$(?P<inline>(?!\s)[^$\n]{1,1000}?(?<!\s))\$(?![A-Za-z0-9$])"
    r"|(?<![\\$])\$(?P<tight>(?=[^$\n]{0,300}[\\_^{])[^\s$](?:[^$\n]{0,300}?[^\s$])?)\$(?!\$)"
    r"|(?<![\\$])\$ (?P<spaced>(?=[^$\n]{0,300}[\\{])[^$\n]{1,300}?) ?\$(?!\$)",
    re.DOTALL,
)
"""A formula in ``$$…$$``, ``\\[…\\]``, ``\\(…\\)`` or ``$…$``; a lone dollar is money.

Dollars that touch letters or digits, or have spaces inside, count where what they hold looks like TeX. A ``\\[`` is
looked for its end only up to the next one, so that many without an end take no longer.
"""

LONG_FORMULA = 60
"""Characters from which a converted formula stands in a code span, so that it reads as one thing."""
MAX_STEPS = 4000
"""Commands, scripts and brackets that are converted in one text; the richest part of a real note has some 800."""
_BALANCED = r"(?>(?:[^{}]++|\{(?>(?:[^{}]++|\{[^{}]*+\})*)\})*)"
_STEP = re.compile(r"[\\_^{]")
_OUTSIDE = re.compile(
    r"\\(?:[dt]?frac|sqrt|text(?:bf|it|rm)?|math(?:bb|bf|cal|rm|sf)|operatorname|sum|prod|int|cdot|times|leq?|geq?|"
    r"neq|approx|sim|in|infty|alpha|beta|gamma|delta|epsilon|theta|lambda|mu|pi|rho|sigma|tau|phi|omega|Delta|Sigma|"
    rf"Theta|Omega|hat|bar|tilde|log|exp|left|right)(?![a-zA-Z])(?:\{{{_BALANCED}\}}){{0,2}}"
)
"""The commands that are taken for TeX where no dollar says so; any other backslash may be a path."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A formula made readable, or what stands between two: whether it has to stand in code, and whether in bold."""

    text: str
    code: bool = False
    bold: bool = False


@dataclass(slots=True)
class Effort:
    """What may still be spent on the formulas of a text, or of several that are shown together."""

    steps: int = MAX_STEPS

    def as_text(self, tex: str) -> str | None:
        """Turn TeX into Unicode; None where it cannot be shown whole, or where that is too much."""
        self.steps -= 1 + len(_STEP.findall(tex))
        return whole_text(tex) if self.steps >= 0 else None


def readable(
    text: str, effort: Effort | None = None, most: int = sys.maxsize, bold: Sequence[tuple[int, int]] = ()
) -> Markup:
    """Escape ``text`` for Telegram's HTML and make its formulas readable.

    What follows after more than ``most`` characters are made is not looked at. ``bold`` are places in ``text``, in
    order, to be set in bold where no formula stands.
    """
    return Markup("").join(map(_markup, readable_pieces(text, effort or Effort(), most, bold)))


def plain(text: str, most: int = sys.maxsize) -> str:
    """Make the formulas of ``text`` readable where no markup can stand: in titles, names and on buttons.

    What follows after more than ``most`` characters are made is not looked at.
    """
    return "".join(piece.text for piece in readable_pieces(text, most=most))


def readable_pieces(
    text: str, effort: Effort | None = None, most: int = sys.maxsize, bold: Sequence[tuple[int, int]] = ()
) -> Iterator[Piece]:
    """Yield the formulas of ``text`` and what stands between them, cut where what is ``bold`` begins and ends."""
    made = 0
    for piece in _all_pieces(text, effort or Effort(), most, bold):
        if piece.text:
            yield piece
        made += len(piece.text)
        if made > most:
            return


def _markup(piece: Piece) -> Markup:
    if piece.code:
        return Markup("<code>{}</code>").format(piece.text)
    return Markup("<b>{}</b>").format(piece.text) if piece.bold else escape(piece.text)


def _all_pieces(text: str, effort: Effort, most: int, bold: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    places = deque(bold)
    end = 0
    for formula in FORMULA.finditer(text):
        yield from _outside(text, end, formula.start(), effort, most, places)
        yield _formula(next(group for group in formula.groups() if group is not None), effort)
        end = formula.end()
    yield from _outside(text, end, len(text), effort, most, places)


def _outside(
    text: str, start: int, end: int, effort: Effort, most: int, bold: deque[tuple[int, int]]
) -> Iterator[Piece]:
    """Convert the commands that stand in a text without dollars."""
    for command in _OUTSIDE.finditer(text, start, end):
        yield from _verbatim(text, start, min(command.start(), start + most + 1), bold)
        yield _formula(command.group(), effort)
        start = command.end()
    yield from _verbatim(text, start, min(end, start + most + 1), bold)


def _verbatim(text: str, start: int, end: int, bold: deque[tuple[int, int]]) -> Iterator[Piece]:
    """Cut what needs no conversion where what is ``bold`` begins and ends; places that are passed are taken off it."""
    while bold and bold[0][0] < end:
        first, last = bold[0]
        if last > start:
            first = max(first, start)
            yield Piece(text[start:first])
            start = min(last, end)
            yield Piece(text[first:start], bold=True)
        if last > end:
            break
        bold.popleft()
    yield Piece(text[start:end])


def _formula(tex: str, effort: Effort) -> Piece:
    # a third dollar in front belongs to the two
    tex = tex.lstrip("$")
    text = effort.as_text(tex)
    if text is None:
        return Piece(_SPACE.sub(" ", tex).strip(), code=True)
    return Piece(text, code=len(text) > LONG_FORMULA)
