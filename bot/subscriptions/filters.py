"""Subscription filters and whether a paper meets them: the kinds that are decided by looking at the paper.

Ideas and papers are matched by meaning, in :mod:`bot.subscriptions.semantic_match`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.state.schema import SubscriptionKind
from retrieval import UNSPACED, Category, Paper, below, normalise, tag_matches, tag_words, venue_of, venue_tag

MAX_IDEA_CHARACTERS = 300
TOPIC_PREFIX = "~"
"""Stands before the Chinese name of a topic that has no path, because it has no papers yet."""
WITHIN = "category:"
"""Stands before the path of a category that is named among words."""
BY_MEANING: frozenset[SubscriptionKind] = frozenset(("idea", "paper"))
"""The kinds that the library decides."""

_ORDER: tuple[SubscriptionKind, ...] = ("all", "category", "venue", "paper", "words", "idea")
_BETWEEN_TERMS = re.compile(r"[,，、;；\n]+")
_EXCLUSION = re.compile(r"(?:^|\s)[-–—−](?=[\w\"'“‘「『])")
_QUOTES = " \t\"'“”‘’「」『』"
_GAP = re.compile(r"[\s_-]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
"""Scripts that are written without spaces, where a word is matched any place."""


@dataclass(frozen=True, slots=True)
class SubscriptionFilter:
    """What a subscription asks for; :class:`~bot.state.schema.SubscriptionRow` describes the form of ``value``."""

    kind: SubscriptionKind
    value: str = ""

    @property
    def specificity(self) -> tuple[int, int]:
        """Order filters: of several that match a paper, the greatest is the reason a reader is told."""
        return _ORDER.index(self.kind), self.value.count("/")

    @property
    def excludes(self) -> bool:
        """Whether it asks for nothing itself and rules papers out of what else is asked for: ``-survey``."""
        return self.kind == "words" and self.value.startswith("-")

    def spares(self, reason: SubscriptionFilter) -> bool:
        """Return whether what this excludes was asked for by name, in ``reason``."""
        unwanted = _terms(self.value)[1]
        match reason.kind:
            case "category":
                return below(reason.value, [term.removeprefix(WITHIN) for term in unwanted if term.startswith(WITHIN)])
            case "venue":
                return reason.value.startswith(unwanted)
            case "words":
                return not set(unwanted).isdisjoint(_terms(reason.value)[0])
            case _:
                return False


@dataclass(frozen=True, slots=True)
class FilterablePaper:
    """A paper with all that words are looked for in: titles, summaries, authors, tag and the names of its categories.

    ``names`` are those of the categories that the paper lies in, normalised.
    """

    paper: Paper
    text: str
    names: frozenset[str]

    @classmethod
    def of(cls, paper: Paper, tree: Sequence[Category] = ()) -> FilterablePaper:
        """Describe ``paper``; ``tree`` is :meth:`Library.categories`, which names the categories."""
        names = [name for node in _path_to(paper, tree) for name in (node.name.zh, node.name.en) if name]
        fields = (
            *(paper.title, paper.title_zh, paper.summary.zh, paper.summary.en, *paper.authors),
            *(*dict.fromkeys((*tag_words(paper.tag)[:2], venue_tag(paper.tag), venue_of(paper.tag))), *names),
        )
        # a line of its own for every field: no term reaches over the end of a line
        return cls(
            paper, "\n".join(" ".join(normalise(field).split()) for field in fields), frozenset(map(_key, names))
        )

    def meets(self, subscription_filter: SubscriptionFilter) -> bool:
        """Return whether the filter asks for the paper; false for what has to be decided by meaning."""
        match subscription_filter.kind:
            case "all":
                return True
            case "category":
                if subscription_filter.value.startswith(TOPIC_PREFIX):
                    return _key(subscription_filter.value.removeprefix(TOPIC_PREFIX)) in self.names
                return any(below(path, (subscription_filter.value,)) for path in self.paper.category_paths)
            case "venue":
                return bool(self.paper.tag) and tag_matches(self.paper.tag, (subscription_filter.value,))
            case "words":
                return self._has_words(subscription_filter.value)
            case _:
                return False

    def is_excluded(self, subscription_filter: SubscriptionFilter) -> bool:
        """Return whether the paper is what ``subscription_filter`` excludes."""
        return any(map(self._has, _terms(subscription_filter.value)[1]))

    def _has_words(self, words: str) -> bool:
        wanted, unwanted = _terms(words)
        return any(map(self._has, wanted)) and not any(map(self._has, unwanted))

    def _has(self, term: str) -> bool:
        if term.startswith(WITHIN):
            return self.meets(SubscriptionFilter("category", term.removeprefix(WITHIN)))
        return any(True for _ in _places(normalise(term), self.text))


def matches(subscription_filter: SubscriptionFilter, paper: Paper, tree: Sequence[Category] = ()) -> bool:
    """Return whether the filter asks for ``paper``; false for what has to be decided by meaning."""
    return FilterablePaper.of(paper, tree).meets(subscription_filter)


def canonical_words(text: str) -> str:
    """Return the one form of words to look for: ``KV  Cache，量化 -survey`` becomes ``kv cache, 量化, -survey``.

    Terms are parted by commas (also Chinese ones, semicolons and lines); ``-`` in front forbids one and may follow
    a term after a space. Any wanted term suffices, any forbidden one rules out. Empty where nothing is wanted.
    """
    wanted, unwanted = _terms(text)
    return ", ".join((*wanted, *(f"-{term}" for term in unwanted))) if wanted else ""


def exclusion_of(subscription_filter: SubscriptionFilter) -> SubscriptionFilter | None:
    """Return what excludes the papers that ``subscription_filter`` asks for; None where words cannot say that."""
    match subscription_filter.kind:
        case "category":
            terms: tuple[str, ...] = (f"{WITHIN}{subscription_filter.value}".casefold(),)
        case "venue":
            terms = (subscription_filter.value,)
        case "words":
            terms = _terms(subscription_filter.value)[0]
        case _:
            return None
    value = ", ".join(f"-{term}" for term in terms)
    # a path may hold what parts terms
    return SubscriptionFilter("words", value) if terms and _terms(value) == ((), terms) else None


def canonical_idea(text: str) -> str:
    """Return an idea as it was written, its spaces tidied, cut at the most characters that one may have."""
    return " ".join(text.split())[:MAX_IDEA_CHARACTERS].strip()


@lru_cache(maxsize=4096)
def _terms(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Cut words into the terms that are wanted and those that are not."""
    wanted: dict[str, None] = {}
    unwanted: dict[str, None] = {}
    for part in _BETWEEN_TERMS.split(unicodedata.normalize("NFKC", text).casefold()):
        head, *tail = _EXCLUSION.split(part)
        wanted.update(dict.fromkeys(_tidy(head)))
        unwanted.update(dict.fromkeys(term for one in tail for term in _tidy(one)))
    return tuple(wanted), tuple(unwanted)


def _tidy(term: str) -> Iterator[str]:
    tidied = " ".join(term.strip(_QUOTES).split())
    if any(character.isalnum() for character in tidied):
        yield tidied


def _places(term: str, text: str) -> Iterator[int]:
    """Return the places of ``term`` in ``text`` (both normalised): of whole words, unless written without spaces."""
    for match in _pattern(term).finditer(text):
        start, end = match.span()
        if not (_joined(text[start - 1 : start], term[0]) or _joined(term[-1], text[end : end + 1])):
            yield start


@lru_cache(maxsize=4096)
def _pattern(term: str) -> re.Pattern[str]:
    # spaces and hyphens are written one for the other
    return re.compile("[ _-]".join(map(re.escape, _GAP.split(term))))


def _joined(left: str, right: str) -> bool:
    """Return whether two neighbouring characters belong to one word of letters and digits."""
    return left.isalnum() and right.isalnum() and not (_UNSPACED.match(left) or _UNSPACED.match(right))


def _path_to(paper: Paper, tree: Sequence[Category]) -> Iterator[Category]:
    for node in tree:
        if node.path and any(below(path, (node.path,)) for path in paper.category_paths):
            yield node
            yield from _path_to(paper, node.children)


def _key(name: str) -> str:
    return _GAP.sub("", normalise(name))
