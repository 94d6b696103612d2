"""Texts on which a regular expression may take long: what its own parts match, many times, after what reaches them."""

from __future__ import annotations

import itertools
import re
import re._compiler as compiler  # type: ignore[import-not-found]
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_CHARACTERS = {op.IN, op.LITERAL, op.NOT_LITERAL, op.ANY}
_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
# what a class of characters may be asked for, the likeliest first
_ALPHABET = "a1 \n,A中.，-_x0。:：;；/\\|*#=+<>()[]{}（）【】「」\"'`“”‘’$%&@^~!！?？、　\t\r\x0b\xa0éßаαñ¹½〇年𝒜😀"
# pumps for any pattern: runs of one kind, and kinds that follow one another
GENERAL = (
    *" \na1,.中A_-<>[](){}$\\*#|:=/&;\"'`",
    *("a ", "1,", "1, ", "1.", "a.", "a,", "a-", "a/", "a@", "a\n", "\n ", "A ", "A.", "Aa ", "a=b ", "(a", "“a"),
    *("[1]", "1. ", "2024 ", "https://a.", "中 ", "中\n", "中，", "中。", "a中"),
    *(" | ", "\\[", "\\(", "{{", "{%", "$$", "**", "<a"),
)  # fmt: skip
_VARIANTS = 3
_MAX_TOKENS = 12


@dataclass(frozen=True)
class Attack:
    """A text of any size: a beginning, many times the same, an end."""

    before: str
    pump: str
    after: str = ""
    # begin with as many times the beginning as there is pump
    many_beginnings: bool = False

    def text(self, size: int) -> str:
        """Return a text of about that many characters."""
        room = size - len(self.after)
        if self.many_beginnings and self.before:
            start = self.before * max(1, room // 2 // len(self.before))
        else:
            start = self.before
        return start + self.pump * max(1, (room - len(start)) // len(self.pump)) + self.after


def attacks(pattern: re.Pattern[str] | re.Pattern[bytes]) -> list[Attack]:
    """Derive texts from the parts of a pattern."""
    shape, tree = _read(pattern)
    return list(dict.fromkeys(shape.attacks(tree)))


def repeats_group_possessively(pattern: re.Pattern[str] | re.Pattern[bytes]) -> bool:
    """Return whether a pattern repeats possessively (``*+``) what is longer than a character."""
    shape, tree = _read(pattern)
    return any(
        kind is op.POSSESSIVE_REPEAT and [part[0] for part in value[2]] not in ([one] for one in _CHARACTERS)
        for kind, value in shape.parts(tree)
    )


def _read(pattern: re.Pattern[str] | re.Pattern[bytes]) -> tuple[_Shape, Any]:
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    flags = (pattern.flags | re.UNICODE) if isinstance(pattern.pattern, bytes) else pattern.flags
    return _Shape(flags), parser.parse(text, flags)


class _Shape:
    """The parts of one pattern."""

    def __init__(self, flags: int) -> None:
        self._flags = flags
        self._groups: dict[int, str] = {}

    def attacks(self, tree: Any) -> Iterator[Attack]:
        """Return attacks, first some on every repeat."""
        reached = list(self._repeats(tree, [""], [""]))
        for befores, bodies, _ in reached:
            for before, body in zip(befores, itertools.cycle(bodies), strict=False):
                yield Attack(before, body, "\x01")
        tokens = self._tokens(tree)
        pairs = ["".join(pair) for pair in itertools.permutations(tokens, 2)]
        yield from (Attack("", pump) for pump in [*tokens, *GENERAL, *pairs])
        for befores, bodies, afters in reached:
            yield from self._on_repeat(befores, bodies, afters)
        starts = dict.fromkeys(before for befores, _, _ in reached for before in befores if before)
        for start, pump in itertools.product(starts, [*tokens, " ", "\n", "a", "1", ",", "中"]):
            yield Attack(start, pump)
            yield Attack("", start + pump)

    def _on_repeat(self, befores: list[str], bodies: list[str], afters: list[str]) -> Iterator[Attack]:
        pairs = ["".join(pair) for pair in itertools.permutations(bodies, 2)]
        for before, pump in itertools.product(befores, dict.fromkeys([*bodies, *pairs, *self._ambiguous(bodies)])):
            for after in dict.fromkeys(["", "\x01", "\n", *(after[:-1] for after in afters)]):
                yield Attack(before, pump, after)
            if before:
                yield Attack(before, pump, many_beginnings=True)
                yield Attack("", before + pump)

    def _ambiguous(self, bodies: list[str]) -> Iterator[str]:
        """Return what one part of a repeat may share with the next: its first and last characters."""
        for body in bodies:
            if len(body) > 1:
                yield from (body[0], body[-1], body[:-1])

    def _tokens(self, tree: Any) -> list[str]:
        """Return the characters and words that the pattern speaks of."""
        found: dict[str, None] = {}
        for variant in range(_VARIANTS):
            for part in self._atoms(tree):
                token = self._sample([part], variant)
                if token:
                    found[token] = None
        return sorted(found, key=len)[:_MAX_TOKENS]

    def _atoms(self, tree: Any) -> Iterator[Any]:
        for part in tree:
            kind, value = part
            inner = self._inner(kind, value)
            if inner:
                for each in inner:
                    yield from self._atoms(each)
            elif kind in _CHARACTERS:
                yield part

    def parts(self, tree: Any) -> Iterator[Any]:
        """Return all parts, each before those inside of it."""
        for part in tree:
            yield part
            for each in self._inner(*part):
                yield from self.parts(each)

    def _inner(self, kind: Any, value: Any) -> list[Any]:
        """Return the patterns inside of a part."""
        if kind in _REPEATS:
            return [value[2]]
        if kind is op.SUBPATTERN:
            return [value[3]]
        if kind is op.ATOMIC_GROUP:
            return [value]
        if kind is op.BRANCH:
            return list(value[1])
        if kind in {op.ASSERT, op.ASSERT_NOT}:
            return [value[1]]
        if kind is op.GROUPREF_EXISTS:
            return [each for each in value[1:] if each]
        return []

    def _repeats(
        self, tree: Any, befores: list[str], afters: list[str]
    ) -> Iterator[tuple[list[str], list[str], list[str]]]:
        """Return for each repeat what reaches it, what it repeats, and what would follow."""
        parts = list(tree)
        for at, (kind, value) in enumerate(parts):
            reach = self._joined(befores, parts[:at])
            follow = self._joined(afters, parts[at + 1 :], behind=True)
            if kind in _REPEATS and value[1] > _VARIANTS:
                yield reach, self._samples(value[2]), follow
            for inner in self._inner(kind, value):
                yield from self._repeats(inner, reach, follow)

    def _joined(self, texts: list[str], parts: list[Any], *, behind: bool = False) -> list[str]:
        samples = self._samples(parts) or [""]
        joined = [sample + text if behind else text + sample for text in texts for sample in samples]
        return list(dict.fromkeys(joined))[:_VARIANTS]

    def _samples(self, tree: Any) -> list[str]:
        found = [self._sample(tree, variant) for variant in range(_VARIANTS)]
        return [sample for sample in dict.fromkeys(found) if sample]

    def _sample(self, tree: Any, variant: int) -> str:
        """Return a text that the pattern matches, one of several."""
        return "".join(self._one(kind, value, variant) for kind, value in tree)

    def _one(self, kind: Any, value: Any, variant: int) -> str:
        if kind is op.LITERAL:
            return chr(value)
        if kind in {op.IN, op.NOT_LITERAL, op.ANY}:
            return _character(kind, repr(value), value, self._flags, variant)
        if kind in _REPEATS:
            least, _, body = value
            return self._sample(body, variant) * (least or (variant + 1) % 2)
        if kind is op.BRANCH:
            return self._sample(value[1][variant % len(value[1])], variant)
        if kind is op.SUBPATTERN:
            sample = self._sample(value[3], variant)
            self._groups[value[0]] = sample
            return sample
        if kind is op.ATOMIC_GROUP:
            return self._sample(value, variant)
        if kind is op.ASSERT:
            return self._sample(value[1], variant) if value[0] < 0 or variant % 2 == 0 else ""
        return self._groups.get(value, "") if kind is op.GROUPREF else ""


_kept: dict[tuple[Any, str, int], list[str]] = {}


def _character(kind: Any, key: str, value: Any, flags: int, variant: int) -> str:
    """Return one of the characters that a class matches."""
    if (kind, key, flags) not in _kept:
        state = parser.State()
        state.flags = flags
        one = compiler.compile(parser.SubPattern(state, [(kind, value)]), flags & ~re.DEBUG)
        named = [chr(each[1]) for each in value if each[0] is op.LITERAL] if kind is op.IN else []
        named += [chr(each[1][0]) for each in value if each[0] is op.RANGE] if kind is op.IN else []
        _kept[kind, key, flags] = [
            character for character in dict.fromkeys([*_ALPHABET, *named]) if one.fullmatch(character)
        ]
    fitting = _kept[kind, key, flags]
    return fitting[variant % len(fitting)] if fitting else ""
