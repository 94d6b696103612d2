"""Types of the package: papers, notes, chunks, questions, answers and what belongs to them.

Every type is frozen and slotted, so that a value can be shared between threads and kept across a refresh. Nothing
here does any work beyond looking at its own fields.

The flow of the data: a source yields a :class:`Note` (a :class:`Paper` with its :class:`Section` s); the chunker cuts
it into :class:`Chunk` s; a question becomes a :class:`Query`; ranking turns it into an :class:`Answer` of :class:`Hit`
s, each with its :class:`Passage` s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]
Intent = Literal["ask", "list"]
BlockKind = Literal["paragraph", "list", "table", "code", "formula", "caption"]
SameBy = Literal["arxiv", "doi", "authors", "year", "text"]
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

SHORT_ID_LENGTH = 10
"""Characters of a short id: 40 bits, so among 10,000 papers two collide with a probability of about 5e-5."""


def short_id(path: str) -> str:
    """Return the stable short id of the paper at ``path``, for buttons, deep links and commands (lower-case hex)."""
    return hashlib.blake2b(path.casefold().encode(), digest_size=SHORT_ID_LENGTH // 2).hexdigest()


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Chinese and in English, either of which may be missing (empty)."""

    zh: str = ""
    en: str = ""

    def pick(self, language: Language) -> str:
        """Return the text in ``language``, or in the other language where that one is missing."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    def __bool__(self) -> bool:
        """Return whether there is a text in either language."""
        return bool(self.zh or self.en)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: what is known of it, without the text of its note.

    ``path`` is the identity: the address of its page on the site without ``/`` in front and ending behind
    (``llm/engineering/inference/2023-09-…``), from which ``id`` is made. ``date`` is an ISO date of year, month or day
    precision (``2023``, ``2023-09``, ``2023-09-01``) and sorts as text; it is empty for an undated paper. ``has_note``
    is false for a paper known from an index page only. ``also_in`` are the paths of further categories that it is in.
    """

    id: str
    path: str
    slug: str
    title: str
    date: str
    categories: tuple[str, ...] = ()
    title_zh: str = ""
    authors: tuple[str, ...] = ()
    tag: str = ""
    url: str = ""
    paper_url: str = ""
    arxiv: str = ""
    doi: str = ""
    summary: Bilingual = field(default_factory=Bilingual)
    has_note: bool = True
    also_in: tuple[str, ...] = ()

    @property
    def category(self) -> str:
        """The category path, joined by ``/``."""
        return "/".join(self.categories)

    @property
    def category_paths(self) -> tuple[str, ...]:
        """The paths of all categories that the paper is in, its own first."""
        return (self.category, *self.also_in)

    @property
    def year(self) -> int:
        """The year of ``date``, 0 for an undated paper."""
        return int(self.date[:4] or 0)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a section that must not be cut carelessly.

    ``text`` is plain text with formulas as ``$…$`` or ``$$…$$``.
    """

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks under one heading.

    ``headings`` is the heading path from the outermost heading down to this one (empty for text before the first),
    ``anchor`` the fragment of the page at which it starts (empty where the page gives none).
    """

    headings: tuple[str, ...]
    anchor: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the fields of a paper were read from, in words for its maintainer: ``front matter (date)``, ``file name``.

    A field is empty where nothing was found.
    """

    title: str = ""
    date: str = ""
    authors: str = ""
    categories: str = ""
    venue: str = ""
    link: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A paper with the sections of its note, references and author lines left out.

    ``provenance`` is known only of a note that was just read from its file.
    """

    paper: Paper
    sections: tuple[Section, ...] = ()
    provenance: Provenance = field(default_factory=Provenance, compare=False)

    @property
    def text(self) -> str:
        """The text of all sections, without headings."""
        return "\n".join(block.text for section in self.sections for block in section.blocks)


@dataclass(frozen=True, slots=True)
class ChunkText:
    """A run of one section's text as the chunker cuts it, not yet stored."""

    headings: tuple[str, ...]
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stored run of text of one paper's note. ``id`` is never used again for another text."""

    id: int
    paper_id: str
    headings: tuple[str, ...]
    anchor: str
    text: str


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
class Category:
    """A node of the category tree with the number of papers at or below it."""

    path: str
    name: Bilingual
    aliases: tuple[str, ...] = ()
    count: int = 0
    subjects: tuple[Bilingual, ...] = ()
    children: tuple[Category, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Skipped:
    """A note that could not be read: where (file, line from 1 or 0 for the whole file) and why.

    With ``served`` it is a note that is served, but not quite as it was meant.
    """

    file: str
    line: int
    reason: str
    served: bool = False


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file whose paper is served from another one, and how the two are known to be one paper.

    ``by`` is the arXiv number or the DOI, which ``value`` then holds, or what they have in common beside the title.
    ``path`` and ``served_path`` are the paths that the paper has by either file.
    """

    file: str
    served_file: str
    by: SameBy
    value: str
    path: str
    served_path: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What became of all that lies in one source, of the ``kind`` that it was recognised as.

    Of its ``files`` came ``papers`` that are served; ``refused`` is how many files, or entries of a list, gave none
    because something is wrong with them, ``hidden`` how many say themselves that they are not for readers (drafts).
    ``left_out`` are files that could be read but are no notes by their names (README, templates), and ``unreadable``
    documents in other formats, by the endings of their names.
    """

    location: str
    kind: str
    files: int
    papers: int
    refused: int
    hidden: int
    left_out: int
    unreadable: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """The changes that a refresh made, and what the ``sources`` hold.

    The tuples of texts hold paths of papers; ``rebuilt`` says in a sentence why everything was made anew, if it was.
    ``duplicates`` are all that exist now, also those that were there before.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    seconds: float
    first: bool = False
    rebuilt: str = ""
    duplicates: tuple[Duplicate, ...] = ()
    sources: tuple[SourceReport, ...] = ()

    @property
    def papers(self) -> int:
        """The number of papers served now."""
        return len(self.added) + len(self.changed) + self.unchanged
