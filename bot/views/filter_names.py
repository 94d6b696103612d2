"""The names of subscription filters: a category by its name, a venue as it writes itself, words in quotes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.locales import Texts
from bot.state.schema import SubscriptionKind
from bot.subscriptions.filters import TOPIC_PREFIX, WITHIN, SubscriptionFilter
from bot.views.papers import names_down_to
from bot.views.render import short
from bot.views.venues import venue_label, venue_name
from retrieval import Bilingual, Category, Paper, venue_of

SIGNS: dict[SubscriptionKind, str] = {
    "all": "📚",
    "category": "🗂",
    "venue": "🏛",
    "words": "🔤",
    "idea": "💡",
    "paper": "📄",
}
"""What stands before each kind in a list."""
_EXCLUDED = "🚫"
MAX_NAMES = 120
"""UTF-16 units of a name in a sentence."""


def sign(kind: SubscriptionKind, value: str) -> str:
    """Return what stands before a filter in a list."""
    return _EXCLUDED if SubscriptionFilter(kind, value).excludes else SIGNS[kind]


def category_filter_name(path: str, tree: tuple[Category, ...], texts: Texts) -> str:
    """Return a category's own name; a topic that had no papers yet is known by its Chinese name."""
    if path.startswith(TOPIC_PREFIX):
        topic = path.removeprefix(TOPIC_PREFIX)
        return next((node.name.pick(texts.language) for node in tree if node.name.zh == topic), topic)
    return "".join(names_down_to(path, tree, texts)[-1:])


def venue_filter_name(value: str) -> str:
    """Return the name of a venue as it writes itself, with the year if ``value`` names one."""
    label = venue_label(value)
    return label if label != value else venue_name(venue_of(value))


def paper_filter_name(path: str, titles: Mapping[str, str]) -> str:
    """Return the title of the paper at ``path``, the last part of it where there is no such paper."""
    return titles.get(path) or path.rpartition("/")[2]


def terms(words: str) -> tuple[list[str], list[str]]:
    """Return the terms that canonical words ask for, and those that they exclude."""
    every = [term for term in words.split(", ") if term]
    return [term for term in every if not term.startswith("-")], [term[1:] for term in every if term.startswith("-")]


class FilterNames:
    """Names subscription filters, in a list or a sentence."""

    def __init__(self, breadcrumb: Callable[[str], Sequence[Bilingual]], papers: Sequence[Paper], texts: Texts) -> None:
        """Name categories by :meth:`Library.breadcrumb`, papers by title, all in the words of ``texts``."""
        self._texts = texts
        self._breadcrumb = breadcrumb
        self._titles = {paper.path: paper.title for paper in papers}

    def full(self, kind: SubscriptionKind, value: str, most: int = MAX_NAMES) -> str:
        """Return the whole name: of a category from the topic down."""
        return short(self._name(kind, value, whole=True), most)

    def brief(self, kind: SubscriptionKind, value: str, most: int) -> str:
        """Return a name for a button: of a category its own only."""
        return short(self._name(kind, value, whole=False), most)

    def _name(self, kind: SubscriptionKind, value: str, *, whole: bool) -> str:
        match kind:
            case "all":
                return self._texts("filter-all")
            case "category":
                if value.startswith(TOPIC_PREFIX):
                    return value.removeprefix(TOPIC_PREFIX)
                names = [name.pick(self._texts.language) for name in self._breadcrumb(value)] or [value]
                return " › ".join(names if whole else names[-1:])
            case "venue":
                return venue_filter_name(value)
            case "words":
                return self._words(value) if whole or value.startswith("-") else value
            case "idea":
                return self._texts("filter-quoted", words=value)
            case "paper":
                return self._texts("filter-like", title=paper_filter_name(value, self._titles))

    def _words(self, value: str) -> str:
        wanted, unwanted = ([self._term(term) for term in some] for some in terms(value))
        either, others = (self._texts("filter-or").join(some) for some in (wanted, unwanted))
        if not unwanted:
            return either
        if not wanted:
            return self._texts("filter-excluded", others=others)
        return self._texts("filter-without", words=either, others=others)

    def _term(self, term: str) -> str:
        if term.startswith(WITHIN):
            return self._name("category", term.removeprefix(WITHIN), whole=False)
        return self._texts("filter-quoted", words=term)
