"""Reading of TeX, as pylatexenc cuts it, as signs, words and fractions: what is not known is refused."""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.views.tex import symbols as known
from bot.views.tex.atoms import (
    SMALL,
    WHOLE,
    Atom,
    NotWholeError,
    choice,
    fraction,
    is_bracketed,
    lines,
    plain,
    split,
    trimmed,
)

MAX_DEPTH = 30
"""Brackets and arguments within each other that are followed."""


@dataclass(slots=True, frozen=True)
class _Item:
    kind: Literal["character", "command", "group", "environment", "math"]
    text: str = ""
    nodes: Any = ()


class TexReader:
    """Reads the nodes of one group from left to right, arguments where a command asks for them."""

    def __init__(self, nodes: Iterable[Any], depth: int) -> None:
        """Take the nodes of a group ``depth`` groups and arguments deep; raises NotWholeError for one too deep."""
        if depth > MAX_DEPTH:
            raise NotWholeError
        self._items = deque(_items(nodes))
        self._depth = depth
        self._found: list[Atom] = []

    def atoms(self) -> list[Atom]:
        """Return all that is read, in order."""
        while self._items:
            item = self._items.popleft()
            if item.kind == "command" and item.text in {"over", "choose"}:
                first, self._found = self._found, []
                second = self.atoms()
                return [fraction(first, second) if item.text == "over" else choice(first, second)]
            self._read(item)
        return self._found

    def _read(self, item: _Item) -> None:
        match item.kind:
            case "character" if item.text in "_^":
                self._script(item.text)
            case "character":
                self._character(item.text)
            case "group":
                inner = trimmed(TexReader(item.nodes, self._depth + 1).atoms())
                self._found += inner if len(inner) == 1 else [Atom(lines(inner))] if inner else []
            case "environment":
                self._found.append(_environment(item, self._depth + 1))
            case "math":
                self._found += TexReader(item.nodes, self._depth + 1).atoms()
            case _:
                self._found += self._command(item.text)

    def _character(self, character: str) -> None:
        last = self._found[-1] if self._found else None
        if character == "'" and last is not None and last.kind != "space":
            if last.above:
                last.text, last.below, last.above = str(last), "", ""
            last.text += "′"
        elif character.isdigit() and last is not None and last.text[-1:].isdigit() and not last.below + last.above:
            last.text += character
        else:
            self._found.append(plain(character))

    def _script(self, mark: str) -> None:
        while self._found and self._found[-1].kind == "space":
            self._found.pop()
        base = self._found.pop() if self._found else Atom("")
        if base.kind == "fraction" or (
            len(base.text) > 1 and base.kind == "operand" and not WHOLE.fullmatch(base.text)
        ):
            base = Atom(f"({base})")
        inner = lines(self._argument()).strip()
        table = known.SUBSCRIPTS if mark == "_" else known.SUPERSCRIPTS
        close = inner.replace(" ", "")
        if close and all(character in table for character in close):
            shown = "".join(table[character] for character in close)
        else:
            plain = len(inner) == 1 or all((c.isalpha() and c not in SMALL) or c.isdecimal() for c in inner)
            shown = mark + (inner if plain or is_bracketed(inner) else f"({inner})") if inner else ""
        if mark == "_":
            if base.below:
                raise NotWholeError
            base.below = shown
        else:
            base.above += shown
        self._found.append(base)

    def _argument(self) -> list[Atom]:
        while self._items and self._items[0] == _Item("character", " "):
            self._items.popleft()
        if not self._items or self._depth > MAX_DEPTH:
            raise NotWholeError
        item = self._items.popleft()
        if item.kind == "group":
            return trimmed(TexReader(item.nodes, self._depth + 1).atoms())
        if item.kind == "character" and item.text not in "_^&":
            return [plain(item.text)]
        if item.kind == "command":
            self._depth += 1
            found = self._command(item.text)
            self._depth -= 1
            return found
        raise NotWholeError

    def _raw(self) -> Any:
        while self._items and self._items[0] == _Item("character", " "):
            self._items.popleft()
        if not self._items or self._items[0].kind != "group":
            raise NotWholeError
        return self._items.popleft().nodes

    def _optional(self) -> str:
        if not self._items or self._items[0] != _Item("character", "["):
            return ""
        self._items.popleft()
        found = ""
        while self._items and (item := self._items.popleft()) != _Item("character", "]"):
            if item.kind != "character":
                raise NotWholeError
            found += item.text
        return found

    def _command(self, name: str) -> list[Atom]:
        if (read := _READERS.get(name)) is not None:
            return read(self, name)
        sign = known.symbols().get(name)
        if sign is None:
            raise NotWholeError
        return [plain(sign)]

    def nothing(self, _: str) -> list[Atom]:
        """Read a command that only arranges what follows."""
        return []

    def space(self, name: str) -> list[Atom]:
        """Read a space."""
        return [Atom(known.SPACES[name], "space")]

    def function(self, name: str) -> list[Atom]:
        """Read the name of a function."""
        return [Atom(known.FUNCTIONS[name], "function")]

    def large(self, name: str) -> list[Atom]:
        """Read an operator on all that follows."""
        return [Atom(known.LARGE[name], "large")]

    def row(self, _: str) -> list[Atom]:
        """Read the end of a line, with the room below it."""
        self._optional()
        return [Atom("", "row")]

    def discarded(self, _: str) -> list[Atom]:
        """Read a command that is left out with its argument."""
        self._raw()
        return []

    def coloured(self, _: str) -> list[Atom]:
        """Read the second argument: the first is a colour."""
        self._raw()
        return self._argument()

    def text(self, _: str) -> list[Atom]:
        """Read words within a formula."""
        return _word(_prose(self._raw(), self._depth + 1))

    def accent(self, name: str) -> list[Atom]:
        """Read what stands below an accent or a line."""
        return [_accented(self._argument(), name)]

    def delimiter(self, _: str) -> list[Atom]:
        """Read the bracket whose size is given; a full stop is none."""
        if self._items and self._items[0] == _Item("character", "."):
            self._items.popleft()
            return []
        return self._argument()

    def operator(self, _: str) -> list[Atom]:
        """Read the name of a function that has no command of its own."""
        if self._items and self._items[0] == _Item("character", "*"):
            self._items.popleft()
        return [Atom(lines(self._argument()), "function")]

    def alphabet(self, name: str) -> list[Atom]:
        """Read what is set in an alphabet."""
        inner = self._argument()
        if name in known.ALPHABETS and (len(inner) == 1 or name not in known.KEPT):
            for atom in inner:
                atom.text = known.in_alphabet(atom.text, name)
        if len(inner) == 1:
            return inner
        return _word(lines(inner)) if name.startswith("math") else [Atom(lines(inner))]

    def fraction(self, _: str) -> list[Atom]:
        """Read a fraction."""
        return [fraction(self._argument(), self._argument())]

    def binomial(self, _: str) -> list[Atom]:
        """Read a choice of some out of many."""
        return [choice(self._argument(), self._argument())]

    def root(self, _: str) -> list[Atom]:
        """Read a root."""
        index = self._optional().strip()
        inner = self._argument()
        sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(index)
        if sign is None:
            if not index or any(character not in known.SUPERSCRIPTS for character in index):
                raise NotWholeError
            sign = " " + "".join(known.SUPERSCRIPTS[character] for character in index) + "√"
        text = lines(inner)
        return [Atom(sign + (text if len(inner) == 1 and inner[0].kind == "operand" else f"({text})"))]

    def stack(self, _: str) -> list[Atom]:
        """Read the lines below an operator."""
        return [Atom(", ".join(lines(row).strip() for row in split(self._argument(), "row")))]

    def modulo(self, _: str) -> list[Atom]:
        """Read what a congruence counts by."""
        return [Atom(f" (mod {lines(self._argument())})")]

    def brace(self, _: str) -> list[Atom]:
        """Read what stands at a brace."""
        return [Atom(f"({lines(self._argument())})")]

    def tag(self, _: str) -> list[Atom]:
        """Read the number of a formula."""
        return [Atom(f" ({lines(self._argument())})")]

    def above(self, _: str) -> list[Atom]:
        """Read what stands above a sign."""
        above, base = lines(self._argument()), self._argument()
        if len(base) != 1 or base[0].kind not in {"sign", "large", "function"}:
            raise NotWholeError
        base[0].above += f"^({above})"
        return base

    def below(self, _: str) -> list[Atom]:
        """Read what stands below an operator."""
        below, base = lines(self._argument()), self._argument()
        if len(base) != 1 or base[0].kind not in {"large", "function"}:
            raise NotWholeError
        base[0].below += f"_({below})"
        return base

    def arrow(self, _: str) -> list[Atom]:
        """Read an arrow with words on it."""
        if self._optional():
            raise NotWholeError
        return [Atom(f" —{lines(self._argument())}→ ", "sign")]

    def negated(self, _: str) -> list[Atom]:
        """Read a sign that is struck out."""
        inner = self._argument()
        if len(inner) != 1 or len(inner[0].text) != 1:
            raise NotWholeError
        return [Atom(inner[0].text + "\u0338", "sign")]


_READERS: Mapping[str, Callable[[TexReader, str], list[Atom]]] = {
    **dict.fromkeys(known.ACCENTS, TexReader.accent),
    **dict.fromkeys((*known.ALPHABETS, *known.KEPT), TexReader.alphabet),
    **dict.fromkeys(("operatorname", "operatorname*"), TexReader.operator),
    **dict.fromkeys(known.TEXTS, TexReader.text),
    **dict.fromkeys(known.COLOURED, TexReader.coloured),
    **dict.fromkeys(known.DISCARDED, TexReader.discarded),
    **dict.fromkeys(known.LARGE, TexReader.large),
    **dict.fromkeys(known.FUNCTIONS, TexReader.function),
    **dict.fromkeys(known.SPACES, TexReader.space),
    **dict.fromkeys(known.ARRANGING, TexReader.nothing),
    **dict.fromkeys(known.SIZES, TexReader.delimiter),
    **dict.fromkeys(("\\", "cr", "newline"), TexReader.row),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac"), TexReader.fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), TexReader.binomial),
    **dict.fromkeys(("underbrace", "overbrace"), TexReader.brace),
    **dict.fromkeys(("stackrel", "overset"), TexReader.above),
    "underset": TexReader.below,
    "sqrt": TexReader.root,
    "substack": TexReader.stack,
    "pmod": TexReader.modulo,
    "tag": TexReader.tag,
    "xrightarrow": TexReader.arrow,
    "not": TexReader.negated,
}
"""How each command is read; any other stands for a sign, or is not known."""


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
                raise NotWholeError


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
                raise NotWholeError
            found += sign
        elif item.kind == "math":
            found += lines(TexReader(item.nodes, depth).atoms())
        elif item.kind == "group" and depth < MAX_DEPTH:
            found += _prose(item.nodes, depth + 1)
        else:
            raise NotWholeError
    return found


def _word(text: str) -> list[Atom]:
    return [Atom(text, "word" if len(text) > 1 else "operand")] if text else []


def _accented(atoms: list[Atom], name: str) -> Atom:
    mark = known.ACCENTS[name]
    if len(atoms) == 1 and len(atoms[0].text) == 1 and atoms[0].text.isalnum():
        atoms[0].text = unicodedata.normalize("NFC", atoms[0].text.replace("ı", "i").replace("ȷ", "j") + mark)
        return atoms[0]
    text = lines(atoms)
    if name not in known.LINES or not text or not all(character.isalnum() for character in text):
        raise NotWholeError
    return Atom("".join(character + mark for character in text))


def _environment(item: _Item, depth: int) -> Atom:
    name = item.text.rstrip("*")
    nodes = list(item.nodes)
    if name in known.WITH_ARGUMENT:
        while nodes and type(nodes[0]).__name__ == "LatexCharsNode" and nodes[0].chars.isspace():
            nodes.pop(0)
        if not nodes or type(nodes[0]).__name__ != "LatexGroupNode":
            raise NotWholeError
        nodes.pop(0)
    atoms = TexReader(nodes, depth).atoms()
    if name in known.LINED:
        return Atom(lines(atoms))
    if (sides := known.MATRICES.get(name)) is None:
        raise NotWholeError
    rows = [[lines(cell).strip() for cell in split(row, "cell")] for row in split(atoms, "row")]
    text = "; ".join(", ".join(cell.rstrip(" ,") for cell in row) for row in rows if any(row))
    return Atom(f"{sides[:1]}{text}{sides[1:]}")
