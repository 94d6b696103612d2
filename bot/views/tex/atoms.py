"""The signs, words and fractions that a formula is made of, and the line of text that they make."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from bot.views.tex import symbols as known

Kind = Literal["operand", "word", "function", "large", "fraction", "open", "close", "sign", "space", "row", "cell"]

_SIMPLE = r"[\w.√∞%⊤′″∗*⁺⁻⁼⁽⁾₊₋₌₍₎\u0300-\u036f\u20d0-\u20ff]"
WHOLE = re.compile(rf"{_SIMPLE}++(?:\([^()]*+\))?|‖[^‖]*+‖{_SIMPLE}*+|\|[^|]*+\|{_SIMPLE}*+|\([^()]*+\)")
_RELATION = re.compile(r"[+=<>≤≥≈∼≡≔×·→⟹⟺∈⊂⊆-]|[−±]")
SMALL = frozenset((*known.SUBSCRIPTS.values(), *known.SUPERSCRIPTS.values()))


class NotWholeError(Exception):
    """A formula has something that Unicode does not show."""


@dataclass(slots=True)
class Atom:
    """A sign, a word, or what a command made of several, with its scripts; ``kind`` says what it needs beside it."""

    text: str
    kind: Kind = "operand"
    below: str = ""
    above: str = ""

    def __str__(self) -> str:
        """Return it with its scripts."""
        return self.text + self.below + self.above

    @property
    def is_marked(self) -> bool:
        """Whether it ends with a script that is no small letter, and would run on."""
        last = self.above or self.below
        return last[:1] in {"_", "^"} and not last.endswith(")")


def plain(character: str) -> Atom:
    """Return a character as what it is in a formula."""
    if character == "&":
        return Atom("", "cell")
    if character.isspace():
        return Atom(" ", "space")
    if character in known.BRACKETS:
        return Atom(character, "open")
    if character in known.BRACKETS.values():
        return Atom(character, "close")
    return Atom(character, "operand" if character.isalnum() or character in "∞∂∇∅⊤ℏ" else "sign")


def fraction(above: list[Atom], below: list[Atom]) -> Atom:
    """Return a fraction on one line; raises NotWholeError where a part is missing."""
    if not trimmed(above) or not trimmed(below):
        raise NotWholeError
    divisor = _bracketed(below)
    if _is_product(below) and not divisor.startswith(("(", "|", "‖")):
        # a/2b would be read as a half of a, times b
        divisor = f"({divisor})"
    return Atom(f"{_bracketed(above)}/{divisor}", "fraction")


def choice(above: list[Atom], below: list[Atom]) -> Atom:
    """Return the number of ways to choose ``below`` out of ``above``."""
    return Atom(f"C({lines(above).strip()}, {lines(below).strip()})")


def _is_product(atoms: list[Atom]) -> bool:
    """Return whether several factors stand one behind the other, before any bracket."""
    factors = takewhile(lambda atom: atom.kind != "open", atoms)
    return sum(atom.kind in ("operand", "word") for atom in factors) > 1


def _bracketed(atoms: list[Atom]) -> str:
    text = lines(atoms).strip()
    return text if WHOLE.fullmatch(text) else f"({text})"


def is_bracketed(text: str) -> bool:
    """Return whether one pair of brackets stands around all of ``text``."""
    return re.fullmatch(r"\([^()]*+\)", text) is not None


def split(atoms: list[Atom], kind: Kind) -> list[list[Atom]]:
    """Cut atoms at those of ``kind``."""
    found: list[list[Atom]] = [[]]
    for atom in atoms:
        if atom.kind == kind:
            found.append([])
        else:
            found[-1].append(atom)
    return found


def trimmed(atoms: list[Atom]) -> list[Atom]:
    """Take the spaces off both ends."""
    first, last = 0, len(atoms)
    while first < last and atoms[first].kind == "space":
        first += 1
    while first < last and atoms[last - 1].kind == "space":
        last -= 1
    return atoms[first:last]


def lines(atoms: list[Atom]) -> str:
    """Join atoms, the lines of a formula after each other."""
    shown = ""
    for row in split(atoms, "row"):
        line = _joined([atom for atom in row if atom.kind != "cell"])
        if line.strip() and shown.strip():
            follows = _RELATION.match(line.lstrip()) or shown.rstrip()[-1] in ",;.:+-=×·"
            shown = f"{shown.rstrip()}{' ' if follows else '; '}{line.lstrip()}"
        else:
            shown += line
    return shown


def _joined(atoms: list[Atom]) -> str:
    shown: list[str] = []
    solid = [atom for atom in atoms if atom.kind != "space"]
    place = 0
    spaced = False
    for atom in atoms:
        if atom.kind == "space":
            shown.append(atom.text)
            spaced = spaced or bool(atom.text)
            continue
        before = solid[place - 1] if place else None
        after = solid[place + 1] if place + 1 < len(solid) else None
        text = str(atom)
        if atom.kind == "fraction" and (_binds(before, last=True) or _binds(after, last=False)):
            text = f"({text})"
        if before is not None and not spaced and _needs_gap(before, atom, text):
            shown.append(" ")
        shown.append(text)
        place, spaced = place + 1, False
    return "".join(shown)


def _binds(atom: Atom | None, *, last: bool) -> bool:
    """Return whether what stands beside a fraction would be taken for a part of it."""
    if atom is None:
        return False
    kinds = {"operand", "word", "function", "fraction", "close" if last else "open"} | (set() if last else {"large"})
    return atom.kind in kinds or atom.text in {"/", "!"}


def _needs_gap(before: Atom, atom: Atom, text: str) -> bool:
    first, last = text[:1], str(before)[-1:]
    if before.kind == "large":
        return first.isalnum() or first in "√∑∏∫("
    if not first.isalnum() or first in SMALL:
        return atom.kind == "large" and last.isalnum()
    if before.kind == "function" or before.is_marked:
        return True
    if atom.kind == "function":
        return last.isalnum() or last == ")"
    words = before.kind == "word" or atom.kind == "word"
    return words and first.isalpha() and last.isalpha() and first < "⺀" and last < "⺀"
