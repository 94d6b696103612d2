r"""Formulas of a note, made readable where only text can be shown.

Simple TeX becomes Unicode (``$\alpha_i \le 10^{-3}$`` becomes αᵢ ≤ 10⁻³); what does not come out in one line without a
command left over goes into a code span, stripped of its commands. No raw ``\frac`` reaches a reader.
"""

from __future__ import annotations

import logging
import re
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

FORMULA = re.compile(
    r"\$\$(?P<block>.+?)\$\$|(?<!\\)\\\[(?P<bracket>(?:[^\\]|\\[^\[\]])++)\\\]"
    r"|(?<!\\)\\\((?P<round>(?:[^\\]|\\[^()])++)\\\)"
    r"|(?<![\\$A-Za-z0-9])\$(?P<inline>(?!\s)[^$\n]{1,1000}?(?<!\s))\$(?![A-Za-z0-9$])"
    r"|(?<![\\$])\$(?P<tight>(?=[^$\n]{0,300}[\\_^{])[^\s$](?:[^$\n]{0,300}?[^\s$])?)\$(?!\$)"
    r"|(?<![\\$])\$ (?P<spaced>(?=[^$\n]{0,300}[\\{])[^$\n]{1,300}?) ?\$(?!\$)",
    re.DOTALL,
)
"""A formula in ``$$…$$``, ``\\[…\\]``, ``\\(…\\)`` or ``$…$``; a lone dollar is money.

Dollars that touch letters or digits, or have spaces inside, count where what they hold looks like TeX. A ``\\[`` is
looked for its end only up to the next one, so that many without an end take no longer.
"""

MAX_TEX = 2000
"""Characters of a formula that is still converted; a longer one is shown as it stands, in code."""
LONG_FORMULA = 60
"""Characters from which a converted formula stands in a code span, so that it reads as one thing."""
MAX_STEPS = 4000
"""Commands, scripts and brackets that are converted in one text; the richest part of a real note has some 800."""
_BALANCED = r"(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+"
_STEP = re.compile(r"[\\_^{]")
_SCRIPT = re.compile(rf"([_^])(?:\{{({_BALANCED})\}}|(\\[a-zA-Z]+|[^\s{{}}\\]))")
_NO_TEX = re.compile(r"[^\W_]*")
_FUNCTION = re.compile(r"\\(log|ln|exp|max|min|arg|sin|cos|tanh|softmax) *(?=[A-Za-z\\])")
_COMMAND_BEFORE = re.compile(r"\\[a-zA-Z]+$")
_OUTSIDE = re.compile(
    r"\\(?:[dt]?frac|sqrt|text(?:bf|it|rm)?|math(?:bb|bf|cal|rm|sf)|operatorname|sum|prod|int|cdot|times|leq?|geq?|"
    r"neq|approx|sim|in|infty|alpha|beta|gamma|delta|epsilon|theta|lambda|mu|pi|rho|sigma|tau|phi|omega|Delta|Sigma|"
    rf"Theta|Omega|hat|bar|tilde|log|exp|left|right)(?![a-zA-Z])(?:\{{{_BALANCED}\}}){{0,2}}"
)
"""The commands that are taken for TeX where no dollar says so; any other backslash may be a path."""
_BRACES = str.maketrans("\ue000\ue001ˍˆ", "{}_^")
"""Braces that are meant to be seen, and script marks that found no small form, kept apart from TeX's until the end."""
_LEFTOVER = re.compile(r"\\[a-zA-Z]+\*?|[{}\\]|%s|\$")
_SPACE = re.compile(r"\s+")
_OPERATOR = re.compile(r"(?<=[^\s(])\s*([∈∉≤≥≈≠≪≫∼≡∝×·→←⇒↦∪∩⊂⊆⊗⊙])\s*(?=[^\s)])")
"""Signs between two operands, which read better with a space on either side."""

_SUBSCRIPTS = dict(zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤′∗*",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀ′**",
        strict=True,
    )
)


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

    def as_text(self, tex: str) -> str:
        """Turn TeX into Unicode, or strip it of its commands where that is too much."""
        self.steps -= 1 + len(_STEP.findall(tex))
        return as_text(tex) if self.steps >= 0 else _stripped(tex)


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
        yield Piece(_bare(effort.as_text(command.group())))
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
    text = effort.as_text(tex)
    return Piece(_bare(text), code=len(text) > LONG_FORMULA or _LEFTOVER.search(text) is not None)


def _bare(text: str) -> str:
    return _LEFTOVER.sub("", text).strip().translate(_BRACES)


def as_text(tex: str) -> str:
    """Turn TeX into one line of Unicode where possible."""
    if len(tex) > MAX_TEX:
        return _stripped(tex)
    return _OPERATOR.sub(r" \1 ", _SPACE.sub(" ", _converted(_scripted(tex))).strip())


def _stripped(tex: str) -> str:
    return _SPACE.sub(" ", _LEFTOVER.sub("", tex)).strip()


def _scripted(tex: str) -> str:
    return _SCRIPT.sub(_script, tex)


def _script(match: re.Match[str]) -> str:
    mark, grouped, single = match.groups()
    inner = _SPACE.sub(" ", _converted(_scripted(grouped if grouped is not None else single))).strip()
    # a letter that follows a command's name directly would become part of the name
    apart = "{}" if _COMMAND_BEFORE.search(match.string, max(match.start() - 40, 0), match.start()) else ""
    table = _SUBSCRIPTS if mark == "_" else _SUPERSCRIPTS
    if inner and all(character in table for character in inner):
        return apart + "".join(table[character] for character in inner)
    if not inner:
        return ""
    whole = len(inner) == 1 or inner.isalnum() or re.fullmatch(r"\([^()]*\)", inner)
    shown = inner if whole else f"({inner})"
    return apart + ("ˍ" if mark == "_" else "ˆ") + shown


def _converted(tex: str) -> str:
    if _NO_TEX.fullmatch(tex):  # as most scripts are; parsing one takes fifty times as long as looking
        return tex
    try:
        text: str = _converter().latex_to_text(_FUNCTION.sub(r"\\\1\\ ", tex))
    except Exception:  # a parser of arbitrary text: whatever it stumbles over, the text is shown without its commands
        text = _LEFTOVER.sub(" ", tex)
    return text


@cache
def _converter() -> LatexNodes2Text:
    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    context = get_default_latex_context_db()
    context.add_context_category(
        "papercache",
        prepend=True,
        macros=[
            *(MacroTextSpec(name, simplify_repl=_fraction) for name in ("frac", "dfrac", "tfrac")),
            MacroTextSpec("sqrt", simplify_repl=_root),
            MacroTextSpec("top", simplify_repl="⊤"),
            MacroTextSpec("{", simplify_repl="\ue000"),
            MacroTextSpec("}", simplify_repl="\ue001"),
            *(MacroTextSpec(name, simplify_repl=" ") for name in (",", ";", ":", "quad", "qquad", "nonumber")),
        ],
    )
    return LatexNodes2Text(latex_context=context, math_mode="text", strict_latex_spaces=False, keep_comments=True)


def _fraction(node: object, l2tobj: LatexNodes2Text) -> str:
    arguments = _arguments(node, l2tobj)
    return "/".join(_grouped(argument) for argument in arguments[-2:] if argument)


def _root(node: object, l2tobj: LatexNodes2Text) -> str:
    arguments = _arguments(node, l2tobj)
    return f"√{_grouped(arguments[-1])}" if arguments and arguments[-1] else "√"


def _arguments(node: object, l2tobj: LatexNodes2Text) -> list[str]:
    found = getattr(getattr(node, "nodeargd", None), "argnlist", None) or []
    return [l2tobj.nodelist_to_text([argument]).strip() if argument is not None else "" for argument in found]


def _grouped(text: str) -> str:
    """Set what is more than one factor in brackets."""
    return text if re.fullmatch(r"[\w.√‖⊤]+|\w+\([^()]*\)", text) else f"({text})"
