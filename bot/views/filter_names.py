"""How what somebody subscribed to is called: a category by its name, a venue as it writes itself, words in quotes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.locales import Texts
from bot.state.schema import SubscriptionKind
from bot.subscriptions.filters import TOPIC_PREFIX, WITHIN, SubscriptionFilter
from bot.views.render import short
from bot.views.venues import venue_label, venue_name
from retrieval import Bilingual, Paper, venue_of

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
    """Return what stands before an interest in a list."""
    return _EXCLUDED if SubscriptionFilter(kind, value).excludes else SIGNS[kind]


class FilterNames:
    """Names interests."""

    def __init__(self, way: Callable[[str], Sequence[Bilingual]], papers: Sequence[Paper], texts: Texts) -> None:
        """Name categories by ``way`` (:meth:`Library.category_way`), papers by title, all in the words of ``texts``."""
        self._texts = texts
        self._way = way
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
                return self._texts("interest-all")
            case "category":
                if value.startswith(TOPIC_PREFIX):
                    return value.removeprefix(TOPIC_PREFIX)
                names = [name.pick(self._texts.language) for name in self._way(value)] or [value]
                return " › ".join(names if whole else names[-1:])
            case "venue":
                label = venue_label(value)
                return label if label != value else venue_name(venue_of(value))
            case "words":
                return self._words(value) if whole or value.startswith("-") else value
            case "idea":
                return self._texts("interest-quoted", words=value)
            case "paper":
                title = self._titles.get(value) or value.rsplit("/", 1)[-1]
                return self._texts("interest-like", title=title)

    def _words(self, value: str) -> str:
        terms = value.split(", ")
        wanted = [self._term(term) for term in terms if not term.startswith("-")]
        unwanted = [self._term(term[1:]) for term in terms if term.startswith("-")]
        either, others = (self._texts("interest-or").join(some) for some in (wanted, unwanted))
        if not unwanted:
            return either
        if not wanted:
            return self._texts("interest-excluded", others=others)
        return self._texts("interest-without", words=either, others=others)

    def _term(self, term: str) -> str:
        if term.startswith(WITHIN):
            return self._name("category", term.removeprefix(WITHIN), whole=False)
        return self._texts("interest-quoted", words=term)
