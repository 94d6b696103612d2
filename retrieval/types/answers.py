"""Questions as understood, and answers: papers found with the passages that answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from retrieval.types.papers import Category, Language, Paper

Intent = Literal["ask", "list"]

DialogueAct = Literal[
    "question",
    "card",
    "citation",
    "authors",
    "unclear",
    "more",
    "unknown_paper",
    "empty",
    "language",
    "greeting",
    "thanks",
    "farewell",
    "acknowledgement",
    "identity",
    "help",
]
"""What a reader does with words. Beside asking (a question or a list): wants a paper's card, its citation or its
authors; names a paper that was not shown (``unclear``) or is not there (``unknown_paper``), or no word at all
(``empty``); wants another language spoken; or says what every bot is told, and asks for nothing.
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """The exact demands of a question. Within a field any value will do; all the fields must hold.

    ``categories`` are paths, each standing for everything below it too; ``tags`` are venue tags without year (``osdi``)
    or with (``osdi25``); ``since`` and ``until`` are inclusive ISO dates of any precision (``2023``, ``2023-04``);
    ``papers`` are short ids; ``latest`` asks for that many of the newest (0: no such wish).
    """

    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    papers: tuple[str, ...] = ()
    latest: int = 0

    def __bool__(self) -> bool:
        """Return whether anything is demanded."""
        return bool(self.categories or self.tags or self.since or self.until or self.papers or self.latest)


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood: its words, its language, its demands.

    ``text`` is what the reader wrote, ``wording`` what it means where that was said before (empty: the text itself),
    ``rest`` what is left to be searched for when the demands are taken out.
    ``filters`` bind the answer; ``preferred`` only speaks for the papers that meet one of them, and so does ``age`` for
    the oldest or the newest of those that answer alike. ``named`` says that the papers of the filters are named
    outright, by an identifier, an author or a number under which they were shown, so that there is no doubt about them.
    ``wished`` says that any papers on a subject will do, rather than an answer.
    ``mentioned`` are the papers whose names stand in the question: they come first, and bind nothing. ``assumed`` are
    the papers (short ids) that a follow-up is taken to be about, though it does not name them. ``topics`` says
    that the question is what categories there are: no paper answers it, the categories stand in the answer's
    ``suggestions``. ``act`` is what the reader does, and ``spoken`` the language that is to be spoken where that is
    ``language``.
    """

    text: str
    language: Language
    intent: Intent = "ask"
    filters: Filters = field(default_factory=Filters)
    rest: str = ""
    preferred: tuple[Filters, ...] = ()
    age: Literal["", "oldest", "newest"] = ""
    named: bool = False
    topics: bool = False
    act: DialogueAct = "question"
    spoken: Language | None = None
    mentioned: tuple[str, ...] = ()
    wording: str = ""
    assumed: tuple[str, ...] = ()
    wished: bool = False

    @property
    def asks(self) -> bool:
        """Whether anything is asked that the notes or what is known of papers could answer."""
        return self.act in ("question", "card", "citation", "authors")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a note that answers: whole sentences, at most 300 characters unless cut from a longer one.

    ``section`` is the heading path for people (``方法 › 分块``), ``url`` leads to the section. ``marks`` are the places
    (start, end) in ``text`` of the question's terms. ``score``, 0..1, is how much of the question it answers. ``shown``
    says that a reader is shown it: together with all others shown it is as much as a person reads on a phone.
    """

    text: str
    section: str
    url: str
    score: float
    marks: tuple[tuple[int, int], ...] = ()
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper found, with the passages that answer. ``score`` orders the hits of one answer only.

    ``shown`` says that it stands on the page of the answer that was asked for.
    """

    paper: Paper
    score: float
    passages: tuple[Passage, ...] = ()
    shown: bool = False

    @property
    def shown_passages(self) -> tuple[Passage, ...]:
        """The passages that a reader is shown."""
        return tuple(passage for passage in self.passages if passage.shown)


@dataclass(frozen=True, slots=True)
class Answer:
    """The library's answer to a question.

    ``hits`` are the best papers, best first (all of them, newest first, for a list), filled also when the library
    abstains, so that the refusal can be judged. ``confidence`` is the calibrated probability that the notes hold an
    answer. ``suggestions`` are the nearest categories, for a reader whose question was refused, and ``closest`` the
    papers that may be what was meant all the same. ``unmentioned`` are names in the question that no note mentions, and
    ``lacking`` names of papers that have no note though another version of them does.
    Papers of the index that have no note stand in ``hits`` of a list, with nothing but their summary.
    """

    query: Query
    hits: tuple[Hit, ...]
    abstained: bool
    confidence: float
    elapsed_ms: float
    suggestions: tuple[Category, ...] = ()
    closest: tuple[Paper, ...] = ()
    unmentioned: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def following_rank(self) -> int | None:
        """The rank (from 0) at which the next page begins; None where no paper is left, and for a list.

        It is that of the best paper that is on no page yet, however few stand on this one.
        """
        shown = [rank for rank, hit in enumerate(self.hits) if hit.shown]
        if not shown or self.query.intent == "list":
            return None
        return next((rank for rank, hit in enumerate(self.hits) if rank > shown[0] and not hit.shown), None)


@dataclass(frozen=True, slots=True)
class MatchScore:
    """The score of one paper for a question, whatever others do.

    ``confidence`` is the probability that its note holds an answer, ``share`` (0 to 1) how its score compares with that
    of the best paper.
    """

    confidence: float
    share: float
