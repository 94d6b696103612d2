"""Finding the names of categories in a question: by path, by Chinese or English name, by alias, at any level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.query.spans import Span, overlaps
from retrieval.text.terms import normalise
from retrieval.types import Category

_TOKEN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]")
_PATH = re.compile(r"(?<![a-z0-9_-])[a-z0-9_-]++(?>(?:/[a-z0-9_-]++)+)")
_BOTH = re.compile(r"\s*(?:[、,，/&+]|和|与|及|以及|或|或者|还有|跟|\band\b|\bor\b)+\s*")

Words = tuple[str, ...]

MIN_HALF = 4
"""Characters of half a name that is specific enough to be asked with."""


@dataclass(frozen=True, slots=True)
class CategoryMention:
    """A category named in a question: where, and the paths that the word stands for."""

    span: Span
    paths: tuple[str, ...]


class CategoryMatcher:
    """Every name by which a category can be asked for, cut into words so that spelling does not matter."""

    def __init__(self, categories: Sequence[Category]) -> None:
        """Collect the names of ``categories`` and of all below them."""
        self._by_words: dict[Words, list[str]] = {}
        self._paths: dict[str, list[str]] = {}
        self._nodes = {category.path.casefold(): category for category in _walk(categories)}
        for category in self._nodes.values():
            parts = category.path.casefold().split("/")
            for start in range(len(parts)):
                self._paths.setdefault("/".join(parts[start:]), []).append(category.path)
            own = (category.name.zh, category.name.en)
            names = (category.path, *own, *map(_first_half, own), *category.aliases)
            for words in {_words(name) for name in names}:
                if words:
                    self._by_words.setdefault(words, []).append(category.path)
        self._longest: dict[str, int] = {}
        for words in self._by_words:
            self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))

    def node(self, path: str) -> Category | None:
        """Return the category at ``path``, without regard to case."""
        return self._nodes.get(path.casefold())

    def find(self, text: str) -> list[CategoryMention]:
        """Return the categories named in ``text`` (normalised), the longest name at each place, left to right."""
        mentions = [
            CategoryMention(match.span(), tuple(paths))
            for match in _PATH.finditer(text)
            if (paths := self._paths.get(match.group()))
        ]
        taken = [mention.span for mention in mentions]
        tokens = [(_spelling(match.group()), match.span()) for match in _TOKEN.finditer(text)]
        at = 0
        while at < len(tokens):
            for length in range(min(self._longest.get(tokens[at][0], 0), len(tokens) - at), 0, -1):
                words = tuple(token for token, _ in tokens[at : at + length])
                span = tokens[at][1][0], tokens[at + length - 1][1][1]
                paths = self._by_words.get(words)
                if paths and not overlaps(span, taken):
                    mentions.append(CategoryMention(span, tuple(paths)))
                    at += length
                    break
            else:
                at += 1
        return sorted(mentions, key=lambda mention: mention.span)


def joined_paths(mentions: Sequence[CategoryMention], text: str) -> tuple[tuple[str, ...], ...]:
    """Return the paths meant by several mentions together; of several groups of paths, each has to be met.

    Topics joined by a word for "and" or "or" widen the demand. Topics that merely follow each other narrow it, to the
    deeper one where one lies below the other (``工程方面的强化学习``), else to what is about both (``KV cache 量化``).
    """
    groups: list[tuple[str, ...]] = []
    for before, mention in zip((None, *mentions), mentions, strict=False):
        if before is None:
            groups.append(mention.paths)
        elif _BOTH.fullmatch(text[before.span[1] : mention.span[0]]):
            groups[-1] = (*groups[-1], *mention.paths)
        elif narrower := _deeper(groups[-1], mention.paths):
            groups[-1] = narrower
        else:
            groups.append(mention.paths)
    return tuple(tuple(dict.fromkeys(group)) for group in groups)


def below(category: str, paths: Iterable[str]) -> bool:
    """Return whether the category path ``category`` is one of ``paths`` or lies below one, without regard to case."""
    folded = category.casefold()
    return any(folded == path or folded.startswith(f"{path}/") for path in map(str.casefold, paths))


def _deeper(left: Sequence[str], right: Sequence[str]) -> tuple[str, ...]:
    return tuple([path for path in right if below(path, left)] + [path for path in left if below(path, right)])


def _walk(categories: Iterable[Category]) -> Iterator[Category]:
    for category in categories:
        if category.path:
            yield category
        yield from _walk(category.children)


def _first_half(name: str) -> str:
    """Return the first of two things that a category is named after (``GPU 体系结构与编程``), empty if it is short."""
    half = re.split(r"与|和|及|\band\b", name, maxsplit=1)[0].strip()
    return half if len(half) >= MIN_HALF else ""


def _words(name: str) -> Words:
    return tuple(_spelling(match.group()) for match in _TOKEN.finditer(normalise(name)))


def _spelling(word: str) -> str:
    """Return a word in the singular and in American spelling; stems would equate ``collection`` and ``collectives``."""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return re.sub(r"is(?=ation|e$|ed$|ing$)", "iz", word) if len(word) > 6 else word
