"""Interpretations of a text to subscribe to: all papers, categories, venues, a paper, words or an idea.

The first reading is what is done; the others are offered. Conservative rules decide, so that the same words always
mean the same:

- a name for everything, the name of a category, or venues, each as the whole text, are just that, and so are the
  addresses of papers that are there, whatever is said around them;
- terms with commas or exclusions (``kv cache, 量化 -survey``) and up to three words are looked for literally;
- what asks or is longer than that is an idea, matched by its meaning.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args

from bot.state.schema import SubscriptionKind
from bot.subscriptions.addresses import addresses
from bot.subscriptions.filters import (
    MAX_IDEA_CHARACTERS,
    TOPIC_PREFIX,
    SubscriptionFilter,
    canonical_idea,
    canonical_words,
)
from retrieval import IDEOGRAPHS, Category, Paper, Venues, count_chinese, has_chinese, normalise, venue_tag

MAX_WORDS = 3
"""Words that stand side by side in a text often enough to be looked for literally."""
MAX_CHINESE = 12
"""Chinese characters, likewise."""
MAX_CATEGORIES = 4
"""Categories that one name may mean; a name for more says too little."""
MAX_PAPERS = 4
"""Papers whose addresses are read in one text."""

APART = "s"
"""Stands for words that are looked for each by itself."""
KIND_LETTERS: dict[SubscriptionKind, str] = {kind: kind[0] for kind in get_args(SubscriptionKind)}
_EVERYTHING = re.compile(
    r"(?:全部|所有|一切|everything|all|\*)(?:的|the)?\s*+(?:(?:新|new)\s*+)?(?:论文|文章|笔记|papers?|notes?)?"
    r"|新论文|new papers",
    re.IGNORECASE,
)
_PAPERS = re.compile(
    r"^(?:papers?|notes?) (?:on|about|in|from|at)\s+|(?<!\s)\s++(?:papers?|notes?)$"
    r"|(?:方面|领域|方向|相关)?的?(?:新|最新)?的?(?:论文|文章|笔记)$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]|怎么|怎样|如何|为什么|为何|是否|能否|什么|哪|多少|[吗呢]$"
    r"|^(?:how|what|why|which|when|where|who|does|do|is|are|can|could|should)\b",
    re.IGNORECASE,
)
_COMMAS = re.compile(r"[,，、;；\n]")
_BETWEEN_VENUES = re.compile(r"[,，、;；\n]|和|与|\band\b(?!\s*\d)", re.IGNORECASE)
_EXCLUSION = re.compile(r"(?:^|\s)[-–—−](?=\w)")
_WORD = re.compile(rf"[^\W{IDEOGRAPHS}](?:[\w./+-]*[^\W{IDEOGRAPHS}])?")


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One thing that a text may mean: filters of one kind.

    ``apart`` says that words which were written side by side are looked for each by itself.
    """

    filters: tuple[SubscriptionFilter, ...]
    apart: bool = False

    @property
    def kind(self) -> SubscriptionKind:
        """The kind of its filters."""
        return self.filters[0].kind

    @property
    def letter(self) -> str:
        """What stands for it in the codes of buttons."""
        return APART if self.apart else KIND_LETTERS[self.kind]

    @property
    def is_phrase(self) -> bool:
        """Whether several words are looked for only side by side."""
        return not self.apart and self.kind == "words" and apart(self.filters[0].value) is not None


@dataclass(frozen=True, slots=True)
class Names:
    """What can be named: the categories, by word; the papers, by address; the venues, by their tags."""

    categories: Callable[[str], Sequence[str]]
    find: Callable[[str], Sequence[Paper]]
    papers: Sequence[Paper]
    tree: Sequence[Category] = ()


def interpretations(text: str, names: Names) -> tuple[Interpretation, ...]:
    """Return what ``text`` may mean, the likeliest first; empty for a text that says nothing."""
    text = " ".join(text.split())
    if _EVERYTHING.fullmatch(text):
        return (Interpretation((SubscriptionFilter("all"),)),)
    if papers := _papers(text, names):
        return (papers,)
    bare = _PAPERS.sub("", text).strip() or text
    words, idea = None if _ASKS.search(bare) else _words(bare), _idea(bare)
    named = tuple(filter(None, (_categories(text, bare, names), _venues(bare, names))))
    free = (idea, words) if _is_idea(bare) else (words, idea)
    return tuple(filter(None, (*named, *free)))


def every_interpretation(text: str, names: Names) -> tuple[Interpretation, ...]:
    """Return what :func:`interpretations` returns, and behind words written side by side the same words apart."""
    found = list(interpretations(text, names))
    for place, one in enumerate(found):
        if one.kind == "words" and (other := apart(one.filters[0].value)) is not None:
            found.insert(place + 1, other)
            break
    return tuple(found)


def apart(words: str) -> Interpretation | None:
    """Read the words of a single term each by itself, None for a single word; Chinese parts them from English.

    ``words`` have the form that :func:`~bot.subscriptions.filters.canonical_words` returns.
    """
    wanted, *unwanted = words.split(", ")
    if any(not term.startswith("-") for term in unwanted) or " " not in wanted:
        return None
    parts = wanted.split()
    if has_chinese(wanted) and not all(map(has_chinese, parts)):
        # KV Cache 量化: the English words belong together
        runs = itertools.groupby(parts, key=lambda part: bool(has_chinese(part)))
        parts = [term for chinese, run in runs for term in ([*run] if chinese else [" ".join(run)])]
    terms = [*dict.fromkeys(parts), *unwanted]
    return Interpretation((SubscriptionFilter("words", canonical_words(", ".join(terms))),), apart=True)


def _papers(text: str, names: Names) -> Interpretation | None:
    """Read addresses that lead to papers, each to one that is there."""
    written = addresses(text)
    if not 0 < len(written) <= MAX_PAPERS or any(one.kind == "telegram" for one in written):
        return None
    found = [names.find(one.text) for one in written]
    if any(len(papers) != 1 for papers in found):
        return None
    return Interpretation(tuple(dict.fromkeys(SubscriptionFilter("paper", papers[0].path) for papers in found)))


def _categories(text: str, bare: str, names: Names) -> Interpretation | None:
    for word in dict.fromkeys((text, bare)):
        paths = tuple(names.categories(word))
        if 0 < len(paths) <= MAX_CATEGORIES:
            return Interpretation(tuple(SubscriptionFilter("category", path) for path in paths))
        folded = word.casefold()
        for topic in names.tree:
            if not topic.path and folded in (topic.name.zh.casefold(), topic.name.en.casefold()):
                return Interpretation((SubscriptionFilter("category", TOPIC_PREFIX + topic.name.zh),))
    return None


def _venues(text: str, names: Names) -> Interpretation | None:
    """Read venues and nothing else: ``osdi``, ``osdi 2025``, ``OSDI, SOSP``."""
    venues = Venues({paper.tag for paper in names.papers if paper.tag})
    found: list[SubscriptionFilter] = []
    for part in filter(None, map(str.strip, _BETWEEN_VENUES.split(text))):
        mentions = venues.find(normalise(part), part)
        if not mentions and venue_tag(part) in {venue_tag(paper.tag) for paper in names.papers}:
            found.append(SubscriptionFilter("venue", venue_tag(part)))
            continue
        rest = normalise(part)
        for mention in reversed(mentions):
            rest = rest[: mention.span[0]] + rest[mention.span[1] :]
        if not mentions or any(character.isalnum() for character in rest):
            return None
        found += [SubscriptionFilter("venue", venue_tag(mention.tag)) for mention in mentions]
    return Interpretation(tuple(dict.fromkeys(found))) if found else None


def _words(text: str) -> Interpretation | None:
    words = canonical_words(text)
    return (
        Interpretation((SubscriptionFilter("words", words),)) if words and len(words) <= MAX_IDEA_CHARACTERS else None
    )


def _idea(text: str) -> Interpretation | None:
    idea = canonical_idea(text)
    # terms that are forbidden have no meaning to be near to
    said = any(character.isalnum() for character in idea) and not _EXCLUSION.search(text)
    return Interpretation((SubscriptionFilter("idea", idea),)) if said else None


def _is_idea(text: str) -> bool:
    if _EXCLUSION.search(text):
        return False
    if _ASKS.search(text):
        return True
    return any(
        count_chinese(part) > MAX_CHINESE or len(_WORD.findall(part)) > MAX_WORDS for part in _COMMAS.split(text)
    )
