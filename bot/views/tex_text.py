"""TeX as one line of Unicode, or not at all: all commands, environments and arguments are known or all is refused."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pylatexenc.latexwalker import LatexWalker, LatexWalkerError
from pylatexenc.macrospec import LatexContextDb

from bot.views import tex_symbols as known

MAX_DEPTH = 30
"""Brackets and arguments within each other that are followed."""

Kind = Literal["operand", "word", "function", "large", "fraction", "open", "close", "sign", "space", "row", "cell"]

_NESTING = re.compile(r"\\(?:begin|end)(?![a-zA-Z])|\\[()\[\]]|\\.|[{}]", re.DOTALL)
_SPACE = re.compile(r"\s+")
_SPACED = re.compile(r"(?<=[^\s(])\s*([∈∉≤≥≈≠≪≫∼≡≔≜∝×·→←⇒↦⟹⟸⟺∪∩⊂⊆⊗⊙∧∨])\s*(?=[^\s)])")
"""Signs between two operands, which read better with a space on either side."""
_SIMPLE = r"[\w.√∞%⊤′″∗*⁺⁻⁼⁽⁾₊₋₌₍₎\u0300-\u036f\u20d0-\u20ff]"
_WHOLE = re.compile(rf"{_SIMPLE}++(?:\([^()]*+\))?|‖[^‖]*+‖{_SIMPLE}*+|\|[^|]*+\|{_SIMPLE}*+|\([^()]*+\)")
_RELATION = re.compile(r"[+=<>≤≥≈∼≡≔×·→⟹⟺∈⊂⊆-]|[−±]")


class _NotWholeError(Exception):
    """A formula has something that Unicode does not show."""


def whole_text(tex: str) -> str | None:
    """Return TeX as a line of Unicode that says all that it says; None where that cannot be done."""
    depth = 0
    for step in _NESTING.findall(tex):
        depth += (step in {"{", "\\begin", "\\(", "\\["}) - (step in {"}", "\\end", "\\)", "\\]"})
        if depth > MAX_DEPTH:
            return None
    try:
        # nothing is known to the walker, so that it leaves arguments where they stand
        nodes, _, _ = LatexWalker(tex, latex_context=LatexContextDb(), tolerant_parsing=False).get_latex_nodes()
        if tex.rstrip().endswith("\\") and not tex.rstrip().endswith("\\\\"):
            return None
        shown = _lines(_Reader(nodes, 0).atoms())
    except (LatexWalkerError, _NotWholeError):
        return None
    return _SPACED.sub(r" \1 ", _SPACE.sub(" ", unicodedata.normalize("NFC", shown)).strip())


@dataclass(slots=True)
class _Atom:
    text: str
    kind: Kind = "operand"
    below: str = ""
    above: str = ""

    def __str__(self) -> str:
        return self.text + self.below + self.above

    @property
    def is_marked(self) -> bool:
        last = self.above or self.below
        return last[:1] in {"_", "^"} and not last.endswith(")")


@dataclass(slots=True, frozen=True)
class _Item:
    kind: Literal["character", "command", "group", "environment", "math"]
    text: str = ""
    nodes: Any = ()


class _Reader:
    """Reads the nodes of one group from left to right, arguments where a command asks for them."""

    def __init__(self, nodes: Iterable[Any], depth: int) -> None:
        if depth > MAX_DEPTH:
            raise _NotWholeError
        self._items = deque(_items(nodes))
        self._depth = depth
        self._found: list[_Atom] = []

    def atoms(self) -> list[_Atom]:
        """Return all that is read, in order."""
        while self._items:
            item = self._items.popleft()
            if item.kind == "command" and item.text in {"over", "choose"}:
                first, self._found = self._found, []
                second = self.atoms()
                return [_fraction(first, second) if item.text == "over" else _choice(first, second)]
            self._read(item)
        return self._found

    def _read(self, item: _Item) -> None:
        match item.kind:
            case "character" if item.text in "_^":
                self._script(item.text)
            case "character":
                self._character(item.text)
            case "group":
                inner = _trimmed(_Reader(item.nodes, self._depth + 1).atoms())
                self._found += inner if len(inner) == 1 else [_Atom(_lines(inner))] if inner else []
            case "environment":
                self._found.append(_environment(item, self._depth + 1))
            case "math":
                self._found += _Reader(item.nodes, self._depth + 1).atoms()
            case _:
                self._found += self._command(item.text)

    def _character(self, character: str) -> None:
        last = self._found[-1] if self._found else None
        if character == "'" and last is not None and last.kind != "space":
            last.text, last.below, last.above = (
                (str(last) if last.above else last.text) + "′",
                last.below if not last.above else "",
                "",
            )
        elif character.isdigit() and last is not None and last.text[-1:].isdigit() and not last.below + last.above:
            last.text += character
        else:
            self._found.append(_Atom(*_plain(character)))

    def _script(self, mark: str) -> None:
        while self._found and self._found[-1].kind == "space":
            self._found.pop()
        base = self._found.pop() if self._found else _Atom("")
        if base.kind == "fraction" or (
            len(base.text) > 1 and base.kind == "operand" and not _WHOLE.fullmatch(base.text)
        ):
            base = _Atom(f"({base})")
        inner = _lines(self._argument()).strip()
        table = known.SUBSCRIPTS if mark == "_" else known.SUPERSCRIPTS
        close = inner.replace(" ", "")
        if close and all(character in table for character in close):
            shown = "".join(table[character] for character in close)
        else:
            plain = len(inner) == 1 or all((c.isalpha() and c not in _SMALL) or c.isdecimal() for c in inner)
            shown = mark + (inner if plain or _is_bracketed(inner) else f"({inner})") if inner else ""
        if mark == "_":
            if base.below:
                raise _NotWholeError
            base.below = shown
        else:
            base.above += shown
        self._found.append(base)

    def _argument(self) -> list[_Atom]:
        while self._items and self._items[0] == _Item("character", " "):
            self._items.popleft()
        if not self._items or self._depth > MAX_DEPTH:
            raise _NotWholeError
        item = self._items.popleft()
        if item.kind == "group":
            return _trimmed(_Reader(item.nodes, self._depth + 1).atoms())
        if item.kind == "character" and item.text not in "_^&":
            return [_Atom(*_plain(item.text))]
        if item.kind == "command":
            self._depth += 1
            found = self._command(item.text)
            self._depth -= 1
            return found
        raise _NotWholeError

    def _raw(self) -> Any:
        while self._items and self._items[0] == _Item("character", " "):
            self._items.popleft()
        if not self._items or self._items[0].kind != "group":
            raise _NotWholeError
        return self._items.popleft().nodes

    def _optional(self) -> str:
        if not self._items or self._items[0] != _Item("character", "["):
            return ""
        self._items.popleft()
        found = ""
        while self._items and (item := self._items.popleft()) != _Item("character", "]"):
            if item.kind != "character":
                raise _NotWholeError
            found += item.text
        return found

    def _command(self, name: str) -> list[_Atom]:  # noqa: C901  one case for each kind of command
        if name in known.SIZES or name in known.ARRANGING:
            return self._delimiter() if name in known.SIZES else []
        if name in known.SPACES:
            return [_Atom(known.SPACES[name], "space")]
        if name in known.FUNCTIONS:
            return [_Atom(known.FUNCTIONS[name], "function")]
        if name in known.LARGE:
            return [_Atom(known.LARGE[name], "large")]
        if name in known.DISCARDED:
            self._raw()
            return []
        if name in known.COLOURED:
            self._raw()
            return self._argument()
        if name in known.TEXTS:
            return _word(_prose(self._raw(), self._depth + 1))
        if name in known.ALPHABETS or name in known.KEPT:
            return self._set(name)
        if name in known.ACCENTS:
            return [_accented(self._argument(), name)]
        if (read := getattr(self, f"_{name}", None)) is not None and name in _BUILDERS:
            return [read()]
        if name in {"\\", "cr", "newline"}:
            self._optional()
            return [_Atom("", "row")]
        sign = known.symbols().get(name)
        if sign is None:
            raise _NotWholeError
        return [_Atom(*_plain(sign))]

    def _delimiter(self) -> list[_Atom]:
        if self._items and self._items[0] == _Item("character", "."):
            self._items.popleft()
            return []
        return self._argument()

    def _set(self, name: str) -> list[_Atom]:
        if name.startswith("operatorname"):
            if self._items and self._items[0] == _Item("character", "*"):
                self._items.popleft()
            return [_Atom(_lines(self._argument()), "function")]
        inner = self._argument()
        if name in known.ALPHABETS and (len(inner) == 1 or name not in known.KEPT):
            for atom in inner:
                atom.text = known.in_alphabet(atom.text, name)
        if len(inner) == 1:
            return inner
        return _word(_lines(inner)) if name.startswith("math") else [_Atom(_lines(inner))]

    def _frac(self) -> _Atom:
        return _fraction(self._argument(), self._argument())

    _dfrac = _tfrac = _cfrac = _nicefrac = _frac

    def _binom(self) -> _Atom:
        return _choice(self._argument(), self._argument())

    _dbinom = _tbinom = _binom

    def _sqrt(self) -> _Atom:
        index = self._optional().strip()
        inner = self._argument()
        sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(index)
        if sign is None:
            if not index or any(character not in known.SUPERSCRIPTS for character in index):
                raise _NotWholeError
            sign = " " + "".join(known.SUPERSCRIPTS[character] for character in index) + "√"
        text = _lines(inner)
        return _Atom(sign + (text if len(inner) == 1 and inner[0].kind == "operand" else f"({text})"))

    def _substack(self) -> _Atom:
        return _Atom(", ".join(_lines(row).strip() for row in _split(self._argument(), "row")))

    def _pmod(self) -> _Atom:
        return _Atom(f" (mod {_lines(self._argument())})")

    def _underbrace(self) -> _Atom:
        return _Atom(f"({_lines(self._argument())})")

    _overbrace = _underbrace

    def _tag(self) -> _Atom:
        return _Atom(f" ({_lines(self._argument())})")

    def _stackrel(self) -> _Atom:
        above, base = _lines(self._argument()), self._argument()
        if len(base) != 1 or base[0].kind not in {"sign", "large", "function"}:
            raise _NotWholeError
        base[0].above += f"^({above})"
        return base[0]

    _overset = _stackrel

    def _underset(self) -> _Atom:
        below, base = _lines(self._argument()), self._argument()
        if len(base) != 1 or base[0].kind not in {"large", "function"}:
            raise _NotWholeError
        base[0].below += f"_({below})"
        return base[0]

    def _xrightarrow(self) -> _Atom:
        if self._optional():
            raise _NotWholeError
        return _Atom(f" —{_lines(self._argument())}→ ", "sign")

    def _not(self) -> _Atom:
        inner = self._argument()
        if len(inner) != 1 or len(inner[0].text) != 1:
            raise _NotWholeError
        return _Atom(inner[0].text + "\u0338", "sign")


_BUILDERS = frozenset(
    [
        "frac",
        "dfrac",
        "tfrac",
        "cfrac",
        "nicefrac",
        "binom",
        "dbinom",
        "tbinom",
        "sqrt",
        "substack",
        "pmod",
        "underbrace",
        "overbrace",
        "tag",
        "stackrel",
        "overset",
        "underset",
        "xrightarrow",
        "not",
    ]
)
_SMALL = frozenset((*known.SUBSCRIPTS.values(), *known.SUPERSCRIPTS.values()))


def _items(nodes: Iterable[Any]) -> Iterable[_Item]:
    for node in nodes:
        match type(node).__name__:
            case "LatexCharsNode":
                yield from (_Item("character", " " if c.isspace() or c == "~" else c) for c in node.chars)
            case "LatexMacroNode":
                yield _Item("command", node.macroname)
                if node.macro_post_space:
                    yield _Item("character", " ")
            case "LatexGroupNode":
                yield _Item("group", nodes=node.nodelist)
            case "LatexEnvironmentNode":
                yield _Item("environment", node.environmentname, node.nodelist)
            case "LatexMathNode":
                yield _Item("math", nodes=node.nodelist)
            case "LatexCommentNode":
                continue
            case _:
                raise _NotWholeError


def _plain(character: str) -> tuple[str, Kind]:
    if character == "&":
        return "", "cell"
    if character.isspace():
        return " ", "space"
    if character in known.BRACKETS:
        return character, "open"
    if character in known.BRACKETS.values():
        return character, "close"
    return character, "operand" if character.isalnum() or character in "∞∂∇∅⊤ℏ" else "sign"


def _prose(nodes: Iterable[Any], depth: int) -> str:
    """Return what stands in a command for text, its formulas read."""
    found = ""
    for item in _items(nodes):
        if item.kind == "character":
            found += item.text
        elif item.kind == "command" and item.text in known.TEXTS | known.ARRANGING:
            continue
        elif item.kind == "command":
            sign = known.SPACES.get(item.text, known.symbols().get(item.text))
            if sign is None:
                raise _NotWholeError
            found += sign
        elif item.kind == "math":
            found += _lines(_Reader(item.nodes, depth).atoms())
        elif item.kind == "group" and depth < MAX_DEPTH:
            found += _prose(item.nodes, depth + 1)
        else:
            raise _NotWholeError
    return found


def _word(text: str) -> list[_Atom]:
    return [_Atom(text, "word" if len(text) > 1 else "operand")] if text else []


def _accented(atoms: list[_Atom], name: str) -> _Atom:
    mark = known.ACCENTS[name]
    if len(atoms) == 1 and len(atoms[0].text) == 1 and atoms[0].text.isalnum():
        atoms[0].text = unicodedata.normalize("NFC", atoms[0].text.replace("ı", "i").replace("ȷ", "j") + mark)
        return atoms[0]
    text = _lines(atoms)
    if name not in known.LINES or not text or not all(character.isalnum() for character in text):
        raise _NotWholeError
    return _Atom("".join(character + mark for character in text))


def _fraction(above: list[_Atom], below: list[_Atom]) -> _Atom:
    if not _trimmed(above) or not _trimmed(below):
        raise _NotWholeError
    return _Atom(f"{_bracketed(above)}/{_bracketed(below)}", "fraction")


def _choice(above: list[_Atom], below: list[_Atom]) -> _Atom:
    return _Atom(f"C({_lines(above).strip()}, {_lines(below).strip()})")


def _bracketed(atoms: list[_Atom]) -> str:
    text = _lines(atoms).strip()
    return text if _WHOLE.fullmatch(text) else f"({text})"


def _is_bracketed(text: str) -> bool:
    return re.fullmatch(r"\([^()]*+\)", text) is not None


def _environment(item: _Item, depth: int) -> _Atom:
    name = item.text.rstrip("*")
    nodes = list(item.nodes)
    if name in known.WITH_ARGUMENT:
        while nodes and type(nodes[0]).__name__ == "LatexCharsNode" and nodes[0].chars.isspace():
            nodes.pop(0)
        if not nodes or type(nodes[0]).__name__ != "LatexGroupNode":
            raise _NotWholeError
        nodes.pop(0)
    atoms = _Reader(nodes, depth).atoms()
    if name in known.LINED:
        return _Atom(_lines(atoms))
    if (sides := known.MATRICES.get(name)) is None:
        raise _NotWholeError
    rows = [[_lines(cell).strip() for cell in _split(row, "cell")] for row in _split(atoms, "row")]
    text = "; ".join(", ".join(cell.rstrip(" ,") for cell in row) for row in rows if any(row))
    return _Atom(f"{sides[:1]}{text}{sides[1:]}")


def _split(atoms: list[_Atom], kind: Kind) -> list[list[_Atom]]:
    found: list[list[_Atom]] = [[]]
    for atom in atoms:
        if atom.kind == kind:
            found.append([])
        else:
            found[-1].append(atom)
    return found


def _trimmed(atoms: list[_Atom]) -> list[_Atom]:
    first, last = 0, len(atoms)
    while first < last and atoms[first].kind == "space":
        first += 1
    while first < last and atoms[last - 1].kind == "space":
        last -= 1
    return atoms[first:last]


def _lines(atoms: list[_Atom]) -> str:
    """Join atoms, the lines of a formula after each other."""
    shown = ""
    for row in _split(atoms, "row"):
        line = _joined([atom for atom in row if atom.kind != "cell"])
        if line.strip() and shown.strip():
            follows = _RELATION.match(line.lstrip()) or shown.rstrip()[-1] in ",;.:+-=×·"
            shown = f"{shown.rstrip()}{' ' if follows else '; '}{line.lstrip()}"
        else:
            shown += line
    return shown


def _joined(atoms: list[_Atom]) -> str:
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


def _binds(atom: _Atom | None, *, last: bool) -> bool:
    """Return whether what stands beside a fraction would be taken for a part of it."""
    if atom is None:
        return False
    kinds = {"operand", "word", "function", "fraction", "close" if last else "open"} | (set() if last else {"large"})
    return atom.kind in kinds or atom.text in {"/", "!"}


def _needs_gap(before: _Atom, atom: _Atom, text: str) -> bool:
    first, last = text[:1], str(before)[-1:]
    if before.kind == "large":
        return first.isalnum() or first in "√∑∏∫("
    if not first.isalnum() or first in _SMALL:
        return atom.kind == "large" and last.isalnum()
    if before.kind == "function" or before.is_marked:
        return True
    if atom.kind == "function":
        return last.isalnum() or last == ")"
    words = before.kind == "word" or atom.kind == "word"
    return words and first.isalpha() and last.isalpha() and first < "⺀" and last < "⺀"
